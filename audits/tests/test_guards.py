"""What raw SQL cannot do to frameworks, returns and judgements, whatever the operations would say."""

import uuid

import pytest
from django.utils import timezone

from agencies.tests.frozen import allows, changeable, copyable, deletable, refusal
from audits.models import AnswerEvidence, Descriptor, Review, Round, SelfEvaluation, Signature
from audits.operations.moderation import finish
from audits.tests.factories import (
    EvidenceItemFactory,
    FrameworkVersionFactory,
    PlannedImprovementFactory,
    RoundFactory,
    SelfEvaluationFactory,
    SubmissionFactory,
)
from audits.tests.factories_judging import moderated, part_of, returned, version_of

RETURN_FROZEN = "A submitted return never changes, unless a board returns it to the agency."


# Frameworks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def version(db):
    return FrameworkVersionFactory()


@pytest.fixture
def draft(version):
    """Another version, which nobody has published."""
    return version_of(number="9.9")


@pytest.mark.parametrize(
    "part",
    [
        lambda version: version,
        lambda version: version.standards.first(),
        lambda version: version.standards.first().criteria.first(),
        lambda version: Descriptor.objects.filter(standard__version=version).first(),
        lambda version: version.default_scale,
        lambda version: version.default_scale.points.first(),
    ],
    ids=["version", "standard", "criterion", "descriptor", "scale", "point"],
)
def test_nothing_of_a_published_framework_changes(version, part):
    assert (changeable(part(version)), deletable(part(version))) == (set(), False)


def test_a_framework_is_not_published_again_nor_taken_back(version):
    assert refusal("UPDATE audits_frameworkversion SET published_at = NULL") == (
        "A published framework version never changes."
    )
    assert refusal("UPDATE audits_ratingscale SET published_at = NULL WHERE published_at IS NOT NULL") == (
        "A published rating scale never changes."
    )


def test_nothing_is_added_to_a_published_framework(version):
    each = version.standards.first()
    assert not copyable(each, code="X", position=99)
    assert not copyable(each.criteria.first(), code="X", position=99)
    assert not copyable(Descriptor.objects.filter(standard__version=version).first())
    assert not copyable(version.default_scale.points.first(), code="X", points=99)


def test_nothing_moves_between_a_published_framework_and_a_draft(version, draft):
    ours, theirs = version.standards.first(), draft.standards.first()

    assert not allows("UPDATE audits_standard SET version_id = %s, title = 'x' WHERE id = %s", draft.pk, ours.pk)
    assert not allows("UPDATE audits_standard SET version_id = %s WHERE id = %s", version.pk, theirs.pk)
    assert not allows("UPDATE audits_criterion SET standard_id = %s WHERE standard_id = %s", theirs.pk, ours.pk)
    assert not allows("UPDATE audits_criterion SET standard_id = %s WHERE standard_id = %s", ours.pk, theirs.pk)


def test_a_draft_of_a_framework_changes_freely(draft):
    each = draft.standards.first()

    assert "published_at" in changeable(draft)
    assert changeable(each) >= {"title", "version_id"}
    assert changeable(each.criteria.first()) >= {"statement", "standard_id"}


# Rounds and returns ---------------------------------------------------------------------------------------------------


@pytest.fixture
def evaluation(police):
    """A submitted return of the police, with evidence and an improvement."""
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True)
    PlannedImprovementFactory(evaluation=evaluation, standard=evaluation.answers.first().standard)
    AnswerEvidence.objects.create(answer=evaluation.answers.first(), item=EvidenceItemFactory(agency=police))
    return SubmissionFactory(evaluation=evaluation).evaluation


@pytest.fixture
def another(hospital, evaluation):
    """A return in the same round that is still being written."""
    return SelfEvaluationFactory(agency=hospital, round=evaluation.round, complete=True)


PARTS = {
    "answer": lambda evaluation: evaluation.answers.first(),
    "response": lambda evaluation: evaluation.responses.first(),
    "improvement": lambda evaluation: evaluation.improvements.first(),
    "evidence": lambda evaluation: AnswerEvidence.objects.get(answer__evaluation=evaluation),
    "item": lambda evaluation: AnswerEvidence.objects.get(answer__evaluation=evaluation).item,
    "submission": lambda evaluation: evaluation.submissions.get(),
    "signature": lambda evaluation: evaluation.signatures.get(),
    "return": lambda evaluation: evaluation,
}


# What is no part of what was signed: how the library keeps an item, who stands in, more time for what came back.
STILL_OPEN = {
    "item": {"review_due_on", "is_sensitive", "retired_at", "reminded_of"},
    "return": {"substitute_id", "extended_to"},
}


@pytest.mark.parametrize("part", PARTS)
def test_nothing_of_a_submitted_return_changes(evaluation, part):
    record = PARTS[part](evaluation)

    assert (changeable(record), deletable(record)) == (STILL_OPEN.get(part, set()), False)


@pytest.mark.parametrize("part", ["answer", "response", "improvement", "evidence"])
def test_nothing_is_added_to_a_submitted_return(evaluation, part):
    assert not copyable(PARTS[part](evaluation))


def test_a_signature_names_its_submission_once_and_is_never_taken_away(evaluation, lead):
    """Where two must sign, the first signs before there is a submission. What was signed is kept when it comes back."""
    (signature,) = evaluation.signatures.all()
    given = {each.attname: getattr(signature, each.attname) for each in signature._meta.concrete_fields}
    first = Signature.objects.create(
        **given | {"id": None, "uid": uuid.uuid4(), "person_id": lead.pk, "submission_id": None}
    )

    assert (changeable(first), deletable(first)) == ({"submission_id"}, False)
    assert refusal("UPDATE audits_signature SET submission_id = NULL") == "A signature stays as it was given."
    evaluation.reviews.update(status=Review.Status.RETURNED)
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(status=SelfEvaluation.Status.IN_PROGRESS)
    assert (changeable(signature), deletable(signature)) == (set(), False)


def test_what_a_submission_holds_is_emptied_once_and_never_rewritten(evaluation):
    redacting = "UPDATE audits_submission SET redacted_at = %s"
    now = timezone.now()

    assert not allows(f"{redacting}, content = '{{}}', declaration = ''", now)
    assert not allows(f"{redacting}, content = '', declaration = '', sha256 = ''", now)
    assert allows(f"{redacting}, content = '', declaration = ''", now)


def test_no_answer_moves_into_a_submitted_return_or_out_of_it(evaluation, another):
    move = "UPDATE audits_answer SET evaluation_id = %s, narrative = 'x' WHERE evaluation_id = %s"

    assert refusal(move, another.pk, evaluation.pk) == RETURN_FROZEN
    assert refusal(move, evaluation.pk, another.pk) == RETURN_FROZEN


def test_no_evidence_moves_to_a_submitted_answer_or_off_it(evaluation, another, hospital):
    AnswerEvidence.objects.create(answer=another.answers.first(), item=EvidenceItemFactory(agency=hospital))
    move = "UPDATE audits_answerevidence SET answer_id = %s WHERE answer_id = %s"

    assert refusal(move, another.answers.first().pk, evaluation.answers.first().pk) == RETURN_FROZEN
    assert refusal(move, evaluation.answers.first().pk, another.answers.first().pk) == RETURN_FROZEN


def test_a_return_that_is_being_written_changes_freely(another):
    assert changeable(another.answers.first()) >= {"rating_id", "narrative", "confirmed", "changed_by_id"}
    assert "status" in changeable(another)


def test_a_submitted_return_is_opened_only_where_a_board_returned_it(evaluation):
    opening = "UPDATE audits_selfevaluation SET status = 'in_progress', submitted_at = NULL, submitted_by_id = NULL"

    assert refusal(opening) == RETURN_FROZEN
    Review.objects.filter(evaluation=evaluation).update(status=Review.Status.RETURNED)
    assert refusal(opening) == ""
    assert refusal(f"{opening}, agency_id = agency_id + 1") == RETURN_FROZEN
    assert refusal("UPDATE audits_selfevaluation SET status = 'not_started'") == RETURN_FROZEN


def test_whoever_had_a_hand_in_the_answers_stays_on_the_list(evaluation, lead):
    evaluation.contributors.add(lead)

    assert not allows("DELETE FROM audits_selfevaluation_contributors")
    assert not allows("UPDATE audits_selfevaluation_contributors SET user_id = user_id + 1")


def test_an_opened_round_keeps_what_it_asks(board):
    opened, planned = RoundFactory(), RoundFactory(status=Round.Status.PLANNED)

    days = {"opens_on", "due_on", "final_due_on", "moderation_due_on", "event_on", "report_due_on"}
    told = {"title", "contact_id", "launch_message", "reminder_days"}
    assert changeable(opened) == {"feeds_id"} | told | days
    assert not deletable(opened)
    assert changeable(planned) >= {"scale_id", "framework_version_id", "edition", "status"}


def test_a_round_goes_forward_only(board):
    RoundFactory(status=Round.Status.CLOSED)

    assert not allows("UPDATE audits_round SET status = 'open'")
    assert allows("UPDATE audits_round SET status = 'moderated'")


# Judgements -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def review(board, police, moderator):
    """A return of the police of which every standard is judged."""
    review = returned(part_of(board), "GA", "GG", agency=police)
    for standard in standards(review):
        moderated(review, standard, "A", by=moderator)
    return review


def standards(review):
    return review.round_board.round.framework_version.standards.all()


@pytest.fixture
def finished(review, moderator):
    """The same, with its moderation finished."""
    finish(review, by=moderator)
    return Review.objects.get(pk=review.pk)


def test_a_finished_moderation_never_changes(finished):
    moderation = finished.moderations.first()

    assert (changeable(moderation), deletable(moderation), copyable(moderation)) == (set(), False, False)
    assert (changeable(finished), deletable(finished)) == (set(), False)


def test_a_rating_can_be_changed_until_then(review):
    assert changeable(review.moderations.first()) >= {"rating_id", "reason", "self_rating_id"}
    assert "submission_id" in changeable(review)


def test_no_rating_moves_into_a_finished_moderation_or_out_of_it(finished, board, hospital):
    other = returned(part_of(board), "GA", "GG", agency=hospital)
    moderated(other, standards(other)[0], "A")
    move = "UPDATE audits_moderation SET review_id = %s WHERE review_id = %s"

    assert not allows(move, other.pk, finished.pk)
    assert not allows(move, finished.pk, other.pk)


def test_a_review_goes_forward_only(finished):
    assert not allows("UPDATE audits_review SET status = 'first_look'")
    assert not allows("UPDATE audits_review SET status = 'closed'")
    assert not allows("UPDATE audits_review SET status = 'fed_back', submission_id = NULL")
    assert allows("UPDATE audits_review SET status = 'fed_back'")
