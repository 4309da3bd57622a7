"""How many bodies count: each once, each with a person to itself unless one person may carry several."""

from collections import defaultdict
from itertools import product

from agencies.quorum.rule import AGENCY, AT_LEAST, LEGAL_BODY, SLOTS

BELONGS = {
    "all": lambda one, _: True,
    "statutory": lambda one, _: one.statutory,
    "kinds": lambda one, kinds: one.kind in kinds,
    "agencies": lambda one, agencies: one.agency in agencies,
}


def sets_of(clause) -> list[dict]:
    """The sets of agencies that a clause speaks of."""
    return [slot["of"] for slot in clause["slots"]] if clause["kind"] == SLOTS else [clause["of"]]


def within(of, one) -> bool:
    """Whether the agency of `one` (Present or Member) is in a set."""
    ((name, value),) = of.items()
    return BELONGS[name](one, value)


def concerned(clause, everyone) -> list:
    """Those of `everyone` (Present or Member) of whom a clause speaks."""
    return [one for one in everyone if any(within(of, one) for of in sets_of(clause))]


def body_of(rule, one):
    """What counts once: the legal body (the agency itself where it is its own) or, by setting, the agency."""
    if rule.get("count_by", LEGAL_BODY) == AGENCY:
        return one.agency
    return one.legal_body or (AGENCY, one.agency)


def tally(clause, rule, present, members) -> tuple[int, int]:
    """Return (how many count, how many are needed) of a clause, for those present of a group with these members."""
    if clause["kind"] == SLOTS:
        return len(filled(clause, rule, present)), len(clause["slots"])
    count = _distinct(rule, concerned(clause, present))
    return count, clause["number"] if clause["kind"] == AT_LEAST else share(clause, rule, members)


def share(clause, rule, members) -> int:
    """Return how many bodies a clause of the kind “fraction” needs: a part counts as a whole one, and one at least."""
    seated = len({body_of(rule, one) for one in concerned(clause, members)})
    whole, rest = divmod(clause["numerator"] * seated, clause["denominator"])
    return max(whole + bool(rest or clause.get("more_than")), 1)


def _distinct(rule, present):
    """Distinct bodies or, where a person counts for one only, the most that can be given a person each."""
    carriers = defaultdict(set)
    for one in present:
        carriers[body_of(rule, one)].add(one.person)
    return len(carriers) if rule.get("one_person_many_agencies") else len(_matched(carriers))


def filled(clause, rule, present) -> tuple[str, ...]:
    """Return the names of the places that are filled, as many as can be; of equal choices the places named first.

    A body fills one place only, and a person counts for one body unless the rule lets them carry several.
    """
    present = concerned(clause, present)
    best = ()
    for carried in _choices(rule, present):
        candidates = {
            slot["name"]: {body_of(rule, one) for one in carried if within(slot["of"], one)} for slot in clause["slots"]
        }
        matched = _matched(candidates)
        found = tuple(name for name in candidates if name in matched)
        order = [name in matched for name in candidates]
        if not best or (len(found), order) > best[:2]:
            best = (len(found), order, found)
    return best[2] if best else ()


def _choices(rule, present):
    """Each way in which people who carry several bodies may choose one; only one way where they need not."""
    if rule.get("one_person_many_agencies"):
        return [present]
    bodies = defaultdict(dict)
    for one in present:
        bodies[one.person].setdefault(body_of(rule, one), []).append(one)
    ways = product(*(list(held.values()) for held in bodies.values()))
    return ([one for held in way for one in held] for way in ways)


def _matched(candidates) -> dict:
    """Give as many keys as can be one of their candidates each, none twice: {key: candidate}.

    Maximum bipartite matching by augmenting paths: a key that was served once stays served.
    """
    serves = {}

    def place(key, tried):
        for candidate in candidates[key]:
            if candidate in tried:
                continue
            tried.add(candidate)
            if candidate not in serves or place(serves[candidate], tried):
                serves[candidate] = key
                return True
        return False

    for key in candidates:
        place(key, set())
    return {key: candidate for candidate, key in serves.items()}
