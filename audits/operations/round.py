"""Rounds of self-evaluation: planned, opened with one return per agency, closed."""

from collections import defaultdict
from contextlib import contextmanager
from itertools import chain, count

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Event, Membership, User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import Answer, Criterion, Review, Round, RoundBoard, SelfEvaluation, StandardResponse
from audits.operations.carrying import carry_forward
from audits.operations.closing import moderated_when_all_judged
from audits.scoring import applies
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once

FED = (Round.Kind.STATUTORY, Round.Status.PLANNED)
LONGEST_CODE = Round._meta.get_field("code").max_length


@transaction.atomic
def plan_round(board, *, by, uid, asked, sharing=(), focus=(), fed_by=(), **details):
    """Plan a round that `board` organises and the boards in `sharing` share; return it.

    `asked` are the agencies that will get a return, `focus` the criteria that a topic round asks or a whole round
    marks, `fed_by` the topic rounds whose answers it begins with; `details` are the round's own columns. A second call
    with the same `uid` returns the first one's round.
    """
    for each in (board, *sharing):
        require(permissions.can_run_rounds(by, each))
    lock(board)
    own = Round.objects.filter(round_boards__board=board, round_boards__is_organiser=True)
    if planned := made_before(own, uid):
        return planned
    with _named(details["code"], uid):
        planned = make_once(Round, uid=uid, **details)
    _set_boards(planned, board, sharing)
    planned.asked.set(_members(asked, [board, *sharing]))
    _set_topic(planned, board, focus, fed_by)
    Event.record("round.planned", by=by, about=planned, agencies=planned.asked.count())
    return planned


@transaction.atomic
def change_round(round_, *, by, asked, sharing=(), focus=(), fed_by=(), **details):
    """Change a round that has not opened yet; what is given is as `plan_round` takes it.

    A board joins or leaves only by somebody who runs its rounds too; one that stays need not be theirs.
    """
    organiser = round_.organiser
    require(permissions.can_run_rounds(by, organiser))
    round_ = lock(round_)
    for each in {*sharing, organiser}.symmetric_difference(round_.boards.all()):
        require(permissions.can_run_rounds(by, each))
    if round_.status != Round.Status.PLANNED:
        raise Refused("The round has opened. What agencies were asked can no longer be changed.")
    for name, value in details.items():
        setattr(round_, name, value)
    with _named(details["code"], round_.uid):
        round_.save(update_fields=list(details))
    round_.round_boards.exclude(supplement__supplements=round_.framework_version).update(supplement=None)
    round_.round_boards.filter(is_organiser=False).exclude(board__in=sharing).delete()
    _set_boards(round_, organiser, sharing)
    round_.asked.set(_members(asked, [organiser, *sharing]))
    _set_topic(round_, organiser, focus, fed_by)
    Event.record("round.changed", by=by, about=round_, agencies=round_.asked.count())
    return round_


def free_code(wish, board, *, uid) -> str:
    """Return `wish`, or where a round other than `uid` has this short name, one that says whose it is.

    "s11-2026" becomes "s11-2026-westvale", and then "s11-2026-westvale-2".
    """
    whose = f"-{board.slug[: LONGEST_CODE // 2]}"
    tails = chain(["", whose], (f"{whose}-{number}" for number in count(2)))
    codes = (wish[: LONGEST_CODE - len(tail)] + tail for tail in tails)
    return next(code for code in codes if not _is_taken(code, uid))


def _is_taken(code, uid):
    return Round.objects.filter(code__iexact=code).exclude(uid=uid).exists()


@contextmanager
def _named(code, uid):
    """Write a round under its short name; the name may be taken already, or by another board in this very moment."""
    taken = Refused(f"Another round has the short name “{code}”. Choose another.")
    if _is_taken(code, uid):
        raise taken
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if _is_taken(code, uid):
            raise taken from None
        raise


def _set_boards(round_, organiser, sharing):
    RoundBoard.objects.get_or_create(round=round_, board=organiser, defaults={"is_organiser": True})
    for board in sharing:
        if board != organiser:
            RoundBoard.objects.get_or_create(round=round_, board=board)


def _members(agencies, boards):
    """Those of `agencies` that belong to one of `boards`; Refused when none is left."""
    members = Agency.objects.of_boards(boards).in_force().filter(pk__in=[agency.pk for agency in agencies])
    if not members:
        raise Refused("Choose at least one agency that belongs to the board.")
    return members


def _set_topic(round_, board, focus, fed_by):
    """Set the criteria of a topic round, or the focus of a whole one and the topic rounds that feed it."""
    is_topic = round_.kind == Round.Kind.TOPIC
    criteria = Criterion.objects.filter(standard__version=round_.framework_version, pk__in=[each.pk for each in focus])
    if is_topic and not criteria:
        raise Refused("Choose at least one criterion for the topic round to ask.")
    if is_topic and round_.feeds and (round_.feeds.kind, round_.feeds.status) != FED:
        raise Refused("A topic round feeds a whole round that has not opened yet.")
    round_.focus.set(criteria)
    topics = Round.objects.of_board(board).filter(kind=Round.Kind.TOPIC, pk__in=[each.pk for each in fed_by])
    round_.fed_by.set([] if is_topic else topics)


# Opening --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_round(round_, *, by):
    """Open a round: one return per agency asked, a review of it at each of the agency's boards, and word to its leads.

    Agencies that closed or left every board since the round was planned are not asked. Each return begins with what the
    agency signed before, unconfirmed.
    """
    require(permissions.can_open_round(by, round_))
    round_ = lock(round_)
    if timezone.localdate() > round_.due_on:
        raise Refused("The day the returns are due has passed. Change it before you open the round.")
    asked = _asked(round_)
    if not asked:
        raise Refused("No agency is asked. Choose at least one before you open the round.")
    move(round_, Round.Status.OPEN, opened_at=timezone.now(), opened_by=by)
    criteria = list(criteria_of(round_))
    evaluations = [ask(round_, agency, round_boards, criteria) for agency, round_boards in asked.items()]
    for evaluation in evaluations:
        carry_forward(evaluation)
    Event.record("round.opened", by=by, about=round_, also=round_.boards.all(), agencies=len(evaluations))
    for evaluation in evaluations:
        _tell_leads(evaluation, asked[evaluation.agency])
    return evaluations


def criteria_of(round_):
    """The criteria a round asks of anybody: a topic round's few, else all of its framework's."""
    if round_.kind == Round.Kind.TOPIC:
        return round_.focus.all()
    return Criterion.objects.filter(standard__version=round_.framework_version)


def _asked(round_):
    """{agency: [the parts in the round of the boards it belongs to today]}, without agencies that belong to none."""
    round_boards = {each.board_id: each for each in round_.round_boards.select_related("board")}
    memberships = (
        Membership.objects.current()
        .filter(board__in=round_boards, agency__in=round_.asked.in_force())
        .select_related("agency")
        .order_by("agency__name", "board")
    )
    asked = defaultdict(list)
    for membership in memberships:
        if round_boards[membership.board_id] not in asked[membership.agency]:
            asked[membership.agency].append(round_boards[membership.board_id])
    return dict(asked)


def ask(round_, agency, round_boards, criteria):
    """Make the agency's return: a row for every criterion that applies to it, and a review at each of its boards.

    The own questions of each of its boards are asked with them, and answered to that board alone.
    """
    evaluation = SelfEvaluation.objects.create(round=round_, agency=agency, tier=agency.tier)
    put = [criterion for criterion in criteria if _applies(criterion, agency, round_)]
    if not put:
        raise Refused(f"No criterion of this framework applies to {agency.name}. Do not ask it in this round.")
    copies = {"evaluation": evaluation, "round": round_, "agency": agency}
    own = [(part, each) for part in round_boards for each in part.own_questions if _applies(each, agency, round_)]
    Answer.objects.bulk_create(
        Answer(criterion=criterion, standard_id=criterion.standard_id, round_board=part, **copies)
        for part, criterion in [*((None, each) for each in put), *own]
    )
    StandardResponse.objects.bulk_create(
        StandardResponse(evaluation=evaluation, standard_id=pk)
        for pk in dict.fromkeys(criterion.standard_id for criterion in [*put, *(each for _, each in own)])
    )
    Review.objects.bulk_create(Review(round_board=each, evaluation=evaluation) for each in round_boards)
    return evaluation


def _applies(criterion, agency, round_):
    return applies(
        criterion_kinds=criterion.kinds,
        criterion_tier=criterion.tier,
        since=criterion.since,
        agency_kind=agency.kind,
        agency_tier=agency.tier,
        edition=round_.edition,
    )


def _tell_leads(evaluation, round_boards):
    board = round_boards[0].board
    notify(
        "audits/round_opened",
        User.objects.at(evaluation.agency, Role.LEAD),
        about=evaluation,
        board=board,
        link=reverse("audits:self_evaluation", args=[board.slug, evaluation.uid]),
        key="opened",
    )


# Closing --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_round(round_, *, by):
    """Close a round: no return may be begun or changed after it, but for those that a board sent back.

    Where everything that came in is judged already, the round is moderated at once.
    """
    require(permissions.can_run_rounds(by, round_.organiser))
    round_ = lock(round_)
    submitted = round_.evaluations.filter(reviews__submission__isnull=False).distinct().count()
    move(round_, Round.Status.CLOSED)
    Event.record(
        "round.closed",
        by=by,
        about=round_,
        also=round_.boards.all(),
        submitted=submitted,
        not_submitted=round_.evaluations.count() - submitted,
    )
    moderated_when_all_judged(round_, by=by)


def open_due_rounds():
    """Open every planned round whose first day has come, each by itself; return how many were opened.

    A round that cannot open (its due day has passed) stays planned; its page says why.
    """
    return sum(_opened(round_) for round_ in Round.objects.due_to_open())


def _opened(round_):
    try:
        open_round(round_, by=User.objects.system())
    except Refused:
        return False
    return True
