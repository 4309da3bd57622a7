"""What the group decides and does: meetings, agendas, the register, minutes, decisions and actions."""

from workplan.models.action import Action, ActionSource, ActionUpdate, Delivery
from workplan.models.agenda import AgendaItem, Proposal, Purpose
from workplan.models.answer import BoardAnswer
from workplan.models.attendance import AttendanceLetter
from workplan.models.brought_forward import BroughtForward
from workplan.models.carried_forward import CarriedForward
from workplan.models.clearance import Clearance
from workplan.models.consent import Consent, Objection
from workplan.models.decision import Authority, Decision, Outcome
from workplan.models.deputy import Deputy
from workplan.models.edition import PublicEdition
from workplan.models.email_decision import Asked, EmailAnswer, EmailDecision
from workplan.models.extra_meeting import ExtraMeeting
from workplan.models.feed import CalendarFeed
from workplan.models.interest import DeclaredInterest, Discretion, Handling, ItemInterest
from workplan.models.meeting import Meeting
from workplan.models.minutes import Minutes, MinutesApproval, MinutesVersion, SuggestedAmendment
from workplan.models.minutes_paper import MinutesPaper
from workplan.models.paper import Paper, PaperNote, PaperVersion
from workplan.models.poll import Poll, PollAnswer, PollOption
from workplan.models.printout import PackPart, Printout
from workplan.models.proposal_link import ProposalLink
from workplan.models.register import Attendee, Movement, Reply
from workplan.models.service_update import ServiceUpdate, UpdateRound, UpdateSettings

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
    "Asked",
    "Attendee",
    "Authority",
    "BoardAnswer",
    "BroughtForward",
    "CalendarFeed",
    "CarriedForward",
    "Clearance",
    "Consent",
    "Decision",
    "DeclaredInterest",
    "Delivery",
    "Deputy",
    "Discretion",
    "EmailAnswer",
    "EmailDecision",
    "ExtraMeeting",
    "Handling",
    "ItemInterest",
    "Meeting",
    "Minutes",
    "MinutesApproval",
    "MinutesPaper",
    "MinutesVersion",
    "Movement",
    "Objection",
    "Outcome",
    "PackPart",
    "Paper",
    "PaperNote",
    "PaperVersion",
    "Poll",
    "PollAnswer",
    "PollOption",
    "Printout",
    "Proposal",
    "ProposalLink",
    "PublicEdition",
    "Purpose",
    "Reply",
    "ServiceUpdate",
    "SuggestedAmendment",
    "UpdateRound",
    "UpdateSettings",
]
