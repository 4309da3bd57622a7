"""Judging a meeting by its rule, at a moment and before it begins."""

from dataclasses import replace

from agencies.quorum.counting import concerned, tally
from agencies.quorum.facts import ARRIVED, LEFT, ClauseResult, Forecast, Quorum
from agencies.quorum.rule import validate
from agencies.quorum.saying import EXPECTED, IN_SESSION, names, reason, sentence


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
    clauses = tuple(_judged(clause, rule, counting, members, phrases) for clause in rule["clauses"])
    headline = min(clauses, key=lambda clause: (clause.met, clause.count - clause.needed if clause.met else 0))
    quorate = all(clause.met for clause in clauses)
    key = _key(rule, counting, members) if quorate else ()
    return Quorum(
        quorate=quorate,
        count=headline.count,
        needed=headline.needed,
        sentence=sentence(clauses, key, names(_of_the_rule(rule, counting), members), phrases),
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
        silent=names([member for member in members if member.agency not in answered], members),
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


def _judged(clause, rule, present, members, phrases):
    count, needed = tally(clause, rule, present, members)
    here = {one.agency for one in concerned(clause, present)}
    missing = tuple(member.name for member in concerned(clause, members) if member.agency not in here)
    words = reason(clause, rule, present, members, phrases)
    return ClauseResult(count >= needed, count, needed, words, missing)


def _of_the_rule(rule, present):
    """Those present who matter to at least one clause."""
    return [one for one in present if any(concerned(clause, [one]) for clause in rule["clauses"])]


def _key(rule, present, members):
    """Names of the agencies whose people, by leaving, would end the quorum."""

    def holds_without(agency):
        leavers = {one.person for one in present if one.agency == agency}
        rest = [one for one in present if one.person not in leavers]
        tallies = [tally(clause, rule, rest, members) for clause in rule["clauses"]]
        return all(count >= needed for count, needed in tallies)

    return names([one for one in present if not holds_without(one.agency)], members)
