"""Frameworks, rounds, returns and submissions for tests.

    SelfEvaluationFactory(agency=police)                     a return that nobody has touched, in an open round
    SelfEvaluationFactory(agency=police, complete=True)      every criterion green, ready to be handed over
    SelfEvaluationFactory(agency=police, awaiting=True)      handed to the signatory
    SelfEvaluationFactory(ratings={"ST1.1": "A"})            complete, with another rating ("NA" for not applicable)
    SubmissionFactory(evaluation__agency=police)             signed, and taken up by each board

All use the small framework of `data/small_framework.yaml`: a police force is asked ST1.1, ST1.2, ST2.1 and ST2.2,
others the first three, a small organisation ST1.1 and ST2.1.
"""

import datetime as dt
from functools import cache
from pathlib import Path

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from agencies.models import User
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, PostFactory, UserFactory
from audits.framework_file import read_framework
from audits.models import (
    Criterion,
    EvidenceItem,
    FrameworkVersion,
    PlannedImprovement,
    Round,
    RoundBoard,
    SelfEvaluation,
    Submission,
)
from audits.operations.framework import import_framework
from audits.operations.round import ask
from audits.operations.submission import sign_off
from audits.scoring import NOT_APPLICABLE

Status = SelfEvaluation.Status
SMALL_FRAMEWORK = Path(__file__).parent / "data" / "small_framework.yaml"
NARRATIVE = "A dip sample of 40 records found 36 with a recorded talk."


@cache
def small_framework():
    return read_framework(SMALL_FRAMEWORK.read_text(encoding="utf-8"))


class FrameworkVersionFactory(DjangoModelFactory):
    """The small framework, published; the same row however often it is asked for."""

    class Meta:
        model = FrameworkVersion

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return import_framework(small_framework(), by=User.objects.system())[0]


class RoundFactory(DjangoModelFactory):
    """An open round of `boards` (Northmere unless told; the first organises it). `asked` are agencies to be asked."""

    class Meta:
        model = Round
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"round-{n}")
    title = factory.Sequence(lambda n: f"Section 11 self-evaluation {n}")
    framework_version = factory.SubFactory(FrameworkVersionFactory)
    scale = factory.SelfAttribute("framework_version.default_scale")
    edition = 2023
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=14))
    due_on = factory.LazyAttribute(lambda o: o.opens_on + dt.timedelta(days=42))
    status = Round.Status.OPEN
    opened_at = factory.LazyAttribute(lambda o: None if o.status == Round.Status.PLANNED else timezone.now())
    opened_by = factory.LazyAttribute(lambda o: User.objects.system() if o.opened_at else None)

    @factory.post_generation
    def boards(self, create, boards, **kwargs):
        for place, board in enumerate([BoardFactory()] if boards is None else boards):
            RoundBoard.objects.create(round=self, board=board, is_organiser=place == 0)

    @factory.post_generation
    def asked(self, create, agencies, **kwargs):
        self.asked.set(agencies or [])


class SelfEvaluationFactory(DjangoModelFactory):
    """An agency's return, made as the opening of its round makes it. See the head of this file."""

    class Meta:
        model = SelfEvaluation

    round = factory.SubFactory(RoundFactory)
    agency = factory.SubFactory(AgencyFactory)
    complete = False
    awaiting = False
    ratings = None

    @classmethod
    def _create(cls, model_class, *, round, agency, complete, awaiting, ratings, **fields):
        criteria = list(Criterion.objects.filter(standard__version=round.framework_version))
        round_boards = round.round_boards.filter(board__in=agency.boards.all()).order_by("-is_organiser", "pk")
        evaluation = ask(round, agency, list(round_boards), criteria)
        if complete or awaiting or ratings:
            fill(evaluation, ratings or {})
            fields = {"status": Status.IN_PROGRESS} | fields
        if awaiting:
            by = fields.get("handed_over_by") or UserFactory()
            fields |= {"status": Status.AWAITING_SIGN_OFF, "handed_over_at": timezone.now(), "handed_over_by": by}
        SelfEvaluation.objects.filter(pk=evaluation.pk).update(**fields)
        return SelfEvaluation.objects.get(pk=evaluation.pk)


def fill(evaluation, ratings):
    """Answer everything: with the best rating unless `ratings` says otherwise, and with whatever that then asks for."""
    points = {point.code: point for point in evaluation.round.scale.points.all()}
    for answer in evaluation.answers.select_related("criterion", "standard"):
        code = ratings.get(answer.criterion.code, "G")
        answer.rating, answer.not_applicable = points.get(code), code == NOT_APPLICABLE
        answer.na_reason = "No one holds cases." if answer.not_applicable else ""
        answer.narrative = NARRATIVE
        answer.save()
        if code not in ("G", NOT_APPLICABLE):
            PlannedImprovementFactory(evaluation=evaluation, standard=answer.standard)
    evaluation.responses.update(impact="Children are heard.", strengths="Trained staff.", gaps="Nights.", version=1)


class PlannedImprovementFactory(DjangoModelFactory):
    class Meta:
        model = PlannedImprovement

    what = "Bring the night team into the supervision audit"
    lead = "Head of Custody"
    due_on = factory.LazyAttribute(lambda o: o.evaluation.round.due_on + dt.timedelta(days=60))
    success_measure = "Nine records in ten show a talk"


class SubmissionFactory(DjangoModelFactory):
    """A signed return, by `signed_by` or, unless told, by a signatory of the agency."""

    class Meta:
        model = Submission

    evaluation = factory.SubFactory(SelfEvaluationFactory, awaiting=True)
    signed_by = factory.LazyAttribute(lambda o: signatory_of(o.evaluation.agency))

    @classmethod
    def _create(cls, model_class, *, evaluation, signed_by):
        return sign_off(evaluation, by=signed_by, reauthenticated_at=timezone.now())


def signatory_of(agency):
    """A signatory of the agency, appointed when it has none."""
    return User.objects.at(agency, Role.SIGNATORY).first() or PostFactory(agency=agency, role=Role.SIGNATORY).person


class EvidenceItemFactory(DjangoModelFactory):
    """A link in the agency's library."""

    class Meta:
        model = EvidenceItem

    agency = factory.SubFactory(AgencyFactory)
    title = factory.Sequence(lambda n: f"Supervision audit {n}")
    link = "https://example.org/audit"
    relates_to = dt.date(2026, 2, 1)
    added_by = factory.SubFactory(UserFactory)
