"""A quorum rule as a board officer reads it, from the same data that `agencies.quorum` judges by."""

from agencies.models import Agency, Kind
from agencies.quorum import AGENCY, CANCEL, CHOSEN_ITEMS, LEGAL_BODY, NOTE_ONLY, RATIFY_LATER
from agencies.quorum.rule import AT_LEAST, SLOTS
from agencies.quorum.saying import listed, share_in_words

COUNTED = {
    LEGAL_BODY: "Departments of one legal body count once.",
    AGENCY: "Every agency counts, also those of one legal body.",
}
WITHOUT_QUORUM = {
    NOTE_ONLY: "Without a quorum the meeting notes and defers, and decides nothing.",
    CANCEL: "Without a quorum the meeting is called off.",
    CHOSEN_ITEMS: "Without a quorum the meeting decides only the items that the agenda marks for it.",
    RATIFY_LATER: "What is decided without a quorum holds only once a later, quorate meeting ratifies it.",
}
BY_DISCRETION = "The chair may let an item be decided without a quorum, and says why."


def names_for(user) -> dict[str, str]:
    """Return the names of the agencies that `user` may see, by the id that a rule writes."""
    return {str(uid): name for uid, name in Agency.objects.visible_to(user).values_list("uid", "name")}


def sentences(rule, names) -> list[str]:
    """Return a rule in plain words: one sentence for each clause, how agencies are counted, what happens without one.

    `names` gives the name of each agency that a clause may list, by the id the rule writes.
    """
    carrying = "may carry several agencies" if rule.get("one_person_many_agencies") else "counts for one agency only"
    return [
        *(clause_in_words(clause, names) for clause in rule["clauses"]),
        COUNTED[rule.get("count_by", LEGAL_BODY)],
        f"One person {carrying}.",
        "A deputy carries the agency. Advisers and observers are not counted.",
        WITHOUT_QUORUM[rule.get("if_inquorate", NOTE_ONLY)],
        *([BY_DISCRETION] if rule.get("chair_discretion") else []),
    ]


def clause_in_words(clause, names) -> str:
    if clause["kind"] == SLOTS:
        slots = [f"{slot['name']} ({_either(slot['of'], names)})" for slot in clause["slots"]]
        return f"Each of these places must be filled by an agency of its own: {listed(slots, 'and')}."
    if clause["kind"] == AT_LEAST:
        number = clause["number"]
        return f"At least {number} {_of(clause['of'], number, names)}"
    share = share_in_words(clause)
    return f"{share[0].upper()}{share[1:]} of {_seated(clause['of'], names)} must be there."


def _of(of, number, names):
    ((name, _),) = of.items()
    if name == "all":
        return f"{'agency' if number == 1 else 'agencies'} must be there."
    if name == "statutory":
        return f"statutory partner{'' if number == 1 else 's'} must be there."
    among = "of these kinds of agency" if name == "kinds" else "of these"
    return f"{among} must be there: {', '.join(_members(of, names))}."


def _seated(of, names):
    ((name, _),) = of.items()
    if name == "all":
        return "the agencies with a seat"
    if name == "statutory":
        return "the statutory partners with a seat"
    return f"these, {listed(_members(of, names), 'and')},"


def _either(of, names):
    ((name, _),) = of.items()
    if name in ("all", "statutory"):
        return {"all": "any agency", "statutory": "any statutory partner"}[name]
    return listed(_members(of, names), "or")


def _members(of, names):
    """The kinds or the agencies that a set lists, by name."""
    ((name, value),) = of.items()
    if name == "kinds":
        return [Kind(kind).label if kind in Kind else kind for kind in value]
    return [names.get(agency, "an agency that has left") for agency in value]
