"""What a survey shows, and what it never gives away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.survey import ANSWERS, NO_TEAM, SMALLEST, hidden_of, results_of

YES, NO = ("yes",), ("no",)


def shown(results):
    return {team.name: team.number for team in results.teams if not team.is_hidden}


def test_below_five_answers_nothing_is_said():
    results = results_of(["Is it so?"], ["North"], [("North", YES)] * 4)

    assert (results.is_suppressed, results.lines, results.teams) == (True, (), ())


def test_from_five_answers_each_is_counted():
    results = results_of(["Is it so?"], [], [("", YES)] * 4 + [("", NO)])

    assert not results.is_suppressed
    assert [(words, count) for _, words, count in results.lines[0].cells] == [
        ("Yes", 4),
        ("Partly", 0),
        ("No", 1),
        ("Do not know", 0),
    ]


def test_a_team_below_five_takes_another_with_it_lest_the_total_gives_it_away():
    responses = [("North", YES)] * 6 + [("South", YES)] * 9 + [("East", NO)] * 3

    results = results_of(["Is it so?"], ["North", "South", "East"], responses)

    assert shown(results) == {"South": 9}
    assert results.hidden_teams == ["North", "East"]
    assert results.number == 18


def test_two_small_teams_that_are_five_together_hide_each_other():
    responses = [("North", YES)] * 6 + [("South", NO)] * 2 + [("East", NO)] * 3

    assert shown(results_of(["Is it so?"], ["North", "South", "East"], responses)) == {"North": 6}


def test_two_small_teams_below_five_together_take_a_third():
    responses = [("North", YES)] * 6 + [("West", YES)] * 7 + [("South", NO)] + [("East", NO)] * 3

    assert shown(results_of(["Is it so?"], ["North", "South", "East", "West"], responses)) == {"West": 7}


def test_those_who_name_no_team_are_a_group_like_any_other():
    responses = [("North", YES)] * 6 + [("South", YES)] * 8 + [("", NO)]

    results = results_of(["Is it so?"], ["North", "South"], responses)

    assert shown(results) == {"South": 8}
    assert results.hidden_teams == ["North", NO_TEAM]


def test_a_team_that_nobody_belongs_to_is_no_secret_where_no_other_is():
    results = results_of(["Is it so?"], ["North", "South"], [("North", YES)] * 5)

    assert shown(results) == {"North": 5, "South": 0}


@pytest.mark.parametrize("number", [1, 4])
def test_one_team_alone_is_hidden_with_everybody(number):
    responses = [("North", YES)] * number + [("South", YES)] * 5

    assert shown(results_of(["Is it so?"], ["North", "South"], responses)) == {}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=7))
def test_no_group_of_one_to_four_is_shown_or_worked_out(sizes):
    hidden = hidden_of(sizes)
    small = {name for name, size in sizes.items() if 0 < size < SMALLEST}

    assert small <= hidden
    if small and hidden != set(sizes):
        assert sum(sizes[name] for name in hidden) >= SMALLEST
        assert sum(sizes[name] > 0 for name in hidden) > 1


@given(
    st.lists(st.tuples(st.sampled_from(["", "North", "South", "East"]), st.sampled_from(list(ANSWERS))), max_size=30)
)
def test_what_is_hidden_is_five_answers_or_more_of_more_than_one_group(given_answers):
    responses = [(team, (answer,)) for team, answer in given_answers]
    results = results_of(["Is it so?"], ["North", "South", "East"], responses)

    told = [team for team in results.teams if not team.is_hidden]
    left = results.number - sum(team.number for team in told)
    if told and results.hidden_teams:
        assert left >= SMALLEST
