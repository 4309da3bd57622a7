"""A round with returns, for the tests of judging and reading them: a small framework, agencies and what they signed."""

import datetime as dt

from django.utils import timezone

from agencies.tests.factories import AgencyFactory, BoardFactory, UserFactory
from audits.models import (
    Criterion,
    Framework,
    FrameworkVersion,
    Moderation,
    RatingScale,
    Review,
    Round,
    RoundBoard,
    ScalePoint,
    SelfEvaluation,
    Standard,
)
from audits.operations.round import ask
from audits.operations.submission import freeze

NA = "NA"
SIGNED_AT = dt.datetime(2026, 10, 30, 10, 0, tzinfo=dt.UTC)
RAG = (("G", 2, "Green"), ("A", 1, "Amber"), ("R", 0, "Red"))


def scale_of(code="RAG", version=1, roll_up="worst", points=RAG):
    """The scale of that code and version, made when it is not there."""
    scale, new = RatingScale.objects.get_or_create(
        code=code, version=version, defaults={"name": "Red, amber, green", "roll_up": roll_up}
    )
    if new:
        for letter, worth, label in points:
            ScalePoint.objects.create(
                scale=scale, code=letter, points=worth, letter=letter, label=label, colour=letter.lower()
            )
    return scale


def version_of(number="2.0", standards=2, criteria=2, scale=None):
    """A framework version of so many standards (ST01, …), each of so many criteria (ST01.1, …)."""
    framework, _ = Framework.objects.get_or_create(code="S11", defaults={"title": "Section 11"})
    version, new = FrameworkVersion.objects.get_or_create(
        framework=framework,
        number=number,
        defaults={
            "title": "Section 11",
            "legal_basis": "Children Act 2004",
            "default_scale": scale or scale_of(),
            "content_sha256": "0" * 64,
            "imported_at": SIGNED_AT,
        },
    )
    for position in range(1, standards + 1) if new else ():
        standard = Standard.objects.create(
            version=version,
            code=f"ST{position:02}",
            position=position,
            title=f"Standard title {position}",
            short_title=f"Short {position}",
            description=f"What standard {position} asks.",
        )
        for place in range(1, criteria + 1):
            Criterion.objects.create(
                standard=standard,
                code=f"{standard.code}.{place}",
                position=place,
                statement=f"Statement {position}.{place}",
                since="2015",
                na_allowed=True,
            )
    return version


def part_of(board, code="s11-2026", previous=None, version=None, scale=None):
    """The board's part in the round of that code, both made when they are not there."""
    scale = scale or scale_of()
    round_, _ = Round.objects.get_or_create(
        code=code,
        defaults={
            "title": f"Section 11, {code[-4:]}",
            "framework_version": version or version_of(scale=scale),
            "scale": scale,
            "edition": 2023,
            "opens_on": dt.date(int(code[-4:]), 9, 1),
            "due_on": dt.date(int(code[-4:]), 10, 30),
            "previous": previous,
        },
    )
    return RoundBoard.objects.get_or_create(round=round_, board=board)[0]


def review_of(part, agency=None):
    """The board's review of an agency's return, which is asked every criterion, as the opening of a round makes it."""
    agency = agency or AgencyFactory()
    evaluation = SelfEvaluation.objects.filter(round=part.round, agency=agency).first()
    if evaluation is None:
        criteria = list(Criterion.objects.filter(standard__version=part.round.framework_version))
        evaluation = ask(part.round, agency, [part], criteria)
    return Review.objects.get_or_create(round_board=part, evaluation=evaluation)[0]


def answer(review, *ratings):
    """Write the return's answers: for each standard in order a text of letters ("GA"), or NA for each criterion.

    A standard given as None is not asked of the agency.
    """
    points = {point.code: point for point in review.round_board.round.scale.points.all()}
    standards = list(review.round_board.round.framework_version.standards.all())
    for standard, given in zip(standards, ratings, strict=False):
        answers = review.evaluation.answers.filter(standard=standard)
        answers = answers.select_related("criterion").order_by("criterion__position")
        if given is None:
            answers.delete()
            review.evaluation.responses.filter(standard=standard).delete()
            continue
        letters = [NA] * answers.count() if given == NA else given
        for one, letter in zip(answers, letters, strict=True):
            one.rating, one.not_applicable = points.get(letter), letter == "N" or letter == NA
            one.na_reason = "No one holds cases." if one.not_applicable else ""
            one.narrative = f"What we do about {one.criterion.code}."
            one.save()
    if ratings:
        review.evaluation.responses.update(impact="Children say they feel safer.", strengths="Regular.", gaps="Nights.")
    return review


def submit(review, *ratings, at=SIGNED_AT):
    """Answer, sign and hand in: the next submission, taken by every board that asked for the return.

    Without ratings the answers stay as they are.
    """
    answer(review, *ratings)
    evaluation = review.evaluation
    signatory = UserFactory(name="Daniel Orme", job_title="Assistant chief constable")
    submission = freeze(evaluation, signatory, at)
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(
        status=SelfEvaluation.Status.SUBMITTED, submitted_at=at, submitted_by=signatory
    )
    evaluation.refresh_from_db()
    taken = {Review.Status.WAITING: Review.Status.FIRST_LOOK, Review.Status.RETURNED: Review.Status.RESUBMITTED}
    for one in evaluation.reviews.filter(status__in=taken):
        Review.objects.filter(pk=one.pk).update(status=taken[one.status], submission=submission)
    review.refresh_from_db()
    return review


def returned(part, *ratings, agency=None):
    """A submitted return with these ratings; without any, every criterion is green."""
    review = review_of(part, agency)
    standards = part.round.framework_version.standards.all()
    return submit(review, *(ratings or ["G" * one.criteria.count() for one in standards]))


def moderated(review, standard, letter, own="G", by=None, reason="Because."):
    """A moderated rating, as the operation would leave it."""
    points = {point.code: point for point in review.round_board.round.scale.points.all()}
    return Moderation.objects.create(
        review=review,
        round_board=review.round_board,
        agency=review.evaluation.agency,
        standard=standard,
        self_rating=points[own] if own else None,
        rating=points[letter],
        reason_code="part",
        reason=reason,
        moderated_by=by or UserFactory(),
        moderated_at=timezone.now(),
    )


def thaw(evaluation):
    """The return as it is after a board sharing the round sent it back: open again, its submissions kept."""
    part = RoundBoard.objects.create(round=evaluation.round, board=BoardFactory(slug="eastmere", name="Eastmere"))
    Review.objects.create(round_board=part, evaluation=evaluation, status=Review.Status.RETURNED)
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(
        status=SelfEvaluation.Status.IN_PROGRESS, submitted_at=None, submitted_by=None
    )
    evaluation.refresh_from_db()
