"""Everything a report says in figures, as it stands on the day of building.

A snapshot holds text, whole numbers, booleans, dates and Decimals, and no floats; `canonical` turns it into the text
that is kept. It carries the names and words of its day, so that a report reads the same years later.
"""

from reports.figures.actions import actions_of
from reports.figures.ahead import ahead_of
from reports.figures.decisions import decisions_of
from reports.figures.matrix import matrix_of_round
from reports.figures.meetings import attendance_of, meetings_of
from reports.figures.people import presented_by
from reports.figures.performance import performance_of
from reports.figures.returns import latest_round, returns_of

# Raised whenever a reader of older snapshots would have to know.
SCHEMA = 1


def snapshot_of(group, quarter, *, by, on) -> dict:
    """Return everything a report on `quarter` (a periods.Quarter) for the group's board says in figures.

    `by` is the person who builds it, `on` the day (London) its open matters are as at.
    """
    board = group.board
    round_board = latest_round(board, quarter)
    return {
        "schema": SCHEMA,
        "board": {
            "name": board.name,
            "area": board.area,
            "slug": board.slug,
            "marking": board.get_marking_display(),
            "top_group": board.words["top_group"],
        },
        "group": {"name": group.name, "short_name": group.short_name},
        "quarter": {"code": quarter.code, "label": quarter.label, "start": quarter.start, "end": quarter.end},
        "as_at": on,
        "people": presented_by(group, by),
        "returns": returns_of(round_board, on),
        "matrix": matrix_of_round(round_board, on),
        "performance": performance_of(board, quarter),
        "meetings": meetings_of(group, quarter),
        "attendance": attendance_of(group, quarter),
        "decisions": decisions_of(group, quarter),
        "actions": actions_of(board, quarter, on),
        "ahead": ahead_of(group, quarter, on),
    }
