"""A group as a YAML file: its terms of reference, its quorum rule and, if wished, its seats (docs/guide/groups.md).

    read_group(text)     GroupFile, or FileProblems with every problem of the file, each with its line
    look_up(file)        Found: its board, agencies and people, or FileProblems with all that are not there

Nothing is half read.
"""

import copy
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from agencies.agency_names import called, names_of
from agencies.models import Agency, Board, Kind, SeatRole, User
from agencies.models.group import GroupKind
from agencies.quorum import AGENCY, IF_INQUORATE, LEGAL_BODY, NOTE_ONLY, validate
from agencies.quorum.counting import sets_of
from agencies.standing import (
    LONGEST,
    LONGEST_LEAD,
    LONGEST_TITLE,
    PURPOSES,
    RAREST,
    SHORTEST,
    USUAL,
    Standing,
    months_in,
    quarter_of,
    written,
)
from lscb_portal.lib.document import FileProblems, LinedPart, in_order_of_lines
from lscb_portal.lib.periods import EARLIEST, LATEST

SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass(frozen=True)
class SeatLine:
    """A seat as the file has it: the agency by name ("" for none), people by e-mail address."""

    line: int
    person: str
    role: str
    agency: str
    job_title: str
    deputy_for: str
    authority_confirmed_on: dt.date | None
    starts_on: dt.date | None


@dataclass(frozen=True)
class GroupFile:
    """What a file says. `terms` and `rule` are None where it does not speak of them; `lines` are those of agencies."""

    line: int
    board: str
    slug: str
    head: dict
    terms: dict | None
    rule: dict | None
    in_force_from: dt.date | None
    seats: tuple[SeatLine, ...]
    named: tuple[tuple[str, int], ...] = field(default=())


class GroupPart(LinedPart):
    """A part of the file that holds days."""

    def day(self, key, required=True):
        """A day, as 2026-09-16; None where none is given."""
        value = self.raw(key)
        if isinstance(value, str):
            value = _day_in(value)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime) and EARLIEST <= value.year <= LATEST:
            return value
        if value is not None or self.has(key):
            self.wrong(key, "should be a day, for example 2026-09-16.")
        elif required:
            self.wrong(key, "is missing.")
        return None


def _day_in(text):
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def read_group(text: str) -> GroupFile:
    """The group in a YAML text. Raises FileProblems with every problem, each with its line."""
    document = GroupPart.of(text, [])
    if document.problems and not document.data:
        raise FileProblems(document.problems)
    named = []
    quorum = document.part("quorum") if document.has("quorum") else None
    file = GroupFile(
        line=document.line_of("board"),
        board=document.text("board", 50),
        **_head(document.part("group")),
        terms=_terms(document.part("terms")) if document.has("terms") else None,
        rule=_rule(quorum, named) if quorum else None,
        in_force_from=quorum.day("in_force_from", required=False) if quorum else None,
        seats=tuple(_seat(part) for part in document.parts("seats")),
        named=tuple(named),
    )
    if quorum:
        quorum.nothing_else()
    document.nothing_else("terms", "quorum")
    if document.problems:
        raise FileProblems(in_order_of_lines(document.problems))
    return file


def _head(part):
    slug = part.text("slug", 50)
    head = {
        "name": part.text("name", 120),
        "short_name": part.text("short_name", 40),
        "kind": part.one_of("kind", GroupKind.values),
        "meetings_a_year": part.number("meetings_a_year", default=4, least=1, most=52),
    }
    if slug and not SLUG.fullmatch(slug):
        part.wrong("slug", "may hold letters, digits, hyphens and underscores only.")
    part.nothing_else()
    return {"slug": slug, "head": head}


# Terms of reference ---------------------------------------------------------------------------------------------------


def _terms(part):
    terms = {
        "purpose": part.text("purpose"),
        "membership": part.text("membership"),
        "seniority": part.text("seniority", required=False),
        "authority": part.text("authority", required=False),
        "attendance": part.number("attendance", least=1, most=100) if part.has("attendance") else None,
        "delegated_authority": part.text("delegated_authority"),
        "agenda_notice": part.number("agenda_notice", default=10, least=0, most=60),
        "papers_notice": part.number("papers_notice", default=5, least=0, most=60),
        "standing_items": _standing(part, "standing_items", closing=False),
        "closing_items": _standing(part, "closing_items", closing=True),
        "agreed_by": part.text("agreed_by", 120),
        "agreed_on": part.day("agreed_on"),
        "agreed_meeting": part.text("meeting", 120, required=False),
        "minute_reference": part.text("minute", 40, required=False),
        "review_on": part.day("review_on"),
    }
    if terms["agreed_on"] and terms["review_on"] and terms["review_on"] <= terms["agreed_on"]:
        part.wrong("review_on", "should come after the day they were agreed.")
    part.nothing_else("attendance")
    return terms


def _standing(part, key, closing):
    """Entries of the agenda's template: a plain text comes at every meeting."""
    entries = part.raw(key)
    if entries is None or not isinstance(entries, list) or all(isinstance(entry, str) for entry in entries):
        return list(part.texts(key))
    place = str(part.line_of(key))
    return [
        entry.strip() if isinstance(entry, str) else _entry(GroupPart(entry, place, part.problems), closing)
        for entry in entries
    ]


def _entry(part, closing):
    purpose, minutes = USUAL[closing]
    item = Standing(
        title=part.text("title", LONGEST_TITLE),
        purpose=part.one_of("purpose", list(PURPOSES), default=purpose),
        minutes=part.number("minutes", default=minutes, least=SHORTEST, most=LONGEST),
        lead=part.text("lead", LONGEST_LEAD, required=False),
        closing=closing,
        every=part.number("every", default=1, least=1, most=RAREST),
        since=part.day("from", required=False),
        months=_months(part, "months"),
        quarters=tuple(sorted({quarter_of(month) for month in _months(part, "quarter_of")})),
    )
    if (item.every > 1) + bool(item.months) + bool(item.quarters) > 1:
        part.note("say “every”, “months” or “quarter_of”, and only one of them.")
    if item.every > 1 and item.since is None:
        part.wrong("from", "is missing: the day from which every second or third meeting is counted.")
    part.nothing_else()
    return written(item)


def _months(part, key):
    try:
        return months_in(" ".join(part.texts(key)))
    except ValueError as problem:
        part.wrong(key, f"cannot be read: {problem}")
        return ()


# The rule of quorum ---------------------------------------------------------------------------------------------------


def _rule(part, named):
    clauses = part.parts("clauses")
    rule = {
        "clauses": [_clause(each, named) for each in clauses],
        "count_by": part.one_of("count_by", (LEGAL_BODY, AGENCY), default=LEGAL_BODY),
        "one_person_many_agencies": part.flag("one_person_many_agencies"),
        "if_inquorate": part.one_of("if_inquorate", IF_INQUORATE, default=NOTE_ONLY),
        "chair_discretion": part.flag("chair_discretion"),
    }
    if not clauses:
        part.wrong("clauses", "should hold at least one clause.")
    return rule


def _clause(part, named):
    """One clause as `agencies.quorum` reads it; agencies still by name. What is wrong with it is said with its line."""
    clause = {key: part.raw(key) for key in part.data}
    if "of" in clause:
        clause["of"] = _set(part, named)
    if "slots" in clause:
        clause["slots"] = [_slot(each, named) for each in part.parts("slots")]
    try:
        validate({"clauses": [clause]})
    except ValueError as problem:
        part.note(str(problem))
    return clause


def _slot(part, named):
    slot = {key: part.raw(key) for key in part.data}
    if "of" in slot:
        slot["of"] = _set(part, named)
    return slot


def _set(part, named):
    """A set of agencies: `all` and `statutory` may be written as a word."""
    of = part.raw("of")
    if isinstance(of, str):
        return {of: True}
    if isinstance(of, dict):
        held = part.part("of")
        _check_kinds(held)
        named += [(name, held.line_of("agencies")) for name in held.texts("agencies")]
        return dict(of)
    return of


def _check_kinds(part):
    for kind in part.texts("kinds"):
        if kind not in Kind.values:
            part.wrong("kinds", f"names “{kind}”, which is not a kind of agency: {', '.join(Kind.values)}.")


# Seats ----------------------------------------------------------------------------------------------------------------


def _seat(part):
    seat = SeatLine(
        line=part.line_of(),
        person=part.text("person"),
        role=part.one_of("role", SeatRole.values, default=SeatRole.MEMBER.value),
        agency=part.text("agency", required=False),
        job_title=part.text("job_title", 120, required=False),
        deputy_for=part.text("deputy_for", required=False),
        authority_confirmed_on=part.day("authority_confirmed_on", required=False),
        starts_on=part.day("starts_on", required=False),
    )
    if seat.role == SeatRole.DEPUTY and not seat.deputy_for:
        part.wrong("role", "is deputy: say whose, by e-mail address, under “deputy_for”.")
    part.nothing_else()
    return seat


# Against the board ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a file's names stand for: the rule with the agencies' ids, agencies by name, people by e-mail address."""

    file: GroupFile
    board: Board
    rule: dict | None
    agencies: dict[str, Agency]
    people: dict[str, User]


def look_up(file: GroupFile) -> Found:
    """Find the board, agencies and people that a file names. Raises FileProblems with all that are not there."""
    board = Board.objects.filter(slug=file.board).first()
    if board is None:
        known = ", ".join(Board.objects.order_by("slug").values_list("slug", flat=True))
        raise FileProblems(
            [f"Line {file.line}: there is no board “{file.board}”. The boards are: {known or 'none yet'}."]
        )
    problems = []
    agencies = _agencies(board, file, problems)
    people = _people(file.seats, problems)
    if problems:
        raise FileProblems(problems)
    return Found(file, board, _with_ids(file.rule, agencies), agencies, people)


def _agencies(board, file, problems):
    names, found = names_of(Agency.objects.of_board(board)), {}
    for name, line in [*file.named, *((seat.agency, seat.line) for seat in file.seats if seat.agency)]:
        try:
            found[name] = called(name, names)
        except LookupError as problem:
            problems.append(f"Line {line}: {problem}")
    return found


def _people(seats, problems):
    asked = [(address, seat.line) for seat in seats for address in (seat.person, seat.deputy_for) if address]
    wanted = {address.casefold() for address, _ in asked}
    known = {person.email.casefold(): person for person in User.objects.active() if person.email.casefold() in wanted}
    for address, line in asked:
        if address.casefold() not in known:
            problems.append(f"Line {line}: nobody with the address “{address}” has an account. Invite them first.")
    times = Counter((seat.person.casefold(), seat.agency) for seat in seats)
    for seat in {(seat.person.casefold(), seat.agency): seat for seat in seats}.values():
        if times[seat.person.casefold(), seat.agency] > 1:
            problems.append(f"Line {seat.line}: {seat.person} has this seat more than once.")
    return known


def _with_ids(rule, agencies):
    """The rule with the ids of the agencies in the place of their names."""
    rule = copy.deepcopy(rule)
    for of in [of for clause in (rule or {}).get("clauses", ()) for of in sets_of(clause)]:
        if "agencies" in of:
            of["agencies"] = [str(agencies[name.strip()].uid) for name in of["agencies"]]
    return rule
