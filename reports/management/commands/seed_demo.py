"""Fill an empty portal with the demonstration: two fictional boards, two years of their work, and people to be."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Board
from reports.demo import sign_ins
from reports.demo.agencies import NORTHMERE
from reports.demo.seed import seed


class Command(BaseCommand):
    """Seed the demonstration into an empty database, print whom to sign in as, and keep that table in a file."""

    help = (
        "Fill an empty database with the demonstration’s fictional boards. On one day it always makes the same. "
        "It runs where DEMO=true, elsewhere only with --yes-this-is-a-demonstration, because everybody in it has the "
        "same, printed password."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--yes-this-is-a-demonstration",
            action="store_true",
            dest="agreed",
            help="seed although DEMO is not set",
        )
        parser.add_argument(
            "--without-sign-ins", action="store_false", dest="listed", help="do not print whom to sign in as"
        )

    def handle(self, *, agreed, listed, **options):
        """Seed, or say that the data are there; any other board's database is left alone."""
        if not (settings.DEMO or agreed):
            raise CommandError("Only a demonstration is filled: set DEMO=true or add --yes-this-is-a-demonstration.")
        if Board.objects.filter(slug=NORTHMERE).exists():
            self.stdout.write("The demonstration data are already there.")
            return
        if Board.objects.exists():
            raise CommandError("This database holds the records of another board, so nothing was added.")
        seed(timezone.localdate(), self.say)
        sign_ins.write()
        if listed:
            self.stdout.write(f"\n{sign_ins.table()}")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
