from agencies.sharing import LENGTH, code_of, plain, same_code
from agencies.tests.factories import AgencyFactory


def test_a_code_is_twelve_letters_in_groups_and_always_the_same(police, hospital):
    assert [len(part) for part in code_of(police).split("-")] == [4, 4, 4]
    assert code_of(police) == code_of(police)
    assert code_of(police) != code_of(hospital)


def test_a_code_is_forgiving_about_how_it_is_typed(db):
    for agency in AgencyFactory.create_batch(20):
        code = code_of(agency)
        assert same_code(f"  {code.lower().replace('-', '')} ", code)
        assert same_code(code.replace("L", "1").replace("Q", "0"), code)


def test_another_code_is_another(police, hospital):
    assert not same_code(code_of(hospital), code_of(police))
    assert not same_code("", code_of(police))


def test_no_letter_can_be_taken_for_another(police):
    assert len(plain(code_of(police))) == LENGTH
    assert set(plain(code_of(police))).isdisjoint("01IO")
