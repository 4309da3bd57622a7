"""What a meeting may do with and without a quorum, for every rule there can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.quorum import IF_INQUORATE
from workplan.mandate import mandate
from workplan.models import Authority, Outcome

ALL = list(Outcome)
NOTE = [Outcome.NOTED, Outcome.DEFERRED]
rules = st.fixed_dictionaries(
    {}, optional={"if_inquorate": st.sampled_from(IF_INQUORATE), "chair_discretion": st.booleans()}
)


@pytest.mark.parametrize(
    ("rule", "facts", "outcomes", "authority"),
    [
        ({}, {}, NOTE, None),
        ({"if_inquorate": "cancel"}, {}, [], None),
        ({"if_inquorate": "chosen_items"}, {}, NOTE, None),
        ({"if_inquorate": "chosen_items"}, {"chosen": True}, ALL, Authority.CHOSEN),
        ({"if_inquorate": "ratify_later"}, {}, ALL, Authority.RATIFY),
        ({"chair_discretion": True}, {}, NOTE, None),
        ({"chair_discretion": True}, {"discretion": True}, ALL, Authority.DISCRETION),
        ({"if_inquorate": "cancel", "chair_discretion": True}, {"discretion": True}, ALL, Authority.DISCRETION),
        ({}, {"chosen": True, "discretion": True}, NOTE, None),
    ],
)
def test_without_a_quorum_the_rule_says_what_may_be_recorded(rule, facts, outcomes, authority):
    found = mandate(rule, False, **facts)

    assert (found.outcomes, found.authority) == (outcomes, authority)


@given(rules, st.booleans(), st.booleans())
def test_a_quorum_is_enough_under_every_rule(rule, chosen, discretion):
    found = mandate(rule, True, chosen=chosen, discretion=discretion)

    assert (found.outcomes, found.authority, found.words) == (ALL, Authority.QUORUM, "")


@given(rules, st.booleans(), st.booleans())
def test_without_one_nothing_rests_on_it_and_the_words_say_so(rule, chosen, discretion):
    found = mandate(rule, False, chosen=chosen, discretion=discretion)

    assert found.authority != Authority.QUORUM
    assert found.words.startswith("The meeting is not quorate")


@given(rules, st.booleans(), st.booleans())
def test_nothing_binds_that_the_rule_does_not_name(rule, chosen, discretion):
    found = mandate(rule, False, chosen=chosen, discretion=discretion)

    named = {
        Authority.CHOSEN: rule.get("if_inquorate") == "chosen_items" and chosen,
        Authority.RATIFY: rule.get("if_inquorate") == "ratify_later",
        Authority.DISCRETION: rule.get("chair_discretion") and discretion,
    }
    assert not found.binds or named[found.authority]
