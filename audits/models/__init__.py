"""What agencies send in, and how it is judged: frameworks, self-evaluations, evidence, reviews, policies, figures."""

from audits.models.challenge import AnswerChallenge
from audits.models.chasing import Extension, Nudge, Reminder
from audits.models.document import Document
from audits.models.evidence import AnswerEvidence, EvidenceItem, SignedEvidence
from audits.models.feedback import Feedback, FeedbackPart, RightOfReply
from audits.models.first_look import ReviewComment
from audits.models.framework import Criterion, Descriptor, Framework, FrameworkVersion, Standard
from audits.models.improvement import PlannedImprovement
from audits.models.mapping import CriterionMapping
from audits.models.observation import Indicator, Observation, PublishedFigure
from audits.models.policy import Policy, PolicyAsk, PolicyAudit, PolicyReminder, PolicyReview, PolicyVersion
from audits.models.review import Moderation, Review
from audits.models.round import Round, RoundBoard
from audits.models.round_plan import RoundAmendment, RoundPlan
from audits.models.scale import RatingScale, ScalePoint
from audits.models.screening import ScreeningOverride
from audits.models.second import Interest, SecondModeration, SecondReader
from audits.models.self_evaluation import Answer, SelfEvaluation, StandardResponse
from audits.models.sharing import Assignment, ReturnComment
from audits.models.signature import Signature
from audits.models.submission import LocalPart, Submission
from audits.models.tested import Survey, SurveyResponse, Tested

__all__ = [
    "Answer",
    "AnswerChallenge",
    "AnswerEvidence",
    "Assignment",
    "Criterion",
    "CriterionMapping",
    "Descriptor",
    "Document",
    "EvidenceItem",
    "Extension",
    "Feedback",
    "FeedbackPart",
    "Framework",
    "FrameworkVersion",
    "Indicator",
    "Interest",
    "LocalPart",
    "Moderation",
    "Nudge",
    "Observation",
    "PlannedImprovement",
    "Policy",
    "PolicyAsk",
    "PolicyAudit",
    "PolicyReminder",
    "PolicyReview",
    "PolicyVersion",
    "PublishedFigure",
    "RatingScale",
    "Reminder",
    "ReturnComment",
    "Review",
    "ReviewComment",
    "RightOfReply",
    "Round",
    "RoundAmendment",
    "RoundBoard",
    "RoundPlan",
    "ScalePoint",
    "ScreeningOverride",
    "SecondModeration",
    "SecondReader",
    "SelfEvaluation",
    "Signature",
    "SignedEvidence",
    "Standard",
    "StandardResponse",
    "Submission",
    "Survey",
    "SurveyResponse",
    "Tested",
]
