"""Polls of days: asking the people of a group, answering, reminding, and choosing one, which plans the meeting."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event, Through
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once
from lscb_portal.lib.screening import screen
from workplan.models import Poll, PollAnswer, PollOption
from workplan.operations.meeting import check_length, plan_meeting
from workplan.permissions import can_reply, can_support
from workplan.schedule import objection

FEWEST, MOST = 2, 12
CLOSED = "This poll is closed: no answer can be given or changed."
NOT_NEUTRAL = "The title goes into lists that many read. Leave out what tells who somebody is."


@transaction.atomic
def ask(group, *, uid, title, minutes, place, closes_on, options, by) -> Poll:
    """Ask the people of a group which of `options`, (day, time) pairs, suit them. The same `uid` is one poll."""
    require(can_support(by, group))
    group = lock(group)
    if asked := made_before(group.polls.all(), uid):
        return asked
    title = _title(title)
    check_length(minutes)
    options = sorted(set(options))
    _check_options(options, closes_on)
    facts = {"title": title, "minutes": minutes, "place": place, "closes_on": closes_on, "asked_by": by}
    poll = make_once(Poll, uid=uid, group=group, **facts)
    PollOption.objects.bulk_create(PollOption(poll=poll, date=day, starts_at=time) for day, time in options)
    Event.record("poll.asked", by=by, about=poll, group=group.uid, options=len(options), closes_on=closes_on)
    _tell(poll, "poll_asked", [seat.person for seat in poll.seats], key="asked", but=by)
    return poll


def _title(title):
    title = " ".join(title.split())
    if not title:
        raise Refused("Give the poll a title.")
    if screen(title):
        raise Refused(NOT_NEUTRAL)
    return title


def _check_options(options, closes_on):
    today = timezone.localdate()
    if not FEWEST <= len(options) <= MOST:
        raise Refused(f"Offer between {FEWEST} and {MOST} different days or times.")
    for day, _ in options:
        if words := objection(day, today):
            raise Refused(words)
    if closes_on < today:
        raise Refused("People need until today at least to answer. Choose another closing day.")
    if closes_on >= options[0][0]:
        raise Refused("The poll must close before the first of the days.")


@transaction.atomic
def answer(poll, seat, answers, *, by, through=Through.PORTAL):
    """Keep what the holder of `seat` says: `answers` is {uid of an option: yes, if_need_be or no}, for every option.

    By somebody other than the member it is on their behalf, `through` says how it came, and the member is told.
    """
    require(can_reply(by, seat))
    poll = lock(poll)
    options = {option.uid: option for option in poll.options.all()}
    _check_answers(poll, seat, answers, options)
    facts = {"answered_by": by, "answered_at": timezone.now(), "through": through}
    for uid, said in answers.items():
        PollAnswer.objects.update_or_create(option=options[uid], seat=seat, defaults=facts | {"answer": said})
    _record_answer(poll, seat, by, through, facts["answered_at"])


def _check_answers(poll, seat, answers, options):
    if not poll.is_answerable:
        raise Refused(CLOSED)
    if seat not in poll.seats:
        raise Refused("That person is not asked: they have no seat in the group today.")
    if set(answers) != set(options) or not set(answers.values()) <= set(PollAnswer.Answer.values):
        raise Refused("Answer for each of the days.")


def _record_answer(poll, seat, by, through, at):
    member = seat.person if seat.person != by else None
    Event.record(
        "poll.answered",
        by=by,
        about=poll,
        on_behalf_of=member,
        through=through if member else Through.PORTAL,
        seat=seat.uid,
    )
    if member:
        _tell(poll, "poll_entered", [member], key=f"{seat.uid}:{at.isoformat()}")


@transaction.atomic
def remind(poll, seats, *, uid, by) -> int:
    """Remind the holders of these seats, as far as they have not answered; return how many were written to.

    The same `uid` reminds nobody twice.
    """
    require(can_support(by, poll.group))
    poll = lock(poll)
    if not poll.is_answerable:
        raise Refused(CLOSED)
    answered = PollAnswer.objects.filter(option__poll=poll).values_list("seat", flat=True)
    people = [seat.person for seat in poll.seats if seat in seats and seat.pk not in set(answered)]
    if not people:
        raise Refused("Nobody was written to: they have answered meanwhile.")
    told = _tell(poll, "poll_nudge", people, key=str(uid))
    Event.record("poll.reminded", by=by, about=poll, people=len(told))
    return len(told)


@transaction.atomic
def choose(poll, option, *, by):
    """Choose a day: that plans the meeting, and everybody is told of it. Return it; a second click finds it."""
    require(can_support(by, poll.group))
    poll = lock(poll)
    if poll.status == Poll.Status.CHOSEN and poll.meeting.uid == option.uid:
        return poll.meeting
    require(option.poll_id == poll.pk)
    if poll.status != Poll.Status.OPEN:
        raise Refused(f"This poll is over: {poll.get_status_display().lower()}.")
    facts = {"date": option.date, "starts_at": option.starts_at, "minutes": poll.minutes, "place": poll.place}
    meeting = plan_meeting(poll.group, uid=option.uid, **facts, by=by)
    move(poll, Poll.Status.CHOSEN, meeting=meeting, ended_at=timezone.now(), ended_by=by)
    Event.record("poll.chosen", by=by, about=poll, meeting=meeting.uid, date=option.date)
    return meeting


@transaction.atomic
def withdraw_poll(poll, *, by):
    """Give a poll up without a day; whoever was asked is told that nothing comes of it."""
    require(can_support(by, poll.group))
    poll = lock(poll)
    move(poll, Poll.Status.WITHDRAWN, ended_at=timezone.now(), ended_by=by)
    Event.record("poll.withdrawn", by=by, about=poll)
    _tell(poll, "poll_withdrawn", [seat.person for seat in poll.seats], key="withdrawn", but=by)


def _tell(poll, kind, people, *, key, but=None):
    people = [person for person in dict.fromkeys(people) if person.is_active and person != but]
    link = poll.get_absolute_url()
    return notify(f"workplan/{kind}", people, about=poll, board=poll.board, link=link, key=key)
