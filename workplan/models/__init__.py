"""What the group decides and does: meetings, agendas, the register, decisions and actions."""

from workplan.models.action import Action, ActionSource, ActionUpdate, Delivery
from workplan.models.agenda import AgendaItem, Proposal, Purpose
from workplan.models.clearance import Clearance
from workplan.models.decision import Decision, Outcome
from workplan.models.meeting import Meeting
from workplan.models.paper import Paper, PaperNote, PaperVersion
from workplan.models.printout import PackPart, Printout
from workplan.models.register import Attendee, Movement, Reply

__all__ = [
    "Action",
    "ActionSource",
    "ActionUpdate",
    "AgendaItem",
    "Attendee",
    "Clearance",
    "Decision",
    "Delivery",
    "Meeting",
    "Movement",
    "Outcome",
    "PackPart",
    "Paper",
    "PaperNote",
    "PaperVersion",
    "Printout",
    "Proposal",
    "Purpose",
    "Reply",
]
