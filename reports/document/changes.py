"""What is different between two snapshots of one report, in words."""

from reports.document import thawed
from reports.document.performance import quarter_label
from reports.figures.actions import STATES

NOTHING = "none"


def changes_between(before: str, after: str) -> list[str]:
    """Return a sentence for each figure that two snapshots' texts give differently, in the report's order."""
    old, new = figures_in(thawed(before)), figures_in(thawed(after))
    names = [*new, *(name for name in old if name not in new)]
    return [
        f"{name}: {old.get(name, NOTHING)} → {new.get(name, NOTHING)}"
        for name in names
        if old.get(name, NOTHING) != new.get(name, NOTHING)
    ]


def figures_in(held: dict) -> dict[str, str]:
    """Return name → figure for everything in a snapshot that a reader would call a figure."""
    return {
        **_of_returns(held["returns"]),
        **_of_performance(held["performance"]),
        **_of_matrix(held["matrix"]),
        **_of_meetings(held["meetings"]),
        **{f"Decision {one['reference']}": one["outcome"] for one in held["decisions"]},
        **_of_actions(held["actions"]),
    }


def _of_returns(returns):
    if returns is None:
        return {}
    return {
        "Returns received": f"{returns['submitted']} of {returns['asked']}",
        "Not returned": ", ".join(returns["not_returned"]) or NOTHING,
        "Nil return": ", ".join(returns.get("nil", ())) or NOTHING,
        "Returned late": ", ".join(returns["late"]) or NOTHING,
    }


def _of_performance(rows):
    figures = {}
    for row in rows:
        for point in row["series"]:
            shown = point["shown"] if point["shown"] is not None else f"not supplied ({point['reason']})"
            figures[f"{row['code']} {row['name']}, {quarter_label(point['quarter'])}"] = str(shown)
        year = row["year"]["shown"]
        figures[f"{row['code']} {row['name']}, {row['year']['label']}"] = NOTHING if year is None else str(year)
    return figures


def _of_matrix(matrix):
    if matrix is None:
        return {}
    labels = {one["code"]: one["label"] for one in matrix["ratings"]}
    return {
        f"{row['agency']}, standard {standard['position']}, {words}": labels.get(cell[key], NOTHING)
        for row in matrix["agencies"]
        for standard, cell in zip(matrix["standards"], row["cells"], strict=True)
        for key, words in (("own", "own rating"), ("moderated", "moderated rating"))
    }


def _of_meetings(meetings):
    return {
        f"Meeting on {meeting['on']:%-d %B %Y}": f"{meeting['state']}, {meeting['decisions']} decisions"
        + (f", {meeting['agencies']} agencies represented" if meeting["state"] == "held" else "")
        for meeting in meetings
    }


def _of_actions(actions):
    counts = {f"Actions: {label.lower()}": str(actions["counts"][letter]) for letter, label in STATES.items()}
    overdue = ", ".join(action["reference"] for action in actions["overdue"]) or NOTHING
    return {**counts, "Overdue actions": overdue}
