"""What waits in self-evaluations: to answer, hand over and sign for one's agency; to moderate and to chase."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from agencies.roles import POST_ROLES, Permission, Role
from audits.models import Interest, Review, SelfEvaluation, Signature
from audits.permissions import leads_return
from lscb_portal.lib.charts.words import possessive
from reports.todo.todo import Todo, day, sentence, things

Status = SelfEvaluation.Status
UNANSWERED = Q(answers__confirmed=False) | Q(answers__rating=None, answers__count=None, answers__not_applicable=False)
TO_JUDGE = (Review.Status.FIRST_LOOK, Review.Status.RESUBMITTED)
MINUTES_A_STANDARD = 20
MOST_NAMED = 3


def own_returns(user, board):
    """Returns that the person leads or signs; contributors have what they were given (`reports.todo.given`)."""
    if not user.roles_at(board) & set(POST_ROLES):
        return []
    own = SelfEvaluation.objects.of_board(board).of_agencies_of(user)
    waiting = (
        own.awaited()
        .select_related("agency", "round")
        .distinct()
        .annotate(
            came_back=Exists(Review.objects.filter(evaluation=OuterRef("pk"), status=Review.Status.RETURNED)),
            to_answer=Count(
                "answers__standard",
                filter=UNANSWERED,
                distinct=True,
            ),
        )
    )
    return [todo for evaluation in waiting for todo in _of_return(user, board, evaluation)]


def _of_return(user, board, evaluation):
    roles = user.roles_for(evaluation.agency)
    if evaluation.status == Status.AWAITING_SIGN_OFF:
        signs = Role.SIGNATORY in roles and not _has_signed(user, evaluation)
        return [_sign(board, evaluation)] if signs else []
    if not leads_return(user, evaluation) or evaluation.came_back:
        return []  # a return that a board sent back is mended first (`reports.todo.judging`)
    return [_answer(board, evaluation) if evaluation.to_answer else _hand_over(board, evaluation)]


def _has_signed(user, evaluation):
    """Whether the person has signed it already, and it waits for a second signatory."""
    return Signature.objects.of_hand_over(evaluation).filter(person=user).exists()


def _answer(board, evaluation):
    to_answer = things(evaluation.to_answer, "standard is", "standards are")
    sent_back = f"It came back: “{evaluation.sent_back_reason}” " if evaluation.sent_back_reason else ""
    return Todo(
        title=f"Answer {possessive(evaluation.agency.short_name)} return: {evaluation.round.title}",
        why=f"{sent_back}{sentence(to_answer)} open, and the signatory needs time to read it.",
        kind="Return",
        minutes=max(evaluation.to_answer, 1) * MINUTES_A_STANDARD,
        due=evaluation.due_on,
        url=reverse("audits:self_evaluation", args=[board.slug, evaluation.uid]),
    )


def _hand_over(board, evaluation):
    return Todo(
        title=f"Hand {possessive(evaluation.agency.short_name)} return to the signatory",
        why="Every standard is answered. A draft is not a return until it is signed.",
        kind="Return",
        minutes=10,
        due=evaluation.due_on,
        url=reverse("audits:check", args=[board.slug, evaluation.uid]),
    )


def _sign(board, evaluation):
    return Todo(
        title=f"Read and sign {possessive(evaluation.agency.short_name)} return",
        why=f"Handed to you on {day(timezone.localdate(evaluation.handed_over_at))}. It asks for your password.",
        kind="Signature",
        minutes=30,
        due=evaluation.due_on,
        url=reverse("audits:check", args=[board.slug, evaluation.uid]),
    )


def to_moderate(user, board):
    """Returns that the person may judge, one line a round. Never those of their own agencies."""
    if not user.may(Permission.MODERATE, board):
        return []
    own = user.posts.current().values("agency")
    seated = user.seats.current().filter(agency__isnull=False).values("agency")
    reviews = Review.objects.of_board(board).filter(status__in=TO_JUDGE)
    reviews = reviews.exclude(evaluation__agency__in=own).exclude(evaluation__agency__in=seated)
    declared = Interest.objects.standing().filter(person=user, round_board=OuterRef("round_board"))
    reviews = reviews.exclude(Exists(declared.filter(agency=OuterRef("evaluation__agency"))))
    by_round = {}
    for review in reviews.select_related("round_board__round", "evaluation__agency"):
        by_round.setdefault(review.round_board.round, []).append(review)
    return [_moderate(board, round_, found) for round_, found in by_round.items()]


def _moderate(board, round_, reviews):
    names = ", ".join(review.evaluation.agency.short_name for review in reviews[:MOST_NAMED])
    others = f" and {len(reviews) - MOST_NAMED} more" if len(reviews) > MOST_NAMED else ""
    return Todo(
        title=f"Moderate {things(len(reviews), 'return')}: {round_.title}",
        why=f"{names}{others}. Agencies wait for what the board makes of their ratings.",
        kind="Moderation",
        minutes=45 * len(reviews),
        url=reverse("audits:moderation", args=[board.slug, round_.uid]),
    )


def to_chase(user, board):
    """Returns that are late, one line a round, for those who may enter what comes by telephone."""
    if not user.may(Permission.ENTER_FOR_OTHERS, board):
        return []
    late = SelfEvaluation.objects.owed_to(board).awaited().late()
    late = late.select_related("agency", "round").order_by("round", "agency__name")
    by_round = {}
    for evaluation in late:
        by_round.setdefault(evaluation.round, []).append(evaluation.agency.short_name)
    return [_chase(board, round_, names) for round_, names in by_round.items()]


def _chase(board, round_, names):
    named = ", ".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
    return Todo(
        title=f"Ring {things(len(names), 'agency', 'agencies')} whose return is late",
        why=f"{named}: {round_.title}, due {day(round_.due_on)}.",
        kind="Returns",
        minutes=10 * len(names),
        due=round_.final_due_on or round_.due_on,
        url=reverse("audits:round", args=[board.slug, round_.uid]) + "?show=late",
    )
