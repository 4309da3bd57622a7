"""The right of reply: offered when the moderation is finished, used once, in time, in the agency's own words."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.models import Event, Notification
from agencies.tests.asserting import denied, refused, verbs
from audits.models import Review, RightOfReply, RoundBoard
from audits.operations.moderation import finish
from audits.operations.right_of_reply import reply
from audits.tests.factories_judging import moderated, part_of, returned


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC))


@pytest.fixture
def review(board, police, lead, signatory):
    return returned(part_of(board), "GG", "GG", agency=police)


@pytest.fixture
def right(review, moderator):
    return finished(review, moderator)


def finished(review, by):
    """The right that the end of the moderation offers."""
    for standard in review.round_board.round.framework_version.standards.all():
        moderated(review, standard, "A")
    finish(review, by=by)
    return RightOfReply.objects.get(review=review)


def test_it_is_offered_for_ten_working_days_and_the_agency_is_told(right, lead, signatory):
    assert right.due_on == dt.date(2026, 12, 2)
    told = Notification.objects.filter(kind="audits/return_moderated")
    assert set(told.values_list("recipient", flat=True)) == {lead.pk, signatory.pk}


def test_a_board_sets_its_own_days(review, moderator):
    RoundBoard.objects.update(reply_days=3)

    assert finished(Review.objects.get(), moderator).due_on == dt.date(2026, 11, 23)


@pytest.mark.parametrize("role", ["lead", "signatory"])
def test_the_agency_replies_in_its_own_words(request, right, role, moderator, business_manager):
    person = request.getfixturevalue(role)
    reply(right, has_comment=True, text=" We sampled nights since. ", by=person)

    right.refresh_from_db()
    assert (right.has_comment, right.text, right.replied_by) == (True, "We sampled nights since.", person)
    assert verbs(right) == ["reply.settled"]
    assert "We sampled" not in Event.objects.about(right).get().facts
    told = Notification.objects.filter(kind="audits/reply_given").values_list("recipient", flat=True)
    assert set(told) == {moderator.pk, business_manager.pk}


def test_nothing_to_add_keeps_no_words(right, lead):
    reply(right, has_comment=False, text="typed and dropped", by=lead)

    right.refresh_from_db()
    assert (right.has_comment, right.text, right.is_settled) == (False, "", True)


def test_what_came_by_letter_keeps_both_names(right, business_manager, signatory):
    reply(right, has_comment=True, text="Agreed.", by=business_manager, person=signatory, through="letter")

    right.refresh_from_db()
    assert (right.replied_by, right.entered_by, right.through) == (signatory, business_manager, "letter")
    assert Event.objects.about(right).get().on_behalf_of == signatory


def test_it_is_used_once(right, lead):
    reply(right, has_comment=False, by=lead)

    with refused("The agency has replied already."):
        reply(right, has_comment=True, text="But.", by=lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        RightOfReply.objects.update(text="But.")


@pytest.mark.parametrize(("day", "settled"), [(2, False), (3, True)])
def test_its_last_day_counts_whole(right, lead, time_machine, day, settled):
    time_machine.move_to(dt.datetime(2026, 12, day, 23, 59, tzinfo=dt.UTC))

    assert right.is_settled == settled
    assert RightOfReply.objects.running().exists() != settled


def test_after_its_days_it_is_over(right, lead, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 3, 9, 0, tzinfo=dt.UTC))

    with refused("The days for a reply were over on 2 December 2026."):
        reply(right, has_comment=False, by=lead)


def test_a_reply_has_words_and_a_length(right, lead):
    with refused("Write the reply, or say that there is nothing to add."):
        reply(right, has_comment=True, text=" ", by=lead)
    with refused("The reply may have 2,000 characters at most."):
        reply(right, has_comment=True, text="x" * 2001, by=lead)


@pytest.mark.parametrize("role", ["contributor", "outsider", "moderator", "chair", "stranger"])
def test_who_may_not_reply(request, right, role):
    with denied():
        reply(right, has_comment=False, by=request.getfixturevalue(role))


# Pages ----------------------------------------------------------------------------------------------------------------


def page(review, name="reply"):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, review.uid])


def test_replied_in_the_browser_and_read_by_both(client, review, right, lead, chair):
    client.force_login(lead)
    assert "Reply" in client.get(page(review, "judgement")).text
    assert "Choose one." in client.post(page(review), {}).text
    assert "Write the reply, or say" in client.post(page(review), {"kind": "words", "text": ""}).text
    client.post(page(review), {"kind": "words", "text": "We sampled nights since."})
    assert "Joy Okafor replied on Wednesday 18 November 2026." in " ".join(client.get(page(review)).text.split())

    client.force_login(chair)
    assert "We sampled nights since." in client.get(page(review, "judgement")).text


def test_the_business_unit_enters_one(client, review, right, business_manager, lead):
    client.force_login(business_manager)
    assert "Choose who said it." in client.post(page(review), {"kind": "nothing"}).text

    client.post(page(review), {"kind": "nothing", "person": lead.pk, "through": "telephone"})

    right.refresh_from_db()
    assert (right.replied_by, right.has_comment) == (lead, False)


@pytest.mark.parametrize(
    ("role", "status"),
    [("contributor", 403), ("moderator", 403), ("outsider", 404), ("chair", 403), ("stranger", 404)],
)
def test_who_finds_no_page_to_reply(request, client, review, right, role, status):
    client.force_login(request.getfixturevalue(role))

    assert client.get(page(review)).status_code == status


def test_before_the_moderation_is_finished_there_is_none(client, review, lead):
    client.force_login(lead)

    assert client.get(page(review)).status_code == 404
