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
