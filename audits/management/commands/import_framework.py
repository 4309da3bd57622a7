"""manage.py import_framework: take a framework of standards and criteria, for every board of the portal."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.models import User
from audits.framework_file import FileProblems, read_framework
from audits.operations.framework import import_framework
from lscb_portal.lib.errors import Refused

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "section11_framework.yaml"


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
        file = _read(path)
        try:
            version, new = import_framework(file, by=User.objects.system())
        except Refused as refusal:
            raise CommandError(f"{path} was not imported. {refusal}") from None
        self.stdout.write(f"{len(file.standards)} standards, {len(file.criteria)} criteria")
        done = "imported and published" if new else "already imported; nothing changed"
        self.stdout.write(f"{version.framework.code}, version {version.number}: {done}.")


def _read(path):
    try:
        return read_framework(path.read_text(encoding="utf-8-sig"))
    except OSError as why:
        raise CommandError(f"{path} cannot be read: {why.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not text in UTF-8.") from None
    except FileProblems as found:
        listed = "\n".join(f"  {problem}" for problem in found.problems)
        raise CommandError(f"{path} was not imported, because:\n{listed}") from None
