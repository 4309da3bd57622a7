import pytest

from audits.agreement import Agreement, agreement_of
from audits.matrix import NOT_MODERATED, WITHHELD, Cell, Rating
from audits.scoring import State

RED, AMBER, GREEN = (Rating(letter, letter, letter, letter.lower(), rank) for rank, letter in enumerate("RAG"))


def judged(own, moderated):
    return Cell(State.COMPLETE, moderated, own, moderated)


def test_moves_are_counted_and_told():
    cells = [
        judged(GREEN, AMBER),
        judged(GREEN, RED),
        judged(AMBER, GREEN),
        *[judged(GREEN, GREEN)] * 3,
        *[Cell(NOT_MODERATED, None, GREEN, None)] * 2,
    ]

    agreement = agreement_of(cells)

    assert agreement == Agreement(returned=8, judged=6, moves=(-1, -2, 1, 0, 0, 0))
    assert agreement.progress == "Moderated so far: 6 of 8 returned. 2 lowered, 1 raised, 3 agreed."
    assert agreement.closeness == "Same rating for 3 of 6, within one step for 5 of 6."
    assert agreement.to_judge == 2


def test_what_is_not_asked_not_applicable_or_withheld_is_in_no_count():
    cells = [Cell(state, None, None, None) for state in (State.NOT_ASKED, State.NOT_APPLICABLE, WITHHELD)]

    assert agreement_of(cells) == Agreement(returned=0, judged=0, moves=())


def test_a_rating_without_one_of_the_agencys_own_is_judged_but_not_compared():
    agreement = agreement_of([judged(None, GREEN)])

    assert (agreement.judged, agreement.moves) == (1, ())
    assert agreement.progress == "Moderated so far: 1 of 1 returned."


@pytest.mark.parametrize(
    ("agreement", "progress", "closeness"),
    [
        (Agreement(0, 0, ()), "Nothing is returned to moderate yet.", ""),
        (Agreement(3, 0, ()), "Moderated so far: 0 of 3 returned.", ""),
        (
            Agreement(1, 1, (0,)),
            "Moderated so far: 1 of 1 returned. 0 lowered, 0 raised, 1 agreed.",
            "Same rating for 1 of 1, within one step for 1 of 1.",
        ),
        (
            Agreement(2, 2, (1, 0)),
            "Moderated so far: 2 of 2 returned. 0 lowered, 1 raised, 1 agreed.",
            "Same rating for 1 of 2, within one step for all 2.",
        ),
    ],
)
def test_few_are_told_in_good_english(agreement, progress, closeness):
    assert (agreement.progress, agreement.closeness) == (progress, closeness)
