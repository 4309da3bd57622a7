"""What the group decides and does: meetings, agendas, the register, minutes, decisions and actions."""

from workplan.models.action import Action, ActionSource, ActionUpdate, Delivery
from workplan.models.agenda import AgendaItem, Proposal, Purpose
from workplan.models.brought_forward import BroughtForward
from workplan.models.decision import Decision, Outcome
from workplan.models.edition import PublicEdition
from workplan.models.email_decision import Asked, EmailAnswer, EmailDecision
from workplan.models.meeting import Meeting
from workplan.models.minutes import Minutes, MinutesApproval, MinutesVersion, SuggestedAmendment
from workplan.models.minutes_paper import MinutesPaper
from workplan.models.register import Attendee, Movement, Reply

__all__ = [
    "Action",
    "ActionSource",
    "ActionUpdate",
    "AgendaItem",
    "Asked",
    "Attendee",
    "BroughtForward",
    "Decision",
    "Delivery",
    "EmailAnswer",
    "EmailDecision",
    "Meeting",
    "Minutes",
    "MinutesApproval",
    "MinutesPaper",
    "MinutesVersion",
    "Movement",
    "Outcome",
    "Proposal",
    "PublicEdition",
    "Purpose",
    "Reply",
    "SuggestedAmendment",
]
