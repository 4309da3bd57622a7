"""Make a board and invite its business manager: how a portal that has just been installed begins."""

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from agencies.models import User
from agencies.operations.founding import found_board_and_invite
from lscb_portal.lib.errors import Refused

TEXTS = {
    "slug": "the word in the board's addresses, for example northmere",
    "name": "the board's name",
    "area": "the area it serves",
    "social-care": "telephone of children's social care",
    "out-of-hours": "telephone of the out-of-hours team",
    "lado": "telephone of the LADO",
    "manager-name": "the business manager's name",
    "manager-email": "the business manager's address, to which the invitation goes",
}


class Command(BaseCommand):
    help = "Make a board, with its Strategic Board and QAPM sub-group, and invite its business manager by e-mail."

    def add_arguments(self, parser):
        for name, meaning in TEXTS.items():
            parser.add_argument(f"--{name}", required=True, help=meaning)

    def handle(self, *args, **options):
        try:
            validate_slug(options["slug"])
            validate_email(options["manager_email"])
            board = found_board_and_invite(
                slug=options["slug"],
                name=options["name"],
                area=options["area"],
                phones=(options["social_care"], options["out_of_hours"], options["lado"]),
                manager_name=options["manager_name"],
                manager_email=options["manager_email"],
                starts_on=timezone.localdate(),
                by=User.objects.system(),
            )
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        call_command("import_scales", verbosity=0)  # what its rounds are rated on; a second board finds them there
        self.stdout.write(f"{board.name} is at /b/{board.slug}/. {options['manager_email']} is invited by e-mail.")
