"""The front sheet: four tiles, and what the figures themselves say needs the Board."""

from audits.wording import back_words
from lscb_portal.lib.charts.words import listed, plural

LONGEST_LIST = 6


def tiles(document) -> list[dict]:
    """Return the four key figures: label, value, note."""
    return [_returns(document), _figures(document), _meetings(document), _actions(document)]


def _returns(document):
    returns = document["returns"]
    if returns is None:
        return {"label": "Self-evaluations returned", "value": "None", "note": "no round yet"}
    missing = returns["asked"] - returns["submitted"]
    notes = [f"{missing} not returned" if missing else "all returned"]
    if returns["late"]:
        notes.append(f"{len(returns['late'])} late")
    # A report made before those that went back were named holds no such list.
    if back := returns.get("back"):
        notes.append(back_words(len(back)))
    return {
        "label": "Self-evaluations returned",
        "value": f"{returns['submitted']} of {returns['asked']}",
        "note": f"{returns['round']['title']}: {', '.join(notes)}",
    }


def _figures(document):
    performance = document["performance"]
    total = len(performance["rows"])
    worse = sum(one.row["direction"] == "worse" for one in performance["rows"])
    return {
        "label": "Figures supplied",
        "value": f"{performance['supplied']} of {total}" if total else "None",
        "note": f"{worse} worse than last quarter" if total else "no indicators yet",
    }


def _meetings(document):
    held = document["meetings"]["held"]
    if not held:
        return {"label": "Meetings held", "value": "None", "note": "in the quarter"}
    last = held[-1]
    quorate = "quorate" if all(meeting["quorate"] for meeting in held) else "not always quorate"
    return {
        "label": "Agencies represented",
        "value": f"{last['agencies']} of {last['agencies_of']}",
        "note": f"{plural(len(held), 'meeting')}, {quorate}",
    }


def _actions(document):
    actions = document["actions"]
    overdue = len(actions["overdue"])
    return {
        "label": "Actions overdue",
        "value": str(overdue),
        "note": f"of {actions['total'] - actions['counts']['B']} open" if actions["total"] else "no actions yet",
    }


def findings(document) -> list[dict]:
    """Return what the figures say, under alert, advise and assure; a heading without anything is left out."""
    groups = [
        ("alert", "Alert", "needs the Board", _alerts(document)),
        ("advise", "Advise", "is being watched", _advice(document)),
        ("assure", "Assure", "is in order", _assurance(document)),
    ]
    return [
        {"key": key, "title": title, "means": means, "sentences": sentences}
        for key, title, means, sentences in groups
        if sentences
    ]


def _alerts(document):
    found = []
    returns, actions = document["returns"], document["actions"]
    if returns and returns["is_due"] and (missing := _missing(returns)):
        found.append(f"{_sentence_case(short_list(missing))} did not return a self-evaluation.")
    if actions["overdue"]:
        oldest = max(action["days"] for action in actions["overdue"])
        are = "action is" if len(actions["overdue"]) == 1 else "actions are"
        found.append(f"{len(actions['overdue'])} {are} overdue, the oldest by {plural(oldest, 'day')}.")
    for meeting in document["meetings"]["held"]:
        if not meeting["quorate"]:
            found.append(f"The meeting on {meeting['on']:%-d %B} had no quorum.")
    return found


def _missing(returns):
    """Those who did not return though their time is over; reports made before there was more time hold no such list."""
    return [name for name in returns["not_returned"] if name not in returns.get("more_time", ())]


def _advice(document):
    found = []
    performance, returns = document["performance"], document["returns"]
    if performance["missing"]:
        found.append(f"No figure for {short_list(one.code for one in performance['missing'])}; the reasons are given.")
    worse = [one.code for one in performance["rows"] if one.row["direction"] == "worse"]
    if worse:
        found.append(f"Worse than the quarter before: {short_list(worse)}.")
    if returns and returns["late"]:
        found.append(f"Returned late: {short_list(returns['late'])}.")
    if returns and returns.get("more_time"):
        found.append(f"Given more time: {short_list(returns['more_time'])}.")
    if returns and returns.get("nil"):
        found.append(f"Nil return: {short_list(returns['nil'])}.")
    slipping = document["actions"]["counts"]["A"]
    if slipping:
        found.append(f"{plural(slipping, 'action slips', 'actions slip')}, with a plan to recover.")
    return found


def _assurance(document):
    found = []
    better = [one.code for one in document["performance"]["rows"] if one.row["direction"] == "better"]
    if better:
        found.append(f"Better than the quarter before: {short_list(better)}.")
    held = document["meetings"]["held"]
    if held and all(meeting["quorate"] for meeting in held):
        found.append("Every meeting of the quarter was quorate.")
    delivered = document["actions"]["counts"]["B"]
    if delivered:
        found.append(f"{plural(delivered, 'action')} delivered since the quarter began.")
    returns = document["returns"]
    if returns and returns["asked"] and returns["submitted"] == returns["asked"]:
        found.append("Every agency asked returned its self-evaluation.")
    return found


def short_list(names) -> str:
    """The names in a list, the rest of a long one counted: "a, b and 3 others"."""
    names = list(names)
    if len(names) > LONGEST_LIST:
        names = [*names[: LONGEST_LIST - 1], f"{len(names) - LONGEST_LIST + 1} others"]
    return listed(names)


def _sentence_case(words):
    return words[:1].upper() + words[1:]
