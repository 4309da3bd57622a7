import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.agency_names import called, folded, listed_in, names_of
from agencies.models import Agency

POLICE = Agency(name="Northmere Police", short_name="Police")
PROBATION = Agency(name="Probation Service, Wexshire", short_name="Probation")
COUNCIL = Agency(name="Council", short_name="Children’s Services")
HOUSING = Agency(name="Housing", short_name="Council")
NAMES = names_of([POLICE, PROBATION, COUNCIL, HOUSING])


@pytest.mark.parametrize("name", ["Northmere Police", "police", "  POLICE ", "northmere   police"])
def test_an_agency_is_called_by_name_or_short_name_in_any_case(name):
    assert called(name, NAMES) is POLICE


def test_either_apostrophe_will_do():
    assert called("children's services", NAMES) is COUNCIL


def test_a_full_name_goes_before_anothers_short_one():
    assert called("Council", NAMES) is COUNCIL


def test_a_list_may_hold_a_name_with_a_comma():
    assert listed_in("police, Probation Service, Wexshire ,council", NAMES) == [POLICE, PROBATION, COUNCIL]


def test_a_name_that_is_not_known_is_said():
    with pytest.raises(LookupError, match="“Navy” is not the name of an agency of the board."):
        listed_in("Police, Navy, Council", NAMES)


@given(st.lists(st.sampled_from([POLICE, PROBATION, COUNCIL, HOUSING]), max_size=8))
def test_every_list_of_names_is_read_as_it_was_written(agencies):
    assert listed_in(", ".join(agency.name for agency in agencies), NAMES) == agencies


@given(st.text())
def test_folding_twice_is_folding_once(name):
    assert folded(folded(name)) == folded(name)
