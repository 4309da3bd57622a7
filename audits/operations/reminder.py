"""Reminding agencies of returns that are not in, by their round's plan, and telling the board's chair in the end.

A sweep may run as often as it likes: each reminder is a row, written once. Whether its reader may still be told is
asked anew when the letter leaves (`Reminder.objects.visible_to`), so that nobody who has submitted is reminded.
"""

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Seat, User
from agencies.models.group import CHAIRING, GroupKind
from agencies.operations.notification import notify
from agencies.roles import Role
from audits.models import Reminder, SelfEvaluation
from audits.operations.self_evaluation import board_of
from audits.reminding import ESCALATED, Timetable
from audits.turn import whose_turn
from lscb_portal.lib.lifecycle import lock

NOT_BEFORE = dt.time(8)  # nobody is written to at night


def remind_of_returns(today=None) -> int:
    """Send every reminder that is owed on `today`; return how many returns were reminded of or escalated."""
    today = today or timezone.localdate()
    awaited = SelfEvaluation.objects.awaited(today).with_return_day()
    awaited = list(awaited.select_related("round", "agency").order_by("pk"))
    sent = set(Reminder.objects.filter(evaluation__in=awaited).values_list("evaluation", "stage", "days", "due_on"))
    reminded = sum(_remind(evaluation, today, sent) for evaluation in awaited)
    late = [each for each in awaited if timetable(each).is_escalated_on(today)]
    return reminded + _escalate(late, sent)


def timetable(evaluation) -> Timetable:
    """The days of one return (read `with_return_day`): its own due day where it has more time."""
    round_ = evaluation.round
    opened_at = evaluation.came_back_at or round_.opened_at
    opened_on = timezone.localdate(opened_at) if opened_at else round_.opens_on
    return Timetable(opened_on, evaluation.due_on, round_.final_due_on, tuple(round_.reminder_days))


# To the agency --------------------------------------------------------------------------------------------------------


def _remind(evaluation, today, sent) -> bool:
    step = timetable(evaluation).step_on(today)
    if step is None or (evaluation.pk, step.stage, step.days, evaluation.due_on) in sent:
        return False
    return _write_to_agency(evaluation, step)


@transaction.atomic
def _write_to_agency(evaluation, step) -> bool:
    """Write down one reminder and send it; whether it was new and anybody could be told."""
    evaluation = lock(evaluation)
    people = whose_turn([evaluation])[evaluation.pk]
    if not people or not SelfEvaluation.objects.awaited().filter(pk=evaluation.pk).exists():
        return False
    reminder, is_new = Reminder.objects.get_or_create(
        evaluation=evaluation, stage=step.stage, days=step.days, due_on=evaluation.due_on
    )
    if is_new:
        board = board_of(evaluation)
        link = reverse("audits:self_evaluation", args=[board.slug, evaluation.uid])
        _notify("audits/return_reminder", people, reminder, board, link)
        facts = {"stage": step.stage, "days": step.days, "due_on": evaluation.due_on}
        Event.record("self_evaluation.reminded", by=User.objects.system(), about=evaluation, **facts)
    return is_new


# To the board ---------------------------------------------------------------------------------------------------------


def _escalate(late, sent) -> int:
    new = [each for each in late if (each.pk, ESCALATED, 0, each.due_on) not in sent]
    by_round = groupby(sorted(new, key=lambda each: (each.round_id, each.pk)), key=lambda each: each.round)
    return sum(_escalate_round(round_, list(returns)) for round_, returns in by_round)


@transaction.atomic
def _escalate_round(round_, late) -> int:
    """Tell each board of the round, in one letter, of its returns that have become too late since the last time."""
    new = [reminder for reminder in map(_escalation, late) if reminder]
    for part in round_.round_boards.select_related("board", "round").order_by("pk"):
        owed = set(part.reviews.owed().values_list("evaluation", flat=True))
        _write_to_board(part, [reminder for reminder in new if reminder.evaluation_id in owed])
    return len(new)


def _escalation(evaluation):
    """The row that says this return was escalated; None where it came in, or another sweep wrote it, meanwhile."""
    evaluation = lock(evaluation)
    if not SelfEvaluation.objects.awaited().filter(pk=evaluation.pk).exists():
        return None
    reminder, is_new = Reminder.objects.get_or_create(
        evaluation=evaluation, stage=ESCALATED, days=0, due_on=evaluation.due_on
    )
    return reminder if is_new else None


def _write_to_board(part, escalations):
    if not escalations:
        return
    link = reverse("audits:round", args=[part.board.slug, part.round.uid]) + "?show=late"
    _notify("audits/returns_escalated", who_follows(part.board), escalations[0], part.board, link)
    Event.record("round.escalated", by=User.objects.system(), about=part.round, book=part, returns=len(escalations))


def who_follows(board):
    """The people who are told when returns stay out: those who chair the board's sub-groups, and its managers."""
    chairs = Seat.objects.of_board(board).current().filter(role__in=CHAIRING, group__kind=GroupKind.SUB_GROUP)
    managers = User.objects.with_board_role(board, Role.BUSINESS_MANAGER)
    return User.objects.active().filter(pk__in=chairs.values("person")) | managers


def _notify(kind, people, reminder, board, link):
    morning = timezone.make_aware(dt.datetime.combine(timezone.localdate(), NOT_BEFORE))
    after = max(timezone.now(), morning)
    notify(kind, people, about=reminder, board=board, link=link, key=board.slug, send_after=after)
