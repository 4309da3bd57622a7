"""What must hold of the quorum of any meeting."""

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from agencies.quorum import ARRIVED, LEFT, assess, register
from agencies.tests.test_quorum import MEMBERS, NOON, at_least, here, moved

people = st.integers(1, 8)
presences = st.builds(here, people, st.sampled_from(MEMBERS), st.sampled_from([True, True, True, False]))
meetings = st.lists(presences, max_size=14)
sets = st.sampled_from(
    [{"all": True}, {"statutory": True}, {"kinds": ["police", "la_other"]}, {"agencies": ["police", "icb", "care"]}]
)
numbers = st.builds(lambda number, of: {"kind": "at_least", "number": number, "of": of}, st.integers(1, 3), sets)
places = st.lists(sets, min_size=1, max_size=4).map(
    lambda chosen: {"kind": "slots", "slots": [{"name": f"Place {at}", "of": of} for at, of in enumerate(chosen, 1)]}
)
shares = st.builds(
    lambda share, more_than, of: {
        "kind": "fraction",
        "numerator": share[0],
        "denominator": share[1],
        "more_than": more_than,
        "of": of,
    },
    st.sampled_from([(1, 2), (1, 3), (2, 3), (3, 4)]),
    st.booleans(),
    sets,
)
clauses = numbers | places | shares
rules = st.fixed_dictionaries(
    {
        "clauses": st.lists(clauses, min_size=1, max_size=3),
        "count_by": st.sampled_from(["legal_body", "agency"]),
        "one_person_many_agencies": st.booleans(),
    }
)
movements = st.lists(
    st.builds(moved, st.integers(0, 7), st.sampled_from([ARRIVED, LEFT]), st.integers(0, 60)), max_size=40
)


@given(movements, st.lists(presences, min_size=8, max_size=8), st.integers(1, 5), st.integers(0, 60))
def test_no_coming_and_going_makes_too_few_agencies_quorate(movements, seats, number, minute):
    present = [seats[attendee] for attendee in register(movements, NOON + timedelta(minutes=minute))]
    agencies = {one.agency for one in present if one.counts}

    quorum = assess(at_least(number, count_by="agency", one_person_many_agencies=True), present, MEMBERS)

    assert quorum.quorate == (len(agencies) >= number)


@given(movements, st.lists(presences, min_size=8, max_size=8), rules, st.integers(0, 60))
def test_no_rule_is_met_by_fewer_agencies_than_it_asks_for(movements, seats, rule, minute):
    present = [seats[attendee] for attendee in register(movements, NOON + timedelta(minutes=minute))]
    agencies = {one.agency for one in present if one.counts}
    quorum = assess(rule, present, MEMBERS)

    if quorum.quorate:
        assert len(agencies) >= max(clause.needed for clause in quorum.clauses) >= 1


@given(meetings, st.sampled_from(MEMBERS), rules)
def test_two_people_of_one_agency_never_count_twice(present, member, rule):
    alone = [*present, here("first", member)]

    assert assess(rule, [*alone, here("second", member)], MEMBERS) == assess(rule, alone, MEMBERS)


@given(meetings, st.integers(1, 5))
def test_agencies_of_one_legal_body_count_once_by_default(present, number):
    bodies = {one.legal_body or one.agency for one in present if one.counts}

    assert assess(at_least(number, one_person_many_agencies=True), present, MEMBERS).count == len(bodies)


@given(meetings, presences, rules)
def test_a_person_more_never_lowers_a_count(present, newcomer, rule):
    before = assess(rule, present, MEMBERS)
    after = assess(rule, [*present, newcomer], MEMBERS)

    assert all(then.count <= now.count for then, now in zip(before.clauses, after.clauses, strict=True))
    assert after.quorate or not before.quorate


@given(st.data(), meetings, rules)
def test_the_order_of_arrival_does_not_matter(data, present, rule):
    shuffled = data.draw(st.permutations(present))
    members = data.draw(st.permutations(MEMBERS))

    assert assess(rule, shuffled, members) == assess(rule, present, MEMBERS)


@given(meetings, people, st.sampled_from(MEMBERS), rules)
def test_an_observer_changes_nothing(present, person, member, rule):
    assert assess(rule, [*present, here(person, member, counts=False)], MEMBERS) == assess(rule, present, MEMBERS)


@given(meetings, st.integers(1, 5))
def test_a_meeting_that_can_decide_by_a_number_can_by_a_smaller_one(present, number):
    if assess(at_least(number + 1), present, MEMBERS).quorate:
        assert assess(at_least(number), present, MEMBERS).quorate


@given(meetings)
def test_each_person_counts_once_and_as_well_as_can_be(present):
    """The count against a search of every way to give each person one agency."""
    pairs = {(one.person, one.legal_body or one.agency) for one in present if one.counts}
    best = 0
    while any(_all_differ(chosen) for chosen in combinations(pairs, best + 1)):
        best += 1

    assert assess(at_least(1), present, MEMBERS).count == best


@given(meetings, places, st.booleans())
def test_as_many_places_are_filled_as_can_be(present, clause, many):
    """The count against a search of every way to give each place somebody present."""
    slots = [slot["of"] for slot in clause["slots"]]
    fits = [
        [(one.person, one.legal_body or one.agency) for one in present if one.counts and _is_in(of, one)]
        for of in slots
    ]

    rule = {"clauses": [clause], "one_person_many_agencies": many}
    assert assess(rule, present, MEMBERS).count == _most(fits, [], many)


def _is_in(of, one):
    ((name, value),) = of.items()
    return {"all": True, "statutory": one.statutory}.get(name, False) or (
        name == "kinds" and one.kind in value or name == "agencies" and one.agency in value
    )


def _most(fits, taken, many):
    if not fits:
        return 0
    free = [
        pair for pair in set(fits[0]) if all(pair[1] != body and (many or pair[0] != person) for person, body in taken)
    ]
    return max([_most(fits[1:], taken, many), *(1 + _most(fits[1:], [*taken, pair], many) for pair in free)])


@given(meetings, shares)
def test_a_share_needs_the_smallest_whole_number_that_is_one(present, clause):
    """Needed bodies are at least the share of those seated, and one fewer would not be."""
    rule = {"clauses": [clause], "count_by": "agency"}
    (result,) = assess(rule, present, MEMBERS).clauses
    seated = len(assess(rule, [], MEMBERS).missing)
    enough = (
        (lambda n: n * clause["denominator"] > clause["numerator"] * seated)
        if clause["more_than"]
        else (lambda n: n * clause["denominator"] >= clause["numerator"] * seated)
    )

    assert enough(result.needed)
    assert result.needed == 1 or not enough(result.needed - 1)


def _all_differ(pairs):
    people, bodies = zip(*pairs, strict=True)
    return len(set(people)) == len(set(bodies)) == len(pairs)


@given(meetings, rules)
def test_exactly_the_key_agencies_end_the_quorum_by_leaving(present, rule):
    quorum = assess(rule, present, MEMBERS)

    if quorum.quorate:
        assert set(quorum.key) == {member.name for member in MEMBERS if _needed(member, present, rule)}


def _needed(member, present, rule):
    leavers = {one.person for one in present if one.agency == member.agency and one.counts}
    return not assess(rule, [one for one in present if one.person not in leavers], MEMBERS).quorate


@given(meetings, rules)
def test_here_and_missing_are_the_whole_set(present, rule):
    for clause, result in zip(rule["clauses"], assess(rule, present, MEMBERS).clauses, strict=True):
        of_the_set = assess({"clauses": [clause]}, [], MEMBERS).missing
        arrived = {member.name for member in MEMBERS for one in present if one.counts and one.agency == member.agency}
        assert set(result.missing) == set(of_the_set) - arrived


@given(st.data(), movements)
def test_the_register_does_not_depend_on_the_order_of_different_people(data, movements):
    by_person = sorted(movements, key=lambda movement: movement.attendee)
    moment = NOON + timedelta(minutes=data.draw(st.integers(0, 60)))

    assert register(by_person, moment) == register(movements, moment)
