"""A quorum rule as a board officer reads it, from the same data that `agencies.quorum` judges by."""

from agencies.models import Kind
from agencies.quorum import AGENCY, LEGAL_BODY


def sentences(rule, names) -> list[str]:
    """Return a rule in plain words: one sentence for each clause, then how agencies are counted.

    `names` gives the name of each agency that a clause may list, by the id the rule writes.
    """
    counted = {
        LEGAL_BODY: "Departments of one legal body count once.",
        AGENCY: "Every agency counts, also those of one legal body.",
    }
    carrying = "may carry several agencies" if rule.get("one_person_many_agencies") else "counts for one agency only"
    return [
        *(clause_in_words(clause, names) for clause in rule["clauses"]),
        counted[rule.get("count_by", LEGAL_BODY)],
        f"One person {carrying}.",
        "A deputy carries the agency. Advisers and observers are not counted.",
    ]


def clause_in_words(clause, names) -> str:
    number = clause["number"]
    ((of, value),) = clause["of"].items()
    if of == "all":
        return f"At least {number} {'agency' if number == 1 else 'agencies'} must be there."
    if of == "statutory":
        return f"At least {number} statutory partner{'' if number == 1 else 's'} must be there."
    if of == "kinds":
        kinds = ", ".join(Kind(kind).label for kind in value)
        return f"At least {number} of these kinds of agency must be there: {kinds}."
    listed = ", ".join(names.get(agency, "an agency that has left") for agency in value)
    return f"At least {number} of these must be there: {listed}."
