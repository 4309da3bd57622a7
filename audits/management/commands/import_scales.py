"""manage.py import_scales: take rating scales, for every board of the portal."""

from pathlib import Path

from django.core.management.base import BaseCommand

from agencies.management.files import read_or_fail
from agencies.models import User
from audits.framework_file import read_scales
from audits.management.files import DATA
from audits.operations.scale import import_scales

SHIPPED = DATA / "rating_scales.yaml"


class Command(BaseCommand):
    help = (
        "Import rating scales from a YAML file (without a path: the library that the portal ships) and publish them. "
        "A scale that is on record word for word changes nothing; one that differs becomes the next version of its "
        "code, and rounds keep the version they were opened with."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default=SHIPPED, type=Path, help="the YAML file, in UTF-8")

    def handle(self, path, verbosity=1, **options):
        scales = read_or_fail(read_scales, path)
        new = import_scales(scales, by=User.objects.system())
        if verbosity:
            self.stdout.write(f"{len(scales)} rating scales, {len(new)} of them new.")
