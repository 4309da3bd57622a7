"""Agencies by what people call them: their name or their short name, in any case."""

from collections.abc import Iterable

from agencies.models import Agency


def names_of(agencies: Iterable[Agency]) -> dict[str, list[Agency]]:
    """Return the agencies by name and by short name; a full name goes before another agency's short one."""
    agencies, names = list(agencies), {}
    for agency in agencies:
        names.setdefault(folded(agency.short_name), []).append(agency)
    full = {}
    for agency in agencies:
        full.setdefault(folded(agency.name), []).append(agency)
    return names | full


def folded(name: str) -> str:
    """Return a name as it is compared: in small letters, with single spaces and one kind of apostrophe."""
    return " ".join(name.replace("’", "'").casefold().split())


def called(name: str, names: dict[str, list[Agency]]) -> Agency:
    """Return the one agency of that name. Raises LookupError, with a sentence, where there is none or several."""
    fitting = names.get(folded(name), [])
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise LookupError(f"“{name}” may be {' or '.join(agency.name for agency in fitting)}. Write the full name.")
    raise LookupError(f"“{name}” is not the name of an agency of the board.")


def listed_in(text: str, names: dict[str, list[Agency]]) -> list[Agency]:
    """Return the agencies of a list with commas; a name may hold a comma itself, such as “Probation Service, Wexshire”.

    Raises LookupError, with a sentence, for a name that is not known.
    """
    parts = [part for part in (part.strip() for part in text.split(",")) if part]
    found = []
    while parts:
        taken = next((many for many in range(len(parts), 0, -1) if folded(", ".join(parts[:many])) in names), 1)
        found.append(called(", ".join(parts[:taken]), names))
        parts = parts[taken:]
    return found
