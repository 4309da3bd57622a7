"""Who may do what, as one table a board officer can read. `permissions.py` of each app adds the relationship."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    # Appointed by the board.
    BUSINESS_MANAGER = "business_manager", "Business manager"
    ADMINISTRATOR = "administrator", "Administrator"
    QA_OFFICER = "qa_officer", "QA officer"
    ANALYST = "analyst", "Analyst"
    INDEPENDENT_CHAIR = "independent_chair", "Independent chair"
    LAY_MEMBER = "lay_member", "Lay member"
    # Held through a seat: on the Strategic Board, or on one of its groups.
    BOARD_MEMBER = "board_member", "Board member"
    SUBGROUP_CHAIR = "subgroup_chair", "Sub-group chair"
    SUBGROUP_MEMBER = "subgroup_member", "Sub-group member"
    ADVISER = "adviser", "Adviser or observer"
    # Held through a post at an agency.
    LEAD = "lead", "Agency lead"
    SIGNATORY = "signatory", "Signatory"
    CONTRIBUTOR = "contributor", "Contributor"
    AUDITOR = "auditor", "Auditor"
    DATA_OFFICER = "data_officer", "Data officer"

    @property
    def noun(self) -> str:
        """The role in the middle of a sentence: "agency lead", but "QA officer"."""
        return self.label if self.label[1].isupper() else self.label[0].lower() + self.label[1:]


BOARD_ROLES = (
    Role.BUSINESS_MANAGER,
    Role.ADMINISTRATOR,
    Role.QA_OFFICER,
    Role.ANALYST,
    Role.INDEPENDENT_CHAIR,
    Role.LAY_MEMBER,
)
POST_ROLES = (Role.LEAD, Role.SIGNATORY, Role.CONTRIBUTOR, Role.AUDITOR, Role.DATA_OFFICER)


class Permission(StrEnum):
    MANAGE_PEOPLE = "manage agencies, people, seats and invitations"
    READ_LEDGER = "read the ledger"
    READ_AGENCY_LEDGER = "read the ledger of the agency"
    RESEND_MESSAGES = "see which messages did not arrive, and send them again"
    ENTER_FOR_OTHERS = "enter replies and returns that came by telephone, letter or e-mail"
    ACKNOWLEDGE_SAFETY = "acknowledge an alert that a child may be unsafe"
    RUN_ROUNDS = "open and close rounds of self-evaluation"
    EDIT_FRAMEWORKS = "write and publish frameworks, mappings and the board's own questions"
    MANAGE_POLICIES = "keep the board's policies and ask agencies to review them"
    ANSWER_RETURN = "answer the agency's return and hand it to the signatory"
    CONTRIBUTE = "answer standards of the agency's return"
    REVIEW_POLICIES = "review policies and record adherence checks for the agency"
    SIGN_RETURN = "sign the agency's return"
    READ_RETURNS = "read submitted returns and the matrix"
    FOLLOW_MODERATION = "follow how returns are judged while it goes on and while agencies may still reply"
    MODERATE = "judge submitted returns"
    RUN_MEETING = "agree the agenda, open and close the meeting, record decisions"
    SUPPORT_MEETING = "plan meetings, keep the register and take minutes"
    READ_MEETINGS = "read agendas, decisions and actions"
    PROPOSE_ITEM = "propose items for an agenda"
    LOAD_FIGURES = "import performance figures"
    PREPARE_REPORT = "build and edit the Board's report"
    SIGN_REPORT = "sign off the Board's report"
    ISSUE_REPORT = "issue the report to the Board"
    READ_REPORTS = "read and download issued reports"


P = Permission


@dataclass(frozen=True)
class Grant:
    """What a role may do, and the sentence that says what the role is."""

    prose: str
    permissions: frozenset[Permission]


def grant(prose, *permissions):
    return Grant(prose, frozenset(permissions))


GRANTS: dict[Role, Grant] = {
    Role.BUSINESS_MANAGER: grant(
        "Runs the board's business: agencies, people, rounds, meetings and reports. Judges nothing and signs nothing.",
        P.MANAGE_PEOPLE,
        P.READ_LEDGER,
        P.RESEND_MESSAGES,
        P.ENTER_FOR_OTHERS,
        P.ACKNOWLEDGE_SAFETY,
        P.RUN_ROUNDS,
        P.EDIT_FRAMEWORKS,
        P.MANAGE_POLICIES,
        P.READ_RETURNS,
        P.FOLLOW_MODERATION,
        P.SUPPORT_MEETING,
        P.READ_MEETINGS,
        P.PROPOSE_ITEM,
        P.LOAD_FIGURES,
        P.PREPARE_REPORT,
        P.ISSUE_REPORT,
        P.READ_REPORTS,
    ),
    Role.ADMINISTRATOR: grant(
        "Helps the business manager: enters what came by telephone or letter, keeps registers, prepares meetings.",
        P.RESEND_MESSAGES,
        P.ENTER_FOR_OTHERS,
        P.ACKNOWLEDGE_SAFETY,
        P.SUPPORT_MEETING,
        P.READ_MEETINGS,
        P.READ_REPORTS,
    ),
    Role.QA_OFFICER: grant(
        "Moderates returns beside the agency's own rating, and never those of an agency they belong to.",
        P.EDIT_FRAMEWORKS,
        P.READ_RETURNS,
        P.FOLLOW_MODERATION,
        P.MODERATE,
        P.READ_MEETINGS,
        P.PROPOSE_ITEM,
        P.READ_REPORTS,
    ),
    Role.ANALYST: grant(
        "Loads and explains the figures and drafts the report's words about them.",
        P.READ_RETURNS,
        P.READ_MEETINGS,
        P.LOAD_FIGURES,
        P.PREPARE_REPORT,
        P.READ_REPORTS,
    ),
    Role.INDEPENDENT_CHAIR: grant(
        "Chairs the Strategic Board and reads what goes to it: how an agency was judged once that agency could reply.",
        P.READ_RETURNS,
        P.READ_MEETINGS,
        P.READ_REPORTS,
    ),
    Role.LAY_MEMBER: grant(
        "Represents the public on the Strategic Board.",
        P.READ_MEETINGS,
        P.READ_REPORTS,
    ),
    Role.BOARD_MEMBER: grant(
        "Sits on the Strategic Board, which receives the quarterly report.",
        P.READ_MEETINGS,
        P.READ_REPORTS,
    ),
    Role.SUBGROUP_CHAIR: grant(
        "Confirms the agenda, chairs the meeting, records what it decides and signs off the report to the Board.",
        P.RUN_MEETING,
        P.SUPPORT_MEETING,
        P.READ_MEETINGS,
        P.PROPOSE_ITEM,
        P.READ_RETURNS,
        P.FOLLOW_MODERATION,
        P.PREPARE_REPORT,
        P.SIGN_REPORT,
        P.READ_REPORTS,
    ),
    Role.SUBGROUP_MEMBER: grant(
        "Represents an agency with the authority to speak for it; may propose items for any agenda.",
        P.READ_MEETINGS,
        P.PROPOSE_ITEM,
        P.READ_RETURNS,
        P.FOLLOW_MODERATION,
        P.READ_REPORTS,
    ),
    Role.ADVISER: grant(
        "Advises or observes a group; is not counted in the quorum.",
        P.READ_MEETINGS,
    ),
    Role.LEAD: grant(
        "Answers the agency's self-evaluation, hands it to the signatory and reviews the agency's policies.",
        P.ANSWER_RETURN,
        P.CONTRIBUTE,
        P.REVIEW_POLICIES,
        P.READ_AGENCY_LEDGER,
    ),
    Role.SIGNATORY: grant(
        "A senior officer who signs the agency's return; never one of its contributors.",
        P.SIGN_RETURN,
        P.READ_AGENCY_LEDGER,
    ),
    Role.CONTRIBUTOR: grant(
        "Answers the standards that they know about.",
        P.CONTRIBUTE,
    ),
    Role.AUDITOR: grant("Audits the agency's case files."),
    Role.DATA_OFFICER: grant("Returns the agency's figures."),
}


def granted(roles, permission: Permission) -> bool:
    """Whether any of `roles` carries `permission`."""
    return any(permission in GRANTS[role].permissions for role in roles)


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that carry `permission`, in the table's order."""
    return [role for role, given in GRANTS.items() if permission in given.permissions]
