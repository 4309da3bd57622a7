import json
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest

from agencies.quorum import (
    ARRIVED,
    LEFT,
    ClauseResult,
    Member,
    Movement,
    Present,
    Quorum,
    Reply,
    assess,
    forecast,
    register,
    validate,
)

POLICE = Member("police", "Police", kind="police", statutory=True)
HEALTH = Member("icb", "Health commissioner", kind="nhs_commissioner", statutory=True)
CARE = Member("care", "Children’s social care", legal_body="council", kind="la_social_care", statutory=True)
HOUSING = Member("housing", "Housing", legal_body="council", kind="la_other")
TRUST = Member("trust", "Hospital trust", kind="nhs_provider")
PROBATION = Member("probation", "Probation", kind="probation")
MEMBERS = [POLICE, HEALTH, CARE, HOUSING, TRUST, PROBATION]
NOON = datetime(2026, 1, 9, 12, 0)  # noqa: DTZ001 -- any comparable moments will do


def here(person, member, counts=True):
    return member.carried_by(person, counts)


def at_least(number, of=None, **settings):
    return {"clauses": [{"kind": "at_least", "number": number, "of": of or {"all": True}}], **settings}


def places(**slots):
    """A rule of named places: `places(Health={"agencies": ["icb", "trust"]})`."""
    return {"clauses": [{"kind": "slots", "slots": [{"name": name, "of": of} for name, of in slots.items()]}]}


def share_of(numerator, denominator, **more):
    of = {"all": True}
    return {"clauses": [{"kind": "fraction", "numerator": numerator, "denominator": denominator, "of": of, **more}]}


def each_of(*members):
    """One person per agency."""
    return [here(member.name, member) for member in members]


def test_three_agencies_are_quorate_and_none_can_be_spared():
    assert assess(at_least(3), each_of(POLICE, HEALTH, CARE), MEMBERS) == Quorum(
        quorate=True,
        count=3,
        needed=3,
        sentence="3 agencies here, 3 needed. If any leaves, the meeting cannot decide.",
        missing=("Hospital trust", "Housing", "Probation"),
        clauses=(ClauseResult(True, 3, 3, "3 agencies here, 3 needed.", ("Hospital trust", "Housing", "Probation")),),
        key=("Children’s social care", "Health commissioner", "Police"),
    )


def test_four_agencies_can_spare_any_one():
    quorum = assess(at_least(3), each_of(POLICE, HEALTH, CARE, TRUST), MEMBERS)

    assert quorum.sentence == ("4 agencies here, 3 needed. Any one of them can leave and the meeting can still decide.")
    assert (quorum.quorate, quorum.key) == (True, ())


def test_two_agencies_are_told_who_could_make_the_third():
    quorum = assess(at_least(3), each_of(POLICE, CARE), MEMBERS)

    assert quorum.sentence == (
        "2 agencies here, 3 needed. One more is needed: Health commissioner, Hospital trust or Probation."
    )
    assert (quorum.quorate, quorum.key) == (False, ())
    assert quorum.missing == ("Health commissioner", "Hospital trust", "Housing", "Probation")


def test_an_empty_room_is_said_plainly():
    assert assess(at_least(3), [], [POLICE, HEALTH]).sentence == (
        "No agencies here, 3 needed. 3 more are needed: Health commissioner or Police."
    )


def test_a_quorum_nobody_can_complete_is_said_plainly():
    assert assess(at_least(2), each_of(POLICE), [POLICE]).sentence == (
        "1 agency here, 2 needed. One more is needed, and no other agency has a seat."
    )


def test_a_long_list_of_agencies_is_cut_short():
    members = [Member(number, f"School {number:02}") for number in range(20)]

    assert assess(at_least(1), [], members).sentence == (
        "No agencies here, 1 needed. "
        "One more is needed: School 00, School 01, School 02, School 03, School 04 or any of 15 others."
    )


def test_people_without_an_account_are_not_taken_for_one_person():
    assert assess(at_least(3), [here(None, POLICE), here(None, TRUST), here(None, HEALTH)], MEMBERS).quorate


def test_a_lone_agency_is_called_it():
    assert assess(at_least(1), each_of(POLICE), MEMBERS).sentence == (
        "1 agency here, 1 needed. If it leaves, the meeting cannot decide."
    )


def test_departments_of_one_council_count_once_and_one_can_be_spared():
    quorum = assess(at_least(3), each_of(CARE, HOUSING, POLICE, TRUST), MEMBERS)

    assert quorum.sentence == (
        "4 agencies here, counting as 3; 3 needed. "
        "Children’s social care and Housing are one legal body and count once. "
        "If Hospital trust or Police leaves, the meeting cannot decide."
    )
    assert quorum.key == ("Hospital trust", "Police")


def test_departments_count_each_where_the_terms_of_reference_say_so():
    assert assess(at_least(3, count_by="agency"), each_of(CARE, HOUSING, POLICE), MEMBERS).quorate
    assert not assess(at_least(3), each_of(CARE, HOUSING, POLICE), MEMBERS).quorate


def test_a_legal_body_is_never_taken_for_an_agency_of_the_same_number():
    assert assess(at_least(2), [Present("Ann", 1, legal_body=5), Present("Bo", 5)], []).quorate


def test_one_person_carrying_two_agencies_counts_for_one():
    present = [here("Ann", POLICE), here("Ann", PROBATION), here("Bo", TRUST)]

    assert assess(at_least(3), present, [POLICE, PROBATION, TRUST]).sentence == (
        "3 agencies here, counting as 2; 3 needed. One person carries Police and Probation and counts for one of them. "
        "One more is needed: Police or Probation."
    )
    assert assess(at_least(3, one_person_many_agencies=True), present, MEMBERS).quorate


def test_a_person_with_two_agencies_counts_for_the_one_nobody_else_carries():
    present = [here("Ann", POLICE), here("Ann", PROBATION), here("Bo", POLICE)]

    assert assess(at_least(2), present, MEMBERS).sentence == (
        "2 agencies here, 2 needed. If any leaves, the meeting cannot decide."
    )


def test_who_carries_two_agencies_takes_both_along():
    rule = at_least(2, one_person_many_agencies=True)
    present = [here("Ann", POLICE), here("Ann", PROBATION), here("Bo", TRUST)]

    assert assess(rule, present, MEMBERS).key == ("Police", "Probation")


def test_an_adviser_leaves_the_agency_missing():
    quorum = assess(at_least(2), [here("Ann", POLICE), here("Di", HEALTH, counts=False)], [POLICE, HEALTH])

    assert (quorum.count, quorum.missing) == (1, ("Health commissioner",))


def test_every_clause_must_be_met():
    rule = at_least(3)
    rule["clauses"].append({"kind": "at_least", "number": 2, "of": {"statutory": True}})

    short = assess(rule, each_of(POLICE, TRUST, PROBATION), MEMBERS)
    met = assess(rule, each_of(POLICE, TRUST, HEALTH, PROBATION), MEMBERS)

    assert assess(rule, [], [POLICE]).sentence == (
        "No agencies here, 3 needed. 3 more are needed: Police. "
        "No statutory partners here, 2 needed. 2 more are needed: Police."
    )
    assert [clause.met for clause in short.clauses] == [True, False]
    assert (short.quorate, short.count, short.needed) == (False, 1, 2)
    assert short.sentence == (
        "1 statutory partner here, 2 needed. One more is needed: Children’s social care or Health commissioner."
    )
    assert (met.quorate, met.count, met.needed) == (True, 2, 2)
    assert met.sentence == (
        "4 agencies here, 3 needed. 2 statutory partners here, 2 needed. "
        "If Health commissioner or Police leaves, the meeting cannot decide."
    )


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        ({"kinds": ["police", "probation"]}, "1 agency of the kinds asked for here, 1 needed."),
        ({"agencies": ["police", "icb"]}, "1 of the named agencies here, 1 needed."),
        ({"agencies": ["icb"]}, "None of the named agencies here, 1 needed. One more is needed: Health commissioner."),
        ({"statutory": True}, "1 statutory partner here, 1 needed."),
    ],
)
def test_a_clause_counts_its_own_set(of, reason):
    assert assess(at_least(1, of), each_of(POLICE, TRUST), MEMBERS).clauses[0].reason == reason


def test_a_guest_agency_without_a_seat_is_called_by_its_id():
    guest = Present("Zoe", "coastguard")

    assert assess(at_least(2), [guest, here("Ann", POLICE)], MEMBERS).key == ("Police", "coastguard")


def test_a_result_can_be_kept_as_json():
    kept = json.loads(json.dumps(asdict(assess(at_least(3), each_of(POLICE), MEMBERS))))

    assert (kept["quorate"], kept["count"], kept["clauses"][0]["needed"]) == (False, 1, 3)


def test_a_forecast_asks_the_same_rule_of_the_replies():
    replies = [
        Reply(here("Ann", POLICE), coming=True),
        Reply(here("Bo", TRUST), coming=True),
        Reply(here("Cy", HEALTH), coming=None),
        Reply(here("Di", PROBATION), coming=False),
        Reply(here("Ed", CARE, counts=False), coming=True),
    ]

    outlook = forecast(at_least(3), replies, [POLICE, TRUST, HEALTH, PROBATION])

    assert outlook.as_replied.sentence == (
        "2 agencies expected, 3 needed. One more is needed: Health commissioner or Probation."
    )
    assert outlook.if_all_come.sentence == (
        "3 agencies expected, 3 needed. If any stays away, the meeting cannot decide."
    )
    assert outlook.silent == ("Health commissioner",)


def test_an_agency_is_not_silent_once_one_of_its_people_has_answered():
    replies = [Reply(here("Ann", POLICE), coming=None), Reply(here("Al", POLICE), coming=False)]

    assert forecast(at_least(1), replies, [POLICE, TRUST]).silent == ("Hospital trust",)


def moved(attendee, kind, minutes):
    return Movement(attendee, kind, NOON + timedelta(minutes=minutes))


def test_the_register_knows_who_is_here_at_each_moment():
    movements = [moved(1, ARRIVED, 0), moved(2, ARRIVED, 5), moved(1, LEFT, 30), moved(1, ARRIVED, 40)]
    moments = [-1, 0, 5, 30, 40]

    assert [register(movements, NOON + timedelta(minutes=minute)) for minute in moments] == [
        set(),
        {1},
        {1, 2},
        {2},
        {1, 2},
    ]


def test_the_register_forgives_doubles_and_a_departure_without_an_arrival():
    movements = [moved(1, ARRIVED, 0), moved(1, ARRIVED, 0), moved(2, LEFT, 1), moved(1, LEFT, 2)]

    assert register(movements, NOON + timedelta(minutes=1)) == {1}
    assert register(movements, NOON + timedelta(minutes=2)) == set()


def test_the_register_refuses_what_is_no_movement():
    with pytest.raises(ValueError, match="^“asleep” is neither an arrival nor a departure.$"):
        register([moved(1, "asleep", 0)], NOON)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ([], "A quorum rule needs a list of clauses with at least one clause in it."),
        ({"clauses": []}, "A quorum rule needs a list of clauses with at least one clause in it."),
        (at_least(3, quorate=True), "A quorum rule has no setting “quorate”."),
        (at_least(3, count_by="people"), "A quorum rule counts by “legal_body” or by “agency”."),
        (at_least(3, one_person_many_agencies="no"), "Whether one person may carry several agencies is true or false."),
        ({"clauses": ["three"]}, "A clause is of one of these kinds: at_least, slots, fraction."),
        ({"clauses": [{"kind": "most"}]}, "A clause is of one of these kinds: at_least, slots, fraction."),
        (at_least(0), "A clause needs a whole number of agencies, 1 or more."),
        (at_least(True), "A clause needs a whole number of agencies, 1 or more."),
        (
            at_least(1, {"all": True, "statutory": True}),
            "A clause counts the agencies of exactly one set: all, statutory, kinds, agencies.",
        ),
        (at_least(1, {"statutory": "yes"}), "The set “statutory” is written as true."),
        (at_least(1, {"kinds": []}), "The set “kinds” is a list with at least one entry."),
        (at_least(3, {"agencies": ["a", "b", "a"]}), "A clause asks for 3 agencies and names only 2."),
        (at_least(1, {"agencies": ["a", 7]}), "The set “agencies” is a list with at least one entry."),
        (
            at_least(1, if_inquorate="go home"),
            "What happens without a quorum is one of these: note_only, cancel, chosen_items, ratify_later.",
        ),
        (
            at_least(1, chair_discretion="yes"),
            "Whether the chair may let an item be decided without a quorum is true or false.",
        ),
        (
            {"clauses": [{"kind": "at_least", "number": 1, "of": {"all": True}, "more_than": True}]},
            "A clause of the kind “at_least” has no “more_than”.",
        ),
        (places(), "A clause of places lists 1 to 12 of them."),
        (places(Police=None), "A clause counts the agencies of exactly one set: all, statutory, kinds, agencies."),
        (
            {"clauses": [{"kind": "slots", "slots": [{"name": " ", "of": {"all": True}}]}]},
            "Each place has a name and the agencies that may fill it.",
        ),
        (
            {"clauses": [{"kind": "slots", "slots": [{"name": "Health", "of": {"all": True}}] * 2}]},
            "Two places of a clause have the same name.",
        ),
        (
            share_of(3, 2),
            "A share is two whole numbers, such as 1 and 2 for a half, and not more than the whole.",
        ),
        (
            share_of(0, 2),
            "A share is two whole numbers, such as 1 and 2 for a half, and not more than the whole.",
        ),
        (share_of(1, 2, more_than="a bit"), "Whether more than the share is needed is true or false."),
        (share_of(2, 2, more_than=True), "Nobody can be more than the whole."),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_a_sentence(rule, sentence):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 -- the sentence is compared whole below
        validate(rule)

    assert str(refusal.value) == sentence
