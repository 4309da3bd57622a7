"""The pages of the quorum rule: every kind of condition written, read back, entered, and kept in versions."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agencies import kept
from agencies.tests.asserting import queries_of, verbs
from agencies.tests.factories import AgencyFactory, QuorumRuleFactory, SeatFactory
from agencies.tests.quorum_page import posted_of, typed

EVERY_KIND = {
    "clauses": [
        {"kind": "at_least", "number": 2, "of": {"statutory": True}},
        {
            "kind": "slots",
            "slots": [
                {"name": "Health", "of": {"kinds": ["nhs_provider", "nhs_commissioner"]}},
                {"name": "Law", "of": {"all": True}},
            ],
        },
        {"kind": "fraction", "numerator": 1, "denominator": 2, "more_than": True, "of": {"all": True}},
    ],
    "count_by": "agency",
    "one_person_many_agencies": True,
    "if_inquorate": "ratify_later",
    "chair_discretion": True,
}


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def change(client, board, group, business_manager):
    """The address of the page on which the rule is written; the business manager is signed in."""
    client.force_login(business_manager)
    return reverse("agencies:quorum_change", args=[board.slug, group.uid])


def words(response):
    return " ".join(response.content.decode().split())


def test_every_kind_of_condition_is_written_read_back_and_entered(client, change, group, business_manager):
    data = typed(EVERY_KIND, following=1)

    look = client.post(change, data | {"look": "1"})

    assert look.context["words"][:3] == [
        "At least 2 statutory partners must be there.",
        "Each of these places must be filled by an agency of its own: "
        "Health (NHS provider or NHS commissioner) and Law (any agency).",
        "More than half of the agencies with a seat must be there.",
    ]
    assert group.quorum_rule.version == 1
    entered = client.post(change, posted_of(look) | {"enter": "1"})
    assert entered.url == reverse("agencies:quorum", args=["northmere", group.uid])
    rule = group.quorum_rule
    assert (rule.version, rule.rule, rule.in_force_from, rule.set_by) == (
        2,
        EVERY_KIND,
        dt.date(2026, 11, 18),
        business_manager,
    )
    assert verbs(group) == ["quorum_rule.set"]


def test_the_page_begins_with_the_rule_in_force_and_shows_it_unchanged(client, change, group, police):
    named = {"kind": "at_least", "number": 1, "of": {"agencies": [str(police.uid)]}}
    rule = EVERY_KIND | {"clauses": [*EVERY_KIND["clauses"], named]}
    QuorumRuleFactory(group=group, version=2, rule=rule)

    asked = client.get(change).context["asked"]
    shown = typed(rule, following=2)
    client.post(change, shown | {"enter": "1"})

    assert [form["kind"].value() for form in asked.clauses] == ["at_least", "slots", "fraction", "at_least"]
    assert [place["name"].value() for place in asked.clauses.forms[1].places] == ["Health", "Law"]
    assert (group.quorum_rule.version, group.quorum_rule.rule) == (3, rule)


@pytest.mark.parametrize(
    ("button", "kinds"),
    [
        ({"add_clauses": "fraction"}, ["at_least", "slots", "fraction", "fraction"]),
        ({"add_clauses": "slots"}, ["at_least", "slots", "fraction", "slots"]),
        ({"remove_clauses": "0"}, ["slots", "fraction"]),
    ],
)
def test_conditions_come_and_go_and_what_was_typed_stays(client, change, group, button, kinds):
    data = typed(EVERY_KIND, following=1) | {"clauses-1-places-0-name": "Hospitals"}

    page = client.post(change, data | button)

    asked = page.context["asked"]
    assert [form.clause_kind for form in asked.clauses] == kinds
    places = next(form.places for form in asked.clauses if form.places is not None)
    assert [place["name"].value() for place in places] == ["Hospitals", "Law"]
    assert "There is a problem" not in words(page)
    assert group.quorum_rule.version == 1


def test_places_come_and_go(client, change):
    data = typed(EVERY_KIND, following=1)

    more = client.post(change, data | {"add_clauses-1-places": "1"}).context["asked"].clauses.forms[1].places
    fewer = client.post(change, data | {"remove_clauses-1-places": "0"}).context["asked"].clauses.forms[1].places

    assert [place["name"].value() for place in more] == ["Health", "Law", None]
    assert [place["name"].value() for place in fewer] == ["Law"]


def test_what_is_wrong_is_said_beside_its_field(client, change, group, police):
    rule = {
        "clauses": [
            {"kind": "at_least", "number": 2, "of": {"agencies": [str(police.uid)]}},
            {
                "kind": "slots",
                "slots": [{"name": "Health", "of": {"all": True}}, {"name": "Health", "of": {"all": True}}],
            },
            {"kind": "fraction", "numerator": 3, "denominator": 2, "of": {"all": True}},
            {"kind": "at_least", "number": 1, "of": {"kinds": []}},
        ]
    }
    page = client.post(change, typed(rule, following=1) | {"look": "1", "in_force_from": "0026-11-18"})

    forms = page.context["asked"].clauses.forms
    assert [dict(form.errors) for form in forms] == [
        {"number": ["A clause asks for 2 agencies and names only 1."]},
        {"__all__": ["Two places of a clause have the same name."]},
        {
            "numerator": [
                "A share is two whole numbers, such as 1 and 2 for a half, and not more than the whole.",
            ]
        },
        {"kinds": ["Choose at least one kind of agency."]},
    ]
    html = words(page)
    assert html.count("A clause asks for 2 agencies and names only 1.") == 2
    assert html.count("Enter a day with its year in four figures") == 2
    assert group.quorum_rule.version == 1


def test_an_empty_place_and_an_empty_rule_are_refused(client, change):
    nameless = typed(EVERY_KIND, following=1) | {"clauses-1-places-1-name": " "}
    nothing = typed({"clauses": []}, following=1)

    assert "Name the place, for example “Health”." in words(client.post(change, nameless | {"look": "1"}))
    assert words(client.post(change, nothing | {"look": "1"})).count("Add at least one condition.") == 2


def test_changing_it_after_the_look_shows_all_that_was_typed(client, change):
    look = client.post(change, typed(EVERY_KIND, following=1) | {"look": "1"})

    back = client.post(change, posted_of(look) | {"back": "1"})

    assert back.context["asked"].rule == EVERY_KIND


def test_before_it_is_entered_the_page_says_whether_the_seats_could_meet_it(client, change, chair, member):
    eight = {"clauses": [{"kind": "at_least", "number": 8, "of": {"all": True}}]}

    html = words(client.post(change, typed(eight, following=1) | {"look": "1"}))
    assert "Even if everybody with a seat comes, the meeting cannot decide." in html
    assert "2 agencies expected, 8 needed." in html
    two = {"clauses": [{"kind": "at_least", "number": 2, "of": {"all": True}}]}
    assert "2 agencies expected, 2 needed." in words(client.post(change, typed(two, following=1) | {"look": "1"}))


def test_what_was_typed_is_there_again_after_signing_in(client, change, group, business_manager):
    written = typed(EVERY_KIND, following=1) | {kept.FIELD: kept.mark(business_manager, change)}
    client.logout()
    client.post(change, written | {"look": "1"})
    client.force_login(business_manager)

    page = client.get(change)

    assert "Your words are back" in words(page)
    assert page.context["asked"].clauses.forms[1].places.forms[0]["name"].value() == "Health"
    assert group.quorum_rule.version == 1


def test_who_has_not_seen_the_newest_version_is_shown_it_and_keeps_what_they_typed(client, change, group):
    QuorumRuleFactory(group=group, version=2)

    page = client.post(change, typed(EVERY_KIND, following=1) | {"enter": "1"})

    html = words(page)
    assert "Version 2 has been entered meanwhile." in html
    assert "somebody else entered version 2 while you wrote." in html
    assert page.context["newer_words"][0] == "At least 3 agencies must be there."
    asked = page.context["asked"]
    assert asked.clauses.forms[1].places.forms[0]["name"].value() == "Health"
    assert group.quorum_rule.version == 2
    client.post(change, typed(EVERY_KIND, following=asked.settings["following"].value()) | {"enter": "1"})
    assert (group.quorum_rule.version, group.quorum_rule.rule) == (3, EVERY_KIND)


def test_agencies_of_the_board_are_offered_and_one_that_left_while_it_is_named(client, change, board, group, police):
    AgencyFactory(name="Westvale Police", boards=[])
    gone = AgencyFactory(name="Old Clinic", boards=[])
    rule = {"clauses": [{"kind": "at_least", "number": 1, "of": {"agencies": [str(gone.uid)]}}]}
    QuorumRuleFactory(group=group, version=2, rule=rule)

    (form,) = client.get(change).context["asked"].clauses.forms

    assert [name for _, name in form.fields["agencies"].choices] == [
        "Northmere Police",
        "An agency (no longer of the board)",
    ]


# The versions ---------------------------------------------------------------------------------------------------------


def test_every_version_is_kept_with_its_words_and_who_set_it(client, board, group, member, change, business_manager):
    client.post(change, typed(EVERY_KIND, following=1) | {"enter": "1", "in_force_from": "2027-01-01"})
    client.force_login(member)

    page = client.get(reverse("agencies:quorum", args=[board.slug, group.uid]))

    assert [(each["rule"].version, each["state"]) for each in page.context["versions"]] == [
        (2, "to come"),
        (1, "in force"),
    ]
    assert "Set by Sam Whitlock on 18 November 2026." in words(page)
    assert "Write a new rule" not in words(page)


def test_a_version_for_later_that_was_overtaken_is_not_to_come(client, board, group, business_manager):
    QuorumRuleFactory(group=group, version=2, in_force_from=dt.date(2027, 1, 1))
    QuorumRuleFactory(group=group, version=3, in_force_from=dt.date(2026, 11, 1))
    QuorumRuleFactory(group=group, version=4, in_force_from=dt.date(2027, 6, 1))
    client.force_login(business_manager)

    versions = client.get(reverse("agencies:quorum", args=[board.slug, group.uid])).context["versions"]

    assert [each["state"] for each in versions] == ["to come", "in force", "replaced", "replaced"]
    assert group.quorum_rule_on(dt.date(2027, 1, 1)).version == 3


def test_the_groups_page_shows_the_rule_in_force_and_tells_of_the_next(client, board, group, change):
    client.post(change, typed(EVERY_KIND, following=1) | {"enter": "1", "in_force_from": "2027-01-01"})

    html = words(client.get(reverse("agencies:group", args=[board.slug, group.uid])))

    assert "At least 3 agencies must be there." in html
    assert "Another rule is agreed from 1 January 2027." in html


def test_the_pages_cost_the_same_for_one_version_and_for_thirty(client, board, group, change):
    pages = (reverse("agencies:quorum", args=[board.slug, group.uid]), change)
    few = [queries_of(client, page) for page in pages]
    for version in range(2, 32):
        QuorumRuleFactory(group=group, version=version)
        SeatFactory(group=group)

    assert [queries_of(client, page) for page in pages] == few
