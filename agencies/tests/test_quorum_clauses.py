"""Clauses of named places and of a share, as boards write them."""

import pytest

from agencies.quorum import Member, assess, forecast
from agencies.quorum import Reply as Answer
from agencies.tests.test_quorum import (
    CARE,
    HEALTH,
    HOUSING,
    MEMBERS,
    POLICE,
    PROBATION,
    TRUST,
    at_least,
    each_of,
    here,
    places,
    share_of,
)

# All three safeguarding partners, where another health trust may fill the health seat.
PARTNERS = places(Council={"agencies": ["care"]}, Health={"agencies": ["icb", "trust"]}, Police={"kinds": ["police"]})


def test_every_place_needs_somebody():
    quorum = assess(PARTNERS, each_of(CARE, HEALTH, POLICE), MEMBERS)

    assert (quorum.quorate, quorum.count, quorum.needed) == (True, 3, 3)
    assert quorum.sentence == (
        "3 of 3 places filled: Council, Health and Police. If any leaves, the meeting cannot decide."
    )


def test_another_trust_may_fill_the_health_seat():
    assert assess(PARTNERS, each_of(CARE, TRUST, POLICE), MEMBERS).quorate


def test_a_third_agency_fills_nobodys_place():
    quorum = assess(PARTNERS, each_of(CARE, POLICE, PROBATION), MEMBERS)

    assert (quorum.quorate, quorum.count, quorum.missing) == (False, 2, ("Health commissioner", "Hospital trust"))
    assert quorum.sentence == (
        "2 of 3 places filled: Council and Police; nobody for Health. "
        "One more is needed: Health commissioner or Hospital trust."
    )


def test_nobody_at_all_fills_no_place():
    assert assess(PARTNERS, [], MEMBERS).sentence == (
        "0 of 3 places filled; nobody for Council, Health or Police. "
        "3 more are needed: Children’s social care, Health commissioner, Hospital trust or Police."
    )


def test_either_of_two_in_one_place_can_be_spared_and_the_others_not():
    assert assess(PARTNERS, each_of(CARE, HEALTH, TRUST, POLICE), MEMBERS).key == ("Children’s social care", "Police")


def test_one_body_fills_one_place_only():
    both = places(Care={"agencies": ["care"]}, Homes={"agencies": ["housing"]})

    once = assess(both, each_of(CARE, HOUSING), MEMBERS)

    assert (once.count, once.quorate) == (1, False)
    assert once.sentence == (
        "1 of 2 places filled: Care; nobody for Homes. Children’s social care and Housing are one legal body and count "
        "once. One more is needed, and no other agency has a seat."
    )
    assert assess(both | {"count_by": "agency"}, each_of(CARE, HOUSING), MEMBERS).quorate


def test_one_person_fills_one_place_unless_the_rule_lets_them_carry_several():
    alone = [here("Ann", POLICE), here("Ann", HEALTH), here("Ann", CARE)]

    assert assess(PARTNERS, alone, MEMBERS).count == 1
    assert assess(PARTNERS | {"one_person_many_agencies": True}, alone, MEMBERS).quorate


def test_who_could_fill_two_places_fills_the_one_nobody_else_can():
    present = [here("Ann", POLICE), here("Ann", TRUST), here("Bo", POLICE), here("Cy", CARE)]

    assert assess(PARTNERS, present, MEMBERS).quorate


@pytest.mark.parametrize(
    ("share", "needed", "words"),
    [
        (share_of(1, 2), 3, "at least half"),
        (share_of(1, 2, more_than=True), 3, "more than half"),
        (share_of(2, 3), 4, "at least two thirds"),
        (share_of(3, 5), 3, "at least 3/5"),
        (share_of(1, 1), 5, "all"),
        (share_of(1, 20), 1, "at least 1/20"),
    ],
)
def test_a_share_is_of_the_bodies_with_a_seat_and_a_part_counts_as_a_whole(share, needed, words):
    """Six agencies of which two are one council: five bodies."""
    quorum = assess(share, each_of(POLICE, CARE), MEMBERS)

    assert (quorum.count, quorum.needed) == (2, needed)
    assert f"2 agencies here, {needed} needed, {words} of those with a seat." in quorum.sentence


@pytest.mark.parametrize(("seats", "more_than", "needed"), [(4, False, 2), (4, True, 3), (5, False, 3), (5, True, 3)])
def test_half_and_more_than_half_differ_where_the_number_is_even(seats, more_than, needed):
    members = [Member(f"a{number}", f"Agency {number}") for number in range(seats)]

    assert assess(share_of(1, 2, more_than=more_than), [], members).needed == needed


def test_a_share_of_no_seats_at_all_needs_somebody():
    assert assess(share_of(1, 2), [], []).quorate is False


def test_at_least_three_statutory_agencies():
    rule = at_least(3, {"statutory": True})

    assert assess(rule, each_of(POLICE, HEALTH, CARE), MEMBERS).quorate
    assert not assess(rule, each_of(POLICE, HEALTH, TRUST, PROBATION), MEMBERS).quorate


def test_clauses_of_different_kinds_must_all_be_met():
    rule = {"clauses": [*at_least(3)["clauses"], *PARTNERS["clauses"], *share_of(1, 2)["clauses"]]}

    assert assess(rule, each_of(POLICE, HEALTH, CARE), MEMBERS).quorate
    assert [clause.met for clause in assess(rule, each_of(POLICE, TRUST, PROBATION), MEMBERS).clauses] == [
        True,
        False,
        True,
    ]


def test_places_are_foretold_in_words_of_the_future():
    answers = [Answer(here("Ann", POLICE), coming=True), Answer(here("Bo", CARE), coming=None)]

    assert forecast(PARTNERS, answers, MEMBERS).as_replied.sentence.startswith(
        "1 of 3 places would be filled: Police; nobody for Council or Health."
    )
