import pytest
from django.core.exceptions import PermissionDenied

from lscb_portal.lib.errors import Refused
from workplan.models import Meeting
from workplan.operations.discussion import LONGEST, Overtaken, save_discussion
from workplan.operations.session import close_meeting
from workplan.tests.factories import verbs


def test_words_are_saved_with_a_new_version(item, business_manager):
    saved = save_discussion(item, text="Police spoke.", version=0, by=business_manager)

    item.refresh_from_db()
    assert (saved.discussion_version, item.discussion, item.discussion_version) == (1, "Police spoke.", 1)
    assert verbs(item) == ["item.discussion_saved"]


def test_autosave_records_nothing(item, chair):
    save_discussion(item, text="Police", version=0, by=chair, autosave=True)

    assert verbs(item) == []


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(item, chair, business_manager):
    save_discussion(item, text="Theirs", version=0, by=business_manager)

    with pytest.raises(Overtaken, match="Somebody else has saved other words") as overtaken:
        save_discussion(item, text="Mine", version=0, by=chair)

    item.refresh_from_db()
    assert (item.discussion, overtaken.value.item.discussion) == ("Theirs", "Theirs")


def test_the_same_words_are_no_conflict(item, chair, business_manager):
    save_discussion(item, text="Same", version=0, by=business_manager)

    assert save_discussion(item, text="Same", version=0, by=chair).discussion_version == 1


def test_nobody_can_claim_a_version_that_is_not_there_yet(item, chair):
    with pytest.raises(Overtaken):
        save_discussion(item, text="Mine", version=7, by=chair)


def test_the_draft_may_still_be_written(session, item, chair, business_manager):
    close_meeting(session, by=chair)

    assert save_discussion(item, text="Later", version=0, by=business_manager).discussion == "Later"


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("status", ["agenda_agreed", "approved", "cancelled"])
def test_when_nothing_is_written(item, chair, status):
    Meeting.objects.update(status=status)

    with pytest.raises(Refused, match="its discussion is not written now"):
        save_discussion(item, text="Words", version=0, by=chair)


def test_words_have_an_end(item, chair):
    with pytest.raises(Refused, match="Write at most 8,000 characters for one item."):
        save_discussion(item, text="x" * (LONGEST + 1), version=0, by=chair)


@pytest.mark.parametrize("who", ["member", "adviser", "moderator", "analyst", "board_member", "stranger"])
def test_words_are_written_by_the_chair_and_the_minute_taker(request, item, who):
    with pytest.raises(PermissionDenied):
        save_discussion(item, text="Words", version=0, by=request.getfixturevalue(who))
