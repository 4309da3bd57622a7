import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Event
from lscb_portal.lib.errors import Refused
from workplan.models import Meeting, Reply
from workplan.operations.meeting import cancel_meeting, change_meeting, plan_meeting, plan_schedule
from workplan.operations.reply import reply
from workplan.tests.factories import (
    MeetingFactory,
    agreed,
    in_days,
    in_session,
    new_uid,
    told,
    verbs,
)

HALF_PAST_NINE = dt.time(9, 30)


def planned(group, by, **more):
    facts = {"uid": new_uid(), "date": in_days(30), "starts_at": HALF_PAST_NINE, "minutes": 120, "by": by}
    return plan_meeting(group, **facts | more)


def changed(meeting, by, **more):
    names = ("date", "starts_at", "minutes", "place", "online_link")
    return change_meeting(meeting, **{name: getattr(meeting, name) for name in names} | more, by=by)


def test_a_planned_meeting_is_recorded_and_told(group, business_manager, chair, member):
    meeting = planned(group, business_manager, place="Mere House")

    assert (meeting.status, meeting.place) == (Meeting.Status.PLANNED, "Mere House")
    assert verbs(meeting) == ["meeting.planned"]
    assert (told(chair), told(member)) == (["workplan/meeting_planned"], ["workplan/meeting_planned"])


def test_whoever_plans_is_not_told(group, chair):
    planned(group, chair)

    assert told(chair) == []


def test_the_same_form_twice_is_one_meeting(group, business_manager):
    uid = new_uid()

    assert planned(group, business_manager, uid=uid) == planned(group, business_manager, uid=uid)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"date": dt.date(2020, 1, 6)}, "Choose today or a later day."),
        ({"minutes": 10}, "A meeting takes between 15 and 600 minutes."),
        ({"minutes": 10**9}, "A meeting takes between 15 and 600 minutes."),
    ],
)
def test_what_cannot_be_planned(group, business_manager, facts, words):
    with pytest.raises(Refused, match=words):
        planned(group, business_manager, **facts)

    assert (Meeting.objects.count(), Event.objects.count()) == (0, 0)


def test_a_group_meets_once_at_a_time(group, business_manager):
    planned(group, business_manager)

    with pytest.raises(Refused, match=f"The group already has a meeting on {in_days(30):%-d %B %Y} at 09:30."):
        planned(group, business_manager)


def test_the_day_of_a_cancelled_meeting_is_free_again(group, business_manager):
    cancel_meeting(planned(group, business_manager), reason="Snow", by=business_manager)

    assert planned(group, business_manager).status == Meeting.Status.PLANNED


def test_the_database_keeps_one_meeting_at_a_time(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingFactory(group=meeting.group, date=meeting.date, starts_at=meeting.starts_at)


@pytest.mark.parametrize(
    "who", ["lead", "member", "moderator", "analyst", "independent_chair", "board_member", "stranger"]
)
def test_planning_is_for_the_office_and_the_chair(request, group, who):
    with pytest.raises(PermissionDenied):
        planned(group, request.getfixturevalue(who))


def test_the_chair_of_another_group_plans_nothing_here(group, strategic_board, chair):
    chair.seats.update(group=strategic_board)

    with pytest.raises(PermissionDenied):
        planned(group, chair)


def test_a_year_is_planned_once_and_told_once(group, business_manager, member):
    dates = [in_days(30), in_days(121), in_days(212)]
    facts = {"starts_at": HALF_PAST_NINE, "minutes": 120, "by": business_manager}

    first = plan_schedule(group, dates=dates, **facts)
    second = plan_schedule(group, dates=dates, **facts)

    assert ([meeting.date for meeting in first], second) == (dates, [])
    assert Meeting.objects.count() == 3
    assert told(member) == ["workplan/schedule_planned"]
    assert [verbs(meeting) for meeting in first] == [["meeting.planned"]] * 3


def test_a_year_fills_the_gaps(group, business_manager):
    planned(group, business_manager, date=in_days(121))

    new = plan_schedule(
        group, dates=[in_days(30), in_days(121)], starts_at=HALF_PAST_NINE, minutes=60, by=business_manager
    )

    assert [meeting.date for meeting in new] == [in_days(30)]


def test_one_bad_day_plans_none_of_the_year(group, business_manager):
    with pytest.raises(Refused):
        plan_schedule(
            group,
            dates=[in_days(30), dt.date(2020, 1, 1)],
            starts_at=HALF_PAST_NINE,
            minutes=60,
            by=business_manager,
        )

    assert Meeting.objects.count() == 0


def test_another_place_keeps_the_replies(meeting, member, business_manager):
    reply(meeting, member.seats.get(), answer=Reply.Answer.ATTENDING, by=member)

    changed(meeting, business_manager, place="Town hall")

    meeting.refresh_from_db()
    assert (meeting.place, meeting.replies.count()) == ("Town hall", 1)
    assert told(member) == ["workplan/meeting_changed"]


def test_another_day_asks_for_the_replies_again(meeting, member, business_manager):
    reply(meeting, member.seats.get(), answer=Reply.Answer.ATTENDING, by=member)

    changed(meeting, business_manager, date=in_days(60))

    meeting.refresh_from_db()
    assert (meeting.date, meeting.replies.count()) == (in_days(60), 0)
    assert told(member) == ["workplan/meeting_moved"]
    assert verbs(meeting) == ["reply.given", "meeting.changed"]


def test_a_meeting_whose_day_has_passed_may_keep_it_but_not_choose_another_past_day(group, business_manager):
    lapsed = MeetingFactory(group=group, date=timezone.localdate() - dt.timedelta(days=7))

    assert changed(lapsed, business_manager, place="Elsewhere").place == "Elsewhere"
    with pytest.raises(Refused, match="Choose today or a later day."):
        changed(lapsed, business_manager, date=timezone.localdate() - dt.timedelta(days=1))


def test_a_meeting_in_session_is_not_moved(session, business_manager):
    with pytest.raises(Refused, match="This meeting is in session and can no longer be moved."):
        changed(session, business_manager, place="Town hall")


def test_a_cancelled_meeting_says_why_and_is_told(meeting, member, business_manager):
    cancel_meeting(meeting, reason="  Snow  ", by=business_manager)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.cancelled_reason) == (Meeting.Status.CANCELLED, "Snow")
    assert (verbs(meeting), told(member)) == (["meeting.cancelled"], ["workplan/meeting_cancelled"])


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_meeting_is_not_cancelled_without_a_reason(meeting, business_manager, reason):
    with pytest.raises(Refused, match="Say why the meeting is cancelled."):
        cancel_meeting(meeting, reason=reason, by=business_manager)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("planned", True),
        ("agenda_open", True),
        ("agenda_agreed", True),
        ("papers_issued", True),
        ("in_session", False),
        ("draft_minutes", False),
        ("approved", False),
        ("cancelled", False),
    ],
)
def test_when_a_meeting_can_be_cancelled(meeting, business_manager, status, allowed):
    Meeting.objects.update(status=status)
    if allowed:
        assert cancel_meeting(meeting, reason="Snow", by=business_manager).status == Meeting.Status.CANCELLED
        return
    with pytest.raises(Refused, match="can no longer be cancelled"):
        cancel_meeting(meeting, reason="Snow", by=business_manager)


def test_cancelling_is_not_for_members(meeting, member):
    with pytest.raises(PermissionDenied):
        cancel_meeting(meeting, reason="Snow", by=member)


@pytest.mark.usefixtures("unguarded")
def test_what_is_coming_what_lapsed_and_what_was_held(group, chair):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ahead = MeetingFactory(group=group, date=in_days(9))
    lapsed = agreed(MeetingFactory(group=group, date=yesterday), chair)
    running = in_session(group, chair)
    Meeting.objects.filter(pk=running.pk).update(date=yesterday)
    held = MeetingFactory(group=group, date=yesterday, status="draft_minutes")
    MeetingFactory(group=group, date=in_days(5), status="cancelled")

    assert list(Meeting.objects.coming()) == [running, ahead]
    assert list(Meeting.objects.lapsed()) == [lapsed]
    assert set(Meeting.objects.held()) == {running, held}


def test_the_timetable_runs_from_the_opening_when_that_was_another_day(session):
    assert session.began == session.start

    session.date -= dt.timedelta(days=3)

    assert session.began == session.opened_at


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("chair", True),
        ("member", True),
        ("adviser", True),
        ("business_manager", True),
        ("administrator", True),
        ("moderator", True),
        ("analyst", True),
        ("independent_chair", True),
        ("board_member", True),
        ("lead", False),
        ("signatory", False),
        ("contributor", False),
        ("outsider", False),
        ("stranger", False),
    ],
)
def test_who_sees_a_meeting(request, meeting, who, sees):
    user = request.getfixturevalue(who)

    assert Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists() is sees


def test_a_seat_in_one_group_does_not_open_another(strategic_board, member):
    other = MeetingFactory(group=strategic_board)

    assert other not in Meeting.objects.visible_to(member)


@pytest.mark.parametrize("minutes", [0, 30_000])
def test_a_length_that_no_meeting_has_is_refused_on_the_same_day_too(group, business_manager, minutes):
    meeting = planned(group, business_manager)

    with pytest.raises(Refused, match="A meeting takes between"):
        changed(meeting, business_manager, minutes=minutes)

    meeting.refresh_from_db()
    assert meeting.minutes == 120
