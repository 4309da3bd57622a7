from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from audits.scoring import NOT_APPLICABLE, Point, Rollup, Rule, Scale, State, Tally, applies, roll_up, shares, tally

FRAMEWORK = yaml.safe_load((Path(__file__).parent / "data" / "section11_framework.yaml").read_text(encoding="utf-8"))
CRITERIA = [criterion for standard in FRAMEWORK["standards"] for criterion in standard["criteria"]]
KINDS = list(FRAMEWORK["agency_types"])

RAG = Scale((Point("G", 2, "G", "Green"), Point("A", 1, "A", "Amber"), Point("R", 0, "R", "Red")))
ONE_IS_BEST = Scale(tuple(Point(str(number), 5 - number, str(number), f"Level {number}") for number in (1, 2, 3, 4)))

ratings = st.sampled_from(["G", "A", "R"])
answers = st.lists(ratings | st.sampled_from([NOT_APPLICABLE, None]), max_size=30)
rated = st.lists(ratings, min_size=1, max_size=30)
rules = st.sampled_from(list(Rule))


# ---- Tallies -----------------------------------------------------------------------------------------------------


def test_the_published_worked_example():
    question_6 = tally(RAG, ["G"] * 26)
    question_8 = tally(RAG, ["G"] * 23 + ["A"] * 2 + ["R"])

    assert (question_6.denominator, question_6.percentage_best()) == (26, Decimal(100))
    assert question_8 == Tally({"G": 23, "A": 2, "R": 1}, not_applicable=0, unanswered=0)
    assert (question_8.percentage_best(1), question_8.percentage_best()) == (Decimal("88.5"), Decimal(88))


def test_not_applicable_leaves_the_denominator_and_is_counted():
    counted = tally(RAG, ["G", "G", "A", NOT_APPLICABLE, None, None])

    assert counted == Tally({"G": 2, "A": 1, "R": 0}, not_applicable=1, unanswered=2)
    assert counted.denominator == 3
    assert counted.percentage_best(1) == Decimal("66.7")


def test_nothing_rated_has_no_percentage():
    assert tally(RAG, [None, NOT_APPLICABLE]).percentage_best() is None


def test_the_best_is_the_one_worth_most_whatever_its_number():
    counted = tally(ONE_IS_BEST, ["1", "1", "4"])

    assert (list(counted.counts), counted.best) == (["1", "2", "3", "4"], 2)


def test_a_rating_of_another_scale_is_refused():
    with pytest.raises(ValueError, match="^“FM” is not a rating on this scale.$"):
        tally(RAG, ["G", "FM"])


@given(answers)
def test_every_answer_is_counted_exactly_once(given_answers):
    counted = tally(RAG, given_answers)

    assert counted.denominator + counted.not_applicable + counted.unanswered == len(given_answers)


@given(answers, st.integers(1, 9))
def test_unanswered_never_counts_as_anything(given_answers, blanks):
    without, with_blanks = tally(RAG, given_answers), tally(RAG, given_answers + [None] * blanks)

    assert with_blanks.percentage_best(1) == without.percentage_best(1)


@given(answers, st.integers(1, 9))
def test_not_applicable_never_moves_the_percentage_of_ratings(given_answers, times):
    more = tally(RAG, given_answers + [NOT_APPLICABLE] * times)

    assert more.percentage_best(1) == tally(RAG, given_answers).percentage_best(1)


# ---- Roll-up -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_answers", "rule", "state", "rating"),
    [
        (["G", "A", "G"], "worst", State.COMPLETE, "A"),
        (["G", "A", "G"], "majority", State.COMPLETE, "G"),
        (["G", "A", "G"], "judged", State.READY, None),
        (["G", "G", "A", "A", "R"], "majority", State.COMPLETE, "A"),
        (["G", "R"], "majority", State.COMPLETE, "R"),
        (["G", NOT_APPLICABLE], "worst", State.COMPLETE, "G"),
        (["G", NOT_APPLICABLE, NOT_APPLICABLE], "majority", State.COMPLETE, "G"),
        (["R", None], "worst", State.INCOMPLETE, None),
        (["G", None], "judged", State.INCOMPLETE, None),
        ([NOT_APPLICABLE, None], "worst", State.INCOMPLETE, None),
        ([NOT_APPLICABLE], "judged", State.NOT_APPLICABLE, None),
        ([], "worst", State.NOT_ASKED, None),
    ],
)
def test_a_standard_follows_from_its_criteria(given_answers, rule, state, rating):
    assert roll_up(RAG, given_answers, rule) == Rollup(state, rating, Rule(rule), tally(RAG, given_answers))


def test_the_worst_on_a_scale_with_one_at_the_top_is_the_highest_number():
    assert roll_up(ONE_IS_BEST, ["1", "3", "2"], Rule.WORST).rating == "3"
    assert roll_up(ONE_IS_BEST, ["1", "3"], Rule.MAJORITY).rating == "3"


def test_an_unknown_rule_is_refused():
    with pytest.raises(
        ValueError, match="^“mean” is not a way to roll up ratings: worst, majority, judged, weighted.$"
    ):
        roll_up(RAG, ["G"], "mean")


# ---- Weighted mean ---------------------------------------------------------------------------------------------------

PERCENT = Scale(tuple(Point(str(number), number, str(number), f"{number} %") for number in range(0, 101, 5)))

weighed = st.lists(st.tuples(ratings | st.sampled_from([NOT_APPLICABLE, None]), st.integers(1, 100)), max_size=30)
weighed_ratings = st.lists(st.tuples(ratings, st.integers(1, 100)), min_size=1, max_size=30)


def apart(pairs):
    return [answer for answer, _ in pairs], [weight for _, weight in pairs]


@pytest.mark.parametrize(
    ("given_answers", "weights", "rating", "mean"),
    [
        (["90", "40"], [1, 1], "65", "65.0"),
        (["90", "40"], [3, 1], "75", "77.5"),
        (["90", "40", NOT_APPLICABLE], [3, 1, 96], "75", "77.5"),
        (["100", "100", "95"], [1, 1, 1], "95", "98.3"),
        (["0", "5"], [1, 1], "0", "2.5"),
        (["100"], [7], "100", "100.0"),
    ],
)
def test_the_weighted_mean_goes_down_to_the_next_step(given_answers, weights, rating, mean):
    result = roll_up(PERCENT, given_answers, Rule.WEIGHTED, weights)

    assert (result.state, result.rating, result.mean) == (State.COMPLETE, rating, Decimal(mean))


def test_without_weights_all_count_alike_and_no_other_rule_has_a_mean():
    assert roll_up(RAG, ["G", "R"], Rule.WEIGHTED).rating == "A"
    assert roll_up(RAG, ["G", "R"], Rule.WORST).mean is None
    assert roll_up(RAG, ["G", None], Rule.WEIGHTED) == roll_up(RAG, ["G", None], Rule.WEIGHTED, [1, 5])


@pytest.mark.parametrize("weights", [[1], [1, 1, 1], [1, 0], [2, -1]])
def test_weights_that_do_not_fit_are_refused(weights):
    with pytest.raises(ValueError, match="^Every answer needs a weight, a whole number from 1.$"):
        roll_up(RAG, ["G", "A"], Rule.WEIGHTED, weights)


@given(weighed)
def test_the_shares_of_what_is_rated_add_up_to_exactly_a_hundred(pairs):
    given_answers, weights = apart(pairs)
    counting = shares(given_answers, weights)

    assert sum(counting) == (100 if tally(RAG, given_answers).denominator else 0)
    assert all(
        share == 0 for share, answer in zip(counting, given_answers, strict=True) if answer in (NOT_APPLICABLE, None)
    )


@given(weighed_ratings)
def test_a_share_is_within_a_tenth_of_its_weight_and_never_below_a_lighter_one(pairs):
    given_answers, weights = apart(pairs)
    counting = shares(given_answers, weights)

    for share, weight in zip(counting, weights, strict=True):
        assert abs(share * sum(weights) - 100 * weight) < Decimal("0.1") * sum(weights)
        assert all(share <= other for other, heavier in zip(counting, weights, strict=True) if heavier > weight)


@given(weighed_ratings, st.lists(st.integers(1, 100), max_size=9))
def test_what_is_not_applicable_gives_its_weight_to_the_rest(pairs, more):
    given_answers, weights = apart(pairs)
    with_some = [*given_answers, *[NOT_APPLICABLE] * len(more)], [*weights, *more]

    assert shares(*with_some)[: len(weights)] == shares(given_answers, weights)
    rolled, without = (
        roll_up(RAG, with_some[0], Rule.WEIGHTED, with_some[1]),
        roll_up(RAG, given_answers, Rule.WEIGHTED, weights),
    )
    assert (rolled.rating, rolled.mean) == (without.rating, without.mean)


@given(weighed_ratings)
def test_the_weighted_mean_lies_between_the_worst_and_the_best_and_reaches_its_step(pairs):
    given_answers, weights = apart(pairs)
    result = roll_up(RAG, given_answers, Rule.WEIGHTED, weights)
    worth = [RAG.point(code).points for code in given_answers]
    total, reached = sum(map(int.__mul__, worth, weights)), RAG.point(result.rating).points

    assert min(worth) <= reached <= max(worth)
    assert reached * sum(weights) <= total < (reached + 1) * sum(weights)


@given(weighed_ratings, st.integers(2, 9))
def test_only_the_proportion_of_weights_matters(pairs, times):
    given_answers, weights = apart(pairs)
    heavier = [weight * times for weight in weights]

    assert roll_up(RAG, given_answers, Rule.WEIGHTED, heavier) == roll_up(RAG, given_answers, Rule.WEIGHTED, weights)


@given(st.lists(ratings, min_size=1, max_size=30), st.data())
def test_a_better_answer_never_lowers_the_weighted_mean(codes, data):
    weights = data.draw(st.lists(st.integers(1, 100), min_size=len(codes), max_size=len(codes)))
    at = data.draw(st.integers(0, len(codes) - 1))
    better = [*codes[:at], "G", *codes[at + 1 :]]
    before, after = (RAG.point(roll_up(RAG, each, Rule.WEIGHTED, weights).rating) for each in (codes, better))

    assert after.points >= before.points


# ---- Every rule ------------------------------------------------------------------------------------------------------


@given(answers, rules)
def test_a_rating_exists_only_when_everything_is_answered(given_answers, rule):
    result = roll_up(RAG, [*given_answers, None], rule)

    assert (result.state, result.rating) == (State.INCOMPLETE, None)


@given(st.data(), answers, rules)
def test_the_order_of_criteria_does_not_matter(data, given_answers, rule):
    assert roll_up(RAG, data.draw(st.permutations(given_answers)), rule) == roll_up(RAG, given_answers, rule)


@given(rated)
def test_the_worst_is_never_better_than_any_criterion_nor_than_the_majority(codes):
    worst, majority = (RAG.point(roll_up(RAG, codes, rule).rating) for rule in (Rule.WORST, Rule.MAJORITY))

    assert worst.points == min(RAG.point(code).points for code in codes)
    assert worst.points <= majority.points


@given(rated)
def test_the_majority_is_as_common_as_any_and_worse_than_its_equals(codes):
    majority = RAG.point(roll_up(RAG, codes, Rule.MAJORITY).rating)

    for other in RAG.points:
        if codes.count(other.code) >= codes.count(majority.code):
            assert codes.count(other.code) == codes.count(majority.code)
            assert majority.points <= other.points


@given(rated, rules, st.integers(1, 9))
def test_not_applicable_never_changes_a_rating(codes, rule, times):
    without, with_some = roll_up(RAG, codes, rule), roll_up(RAG, codes + [NOT_APPLICABLE] * times, rule)

    assert (with_some.state, with_some.rating) == (without.state, without.rating)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ([("G", 1)], "^A rating scale needs at least two points.$"),
        ([("G", 1), ("G", 0)], "^A rating scale uses each code once.$"),
        ([("G", 1), ("A", 1)], "^Each point of a rating scale is worth something else"),
        ([("G", 1), ("NA", 0)], "^NA is not a rating"),
    ],
)
def test_a_scale_that_cannot_judge_is_refused(points, sentence):
    with pytest.raises(ValueError, match=sentence):
        Scale(tuple(Point(code, worth, code, code) for code, worth in points))


# ---- Which criteria apply (the numbers are those at the head of the framework file) --------------------------------


def asked(kind, tier, edition):
    return [
        criterion["code"]
        for criterion in CRITERIA
        if applies(
            criterion_kinds=criterion["applies_to"],
            criterion_tier=criterion["tier"],
            since=criterion["since"],
            agency_kind=kind,
            agency_tier=tier,
            edition=edition,
        )
    ]


def test_the_framework_has_the_counts_it_states():
    assert (len(FRAMEWORK["standards"]), len(CRITERIA)) == (12, 58)
    assert sum(criterion["tier"] == "core" for criterion in CRITERIA) == 15
    assert len(KINDS) == 16


@pytest.mark.parametrize("kinds", [None, "all", ["fire", "police"]])
def test_a_criterion_for_every_kind_is_put_to_each(kinds):
    facts = {"criterion_tier": "core", "since": "2015", "agency_tier": "full", "edition": 2018}

    assert applies(criterion_kinds=kinds, agency_kind="police", **facts)
    assert applies(criterion_kinds=kinds, agency_kind="gp", **facts) == (kinds != ["fire", "police"])


@pytest.mark.parametrize("edition", [2018, 2023, "2018"])
def test_a_small_organisation_is_asked_the_core_of_fifteen(edition):
    assert len(asked("vcs", "core", edition)) == 15
    assert len(asked("early_years", "core", edition)) == 15


def test_a_single_practice_is_asked_fourteen():
    assert len(asked("gp", "core", 2018)) == 14


def test_a_small_organisation_of_2015_is_asked_twelve():
    assert {len(asked(kind, "core", 2015)) for kind in FRAMEWORK["tiers"]["small_kinds"]} == {12}


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_small_is_asked_more_than_the_limit_or_anything_of_the_second_standard(kind):
    core = asked(kind, "core", 2023)

    assert len(core) <= FRAMEWORK["tiers"]["core"]["limit"]
    assert not [code for code in core if code.startswith("ST02")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_full_set_holds_the_core(kind):
    assert set(asked(kind, "core", 2023)) <= set(asked(kind, "full", 2023))


def test_a_2015_round_leaves_out_what_came_in_2018():
    dropped = {code for kind in KINDS for code in set(asked(kind, "full", 2018)) - set(asked(kind, "full", 2015))}

    assert dropped == {"ST02.2", "ST05.1", "ST05.2", "ST05.3", "ST05.4", "ST08.5", "ST12.4", "ST12.5"}
    assert not [code for kind in KINDS for code in asked(kind, "full", 2015) if code.startswith("ST05")]


def test_no_criterion_starts_in_2023():
    assert all(asked(kind, "full", 2023) == asked(kind, "full", 2018) for kind in KINDS)


def test_local_criteria_stay_in_every_round():
    local = [c["code"] for c in CRITERIA if c["since"] == "local" and c["applies_to"] == "all"]

    assert local
    assert set(local) <= set(asked("police", "full", 2015))


def test_every_criterion_is_put_to_somebody():
    assert {code for kind in KINDS for code in asked(kind, "full", 2018)} == {c["code"] for c in CRITERIA}


@pytest.mark.parametrize(
    ("kind", "number"),
    [("la_social_care", 56), ("nhs_provider", 57), ("police", 56), ("gp", 45), ("vcs", 51), ("school_college", 52)],
)
def test_an_agency_is_asked_the_full_set_of_its_kind(kind, number):
    assert len(asked(kind, "full", 2018)) == number
