"""The matrix of a round, frozen: each agency's own rating and the moderated one side by side, and the counts."""

from audits.matrix import matrix_of
from audits.models import Review
from audits.scoring import State


def is_unfinished(review) -> bool:
    """Whether moderation of a return still goes on: until it is finished its ratings may change, and nobody outside
    the moderators' room, the Board least of all, reads them."""
    return review.status not in Review.JUDGED


def matrix_of_round(round_board) -> dict | None:
    """Return the ratings of the scale (best first), standards, agencies and counts; None without a round.

    Counts are of the agencies that returned: how many gave themselves each rating, how many were moderated to it, and
    beside them, outside every denominator, those for whom the standard does not apply or was not asked.
    """
    if round_board is None:
        return None
    matrix = matrix_of(round_board, withheld=is_unfinished)
    return {
        "scale": str(round_board.round.scale),
        "rule": matrix.rule_words,
        "ratings": [
            {"code": one.code, "letter": one.letter, "label": one.label, "colour": one.colour, "rank": one.rank}
            for one in matrix.ratings
        ],
        "standards": [
            {
                "position": column.standard.position,
                "title": column.standard.title,
                "short_title": column.standard.short_title,
            }
            for column in matrix.columns
        ],
        "agencies": [
            {"agency": line.agency.short_name, "cells": [_cell(cell) for cell in line.cells]} for line in matrix.lines
        ],
        "not_returned": [review.evaluation.agency.short_name for review in matrix.not_returned],
        "counts": [_counts(matrix, at) for at in range(len(matrix.columns))],
        "compared_with": matrix.compared_with,
        "not_compared_because": matrix.not_compared_because,
    }


def _cell(cell):
    """One standard of one return: why there is no own rating, the two ratings' codes, and steps since last time."""
    return {
        "state": str(cell.state),
        "own": cell.own.code if cell.own else None,
        "moderated": cell.moderated.code if cell.moderated else None,
        "change": cell.change,
    }


def _counts(matrix, at):
    column, cells = matrix.columns[at], [line.cells[at] for line in matrix.lines]
    moderated = [cell.moderated.code for cell in cells if cell.moderated]
    return {
        "own": dict(column.tally.counts),
        "rated": column.tally.denominator,
        "moderated": {rating.code: moderated.count(rating.code) for rating in matrix.ratings},
        "judged": len(moderated),
        "not_applicable": column.tally.not_applicable,
        "without_rating": column.tally.unanswered,
        "not_asked": sum(cell.state == State.NOT_ASKED for cell in cells),
    }
