"""The named people who recur in every test, as fixtures. Loaded for every run by `tests.plugin`.

All belong to Northmere, but `stranger`, who manages another board. `outsider` leads another agency of Northmere.
"""

import pytest

from agencies.models import Kind, SeatRole
from agencies.models.group import GroupKind
from agencies.roles import Role
from agencies.tests.factories import (
    AgencyFactory,
    BoardFactory,
    BoardRoleFactory,
    GroupFactory,
    LegalBodyFactory,
    PostFactory,
    QuorumRuleFactory,
    SeatFactory,
    TermsOfReferenceFactory,
    UserFactory,
)


def person(name, **fields):
    """Return the person of that name, with an address at example.org."""
    return UserFactory(name=name, email=f"{name.lower().replace(' ', '.')}@example.org", **fields)


@pytest.fixture
def board(db):
    return BoardFactory()


@pytest.fixture
def police(board):
    return AgencyFactory(
        name="Northmere Police",
        short_name="Police",
        initials="Po",
        kind=Kind.POLICE,
        is_statutory_partner=True,
        legal_body=LegalBodyFactory(name="Chief Constable of Northmere"),
    )


@pytest.fixture
def hospital(board):
    return AgencyFactory(
        name="Mere Hospitals NHS Trust",
        short_name="Acute trust",
        initials="AT",
        kind=Kind.NHS_PROVIDER,
        legal_body=LegalBodyFactory(name="Mere Hospitals NHS Trust"),
    )


@pytest.fixture
def council(board):
    return AgencyFactory(
        name="Northmere Children's Services",
        short_name="Children's Services",
        initials="CS",
        kind=Kind.LA_SOCIAL_CARE,
        is_statutory_partner=True,
        legal_body=LegalBodyFactory(name="Northmere Council"),
    )


@pytest.fixture
def probation(board):
    return AgencyFactory(
        name="Northmere Probation",
        short_name="Probation",
        initials="Pr",
        kind=Kind.PROBATION,
        legal_body=LegalBodyFactory(name="Probation Service"),
    )


@pytest.fixture
def group(board):
    """The QAPM sub-group, quorate with three agencies."""
    group = GroupFactory(board=board)
    QuorumRuleFactory(group=group)
    TermsOfReferenceFactory(group=group)
    return group


@pytest.fixture
def strategic_board(board):
    return GroupFactory(
        board=board, slug="strategic", name="Strategic Board", short_name="Board", kind=GroupKind.STRATEGIC
    )


@pytest.fixture
def lead(police):
    return PostFactory(person=person("Joy Okafor"), agency=police, role=Role.LEAD).person


@pytest.fixture
def signatory(police):
    return PostFactory(person=person("Daniel Orme"), agency=police, role=Role.SIGNATORY).person


@pytest.fixture
def contributor(police):
    return PostFactory(person=person("Mina Farrow"), agency=police, role=Role.CONTRIBUTOR).person


@pytest.fixture
def outsider(hospital):
    """The lead of another agency of the same board."""
    return PostFactory(person=person("Amara Sesay"), agency=hospital, role=Role.LEAD).person


@pytest.fixture
def chair(group, council):
    """The sub-group chair, who comes from Children's Services."""
    return SeatFactory(group=group, person=person("Helen Marsh"), agency=council, role=SeatRole.CHAIR).person


@pytest.fixture
def member(group, hospital):
    """A member of the sub-group for the acute trust."""
    return SeatFactory(group=group, person=person("Clare Pool"), agency=hospital).person


@pytest.fixture
def adviser(group):
    return SeatFactory(group=group, person=person("Tom Hughes"), agency=None, role=SeatRole.ADVISER).person


@pytest.fixture
def moderator(board):
    return BoardRoleFactory(person=person("Bethan Pryce"), board=board, role=Role.QA_OFFICER).person


@pytest.fixture
def business_manager(board):
    return BoardRoleFactory(person=person("Sam Whitlock"), board=board, role=Role.BUSINESS_MANAGER).person


@pytest.fixture
def administrator(board):
    return BoardRoleFactory(person=person("Priya Nair"), board=board, role=Role.ADMINISTRATOR).person


@pytest.fixture
def analyst(board):
    return BoardRoleFactory(person=person("Rhodri Tams"), board=board, role=Role.ANALYST).person


@pytest.fixture
def independent_chair(board):
    return BoardRoleFactory(person=person("Sian Kowalczyk"), board=board, role=Role.INDEPENDENT_CHAIR).person


@pytest.fixture
def board_member(strategic_board, probation):
    """A member of the Strategic Board, for probation."""
    return SeatFactory(group=strategic_board, person=person("Marcus Thorne"), agency=probation).person


@pytest.fixture
def stranger(db):
    """The business manager of another board, with nothing to do with Northmere."""
    other = BoardFactory(slug="westvale", name="Westvale Safeguarding Children Board", area="Westvale")
    return BoardRoleFactory(person=person("Ida Strand"), board=other, role=Role.BUSINESS_MANAGER).person
