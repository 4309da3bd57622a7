"""What the group decides and does: meetings, agendas, the register, decisions and actions."""

from workplan.models.action import Action, ActionSource, ActionUpdate, Delivery
from workplan.models.agenda import AgendaItem, Proposal, Purpose
from workplan.models.answer import BoardAnswer
from workplan.models.decision import Authority, Decision, Outcome
from workplan.models.interest import DeclaredInterest, Discretion, Handling, ItemInterest
from workplan.models.meeting import Meeting
from workplan.models.register import Attendee, Movement, Reply

__all__ = [
    "ItemInterest",
    "DeclaredInterest",
    "Handling",
    "Discretion",
    "BoardAnswer",
    "Authority",
    "Action",
    "ActionSource",
    "ActionUpdate",
    "AgendaItem",
    "Attendee",
    "Decision",
    "Delivery",
    "Meeting",
    "Movement",
    "Outcome",
    "Proposal",
    "Purpose",
    "Reply",
]
