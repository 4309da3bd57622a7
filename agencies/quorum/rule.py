"""Reading a quorum rule: what may stand in it, and the sentence for whoever wrote one that cannot be read."""

LEGAL_BODY, AGENCY = "legal_body", "agency"
NOTE_ONLY, CANCEL, CHOSEN_ITEMS, RATIFY_LATER = "note_only", "cancel", "chosen_items", "ratify_later"
IF_INQUORATE = (NOTE_ONLY, CANCEL, CHOSEN_ITEMS, RATIFY_LATER)
AT_LEAST, SLOTS, FRACTION = "at_least", "slots", "fraction"
MOST_SLOTS = 12
SETTINGS = {"clauses", "count_by", "one_person_many_agencies", "if_inquorate", "chair_discretion"}
SETS = ("all", "statutory", "kinds", "agencies")


def validate(rule):
    """Raise ValueError, with a sentence for whoever wrote it, when a rule cannot be read; return None when it can."""
    if not isinstance(rule, dict) or not isinstance(rule.get("clauses"), list) or not rule["clauses"]:
        raise ValueError("A quorum rule needs a list of clauses with at least one clause in it.")
    if unknown := sorted(str(name) for name in set(rule) - SETTINGS):
        raise ValueError(f"A quorum rule has no setting “{unknown[0]}”.")
    if rule.get("count_by", LEGAL_BODY) not in (LEGAL_BODY, AGENCY):
        raise ValueError("A quorum rule counts by “legal_body” or by “agency”.")
    if not isinstance(rule.get("one_person_many_agencies", False), bool):
        raise ValueError("Whether one person may carry several agencies is true or false.")
    if rule.get("if_inquorate", NOTE_ONLY) not in IF_INQUORATE:
        raise ValueError(f"What happens without a quorum is one of these: {', '.join(IF_INQUORATE)}.")
    if not isinstance(rule.get("chair_discretion", False), bool):
        raise ValueError("Whether the chair may let an item be decided without a quorum is true or false.")
    for clause in rule["clauses"]:
        _check(clause)


def _check(clause):
    kind = clause.get("kind") if isinstance(clause, dict) else None
    if kind not in CHECKS:
        raise ValueError(f"A clause is of one of these kinds: {', '.join(CHECKS)}.")
    keys, check = CHECKS[kind]
    if unknown := sorted(str(name) for name in set(clause) - {"kind", *keys}):
        raise ValueError(f"A clause of the kind “{kind}” has no “{unknown[0]}”.")
    check(clause)


def _is_number(value):
    return type(value) is int and value >= 1


def _check_at_least(clause):
    number = clause.get("number")
    if not _is_number(number):
        raise ValueError("A clause needs a whole number of agencies, 1 or more.")
    _check_set(clause.get("of"))
    named = clause["of"].get("agencies")
    if named and number > len(set(named)):
        raise ValueError(f"A clause asks for {number} agencies and names only {len(set(named))}.")


def _check_slots(clause):
    slots = clause.get("slots")
    if not isinstance(slots, list) or not 1 <= len(slots) <= MOST_SLOTS:
        raise ValueError(f"A clause of places lists 1 to {MOST_SLOTS} of them.")
    for slot in slots:
        if not isinstance(slot, dict) or set(slot) != {"name", "of"} or not _is_name(slot["name"]):
            raise ValueError("Each place has a name and the agencies that may fill it.")
        _check_set(slot["of"])
    if len({slot["name"] for slot in slots}) < len(slots):
        raise ValueError("Two places of a clause have the same name.")


def _is_name(value):
    return isinstance(value, str) and bool(value.strip())


def _check_fraction(clause):
    share = clause.get("numerator"), clause.get("denominator")
    if not all(map(_is_number, share)) or share[0] > share[1]:
        raise ValueError("A share is two whole numbers, such as 1 and 2 for a half, and not more than the whole.")
    if not isinstance(clause.get("more_than", False), bool):
        raise ValueError("Whether more than the share is needed is true or false.")
    if clause.get("more_than") and share[0] == share[1]:
        raise ValueError("Nobody can be more than the whole.")
    _check_set(clause.get("of"))


def _check_set(of):
    if not isinstance(of, dict) or len(of) != 1 or set(of) - set(SETS):
        raise ValueError(f"A clause counts the agencies of exactly one set: {', '.join(SETS)}.")
    ((name, value),) = of.items()
    if name in ("all", "statutory") and value is not True:
        raise ValueError(f"The set “{name}” is written as true.")
    if name in ("kinds", "agencies") and not (isinstance(value, list) and value and all(map(_is_name, value))):
        raise ValueError(f"The set “{name}” is a list with at least one entry.")


CHECKS = {
    AT_LEAST: (("number", "of"), _check_at_least),
    SLOTS: (("slots",), _check_slots),
    FRACTION: (("numerator", "denominator", "more_than", "of"), _check_fraction),
}
