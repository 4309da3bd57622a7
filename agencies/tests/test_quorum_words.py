import pytest

from agencies.quorum import validate
from agencies.quorum_words import sentences

ALWAYS = "A deputy carries the agency. Advisers and observers are not counted."
NOTED = "Without a quorum the meeting notes and defers, and decides nothing."


def rule(*clauses, **settings):
    made = {"clauses": [{"kind": "at_least", "number": number, "of": of} for number, of in clauses], **settings}
    validate(made)
    return made


def test_the_terms_of_references_own_rule():
    assert sentences(rule((3, {"all": True})), {}) == [
        "At least 3 agencies must be there.",
        "Departments of one legal body count once.",
        "One person counts for one agency only.",
        ALWAYS,
        NOTED,
    ]


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        ((1, {"all": True}), "At least 1 agency must be there."),
        ((2, {"statutory": True}), "At least 2 statutory partners must be there."),
        ((1, {"statutory": True}), "At least 1 statutory partner must be there."),
        (
            (1, {"kinds": ["police", "probation"]}),
            "At least 1 of these kinds of agency must be there: Police, Probation.",
        ),
        (
            (1, {"agencies": ["a", "b"]}),
            "At least 1 of these must be there: Northmere Police, an agency that has left.",
        ),
    ],
)
def test_every_set_is_said(clause, sentence):
    assert sentences(rule(clause), {"a": "Northmere Police"})[0] == sentence


def test_every_clause_and_setting_is_said():
    said = sentences(
        rule((3, {"all": True}), (1, {"statutory": True}), count_by="agency", one_person_many_agencies=True), {}
    )

    assert said == [
        "At least 3 agencies must be there.",
        "At least 1 statutory partner must be there.",
        "Every agency counts, also those of one legal body.",
        "One person may carry several agencies.",
        ALWAYS,
        NOTED,
    ]


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        (
            {
                "kind": "slots",
                "slots": [
                    {"name": "Police", "of": {"kinds": ["police"]}},
                    {"name": "Health", "of": {"agencies": ["icb", "trust"]}},
                    {"name": "One more", "of": {"all": True}},
                    {"name": "Partner", "of": {"statutory": True}},
                ],
            },
            "Each of these places must be filled by an agency of its own: Police (Police), Health (Health commissioner "
            "or Hospital trust), One more (any agency) and Partner (any statutory partner).",
        ),
        (
            {"kind": "fraction", "numerator": 1, "denominator": 2, "of": {"all": True}},
            "At least half of the agencies with a seat must be there.",
        ),
        (
            {"kind": "fraction", "numerator": 2, "denominator": 3, "more_than": True, "of": {"statutory": True}},
            "More than two thirds of the statutory partners with a seat must be there.",
        ),
        (
            {"kind": "fraction", "numerator": 1, "denominator": 1, "of": {"agencies": ["icb", "trust"]}},
            "All of these, Health commissioner and Hospital trust, must be there.",
        ),
    ],
)
def test_places_and_shares_are_said(clause, sentence):
    made = {"clauses": [clause]}
    validate(made)

    assert sentences(made, {"icb": "Health commissioner", "trust": "Hospital trust"})[0] == sentence


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("cancel", "Without a quorum the meeting is called off."),
        ("chosen_items", "Without a quorum the meeting decides only the items that the agenda marks for it."),
        ("ratify_later", "What is decided without a quorum holds only once a later, quorate meeting ratifies it."),
    ],
)
def test_what_happens_without_a_quorum_is_said(setting, sentence):
    assert sentences(rule((3, {"all": True}), if_inquorate=setting), {})[-1] == sentence


def test_the_chairs_discretion_is_said():
    assert sentences(rule((3, {"all": True}), chair_discretion=True), {})[-1] == (
        "The chair may let an item be decided without a quorum, and says why."
    )
