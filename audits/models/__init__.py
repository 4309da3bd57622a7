"""What agencies send in, and how it is judged: frameworks, self-evaluations, evidence, reviews, performance figures."""

from audits.models.evidence import AnswerEvidence, EvidenceItem
from audits.models.framework import Criterion, Descriptor, Framework, FrameworkVersion, Standard
from audits.models.observation import Indicator, Observation, PublishedFigure
from audits.models.review import Moderation, Review
from audits.models.round import Round, RoundBoard
from audits.models.scale import RatingScale, ScalePoint
from audits.models.self_evaluation import Answer, PlannedImprovement, SelfEvaluation, StandardResponse
from audits.models.submission import Submission

__all__ = [
    "Answer",
    "AnswerEvidence",
    "Criterion",
    "Descriptor",
    "EvidenceItem",
    "Framework",
    "FrameworkVersion",
    "Indicator",
    "Moderation",
    "Observation",
    "PlannedImprovement",
    "PublishedFigure",
    "RatingScale",
    "Review",
    "Round",
    "RoundBoard",
    "ScalePoint",
    "SelfEvaluation",
    "Standard",
    "StandardResponse",
    "Submission",
]
