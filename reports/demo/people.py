"""The people of the demonstration: who they are, the posts and roles they hold and the seats they sit on.

None of them exists. Telephone numbers are from the range kept for fiction, addresses end in `.example`.
"""

from typing import NamedTuple

from agencies.models import SeatRole
from agencies.roles import Role
from reports.demo.agencies import NORTHMERE, WESTVALE


class Person(NamedTuple):
    """Somebody, under a short key by which the rest of the demonstration names them."""

    key: str
    name: str
    job_title: str
    board: str = NORTHMERE

    @property
    def email(self):
        return f"{self.key}@{self.board}.example"


PEOPLE = (
    # The board's own staff, its chair and its lay member.
    Person("sam.whitlock", "Sam Whitlock", "Board business manager"),
    Person("priya.nair", "Priya Nair", "Board administrator"),
    Person("bethan.pryce", "Bethan Pryce", "Quality assurance officer"),
    Person("rhodri.tams", "Rhodri Tams", "Quality assurance officer (seconded)"),
    Person("tom.hughes", "Tom Hughes", "Data analyst"),
    Person("sian.llyr", "Siân Llŷr-Kowalczyk", "Independent Chair"),
    Person("margaret.ollerton", "Margaret Ollerton", "Lay member"),
    # Children's Services
    Person("helen.marsh", "Helen Marsh", "Assistant Director, Safeguarding"),
    Person("laura.whitcombe", "Laura Whitcombe", "Head of Safeguarding"),
    Person("martin.fell", "Martin Fell", "Director of Children’s Services"),
    Person("ewa.wojcik", "Ewa Wójcik", "Principal social worker"),
    # Adults and housing
    Person("lukasz.kaminski", "Łukasz Kamiński", "Head of Adult Safeguarding"),
    Person("jean.attwood", "Jean Attwood", "Director of Adults and Housing"),
    Person("owen.dace", "Owen Dace", "Housing services manager"),
    # Youth justice
    Person("nadia.rahman", "Nadia Rahman", "Service manager"),
    Person("colin.frear", "Colin Frear", "Head of Youth Justice"),
    Person("tess.boyle", "Tess Boyle", "Practice supervisor"),
    # Police
    Person("joy.okafor", "Joy Okafor", "Detective Superintendent, Public Protection"),
    Person("daniel.orme", "Daniel Orme", "Assistant Chief Constable"),
    Person("mina.farrow", "Mina Farrow", "Detective Inspector"),
    # Health commissioner
    Person("kwame.asante", "Dr Kwame Asante", "Designated Doctor"),
    Person("grace.mbeki", "Grace Mbeki", "Chief Nursing Officer"),
    Person("stephen.hale", "Stephen Hale", "Chief Officer"),
    Person("anna.gwyr", "Anna Gŵyr", "Designated Nurse"),
    # Acute trust
    Person("amara.sesay", "Dr Amara Sesay", "Named Doctor"),
    Person("nia.clwyd", "Nia Clŵyd", "Named Midwife"),
    Person("patrick.lowe", "Patrick Lowe", "Chief Nurse"),
    Person("hannah.reeve", "Hannah Reeve", "Matron, emergency department"),
    # Mental health trust
    Person("anneke.visser", "Dr Anneke Visser", "Head of CAMHS"),
    Person("robert.inchley", "Robert Inchley", "Chief Operating Officer"),
    Person("dilys.corran", "Dilys Corran", "Named Nurse"),
    # Community health
    Person("clare.pool", "Clare Pool", "Named Nurse"),
    Person("ruth.adeyemi", "Ruth Adeyemi", "Deputy Named Nurse"),
    Person("simon.garrow", "Simon Garrow", "Director of Nursing"),
    # Probation
    Person("marcus.thorne", "Marcus Thorne", "Head of Delivery"),
    Person("irene.stokell", "Irene Stokell", "Regional Probation Director"),
    Person("kofi.agyei", "Kofi Agyei", "Senior probation officer"),
    # Schools
    Person("paulo.reis", "Paulo Reis", "Headteacher"),
    Person("judith.lunn", "Judith Lunn", "Chair of the Schools Forum"),
    Person("beth.arkle", "Beth Arkle", "Designated safeguarding lead"),
    # Fire
    Person("steve.coombes", "Steve Coombes", "Group Manager, Prevention"),
    Person("laila.haddad", "Laila Haddad", "Assistant Chief Fire Officer"),
    Person("gary.pinnock", "Gary Pinnock", "Watch Manager"),
    # Cafcass
    Person("malgorzata.zielinska", "Małgorzata Zielińska", "Service manager"),
    Person("ronan.keel", "Ronan Keel", "Assistant Director"),
    Person("fay.orrell", "Fay Orrell", "Family court adviser"),
    # Eastmere District
    Person("diane.mott", "Diane Mott", "Community safety manager"),
    Person("alan.petch", "Alan Petch", "Chief Executive"),
    Person("zara.quill", "Zara Quill", "Licensing officer"),
    # Voluntary sector
    Person("efua.danso", "Efua Danso", "Chief Officer"),
    Person("gwen.tolley", "Gwen Tolley", "Chair of trustees"),
    Person("jack.renn", "Jack Renn", "Volunteer co-ordinator"),
    # Lantern Homes
    Person("carl.wexford", "Carl Wexford", "Responsible individual"),
    Person("monica.sayle", "Monica Sayle", "Managing Director"),
    Person("dean.hobley", "Dean Hobley", "Registered manager"),
    # Westvale
    Person("ida.strand", "Ida Strand", "Board business manager", WESTVALE),
    Person("oliver.finch", "Oliver Finch", "Assistant Director, Quality", WESTVALE),
    Person("rosa.lind", "Rosa Lind", "Head of Safeguarding", WESTVALE),
    Person("peter.hobb", "Peter Hobb", "Director of Children’s Services", WESTVALE),
    Person("yvonne.tate", "Yvonne Tate", "Named Nurse", WESTVALE),
    Person("hugh.brant", "Hugh Brant", "Chief Nurse", WESTVALE),
    Person("mei.thomas", "Mei Thomas", "Project manager", WESTVALE),
    Person("ralph.dunn", "Ralph Dunn", "Chair of trustees", WESTVALE),
    Person("celia.moss", "Celia Moss", "Quality assurance officer", WESTVALE),
)

# Who is invited and has not yet chosen a password.
INVITED = Person("wynne.parrish", "Wynne Parrish", "Incoming designated safeguarding lead")

BOARD_ROLES = (
    (NORTHMERE, "sam.whitlock", Role.BUSINESS_MANAGER),
    (NORTHMERE, "priya.nair", Role.ADMINISTRATOR),
    (NORTHMERE, "bethan.pryce", Role.QA_OFFICER),
    (NORTHMERE, "rhodri.tams", Role.QA_OFFICER),
    (NORTHMERE, "tom.hughes", Role.ANALYST),
    (NORTHMERE, "sian.llyr", Role.INDEPENDENT_CHAIR),
    (NORTHMERE, "margaret.ollerton", Role.LAY_MEMBER),
    (WESTVALE, "ida.strand", Role.BUSINESS_MANAGER),
    (WESTVALE, "celia.moss", Role.QA_OFFICER),
)

# Agency: lead, signatory and, where there is one, contributor.
POSTS = {
    "CS": ("laura.whitcombe", "martin.fell", "ewa.wojcik"),
    "AH": ("lukasz.kaminski", "jean.attwood", "owen.dace"),
    "YJ": ("nadia.rahman", "colin.frear", "tess.boyle"),
    "Po": ("joy.okafor", "daniel.orme", "mina.farrow"),
    "IC": ("kwame.asante", "stephen.hale", "anna.gwyr"),
    "AT": ("amara.sesay", "patrick.lowe", "hannah.reeve"),
    "MH": ("anneke.visser", "robert.inchley", "dilys.corran"),
    "CH": ("clare.pool", "simon.garrow", "ruth.adeyemi"),
    "Pr": ("marcus.thorne", "irene.stokell", "kofi.agyei"),
    "Sc": ("paulo.reis", "judith.lunn", "beth.arkle"),
    "Fi": ("steve.coombes", "laila.haddad", "gary.pinnock"),
    "Ca": ("malgorzata.zielinska", "ronan.keel", "fay.orrell"),
    "ED": ("diane.mott", "alan.petch", "zara.quill"),
    "VS": ("efua.danso", "gwen.tolley", "jack.renn"),
    "LH": ("carl.wexford", "monica.sayle", "dean.hobley"),
    "WC": ("rosa.lind", "peter.hobb", "oliver.finch"),
    "WH": ("yvonne.tate", "hugh.brant"),
    "WY": ("mei.thomas", "ralph.dunn"),
}
POST_ROLES = (Role.LEAD, Role.SIGNATORY, Role.CONTRIBUTOR)
# A moderator who belongs to an agency, and so never judges that one.
MORE_POSTS = (("rhodri.tams", "CH", Role.AUDITOR),)


class SeatCard(NamedTuple):
    board: str
    group: str
    person: str
    agency: str = ""
    role: SeatRole = SeatRole.MEMBER
    deputy_for: str = ""
    chair_of: str = ""


SEATS = (
    SeatCard(NORTHMERE, "strategic", "sian.llyr", role=SeatRole.CHAIR),
    SeatCard(NORTHMERE, "strategic", "martin.fell", "CS"),
    SeatCard(NORTHMERE, "strategic", "daniel.orme", "Po"),
    SeatCard(NORTHMERE, "strategic", "grace.mbeki", "IC"),
    SeatCard(NORTHMERE, "strategic", "patrick.lowe", "AT"),
    SeatCard(NORTHMERE, "strategic", "marcus.thorne", "Pr"),
    SeatCard(NORTHMERE, "strategic", "judith.lunn", "Sc"),
    SeatCard(NORTHMERE, "strategic", "helen.marsh", "CS", chair_of="qapm"),
    SeatCard(NORTHMERE, "strategic", "margaret.ollerton"),
    SeatCard(NORTHMERE, "qapm", "helen.marsh", "CS", SeatRole.CHAIR),
    SeatCard(NORTHMERE, "qapm", "kwame.asante", "IC", SeatRole.VICE_CHAIR),
    SeatCard(NORTHMERE, "qapm", "laura.whitcombe", "CS"),
    SeatCard(NORTHMERE, "qapm", "lukasz.kaminski", "AH", chair_of="exploitation"),
    SeatCard(NORTHMERE, "qapm", "joy.okafor", "Po"),
    SeatCard(NORTHMERE, "qapm", "amara.sesay", "AT"),
    SeatCard(NORTHMERE, "qapm", "nia.clwyd", "AT"),
    SeatCard(NORTHMERE, "qapm", "anneke.visser", "MH"),
    SeatCard(NORTHMERE, "qapm", "clare.pool", "CH"),
    SeatCard(NORTHMERE, "qapm", "ruth.adeyemi", "CH", SeatRole.DEPUTY, deputy_for="clare.pool"),
    SeatCard(NORTHMERE, "qapm", "marcus.thorne", "Pr"),
    SeatCard(NORTHMERE, "qapm", "nadia.rahman", "YJ"),
    SeatCard(NORTHMERE, "qapm", "paulo.reis", "Sc"),
    SeatCard(NORTHMERE, "qapm", "efua.danso", "VS"),
    SeatCard(NORTHMERE, "qapm", "tom.hughes", role=SeatRole.ADVISER),
    SeatCard(NORTHMERE, "qapm", "bethan.pryce", role=SeatRole.ADVISER),
    SeatCard(NORTHMERE, "qapm", "sam.whitlock", role=SeatRole.ADVISER),
    SeatCard(NORTHMERE, "exploitation", "lukasz.kaminski", "AH", SeatRole.CHAIR),
    SeatCard(NORTHMERE, "exploitation", "mina.farrow", "Po"),
    SeatCard(NORTHMERE, "exploitation", "beth.arkle", "Sc"),
    SeatCard(NORTHMERE, "exploitation", "tess.boyle", "YJ"),
    SeatCard(WESTVALE, "strategic", "peter.hobb", "WC"),
    SeatCard(WESTVALE, "strategic", "hugh.brant", "WH"),
    SeatCard(WESTVALE, "qapm", "oliver.finch", "WC", SeatRole.CHAIR),
    SeatCard(WESTVALE, "qapm", "rosa.lind", "WC"),
    SeatCard(WESTVALE, "qapm", "yvonne.tate", "WH"),
    SeatCard(WESTVALE, "qapm", "mei.thomas", "WY"),
    # The one person with a seat at both boards: their agency covers both areas.
    SeatCard(WESTVALE, "qapm", "joy.okafor", "Po"),
)


class SignIn(NamedTuple):
    role: str
    person: str
    first: str


PASSWORD = "northmere demonstration"

SIGN_INS = (
    SignIn("Agency lead", "joy.okafor", "Finish the police return, hand it over"),
    SignIn("Signatory", "daniel.orme", "Sign the police return once handed over"),
    SignIn("Another signatory", "irene.stokell", "Probation’s return waits for you"),
    SignIn("Contributor", "mina.farrow", "Answer a standard for the police"),
    SignIn("Sub-group chair", "helen.marsh", "Agree the agenda, chair the meeting"),
    SignIn("Sub-group member", "amara.sesay", "Reply, and propose an item"),
    SignIn("Business manager", "sam.whitlock", "See who is late; read the ledger"),
    SignIn("Administrator", "priya.nair", "Enter a reply that came by telephone"),
    SignIn("QA officer", "bethan.pryce", "Judge standard 9"),
    SignIn("Analyst", "tom.hughes", "Write the report’s words, make the PDF"),
    SignIn("Independent Chair", "sian.llyr", "Read the matrix and the reports"),
    SignIn("Board member", "grace.mbeki", "Download the latest report"),
    SignIn("Lay member", "margaret.ollerton", "Read what the Board was told"),
    SignIn("Westvale’s manager", "ida.strand", "See only what is Westvale’s"),
)
