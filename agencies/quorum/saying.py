"""How a result of the rule of quorum is said."""

from collections import defaultdict
from typing import NamedTuple

from agencies.quorum.counting import body_of, concerned, filled, tally
from agencies.quorum.rule import FRACTION, SLOTS

LONGEST_LIST = 6


class Phrases(NamedTuple):
    """How a result is said: of people in the room, of people expected, or of people who replied in writing."""

    here: str
    filled: str
    spare: str
    ends: str


IN_SESSION = Phrases(
    here="here",
    filled="filled",
    spare="Any one of them can leave and the meeting can still decide.",
    ends="If {who} leaves, the meeting cannot decide.",
)
EXPECTED = Phrases(
    here="expected",
    filled="would be filled",
    spare="Any one of them can stay away and the meeting can still decide.",
    ends="If {who} stays away, the meeting cannot decide.",
)
IN_WRITING = Phrases(
    here="replied",
    filled="filled",
    spare="Without any one of the replies it could still be decided.",
    ends="If {who} had not replied, it could not be decided.",
)


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


def reason(clause, rule, present, members, phrases) -> str:
    """Say how a clause stands: how many count, how many are needed, why fewer count than came, who would help."""
    count, needed = tally(clause, rule, present, members)
    relevant = concerned(clause, present)
    said = _places if clause["kind"] == SLOTS else _numbers
    words = [said(clause, rule, present, members, phrases), *_why_fewer(clause, rule, relevant, members, count)]
    if count < needed:
        words.append(_still_needed(needed - count, _who_would_help(clause, rule, present, members)))
    return " ".join(words)


def _numbers(clause, rule, present, members, phrases):
    """ "4 agencies here, 3 needed." or, where some count together, "5 agencies here, counting as 4; 3 needed." """
    count, needed = tally(clause, rule, present, members)
    agencies = len({one.agency for one in concerned(clause, present)})
    ((name, _),) = clause["of"].items()
    words = COUNTED[name][min(agencies, 2)].format(agencies)
    together = "" if agencies == count else f"counting as {count}; "
    of = f", {share_in_words(clause)} of those with a seat" if clause["kind"] == FRACTION else ""
    return f"{words} {phrases.here}, {together}{needed} needed{of}."


def _places(clause, rule, present, members, phrases):
    """ "2 of 3 places filled: Council and Police; nobody for Health." """
    taken = filled(clause, rule, present)
    open_ = [slot["name"] for slot in clause["slots"] if slot["name"] not in taken]
    by = f": {listed(taken, 'and')}" if taken else ""
    lacking = f"; nobody for {listed(open_, 'or')}" if open_ else ""
    return f"{len(taken)} of {len(clause['slots'])} places {phrases.filled}{by}{lacking}."


HALVES = {(1, 2): "half", (1, 3): "a third", (2, 3): "two thirds", (1, 4): "a quarter", (3, 4): "three quarters"}


def share_in_words(clause) -> str:
    """ "at least half", "more than two thirds", "all", "at least 3/5"."""
    share = clause["numerator"], clause["denominator"]
    if share[0] == share[1]:
        return "all"
    return f"{'more than' if clause.get('more_than') else 'at least'} {HALVES.get(share) or '{}/{}'.format(*share)}"


def _who_would_help(clause, rule, present, members):
    """Names of the agencies whose arrival, in a person of its own, would raise the clause's count."""

    def count_with(*newcomers):
        return tally(clause, rule, [*present, *newcomers], members)[0]

    return [member.name for member in members if count_with(member.carried_by(object())) > count_with()]


def _still_needed(short, helpers):
    more = "One more is needed" if short == 1 else f"{short} more are needed"
    if len(helpers) > LONGEST_LIST:
        helpers = [*helpers[: LONGEST_LIST - 1], f"any of {len(helpers) - LONGEST_LIST + 1} others"]
    return f"{more}: {listed(helpers, 'or')}." if helpers else f"{more}, and no other agency has a seat."


def _why_fewer(clause, rule, present, members, count):
    """Sentences for agencies that are here and yet do not add to the count."""
    bodies, people = defaultdict(list), defaultdict(list)
    for one in present:
        bodies[body_of(rule, one)].append(one)
        people[one.person].append(one)
    shared = sorted(said for held in bodies.values() if len(said := names(held, members)) > 1)
    words = [f"{listed(said, 'and')} are one legal body and count once." for said in shared]
    if count < min(len(bodies), len(clause.get("slots", bodies))):
        several = (held for held in people.values() if len({body_of(rule, one) for one in held}) > 1)
        carried = sorted(names(held, members) for held in several)
        words += [f"One person carries {listed(said, 'and')} and counts for one of them." for said in carried]
    return words


def sentence(clauses, key, here, phrases) -> str:
    """Say how the meeting stands: the clauses that are not met, else all of them and what could end the quorum."""
    unmet = [clause.reason for clause in clauses if not clause.met]
    return " ".join(unmet or [*(clause.reason for clause in clauses), _margin(key, here, phrases)])


def _margin(key, here, phrases):
    if not key:
        return phrases.spare
    if key != here:
        return phrases.ends.format(who=listed(key, "or"))
    return phrases.ends.format(who="any" if len(key) > 1 else "it")


def names(everyone, members) -> tuple[str, ...]:
    """The agencies of those given, each once, by name and in order of name."""
    known = {member.agency: member.name for member in members}
    return tuple(sorted(known.get(agency, str(agency)) for agency in {one.agency for one in everyone}))


def listed(words, joiner) -> str:
    """ "Council, Police and Health"."""
    *front, last = words
    return f"{', '.join(front)} {joiner} {last}" if front else last
