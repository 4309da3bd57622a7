import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from agencies.models.event import Through
from agencies.tests.asserting import refused
from agencies.tests.factories import PostFactory, SeatFactory
from lscb_portal.lib.errors import Refused
from workplan.models import Meeting, Reply
from workplan.operations.reply import reply, reply_for_all
from workplan.tests.factories import in_days, told, verbs

Answer = Reply.Answer


@pytest.fixture
def seat(member):
    return member.seats.get()


def test_a_reply_is_kept_and_recorded(meeting, seat, member):
    given = reply(meeting, seat, answer=Answer.REMOTE, by=member)

    assert (given.answer, given.replied_by, given.comes) == (Answer.REMOTE, member, True)
    assert verbs(meeting) == ["reply.given"]
    assert told(member) == []


def test_the_last_reply_counts(meeting, seat, member):
    reply(meeting, seat, answer=Answer.APOLOGIES, reason="Leave", by=member)
    reply(meeting, seat, answer=Answer.ATTENDING, by=member)

    [kept] = meeting.replies.all()
    assert (kept.answer, kept.reason, kept.comes) == (Answer.ATTENDING, "", True)


def test_a_deputy_has_a_name_in_one_line(meeting, seat, member):
    assert reply(meeting, seat, answer=Answer.DEPUTY, deputy_name=" Ruth \n Adeyemi ", by=member).deputy_name == (
        "Ruth Adeyemi"
    )


def test_a_name_without_a_deputy_is_dropped(meeting, seat, member):
    assert reply(meeting, seat, answer=Answer.ATTENDING, deputy_name="Ruth Adeyemi", by=member).deputy_name == ""


def test_a_reply_by_telephone_keeps_both_names_and_is_told(meeting, seat, member, administrator):
    given = reply(meeting, seat, answer=Answer.APOLOGIES, by=administrator, through=Through.TELEPHONE)

    event = Event.objects.about(meeting).get()
    assert (event.by, event.on_behalf_of, event.through) == (administrator, member, Through.TELEPHONE)
    assert (given.replied_by, given.through) == (administrator, Through.TELEPHONE)
    assert told(member) == ["workplan/reply_entered"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"answer": Answer.DEPUTY}, "Give the name of the deputy."),
        ({"answer": Answer.DEPUTY, "deputy_name": "  "}, "Give the name of the deputy."),
        ({"answer": "perhaps"}, "Choose one of the answers."),
    ],
)
def test_what_is_no_reply(meeting, seat, member, facts, words):
    with pytest.raises(Refused, match=words):
        reply(meeting, seat, **facts, by=member)

    assert (meeting.replies.count(), verbs(meeting)) == (0, [])


@pytest.mark.parametrize("status", ["in_session", "draft_minutes", "approved", "cancelled"])
def test_replies_close_when_the_meeting_begins_or_is_called_off(meeting, seat, member, status):
    Meeting.objects.update(status=status)

    with pytest.raises(Refused, match="so replies are closed"):
        reply(meeting, seat, answer=Answer.ATTENDING, by=member)


def test_a_seat_that_ends_before_the_day_is_not_asked(meeting, seat, member):
    seat.ends_on = in_days(3)
    seat.save()

    with pytest.raises(Refused, match="has no seat in the group on the day"):
        reply(meeting, seat, answer=Answer.ATTENDING, by=member)


def test_a_seat_of_another_group_is_not_asked(meeting, board_member):
    with pytest.raises(Refused, match="has no seat in the group"):
        reply(meeting, board_member.seats.get(), answer=Answer.ATTENDING, by=board_member)


@pytest.mark.parametrize("who", ["constable", "chair", "moderator", "analyst", "board_member", "lead", "stranger"])
def test_nobody_else_replies_for_a_member(request, meeting, seat, who):
    with pytest.raises(PermissionDenied):
        reply(meeting, seat, answer=Answer.ATTENDING, by=request.getfixturevalue(who))


def test_of_two_seats_the_reply_is_kept_for_both_or_for_neither(meeting, group, seat, member, police, hospital):
    second = SeatFactory(group=group, person=member, agency=police)
    stranger_there = PostFactory(agency=hospital).person
    said = {"answer": Answer.DEPUTY, "deputy": stranger_there}

    with refused(f"{stranger_there.name} is not of Northmere Police, or has no account any more."):
        reply_for_all(meeting, [seat, second], **said, by=member)
    assert not meeting.replies.exists()

    reply_for_all(meeting, [seat, second], answer=Answer.REMOTE, by=member)
    assert {one.seat_id for one in meeting.replies.all()} == {seat.pk, second.pk}
