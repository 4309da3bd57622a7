"""A group taken from a file: what is new is added, what was changed becomes the next version, the rest stays."""

import uuid

from django.db import transaction
from django.utils import timezone

from agencies.models import Group, SeatRole
from agencies.operations.appointment import give_seat, not_over
from agencies.operations.group import add_group, agree_terms, change_group, set_quorum
from agencies.permissions import can_set_up_groups, require
from agencies.quorum import LEGAL_BODY, NOTE_ONLY
from lscb_portal.lib.errors import Refused

# What a rule means that does not say it.
UNSAID = {
    "count_by": LEGAL_BODY,
    "one_person_many_agencies": False,
    "if_inquorate": NOTE_ONLY,
    "chair_discretion": False,
}


@transaction.atomic
def import_group(found, *, by) -> list[str]:
    """Bring a board's group to what a file says (`group_file.Found`), all of it or nothing; return what was done.

    The same file a second time changes nothing. What the file does not speak of stays: terms, rule, other seats.
    """
    require(can_set_up_groups(by, found.board))
    group, done = _group(found, by)
    return [done, *_terms(group, found.file.terms, by), *_rule(group, found, by), *_seats(group, found, by)]


def _group(found, by):
    head = found.file.head
    group = found.board.groups.filter(slug=found.file.slug).first()
    if group is None:
        added = add_group(found.board, by=by, uid=uuid.uuid4(), slug=found.file.slug, **head)
        return added, f"{added.name}: added to {found.board.name}."
    if group.kind != head["kind"]:
        raise Refused(f"{group.short_name} is a {group.get_kind_display().lower()}, and its kind does not change.")
    changes = {name: head[name] for name in ("name", "short_name", "meetings_a_year")}
    if all(getattr(group, name) == value for name, value in changes.items()):
        return group, f"{group.name}: unchanged."
    return change_group(group, by=by, **changes), f"{head['name']}: name or number of meetings changed."


def _terms(group: Group, said, by):
    if said is None:
        return []
    before = group.terms
    if before and all(getattr(before, name) == value for name, value in said.items()):
        return [f"Terms of reference: version {before.version}, unchanged."]
    agreed = agree_terms(group, by=by, following=before.version if before else 0, **said)
    return [f"Terms of reference: version {agreed.version} entered."]


def _rule(group, found, by):
    if found.rule is None:
        return []
    before, day = group.quorum_rule, found.file.in_force_from
    if before and UNSAID | before.rule == UNSAID | found.rule and day in (None, before.in_force_from):
        return [f"Quorum rule: version {before.version}, unchanged."]
    entered = set_quorum(
        group,
        by=by,
        following=before.version if before else 0,
        rule=found.rule,
        in_force_from=day or timezone.localdate(),
    )
    return [f"Quorum rule: version {entered.version} entered."]


def _seats(group, found, by):
    lines = sorted(found.file.seats, key=lambda line: line.role == SeatRole.DEPUTY)
    given = sum(_seat(group, line, found, by) for line in lines)
    return [f"Seats: {given} given, {len(lines) - given} as they were."] if lines else []


def _seat(group, line, found, by) -> bool:
    """Give the seat of a line; return whether it had to be given."""
    person, agency = found.people[line.person.casefold()], found.agencies.get(line.agency)
    starts_on = line.starts_on or timezone.localdate()
    held = group.seats.filter(not_over(starts_on), person=person, agency=agency).first()
    if held and held.role == line.role:
        return False
    give_seat(
        person,
        by=by,
        board=found.board,
        uid=uuid.uuid4(),
        group=group,
        role=line.role,
        starts_on=starts_on,
        agency=agency,
        deputy_for=_member(group, line, found, starts_on),
        job_title=line.job_title,
        authority_confirmed_on=line.authority_confirmed_on,
    )
    return True


def _member(group, line, found, day):
    """The seat that the deputy of a line stands in for; None where the line is no deputy's."""
    if line.role != SeatRole.DEPUTY:
        return None
    member = found.people[line.deputy_for.casefold()]
    seat = group.seats.filter(not_over(day), person=member).exclude(role=SeatRole.DEPUTY).first()
    if seat is None:
        raise Refused(f"Line {line.line}: {member.name} has no seat in {group.short_name} to stand in for.")
    return seat
