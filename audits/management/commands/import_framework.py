"""manage.py import_framework: take a framework of standards and criteria, for every board of the portal."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.management.files import read_or_fail
from agencies.models import User
from audits.framework_file import read_framework
from audits.management.files import DATA
from audits.operations.framework import import_framework
from lscb_portal.lib.errors import Refused

SHIPPED = DATA / "section11_framework.yaml"
SCHOOLS = DATA / "schools_framework.yaml"


class Command(BaseCommand):
    help = (
        "Import a framework from a YAML file (without a path: the Section 11 framework that the portal ships) and "
        "publish it. Everything is checked first: a file with a mistake changes nothing, and each mistake is named "
        "with its place. The same file a second time changes nothing. Other content under the same version is refused, "
        "because a published version never changes."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default=SHIPPED, type=Path, help="the YAML file, in UTF-8")

    def handle(self, path, **options):
        file = read_or_fail(read_framework, path)
        try:
            version, new = import_framework(file, by=User.objects.system())
        except Refused as refusal:
            raise CommandError(f"{path} was not imported. {refusal}") from None
        self.stdout.write(f"{len(file.standards)} standards, {len(file.criteria)} criteria")
        done = "imported and published" if new else "already imported; nothing changed"
        self.stdout.write(f"{version.framework.code}, version {version.number}: {done}.")
