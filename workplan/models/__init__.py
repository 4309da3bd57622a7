"""What the group decides and does: meetings, agendas, the register, decisions and actions."""

from workplan.models.action import Action, ActionSource, ActionUpdate, Delivery
from workplan.models.agenda import AgendaItem, Proposal, Purpose
from workplan.models.answer import BoardAnswer
from workplan.models.attendance import AttendanceLetter
from workplan.models.clearance import Clearance
from workplan.models.decision import Authority, Decision, Outcome
from workplan.models.deputy import Deputy
from workplan.models.extra_meeting import ExtraMeeting
from workplan.models.feed import CalendarFeed
from workplan.models.interest import DeclaredInterest, Discretion, Handling, ItemInterest
from workplan.models.meeting import Meeting
from workplan.models.paper import Paper, PaperNote, PaperVersion
from workplan.models.poll import Poll, PollAnswer, PollOption
from workplan.models.printout import PackPart, Printout
from workplan.models.register import Attendee, Movement, Reply

__all__ = [
    "AttendanceLetter",
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
    "CalendarFeed",
    "Clearance",
    "Decision",
    "Delivery",
    "Deputy",
    "ExtraMeeting",
    "Meeting",
    "Movement",
    "Outcome",
    "Poll",
    "PollAnswer",
    "PollOption",
    "PackPart",
    "Paper",
    "PaperNote",
    "PaperVersion",
    "Printout",
    "Proposal",
    "Purpose",
    "Reply",
]
