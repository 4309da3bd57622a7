"""The matrix of agencies and standards: letters in colours with their words, own and moderated side by side."""

from audits.matrix import WORDS
from lscb_portal.lib.charts.bars import Distribution, Share

NO_RATING_LETTERS = {"not_applicable": "NA", "not_asked": "–"}
WIDEST_WITH_NAMES = 13


def matrix_part(matrix) -> dict | None:
    """Return what the self-evaluation pages show of the snapshot's matrix."""
    if matrix is None:
        return None
    ratings = {rating["code"]: rating for rating in matrix["ratings"]}
    return {
        **matrix,
        "rows": [
            {"agency": row["agency"], "cells": [_cell(cell, ratings) for cell in row["cells"]]}
            for row in matrix["agencies"]
        ],
        "named": len(matrix["standards"]) <= WIDEST_WITH_NAMES,
        "counts": [
            {"standard": standard} | _counted(counts, ratings)
            for standard, counts in zip(matrix["standards"], matrix["counts"], strict=True)
        ],
        "moved": _moved(matrix, ratings),
        "bars": _bars(matrix, ratings),
    }


def _cell(cell, ratings):
    """A pair of ratings, each with letter, label and colour; the moderated one is None until there is one."""
    own = ratings[cell["own"]] if cell["own"] else _no_rating(cell["state"])
    return {"own": own, "moderated": ratings.get(cell["moderated"])}


def _no_rating(state):
    return {"letter": NO_RATING_LETTERS.get(state, "…"), "label": WORDS[state], "colour": "n"}


def _moved(matrix, ratings):
    """Count the ratings that moderation lowered, raised and left."""
    pairs = [(cell["own"], cell["moderated"]) for row in matrix["agencies"] for cell in row["cells"]]
    steps = [ratings[judged]["rank"] - ratings[own]["rank"] for own, judged in pairs if own and judged]
    return {
        "judged": len(steps),
        "lowered": sum(step < 0 for step in steps),
        "raised": sum(step > 0 for step in steps),
    }


def _counted(counts, ratings):
    """The counts in the order of the ratings, best first: frozen facts keep no order of keys."""
    return counts | {kind: [counts[kind][code] for code in ratings] for kind in ("own", "moderated")}


def _bars(matrix, ratings):
    """The agencies' own ratings of each standard, as one bar of counts each."""
    return Distribution(
        uid="ratings",
        title="How many agencies gave themselves each rating",
        data=[
            (
                f"{standard['position']} {standard['short_title']}",
                [
                    Share(one["letter"], one["label"], counts["own"][code], one["colour"])
                    for code, one in ratings.items()
                ],
            )
            for standard, counts in zip(matrix["standards"], matrix["counts"], strict=True)
        ],
        noun="ratings",
    )
