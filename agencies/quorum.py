"""Quorum by agencies: may this meeting decide, who is missing, and whose leaving would end it.

The terms of reference ask that at least three agencies are represented. Agencies are counted and not people: two nurses
of one trust count once, and so by default do three departments of one council, because they are one legal body. A
deputy carries the agency; advisers and observers never count. The rule is data, so that each group can have its own:

    {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}],
     "count_by": "legal_body",
     "one_person_many_agencies": False}

Every clause must be met. `of` names a set of agencies and is exactly one of `{"all": True}`, `{"statutory": True}`,
`{"kinds": ["police", …]}` and `{"agencies": [id, …]}` with ids written as `Present.agency` writes them. `count_by` is
"legal_body" (the default) or "agency". `one_person_many_agencies` says whether one person may carry two agencies; by
default that person counts for one of them, whichever lets most agencies count.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

ARRIVED, LEFT = "arrived", "left"
LONGEST_LIST = 6
LEGAL_BODY, AGENCY = "legal_body", "agency"


@dataclass(frozen=True)
class Member:
    """An agency with a seat in the group. `legal_body` is any id its departments share; empty when it is its own."""

    agency: Hashable
    name: str
    legal_body: Hashable | None = None
    kind: str = ""
    statutory: bool = False

    def carried_by(self, person, counts=True):
        """This agency as somebody carries it into the room: a `Present`."""
        return Present(person, self.agency, self.legal_body, self.kind, self.statutory, counts)


@dataclass(frozen=True)
class Present:
    """One person carrying one agency; somebody who carries two appears twice. `counts` is False for an observer.

    `person` is whatever tells people apart; None is somebody without an account, taken for nobody else who is present.
    """

    person: Hashable | None
    agency: Hashable
    legal_body: Hashable | None = None
    kind: str = ""
    statutory: bool = False
    counts: bool = True


@dataclass(frozen=True)
class Movement:
    """Somebody came or went: the attendee's id, ARRIVED or LEFT, and the moment."""

    attendee: Hashable
    kind: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """An answer to the invitation, as the person would sit: `coming` is True, False, or None while unanswered."""

    present: Present
    coming: bool | None


@dataclass(frozen=True)
class ClauseResult:
    """One clause judged: how many count, how many are needed, why in words, and who of its set is missing (names)."""

    met: bool
    count: int
    needed: int
    reason: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Quorum:
    """The state of a meeting at one moment; `dataclasses.asdict` gives what a decision keeps.

    `count` and `needed` are those of the first clause not met or, when all are, of the one with least to spare.
    `missing` names the agencies of the rule's sets that are not here; `key` those whose leaving ends the quorum.
    """

    quorate: bool
    count: int
    needed: int
    sentence: str
    missing: tuple[str, ...]
    clauses: tuple[ClauseResult, ...]
    key: tuple[str, ...]


@dataclass(frozen=True)
class Forecast:
    """Before the meeting: quorum as replied, quorum if everybody yet to reply came, and the agencies yet to reply."""

    as_replied: Quorum
    if_all_come: Quorum
    silent: tuple[str, ...]


class Phrases(NamedTuple):
    """How a result is said: of people in the room, or of people expected."""

    here: str
    spare: str
    ends: str


IN_SESSION = Phrases(
    here="here",
    spare="Any one of them can leave and the meeting can still decide.",
    ends="If {who} leaves, the meeting cannot decide.",
)
EXPECTED = Phrases(
    here="expected",
    spare="Any one of them can stay away and the meeting can still decide.",
    ends="If {who} stays away, the meeting cannot decide.",
)


def assess(rule, present, members, phrases=IN_SESSION):
    """Judge a meeting by its rule.

    `present` is an iterable of `Present` (everybody in the room, on the line included), `members` an iterable of
    `Member` (the agencies with a seat; they give the names). Returns a `Quorum`; the order of either does not matter.
    Somebody present for an agency without a seat counts, so give such a guest `counts=False`.
    Raises ValueError, with a sentence, for a rule that cannot be read.
    """
    validate(rule)
    counting = [one if one.person is not None else replace(one, person=object()) for one in present if one.counts]
    members = sorted(members, key=lambda member: (member.name, str(member.agency)))
    clauses = tuple(_judge(clause, rule, counting, members, phrases) for clause in rule["clauses"])
    headline = min(clauses, key=lambda clause: (clause.met, clause.count - clause.needed if clause.met else 0))
    quorate = all(clause.met for clause in clauses)
    key = _key(rule, counting, members) if quorate else ()
    return Quorum(
        quorate=quorate,
        count=headline.count,
        needed=headline.needed,
        sentence=_sentence(clauses, key, _names(_of_the_rule(rule, counting), members), phrases),
        missing=tuple(sorted({name for clause in clauses for name in clause.missing})),
        clauses=clauses,
        key=key,
    )


def forecast(rule, replies, members):
    """What the replies promise, by the same rule: an iterable of `Reply` in, a `Forecast` out."""
    replies = [reply for reply in replies if reply.present.counts]
    members = list(members)
    coming = [reply.present for reply in replies if reply.coming]
    unanswered = [reply.present for reply in replies if reply.coming is None]
    answered = {reply.present.agency for reply in replies if reply.coming is not None}
    return Forecast(
        as_replied=assess(rule, coming, members, EXPECTED),
        if_all_come=assess(rule, coming + unanswered, members, EXPECTED),
        silent=_names([member for member in members if member.agency not in answered], members),
    )


def register(movements, at):
    """Who is in the meeting at a moment, as a frozenset of attendee ids.

    Each person's latest movement up to and at `at` decides, so coming twice is coming once and leaving without having
    come is nothing. Two movements of one person at one instant are taken in the order given (give them by id).
    Raises ValueError for a movement that is neither an arrival nor a departure.
    """
    latest = {}
    for movement in sorted(movements, key=lambda movement: movement.at):
        if movement.kind not in (ARRIVED, LEFT):
            raise ValueError(f"“{movement.kind}” is neither an arrival nor a departure.")
        if movement.at <= at:
            latest[movement.attendee] = movement.kind
    return frozenset(attendee for attendee, kind in latest.items() if kind == ARRIVED)


def validate(rule):
    """Raise ValueError, with a sentence for whoever wrote it, when a rule cannot be read; return None when it can."""
    if not isinstance(rule, dict) or not isinstance(rule.get("clauses"), list) or not rule["clauses"]:
        raise ValueError("A quorum rule needs a list of clauses with at least one clause in it.")
    if unknown := sorted(set(rule) - {"clauses", "count_by", "one_person_many_agencies"}):
        raise ValueError(f"A quorum rule has no setting “{unknown[0]}”.")
    if rule.get("count_by", LEGAL_BODY) not in (LEGAL_BODY, AGENCY):
        raise ValueError("A quorum rule counts by “legal_body” or by “agency”.")
    if not isinstance(rule.get("one_person_many_agencies", False), bool):
        raise ValueError("Whether one person may carry several agencies is true or false.")
    for clause in rule["clauses"]:
        _check(clause)


def _check(clause):
    kind = clause.get("kind") if isinstance(clause, dict) else None
    if kind not in CLAUSE_KINDS:
        raise ValueError(f"A clause is of one of these kinds: {', '.join(CLAUSE_KINDS)}.")
    CLAUSE_KINDS[kind].check(clause)


def _check_at_least(clause):
    number = clause.get("number")
    if type(number) is not int or number < 1:
        raise ValueError("A clause needs a whole number of agencies, 1 or more.")
    _check_set(clause.get("of"))
    named = clause["of"].get("agencies")
    if named and number > len(set(named)):
        raise ValueError(f"A clause asks for {number} agencies and names only {len(set(named))}.")


def _check_set(of):
    if not isinstance(of, dict) or len(of) != 1 or set(of) - set(SETS):
        raise ValueError(f"A clause counts the agencies of exactly one set: {', '.join(SETS)}.")
    ((name, value),) = of.items()
    if name in ("all", "statutory") and value is not True:
        raise ValueError(f"The set “{name}” is written as true.")
    if name in ("kinds", "agencies") and not (isinstance(value, list) and value):
        raise ValueError(f"The set “{name}” is a list with at least one entry.")


SETS = {
    "all": lambda one, _: True,
    "statutory": lambda one, _: one.statutory,
    "kinds": lambda one, kinds: one.kind in kinds,
    "agencies": lambda one, agencies: one.agency in agencies,
}
# How a count of each set is said: none, one, more.
COUNTED = {
    "all": ("No agencies", "1 agency", "{} agencies"),
    "statutory": ("No statutory partners", "1 statutory partner", "{} statutory partners"),
    "kinds": (
        "No agencies of the kinds asked for",
        "1 agency of the kinds asked for",
        "{} agencies of the kinds asked for",
    ),
    "agencies": ("None of the named agencies", "1 of the named agencies", "{} of the named agencies"),
}


def _within(of, everyone):
    """Those of `everyone` (Present or Member) whose agency is in the set."""
    ((name, value),) = of.items()
    return [one for one in everyone if SETS[name](one, value)]


def _tally_at_least(clause, rule, present, members):
    return _count(rule, _within(clause["of"], present)), clause["number"]


class ClauseKind(NamedTuple):
    """What a kind of clause must offer: `check` its data, and `tally` (how many count, how many are needed)."""

    check: Callable
    tally: Callable


CLAUSE_KINDS = {"at_least": ClauseKind(_check_at_least, _tally_at_least)}


def _tally(clause, rule, present, members):
    return CLAUSE_KINDS[clause["kind"]].tally(clause, rule, present, members)


def _body(rule, one):
    """What counts once: the legal body (the agency itself where it is its own) or, by setting, the agency."""
    if rule.get("count_by", LEGAL_BODY) == AGENCY:
        return one.agency
    return one.legal_body or (AGENCY, one.agency)


def _count(rule, present):
    """Distinct bodies or, where a person counts for one only, the most that can be given a person each."""
    carriers = defaultdict(set)
    for one in present:
        carriers[_body(rule, one)].add(one.person)
    return len(carriers) if rule.get("one_person_many_agencies") else _largest_matching(carriers)


def _largest_matching(carriers):
    """The most bodies that can each have a person to itself (maximum bipartite matching by augmenting paths)."""
    serves = {}

    def place(body, tried):
        for person in carriers[body]:
            if person in tried:
                continue
            tried.add(person)
            if person not in serves or place(serves[person], tried):
                serves[person] = body
                return True
        return False

    return sum(place(body, set()) for body in carriers)


def _judge(clause, rule, present, members, phrases):
    count, needed = _tally(clause, rule, present, members)
    relevant = _within(clause["of"], present)
    here = {one.agency for one in relevant}
    words = [f"{_counted(clause, len(here), count, phrases)}{needed} needed."]
    words += _why_fewer(rule, relevant, members, count)
    if count < needed:
        words.append(_still_needed(needed - count, _who_would_help(clause, rule, present, members)))
    missing = tuple(member.name for member in _within(clause["of"], members) if member.agency not in here)
    return ClauseResult(count >= needed, count, needed, " ".join(words), missing)


def _counted(clause, agencies, count, phrases):
    """ "4 agencies here, " or, where some count together, "5 agencies here, counting as 4; "."""
    (words,) = (COUNTED[name][min(agencies, 2)] for name in clause["of"])
    together = "" if agencies == count else f"counting as {count}; "
    return f"{words.format(agencies)} {phrases.here}, {together}"


def _who_would_help(clause, rule, present, members):
    """Names of the agencies whose arrival, in a person of its own, would raise the clause's count."""

    def count_with(*newcomers):
        return _tally(clause, rule, [*present, *newcomers], members)[0]

    return [member.name for member in members if count_with(member.carried_by(object())) > count_with()]


def _still_needed(short, helpers):
    more = "One more is needed" if short == 1 else f"{short} more are needed"
    if len(helpers) > LONGEST_LIST:
        helpers = [*helpers[: LONGEST_LIST - 1], f"any of {len(helpers) - LONGEST_LIST + 1} others"]
    return f"{more}: {_listed(helpers, 'or')}." if helpers else f"{more}, and no other agency has a seat."


def _why_fewer(rule, present, members, count):
    """Sentences for agencies that are here and yet do not add to the count."""
    bodies, people = defaultdict(list), defaultdict(list)
    for one in present:
        bodies[_body(rule, one)].append(one)
        people[one.person].append(one)
    shared = sorted(names for held in bodies.values() if len(names := _names(held, members)) > 1)
    words = [f"{_listed(names, 'and')} are one legal body and count once." for names in shared]
    if count < len(bodies):
        carried = sorted(_names(held, members) for held in people.values() if len({_body(rule, o) for o in held}) > 1)
        words += [f"One person carries {_listed(names, 'and')} and counts for one of them." for names in carried]
    return words


def _of_the_rule(rule, present):
    """Those present who matter to at least one clause."""
    return [one for one in present if any(_within(clause["of"], [one]) for clause in rule["clauses"])]


def _key(rule, present, members):
    """Names of the agencies whose people, by leaving, would end the quorum."""

    def holds_without(agency):
        leavers = {one.person for one in present if one.agency == agency}
        rest = [one for one in present if one.person not in leavers]
        tallies = [_tally(clause, rule, rest, members) for clause in rule["clauses"]]
        return all(count >= needed for count, needed in tallies)

    return _names([one for one in present if not holds_without(one.agency)], members)


def _sentence(clauses, key, here, phrases):
    unmet = [clause.reason for clause in clauses if not clause.met]
    if unmet:
        return " ".join(unmet)
    return " ".join([*(clause.reason for clause in clauses), _margin(key, here, phrases)])


def _margin(key, here, phrases):
    if not key:
        return phrases.spare
    if key != here:
        return phrases.ends.format(who=_listed(key, "or"))
    return phrases.ends.format(who="any" if len(key) > 1 else "it")


def _names(everyone, members):
    """The agencies of those given, each once, by name and in order of name."""
    known = {member.agency: member.name for member in members}
    return tuple(sorted(known.get(agency, str(agency)) for agency in {one.agency for one in everyone}))


def _listed(names, joiner):
    *front, last = names
    return f"{', '.join(front)} {joiner} {last}" if front else last
