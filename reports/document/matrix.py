"""The matrix of agencies and standards: letters in colours with their words, own and moderated side by side."""

from audits.matrix import WORDS
from lscb_portal.lib.charts.bars import Distribution, Share
from lscb_portal.lib.charts.heatmap import Cell, Column, HeatMap, Line

NO_RATING_LETTERS = {"not_applicable": "NA", "not_asked": "–"}
WIDEST_WITH_NAMES = 13


def matrix_part(matrix) -> dict | None:
    """Return what the self-evaluation pages show of the snapshot's matrix."""
    if matrix is None:
        return None
    ratings = {rating["code"]: rating for rating in matrix["ratings"]}
    return {
        **matrix,
        "heat": _heat(matrix, ratings),
        "named": _is_named(matrix),
        "counts": [
            {"standard": standard} | _counted(counts, ratings)
            for standard, counts in zip(matrix["standards"], matrix["counts"], strict=True)
        ],
        "moved": _moved(matrix, ratings),
        "bars": _bars(matrix, ratings),
        "replies": _replies(matrix),
    }


def _replies(matrix):
    """Replies in words, those who had nothing to add, and those who made none. Older snapshots have none of them."""
    replies = matrix.get("replies", ())
    return {
        "running": matrix.get("replies_running", 0),
        "in_words": [reply for reply in replies if reply["text"]],
        "nothing_to_add": [reply["agency"] for reply in replies if reply["text"] == ""],
        "none_made": [reply["agency"] for reply in replies if reply["text"] is None],
    }


def _is_named(matrix):
    """Whether the heads of the columns have room for the standards' names."""
    return len(matrix["standards"]) <= WIDEST_WITH_NAMES


def _heat(matrix, ratings):
    """The matrix with two cells for each standard: the agency's own rating and the moderated one."""
    named = _is_named(matrix)
    return HeatMap(
        caption="Each agency’s own rating of each standard (left), and the moderated rating (right). "
        f"{matrix['rule']} {matrix['scale']}.",
        shows_caption=True,
        paired=True,
        columns=[
            Column(standard["position"], standard["short_title"] if named else "") for standard in matrix["standards"]
        ],
        lines=[
            Line(row["agency"], [drawn for cell in row["cells"] for drawn in _pair(cell, ratings)])
            for row in matrix["agencies"]
        ],
    )


def _pair(cell, ratings):
    """The own rating, and the moderated one beside it once there is one."""
    yield _drawn(ratings[cell["own"]], "own rating") if cell["own"] else _no_rating(cell["state"])
    moderated = ratings.get(cell["moderated"])
    yield _drawn(moderated, "moderated") if moderated else Cell("–", "not moderated", "open")


def _drawn(rating, whose):
    return Cell(rating["letter"], f"{whose}: {rating['label']}", rating["colour"])


def _no_rating(state):
    return Cell(NO_RATING_LETTERS.get(state, "…"), f"own rating: {WORDS[state]}", "n")


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
