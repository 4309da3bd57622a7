"""manage.py import_group: load a group with its terms of reference, quorum rule and seats from a YAML file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.group_file import look_up, read_group
from agencies.management.files import read_or_fail
from agencies.models import User
from agencies.operations.group_import import import_group
from lscb_portal.lib.errors import Refused


class Command(BaseCommand):
    help = (
        "Load a group of a board from a YAML file (docs/guide/groups.md describes it): its terms of reference, its "
        "quorum rule and, if wished, its seats. Everything is checked first: a file with a mistake changes nothing, "
        "and each mistake is named with its line. The same file a second time changes nothing; what was changed in it "
        "becomes the next version."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the YAML file, in UTF-8")
        parser.add_argument("--check", action="store_true", help="say what would be done, and do nothing")

    def handle(self, path, check, **options):
        found = read_or_fail(lambda text: look_up(read_group(text)), path)
        try:
            with transaction.atomic():
                done = import_group(found, by=User.objects.system())
                transaction.set_rollback(check)
        except Refused as refusal:
            raise CommandError(f"{path} was not imported. {refusal}") from None
        if check:
            self.stdout.write("Nothing was changed. Without --check this would be done:")
        for line in done:
            self.stdout.write(line)
