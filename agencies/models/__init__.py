"""Who: boards, agencies, groups and seats, people and their roles, and the ledger of events."""

from agencies.models.agency import Agency, Kind, LegalBody
from agencies.models.board import Board, Membership
from agencies.models.event import Book, Event, Installation, Through
from agencies.models.group import Group, QuorumRule, Seat, SeatRole, TermsOfReference
from agencies.models.notification import Notification
from agencies.models.post import BoardRole, Post
from agencies.models.safety import SafetyRecord
from agencies.models.stored_file import StoredFile
from agencies.models.user import Invitation, User

__all__ = [
    "Agency",
    "Board",
    "BoardRole",
    "Book",
    "Event",
    "Group",
    "Installation",
    "Invitation",
    "Kind",
    "LegalBody",
    "Membership",
    "Notification",
    "Post",
    "QuorumRule",
    "SafetyRecord",
    "Seat",
    "SeatRole",
    "StoredFile",
    "TermsOfReference",
    "Through",
    "User",
]
