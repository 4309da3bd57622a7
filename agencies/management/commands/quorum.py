"""manage.py quorum: would these agencies make a quorum in that group? By the rule and the seats of a day."""

import datetime as dt
import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies import quorum as rules
from agencies.agency_names import listed_in, names_of
from agencies.models import Agency, Board, Group, Membership
from agencies.quorum_words import clause_in_words
from agencies.seated import agency_key, member_for, members_of, seats_on

NOT_QUORATE, NOT_KNOWN = 1, 2


class Command(BaseCommand):
    help = (
        "Say whether a meeting of a group would be quorate with these agencies present, each in a person of its own, "
        "and why, condition by condition. Ends with 0 when it would be, 1 when it would not, 2 when something named is "
        "not known or there is no rule. Nothing is changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--group", required=True, help="the group's word in commands, for example qapm")
        parser.add_argument("--present", required=True, help="agencies by name or short name, with commas between them")
        parser.add_argument("--board", default="", help="the board's word in addresses; needed where several have it")
        parser.add_argument("--on", default="", help="the day whose seats and rule count, for example 2026-11-18")

    def handle(self, group, present, board, on, **options):
        day = _day(on)
        group = _group(group, board)
        version = group.quorum_rule_on(day)
        if version is None:
            raise _unknown(f"{group.short_name} of {group.board.name} has no quorum rule on {day:%-d %B %Y}.")
        members = members_of(seats_on(group, day))
        here = _present(present, group, day)
        seated = {member.agency for member in members}
        guests = [agency for agency in here if agency_key(agency) not in seated]
        members += [member_for(agency) for agency in guests]
        result = rules.assess(version.rule, [member_for(agency).carried_by(None) for agency in here], members)
        self._print(group, version.rule, result, guests)
        if not result.quorate:
            sys.exit(NOT_QUORATE)

    def _print(self, group, rule, result, guests):
        self.stdout.write("Quorate" if result.quorate else "Not quorate")
        names = {agency_key(agency): agency.name for agency in Agency.objects.all()}
        for clause, judged in zip(rule["clauses"], result.clauses, strict=True):
            verdict = "met" if judged.met else "not met"
            self.stdout.write(f"  {verdict}: {clause_in_words(clause, names)} {judged.reason}")
        if result.quorate and result.key:
            self.stdout.write(f"  Without any one of these there is no quorum: {', '.join(result.key)}.")
        for agency in guests:
            self.stdout.write(f"  {agency.name} has no seat in {group.short_name}; it is counted as if it had one.")


def _unknown(sentence):
    return CommandError(sentence, returncode=NOT_KNOWN)


def _day(text):
    try:
        return dt.date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise _unknown(f"“{text}” is not a day. Write it as 2026-11-18.") from None


def _group(slug, board):
    groups = Group.objects.select_related("board").order_by("board__slug")
    if board:
        if not Board.objects.filter(slug=board).exists():
            raise _unknown(f"There is no board “{board}”. {_known('boards', Board.objects)}")
        groups = groups.filter(board__slug=board)
    found = list(groups.filter(slug=slug))
    if not found:
        raise _unknown(f"There is no group “{slug}”. {_known('groups', groups)}")
    if len(found) > 1:
        boards = ", ".join(group.board.slug for group in found)
        raise _unknown(f"Several boards have a group “{slug}”: {boards}. Say which with --board.")
    return found[0]


def _known(noun, records):
    slugs = records.order_by("slug").values_list("slug", flat=True).distinct()
    return f"The {noun} are: {', '.join(slugs) or 'none yet'}."


def _present(text, group, day):
    """The agencies named, of those that are members of the board on the day or have a seat in the group."""
    of_board = Membership.objects.current(on=day).filter(board=group.board).values("agency")
    seated = group.seats.current(on=day).values("agency")
    agencies = Agency.objects.filter(pk__in=of_board) | Agency.objects.filter(pk__in=seated)
    try:
        return list(dict.fromkeys(listed_in(text, names_of(agencies.distinct()))))
    except LookupError as problem:
        known = ", ".join(agencies.distinct().order_by("name").values_list("name", flat=True))
        raise _unknown(f"{problem} The agencies are: {known or 'none yet'}.") from None
