"""A round's last states: moderated when every return is judged, reported when the business manager says so."""

from django.db import transaction

from agencies.models import Event, User
from agencies.permissions import require
from audits import permissions
from audits.models import Review, Round, SelfEvaluation
from lscb_portal.lib.charts.words import listed
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move

Status = Round.Status


def moderated_when_all_judged(round_, *, by) -> bool:
    """Move a closed round to moderated when every board has judged every return it has; return whether it was moved.

    Call it inside an operation that has locked the round. A return that is back with its agency is still to be judged,
    and one whose agency has more time is still awaited.
    """
    returned = Review.objects.filter(round_board__round=round_, submission__isnull=False)
    if round_.status != Status.CLOSED or not returned.exists() or returned.exclude(status__in=Review.JUDGED).exists():
        return False
    if SelfEvaluation.objects.awaited().filter(round=round_).exists():
        return False
    move(round_, Status.MODERATED)
    _record("round.moderated", round_, by, returns=returned.count())
    return True


def end_moderation_of_rounds() -> int:
    """Move every closed round in which nothing is to judge or awaited any more; return how many were moved.

    Nothing else happens when the time of the last agency that had more of it ends. Safe to run twice, at once too.
    """
    closed = Round.objects.filter(status=Status.CLOSED).order_by("pk")
    return sum(_ended(round_) for round_ in closed)


@transaction.atomic
def _ended(round_) -> bool:
    return moderated_when_all_judged(lock(round_), by=User.objects.system())


@transaction.atomic
def report_round(round_, *, by):
    """The Board has been told of the round: nothing of it is left to do."""
    require(permissions.can_run_rounds(by, round_.organiser))
    round_ = lock(round_)
    if why := _why_not_over(round_):
        raise Refused(why)
    move(round_, Status.REPORTED)
    _record("round.reported", round_, by)


def _why_not_over(round_) -> str:
    """What is still to come before the Board can be told of a round; nothing where its moderation is over."""
    if round_.status == Status.OPEN:
        return "This round is still open for returns. Close it first."
    if round_.status != Status.CLOSED:
        return ""
    reviews = Review.objects.filter(round_board__round=round_)
    if not reviews.exclude(submission=None).exists():
        return "No return of this round has come in, so there is nothing to report."
    awaited = SelfEvaluation.objects.awaited().filter(round=round_).select_related("agency")
    to_judge = reviews.exclude(submission=None).exclude(status__in=Review.JUDGED).exclude(evaluation__in=awaited)
    if agencies := sorted(set(to_judge.values_list("evaluation__agency__short_name", flat=True))):
        return f"Still to be judged: the {_returns(agencies)}."
    if agencies := sorted(evaluation.agency.short_name for evaluation in awaited):
        return f"Still awaited: the {_returns(agencies)}."
    return "The moderation of this round is about to end. Try again in a minute."


def _returns(agencies):
    return f"{'return' if len(agencies) == 1 else 'returns'} of {listed(agencies)}"


def _record(verb, round_, by, **facts):
    Event.record(verb, by=by, about=round_, also=round_.boards.all(), **facts)
