import pytest

from agencies.quorum import validate
from agencies.quorum_words import sentences

ALWAYS = "A deputy carries the agency. Advisers and observers are not counted."


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
    ]
