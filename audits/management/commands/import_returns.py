"""manage.py import_returns: take in returns that agencies sent in a spreadsheet."""

from django.core.management.base import BaseCommand, CommandError

from agencies.models import User
from audits import returns_file
from audits.management.rounds import round_of
from audits.operations.receiving import receive_returns
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.csv_table import BadTable
from lscb_portal.lib.errors import Refused


class Command(BaseCommand):
    help = (
        f"Take in returns from a CSV with the columns {', '.join(returns_file.COLUMNS)}: one line an answer. A rating "
        "is a code, letter or label of the round's scale, “N/A” with a reason, or blank for unanswered. Each agency's "
        "lines become its submitted return, marked as received in a file. Everything is checked first: a file with a "
        "mistake changes nothing, and each mistake is named by line and column. The same file again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", help="the CSV file, in UTF-8")
        parser.add_argument("--round", required=True, metavar="CODE", help="the round's short name, as s11-2026")

    def handle(self, path, **options):
        round_ = round_of(options["round"])
        try:
            received = receive_returns(round_, returns_file.read(path), by=User.objects.system())
        except OSError as why:
            raise CommandError(f"{path} cannot be read: {why.strerror}.") from None
        except (BadTable, Refused) as why:
            raise CommandError(f"{path} was not imported. {why}") from None
        unchanged = f", {len(received.unchanged)} unchanged" if received.unchanged else ""
        self.stdout.write(f"{round_.title}: {plural(len(received.new), 'return')} received{unchanged}.")
