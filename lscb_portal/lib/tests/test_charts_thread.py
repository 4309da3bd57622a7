"""The golden thread: gold as far as it holds, and the same in words."""

import pytest

from lscb_portal.lib.charts.svg import GOLD
from lscb_portal.lib.charts.thread import Knot, Strand, Thread

OK = Knot("ok", "18 of 20 yes")
GAP = Knot("gap", "no question")
DUE = Knot("due", "due January 2027")


def strand(*knots, ref="A-1"):
    return Strand(ref, "Share the pathway", "G", "g", knots or (OK, OK, OK))


def thread(*strands, indicator=OK, impact=OK):
    return Thread("thread", "Recommendation 4", "R4", list(strands), indicator, impact)


def gold(svg):
    """Stretches drawn as whole thread."""
    return svg.count(f'fill="none" stroke="{GOLD}"')


def test_a_thread_says_where_each_strand_holds_or_breaks():
    drawn = thread(strand(), strand(OK, OK, GAP, ref="A-2"), impact=Knot("gap", "not judged"))

    assert drawn.summary == (
        "2 actions. A-1 holds. A-2 breaks at audit answers: no question. "
        "Indicator: 18 of 20 yes. Judged impact: not judged."
    )
    assert drawn.rows == [
        ("A-1", "18 of 20 yes", "18 of 20 yes", "18 of 20 yes"),
        ("A-2", "18 of 20 yes", "18 of 20 yes", "no question"),
    ]


@pytest.mark.parametrize("variant", ["wide", "narrow"])
@pytest.mark.parametrize(
    ("knots", "stretches"),
    [((OK, OK, OK), 6), ((GAP, OK, OK), 1), ((OK, GAP, OK), 2), ((OK, OK, GAP), 3), ((OK, OK, DUE), 4)],
)
def test_nothing_from_the_first_gap_on_is_gold(variant, knots, stretches):
    assert gold(thread(strand(*knots)).svg(variant)) == stretches


def test_a_gap_at_the_end_cuts_the_last_stretch():
    assert gold(thread(strand(), impact=GAP).svg()) == 5
    assert gold(thread(strand(), indicator=GAP).svg()) == 5


def test_without_actions_there_is_no_thread():
    assert thread().summary == "No actions yet."
    assert gold(thread().svg()) == 0


@pytest.mark.parametrize("count", range(7))
@pytest.mark.parametrize("variant", ["wide", "narrow", "pdf"])
def test_any_number_of_strands_is_drawn_with_its_reference(count, variant):
    drawn = thread(*(strand(ref=f"A-{at}") for at in range(count))).svg(variant)

    assert [f">A-{at}</text>" in drawn for at in range(count)] == [True] * count


def test_evidence_shows_its_step_on_the_ladder_unless_it_is_missing():
    reached = thread(strand(Knot("ok", "Level 3", level=3), OK, OK)).svg()
    missing = thread(strand(Knot("gap", "none", level=0), OK, OK)).svg()

    assert (reached.count('width="9"'), missing.count('width="9"')) == (4, 0)
