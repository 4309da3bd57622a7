"""What a browser posts from the page on which a quorum rule is written."""


def typed(rule, following) -> dict:
    """Return the fields of the page as they stand for `rule`."""
    data = {
        "following": following,
        "in_force_from": "2026-11-18",
        "count_by": rule.get("count_by", "legal_body"),
        "if_inquorate": rule.get("if_inquorate", "note_only"),
        "clauses-TOTAL_FORMS": len(rule["clauses"]),
        "clauses-INITIAL_FORMS": 0,
    }
    data |= {name: "on" for name in ("one_person_many_agencies", "chair_discretion") if rule.get(name)}
    for index, clause in enumerate(rule["clauses"]):
        data |= _clause(f"clauses-{index}", clause)
    return data


def _clause(prefix, clause):
    data = {f"{prefix}-kind": clause["kind"]}
    if clause["kind"] == "slots":
        data |= {f"{prefix}-places-TOTAL_FORMS": len(clause["slots"]), f"{prefix}-places-INITIAL_FORMS": 0}
        for place, slot in enumerate(clause["slots"]):
            data |= {f"{prefix}-places-{place}-name": slot["name"], **_among(f"{prefix}-places-{place}", slot["of"])}
        return data
    numbers = {f"{prefix}-{name}": clause[name] for name in ("number", "numerator", "denominator") if name in clause}
    more = {f"{prefix}-more_than": "on"} if clause.get("more_than") else {}
    return data | numbers | more | _among(prefix, clause["of"])


def _among(prefix, of):
    ((name, value),) = of.items()
    return {f"{prefix}-among": name} | ({} if value is True else {f"{prefix}-{name}": value})


def posted_of(look) -> dict:
    """Return what the page that reads the rule back would post."""
    data = {}
    for name, value in look.context["posted"]:
        data.setdefault(name, []).append(value)
    return data
