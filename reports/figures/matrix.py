"""The matrix of a round, frozen: each agency's own rating and the moderated one side by side, and the counts.

No moderated rating that names an agency reaches the Board while the agency may still reply to it: it is left out, and
how many are left out is said. What an agency replied stands beside the ratings it is about.
"""

from django.utils import timezone

from audits.matrix import matrix_of
from audits.models import Review, RightOfReply
from audits.scoring import State


def is_unfinished(review) -> bool:
    """Whether moderation of a return still goes on: until it is finished its ratings may change, and nobody outside
    the moderators' room, the Board least of all, reads them."""
    return review.status not in Review.JUDGED


def matrix_of_round(round_board, on=None) -> dict | None:
    """Return the ratings of the scale (best first), standards, agencies, counts and replies; None without a round.

    `on` is the day it is as at: today unless told. Counts are of the agencies that returned: how many gave themselves
    each rating, how many were moderated to it, and beside them, outside every denominator, those for whom the standard
    does not apply or was not asked.
    """
    if round_board is None:
        return None
    rights = RightOfReply.objects.filter(review__round_board=round_board).select_related("review__evaluation__agency")
    running = set(rights.running(on or timezone.localdate()).values_list("review", flat=True))
    matrix = matrix_of(round_board, withheld=lambda review: is_unfinished(review) or review.pk in running)
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
        "replies_running": len(running),
        "replies": _replies(matrix, {right.review_id: right for right in rights if right.review_id not in running}),
    }


def _replies(matrix, rights):
    """What each agency whose moderated ratings are shown replied, with the ratings that moderation moved.

    `text` is empty where it replied that it has nothing to add, and None where it made no reply.
    """
    return [
        {
            "agency": line.agency.short_name,
            "text": rights[line.review.pk].text if rights[line.review.pk].replied_at else None,
            "moved": [
                {"standard": column.standard.short_title, "own": cell.own.label, "moderated": cell.moderated.label}
                for column, cell in zip(matrix.columns, line.cells, strict=True)
                if cell.moved
            ],
        }
        for line in matrix.lines
        if line.review.pk in rights
    ]


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
