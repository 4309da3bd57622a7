import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, SeatRole
from agencies.models.event import Through
from agencies.tests.factories import SeatFactory
from lscb_portal.lib.errors import Refused
from workplan.models import Meeting, Poll, PollAnswer
from workplan.operations.poll import answer, ask, choose, remind, withdraw_poll
from workplan.tests.factories import MeetingFactory, in_days, new_uid, told, verbs
from workplan.tests.planning import NINE, TWO, answered, asked

Status = Poll.Status


@pytest.fixture
def poll(group, chair, member, constable, adviser, business_manager):
    """Two mornings, asked by the business manager."""
    return asked(group, business_manager)


def said(poll):
    answers = PollAnswer.objects.filter(option__poll=poll).order_by("option__date", "seat")
    return [(each.seat.person.name, each.answer) for each in answers]


def test_everybody_with_a_seat_is_asked_and_told(poll, chair, member, constable, adviser, business_manager):
    assert [seat.person for seat in poll.seats] == [chair, member, constable, adviser]
    assert [told(person) for person in (chair, member, constable, adviser)] == [["workplan/poll_asked"]] * 4
    assert [(option.date, option.starts_at) for option in poll.options.all()] == [
        (in_days(20), NINE),
        (in_days(27), NINE),
    ]
    assert verbs(poll) == ["poll.asked"]


def test_a_standing_deputy_is_asked_by_their_member(poll, group, member, hospital):
    SeatFactory(group=group, agency=hospital, role=SeatRole.DEPUTY, deputy_for=member.seats.get())

    assert SeatRole.DEPUTY not in [seat.role for seat in poll.seats]


def test_the_same_form_twice_is_one_poll(group, business_manager):
    uid = new_uid()

    assert asked(group, business_manager, uid=uid) == asked(group, business_manager, uid=uid)
    assert Poll.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": "  "}, "Give the poll a title."),
        ({"title": "About Mrs Okoye of 12 High Street"}, "Leave out what tells who somebody is."),
        ({"minutes": 5}, "A meeting takes between 15 and 600 minutes."),
        ({"options": [(in_days(20), NINE)]}, "Offer between 2 and 12 different days or times."),
        ({"options": [(in_days(20), NINE)] * 2}, "Offer between 2 and 12 different days or times."),
        ({"options": [(in_days(20), NINE), (dt.date(2020, 1, 6), NINE)]}, "Choose today or a later day."),
        ({"closes_on": dt.date(2020, 1, 6)}, "People need until today at least"),
        ({"closes_on": in_days(20)}, "The poll must close before the first of the days."),
    ],
)
def test_what_cannot_be_asked(group, business_manager, member, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        asked(group, business_manager, **changed)

    assert (Poll.objects.count(), told(member), Event.objects.filter(verb__startswith="poll").count()) == (0, [], 0)


@pytest.mark.parametrize("who", ["member", "constable", "analyst", "moderator", "board_member", "lead", "stranger"])
def test_nobody_else_asks(request, group, who):
    with pytest.raises(PermissionDenied):
        asked(group, request.getfixturevalue(who))


def test_the_last_answers_count(poll, member):
    answered(poll, member, "yes", "no")
    answered(poll, member, "if_need_be", "yes")

    assert said(poll) == [(member.name, "if_need_be"), (member.name, "yes")]
    assert verbs(poll) == ["poll.asked", "poll.answered", "poll.answered"]
    assert told(member) == ["workplan/poll_asked"]


def test_answers_by_telephone_keep_both_names_and_are_told(poll, member, administrator):
    answered(poll, member, "yes", "no", by=administrator, through=Through.TELEPHONE)

    event = Event.objects.get(verb="poll.answered")
    assert (event.by, event.on_behalf_of, event.through) == (administrator, member, Through.TELEPHONE)
    assert {(each.answered_by, each.through) for each in PollAnswer.objects.all()} == {(administrator, "telephone")}
    assert told(member) == ["workplan/poll_asked", "workplan/poll_entered"]


@pytest.mark.parametrize("who", ["constable", "chair", "moderator", "analyst", "board_member", "lead", "stranger"])
def test_nobody_else_answers_for_a_member(request, poll, member, who):
    with pytest.raises(PermissionDenied):
        answered(poll, member, "yes", "yes", by=request.getfixturevalue(who))


def test_every_day_is_answered_with_one_of_three_words(poll, member):
    seat, (first, second) = member.seats.get(), poll.options.all()
    for given in ({first.uid: "yes"}, {first.uid: "yes", second.uid: "perhaps"}, {new_uid(): "yes", second.uid: "no"}):
        with pytest.raises(Refused, match="Answer for each of the days."):
            answer(poll, seat, given, by=member)

    assert (said(poll), verbs(poll)) == ([], ["poll.asked"])


def test_a_poll_is_answered_until_the_end_of_its_last_day(poll, member):
    closing = timezone.make_aware(dt.datetime.combine(poll.closes_on, dt.time(23, 59)))
    with time_machine.travel(closing):
        answered(poll, member, "yes", "no")
    with time_machine.travel(closing + dt.timedelta(minutes=2)), pytest.raises(Refused, match="is closed"):
        answered(poll, member, "no", "no")

    assert said(poll) == [(member.name, "yes"), (member.name, "no")]


def test_who_has_no_seat_any_more_is_not_asked(poll, member):
    seat = member.seats.get()
    seat.ends_on = timezone.localdate() - dt.timedelta(days=1)
    seat.save()

    with pytest.raises(Refused, match="no seat in the group today"):
        answered(poll, member, "yes", "no")


def test_those_who_have_not_answered_are_reminded(poll, chair, member, constable, business_manager):
    answered(poll, member, "yes", "no")
    seats, uid = poll.seats, new_uid()

    assert [remind(poll, seats, uid=uid, by=business_manager) for _ in range(2)] == [3, 3]

    nudges = [told(person).count("workplan/poll_nudge") for person in (chair, member, constable)]
    assert nudges == [1, 0, 1]


def test_one_may_be_reminded_and_again_later(poll, constable, member, chair):
    seat = constable.seats.get()

    for _ in range(2):
        remind(poll, [seat], uid=new_uid(), by=chair)

    assert (told(constable).count("workplan/poll_nudge"), told(member)) == (2, ["workplan/poll_asked"])
    assert verbs(poll) == ["poll.asked", "poll.reminded", "poll.reminded"]


def test_who_has_answered_is_left_alone(poll, member, chair):
    answered(poll, member, "no", "no")

    with pytest.raises(Refused, match="Nobody was written to"):
        remind(poll, [member.seats.get()], uid=new_uid(), by=chair)


def test_a_chosen_day_plans_the_meeting(poll, member, business_manager):
    option = poll.options.last()

    meeting = choose(poll, option, by=business_manager)

    poll.refresh_from_db()
    assert (meeting.date, meeting.starts_at, meeting.minutes, meeting.place) == (in_days(27), NINE, 90, "Mere House")
    assert (poll.status, poll.meeting, poll.ended_by) == (Status.CHOSEN, meeting, business_manager)
    assert told(member) == ["workplan/poll_asked", "workplan/meeting_planned"]
    assert (verbs(poll), verbs(meeting)) == (["poll.asked", "poll.chosen"], ["meeting.planned"])


def test_a_second_click_finds_the_meeting(poll, chair):
    option = poll.options.first()

    assert choose(poll, option, by=chair) == choose(poll, option, by=chair)
    assert Meeting.objects.count() == 1


def test_another_day_cannot_be_chosen_afterwards(poll, chair, member):
    first, second = poll.options.all()
    choose(poll, first, by=chair)

    with pytest.raises(Refused, match="This poll is over: day chosen."):
        choose(poll, second, by=chair)
    with pytest.raises(Refused, match="is closed"):
        answered(poll, member, "yes", "yes")
    assert Meeting.objects.count() == 1


def test_a_day_that_is_taken_meanwhile_is_refused_and_the_poll_goes_on(poll, group, chair):
    MeetingFactory(group=group, date=in_days(20), starts_at=NINE)

    with pytest.raises(Refused, match="already has a meeting"):
        choose(poll, poll.options.first(), by=chair)

    poll.refresh_from_db()
    assert (poll.status, verbs(poll)) == (Status.OPEN, ["poll.asked"])


def test_a_day_of_another_poll_is_no_choice(poll, group, chair, business_manager):
    other = asked(group, business_manager, days=(40, 50))

    with pytest.raises(PermissionDenied):
        choose(poll, other.options.first(), by=chair)


def test_a_withdrawn_poll_is_told_and_over(poll, member, business_manager, chair):
    withdraw_poll(poll, by=business_manager)

    poll.refresh_from_db()
    assert (poll.status, told(member)) == (Status.WITHDRAWN, ["workplan/poll_asked", "workplan/poll_withdrawn"])
    with pytest.raises(Refused, match="This poll is over: withdrawn."):
        choose(poll, poll.options.first(), by=chair)
    with pytest.raises(Refused, match="cannot become"):
        withdraw_poll(poll, by=chair)


@pytest.mark.parametrize("who", ["member", "analyst", "board_member", "stranger"])
def test_only_who_organises_reminds_chooses_and_withdraws(request, poll, who):
    person = request.getfixturevalue(who)
    for deed in (
        lambda: remind(poll, poll.seats, uid=new_uid(), by=person),
        lambda: choose(poll, poll.options.first(), by=person),
        lambda: withdraw_poll(poll, by=person),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_two_times_of_one_day_are_two_options(group, chair):
    day = in_days(20)

    poll = asked(group, chair, options=[(day, TWO), (day, NINE)])

    assert [str(option) for option in poll.options.all()] == [
        f"{day:%A %-d %B %Y}, 09:00",
        f"{day:%A %-d %B %Y}, 14:00",
    ]


def test_another_boards_group_is_not_asked(group, stranger):
    with pytest.raises(PermissionDenied):
        ask(group, uid=new_uid(), title="x", minutes=60, place="", closes_on=in_days(1), options=[], by=stranger)
