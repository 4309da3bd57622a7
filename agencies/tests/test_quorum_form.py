"""The page of the quorum rule holds every rule there can be, and asks the engine what may stand in one."""

from hypothesis import given
from hypothesis import strategies as st

from agencies.forms.quorum import RuleForms, redrawn
from agencies.models import QuorumRule
from agencies.quorum import IF_INQUORATE, validate
from agencies.tests.quorum_page import typed
from agencies.tests.test_quorum_properties import clauses

CHOICES = [(name, name) for name in ("police", "icb", "care")]
rules = st.fixed_dictionaries(
    {
        "clauses": st.lists(clauses, min_size=1, max_size=3),
        "count_by": st.sampled_from(["legal_body", "agency"]),
        "one_person_many_agencies": st.booleans(),
        "if_inquorate": st.sampled_from(IF_INQUORATE),
        "chair_discretion": st.booleans(),
    }
)
# What anybody might send, with the names of the page and others.
fields = st.sampled_from(
    [
        f"clauses-{row}-{name}"
        for row in (0, 1)
        for name in ("kind", "number", "among", "kinds", "agencies", "numerator")
    ]
    + [f"clauses-0-places-{name}" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "0-name", "0-among", "1-kinds")]
    + ["clauses-TOTAL_FORMS", "clauses-INITIAL_FORMS", "following", "count_by", "in_force_from", "if_inquorate"]
)
values = st.sampled_from(
    ["", "0", "1", "2", "13", "9" * 30, "slots", "at_least", "fraction", "kinds", "police", "all", "é"]
)


def plain(rule):
    """The rule without what a clause need not say."""
    return rule | {"clauses": [_plain(clause) for clause in rule["clauses"]]}


def _plain(clause):
    return {name: value for name, value in clause.items() if (name, value) != ("more_than", False)}


@given(rules)
def test_every_rule_comes_back_as_it_was_typed(rule):
    asked = RuleForms(typed(rule, following=3), before=None, agencies=CHOICES)

    assert asked.is_valid(), [part.errors for part in asked.all]
    assert asked.rule == plain(rule)


@given(rules)
def test_the_page_begins_with_the_rule_so_far(rule):
    asked = RuleForms(before=QuorumRule(version=3, rule=rule), agencies=CHOICES)

    shown = [form["kind"].value() for form in asked.clauses]
    assert shown == [clause["kind"] for clause in rule["clauses"]]
    assert {name: asked.settings[name].value() for name in rule if name != "clauses"} == {
        name: value for name, value in rule.items() if name != "clauses"
    }


@given(st.dictionaries(fields, values, max_size=14))
def test_whatever_is_sent_is_refused_or_a_rule_that_can_be_read(data):
    asked = RuleForms(data, before=None, agencies=CHOICES)

    if asked.is_valid():
        validate(asked.rule)
    RuleForms(data, before=None, agencies=CHOICES).hush()


@given(rules, st.sampled_from(["at_least", "slots", "fraction"]))
def test_adding_a_condition_adds_one_that_is_valid_but_for_the_names_of_places(rule, kind):
    data = redrawn(typed(rule, following=1) | {"add_clauses": kind})

    asked = RuleForms(data, before=None, agencies=CHOICES)

    assert [form.clause_kind for form in asked.clauses] == [clause["kind"] for clause in rule["clauses"]] + [kind]
    assert asked.is_valid() == (kind != "slots")
