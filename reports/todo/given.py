"""What waits in self-evaluations for a contributor: the standards they were given."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from agencies.roles import Role
from audits.models import Answer, Assignment, Round, SelfEvaluation
from lscb_portal.lib.charts.words import possessive
from reports.todo.todo import Todo, in_words, sentence, things

Status = SelfEvaluation.Status
MINUTES_A_STANDARD = 20


def given_standards(user, board):
    """The standards that a contributor was given and has not handed back, one line a return."""
    if Role.CONTRIBUTOR not in user.roles_at(board):
        return []
    still_open = Exists(
        Answer.objects.unanswered().filter(evaluation=OuterRef("evaluation"), standard=OuterRef("standard"))
    )
    mine = Assignment.objects.open().filter(person=user, evaluation__agency__in=user.posts.current().values("agency"))
    mine = mine.filter(
        Q(evaluation__round__status=Round.Status.OPEN) | Q(evaluation__submissions__isnull=False),
        evaluation__reviews__round_board__board=board,
        evaluation__status__in=(Status.NOT_STARTED, Status.IN_PROGRESS),
    )
    counted = mine.values("evaluation").annotate(
        given=Count("standard", distinct=True), to_answer=Count("standard", distinct=True, filter=still_open)
    )
    numbers = {row["evaluation"]: row for row in counted.order_by()}
    found = SelfEvaluation.objects.filter(pk__in=numbers).select_related("agency", "round").order_by("pk")
    return [_todo(board, evaluation, **_without_key(numbers[evaluation.pk])) for evaluation in found]


def _without_key(row):
    return {"given": row["given"], "to_answer": row["to_answer"]}


def _todo(board, evaluation, given, to_answer):
    whose = f"{possessive(evaluation.agency.short_name)} return: {evaluation.round.title}"
    title, why = f"Answer what you were given of {whose}", _left(given, to_answer)
    if not to_answer:
        title, why = f"Hand back what you were given of {whose}", "It is answered. The lead waits for your word."
    return Todo(
        title=title,
        why=why,
        kind="Return",
        minutes=max(to_answer * MINUTES_A_STANDARD, 5),
        due=evaluation.due_on,
        url=reverse("audits:self_evaluation", args=[board.slug, evaluation.uid]),
    )


def _left(given, to_answer):
    """ "One of two standards", or "Two standards" where that is all of them."""
    all_of_them = things(given, "standard")
    which = all_of_them if to_answer == given else f"{in_words(to_answer)} of {all_of_them}"
    return f"{sentence(which)} still to be answered."
