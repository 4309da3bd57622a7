"""The boards, agencies and groups of the demonstration, and the rules of its sub-group. None of them exists."""

from typing import NamedTuple

from agencies.models import Kind
from agencies.models.group import GroupKind

NORTHMERE, WESTVALE = "northmere", "westvale"


class BoardCard(NamedTuple):
    slug: str
    name: str
    area: str
    phones: tuple[str, str, str]  # social care, out of hours, LADO


BOARDS = (
    BoardCard(
        NORTHMERE,
        "Northmere Safeguarding Children Board",
        "Northmere",
        ("01632 960101", "01632 960102", "01632 960103"),
    ),
    BoardCard(
        WESTVALE,
        "Westvale Safeguarding Children Board",
        "Westvale",
        ("01632 960201", "01632 960202", "01632 960203"),
    ),
)


class AgencyCard(NamedTuple):
    code: str
    name: str
    short_name: str
    kind: Kind
    legal_body: str
    boards: tuple[str, ...] = (NORTHMERE,)
    statutory: bool = False
    small: bool = False
    commissioned_by: tuple[str, ...] = ()


COUNCIL = "Northmere Council"
WEST = (WESTVALE,)

# The code is also the agency's initials in pictures. Three council departments are one legal body.
AGENCIES = (
    AgencyCard("CS", "Northmere Council Children’s Services", "Children’s Services", Kind.LA_SOCIAL_CARE, COUNCIL,
               statutory=True),
    AgencyCard("AH", "Northmere Council Adults and Housing", "Adults and housing", Kind.LA_OTHER, COUNCIL),
    AgencyCard("YJ", "Northmere Youth Justice Service", "Youth justice", Kind.YOT, COUNCIL),
    AgencyCard("Po", "Wexshire Police", "Police", Kind.POLICE, "Chief Constable of Wexshire",
               boards=(NORTHMERE, WESTVALE), statutory=True),
    AgencyCard("IC", "Wexshire Integrated Care Board", "Health commissioner", Kind.NHS_COMMISSIONER,
               "Wexshire Integrated Care Board", statutory=True),
    AgencyCard("AT", "Northmere General Hospitals Trust", "Acute trust", Kind.NHS_PROVIDER,
               "Northmere General Hospitals Trust"),
    AgencyCard("MH", "Mere Valley Mental Health Trust", "Mental health trust", Kind.NHS_PROVIDER,
               "Mere Valley Mental Health Trust"),
    AgencyCard("CH", "Mere Community Health", "Community health", Kind.NHS_PROVIDER, "Mere Community Health CIC",
               commissioned_by=("IC", "CS")),
    AgencyCard("Pr", "Probation Service, Wexshire", "Probation", Kind.PROBATION, "Probation Service, Wexshire"),
    AgencyCard("Sc", "Northmere Schools Forum", "Schools", Kind.SCHOOL_COLLEGE, "Northmere Schools Forum"),
    AgencyCard("Fi", "Wexshire Fire and Rescue", "Fire", Kind.FIRE, "Wexshire Fire Authority"),
    AgencyCard("Ca", "Cafcass, Wexshire team", "Cafcass", Kind.CAFCASS, "Cafcass"),
    AgencyCard("ED", "Eastmere District Council", "Eastmere District", Kind.DISTRICT, "Eastmere District Council"),
    AgencyCard("VS", "Mere Voluntary Alliance", "Voluntary sector", Kind.VCS, "Mere Voluntary Alliance", small=True),
    AgencyCard("LH", "Lantern Children’s Homes", "Lantern Homes", Kind.COMMISSIONED, "Lantern Care Ltd",
               commissioned_by=("CS",)),
    AgencyCard("WC", "Westvale Council Children’s Services", "Children’s Services", Kind.LA_SOCIAL_CARE,
               "Westvale Council", boards=WEST, statutory=True),
    AgencyCard("WH", "Westvale Hospitals Trust", "Acute trust", Kind.NHS_PROVIDER, "Westvale Hospitals Trust",
               boards=WEST),
    AgencyCard("WY", "Westvale Youth Link", "Voluntary sector", Kind.VCS, "Westvale Youth Link", boards=WEST,
               small=True),
)  # fmt: skip


class GroupCard(NamedTuple):
    board: str
    slug: str
    name: str
    short_name: str
    kind: GroupKind


QAPM = "Quality Assurance and Performance Management sub-group"
GROUPS = (
    GroupCard(NORTHMERE, "strategic", "Strategic Board", "Strategic Board", GroupKind.STRATEGIC),
    GroupCard(NORTHMERE, "qapm", QAPM, "QAPM", GroupKind.SUB_GROUP),
    GroupCard(NORTHMERE, "exploitation", "Exploitation and Missing sub-group", "Exploitation", GroupKind.SUB_GROUP),
    GroupCard(WESTVALE, "strategic", "Strategic Board", "Strategic Board", GroupKind.STRATEGIC),
    GroupCard(WESTVALE, "qapm", QAPM, "QAPM", GroupKind.SUB_GROUP),
)

THREE_AGENCIES = {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}]}

STANDING_ITEMS = (
    "Action plans from Serious Case Reviews, multi-agency and single agency",
    "How learning is embedded in practice",
    "Feedback from audit groups and audit activity",
    "Other sub-groups’ action plans and their impact",
)

PURPOSE = (
    "To scrutinise, monitor and evaluate how well the Board’s agencies safeguard and promote the welfare of children, "
    "from four sources: agencies’ self-evaluations, their reviews of policy and procedure, performance data, and "
    "audits of case files. To check compliance with statute, follow the action plans of Serious Case Reviews and of "
    "the other sub-groups, ask whether learning is embedded, and judge early help and training."
)
MEMBERSHIP = (
    "Agency representatives senior enough to speak for their agency with authority and to commit it, and the chairs "
    "of the other sub-groups. A member who cannot come sends a named deputy. The group meets every quarter; the Chair "
    "may agree to an extra meeting that a member asks for, with a reason. A meeting is quorate when at least three "
    "agencies are represented. Any member may propose an item; the Chair confirms the final agenda."
)
DELEGATED_AUTHORITY = (
    "The group may agree audits, their tools and their timetable; agree moderated ratings; set actions for agencies "
    "represented on it; and challenge an agency in writing. What needs money, changes a Board policy or binds an "
    "agency not represented is recommended to the Strategic Board. The group works to an annual work plan that the "
    "Strategic Board agrees, and its Chair gives the Board a progress report every quarter."
)
