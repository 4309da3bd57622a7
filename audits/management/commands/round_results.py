"""manage.py round_results: a round in figures, per criterion and per agency, for a spreadsheet program."""

from django.core.management.base import BaseCommand

from audits.management.rounds import round_of
from audits.results import results_of
from lscb_portal.lib.spreadsheets import csv_bytes

MOST_DECIMALS = 4


class Command(BaseCommand):
    help = (
        "Print a round's results, as the agencies rated themselves: for each criterion and each agency the count of "
        "every rating, not applicable, unanswered, the denominator (ratings alone) and the best rating in per cent of "
        "it, without and with “not applicable”, half up. Only submitted returns count; agencies that made a nil "
        "return, and those that have not returned, are named last. Criteria that are counted rather than rated are "
        "left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, metavar="CODE", help="the round's short name, as s11-2026")
        parser.add_argument("--format", choices=["csv"], default="csv", help="csv: for a spreadsheet program")
        parser.add_argument(
            "--decimals", type=int, choices=range(MOST_DECIMALS + 1), default=1, help="of the percentages (default: 1)"
        )

    def handle(self, decimals, **options):
        results = results_of(round_of(options["round"]))
        rows = [_heading(results), *(_row(line, decimals) for line in [*results.criteria, *results.agencies])]
        rows += [["nil return", "", name, *[""] * (len(rows[0]) - 3)] for name in results.nil]
        rows += [["not returned", "", name, *[""] * (len(rows[0]) - 3)] for name in results.not_returned]
        self.stdout.write(csv_bytes(rows).decode("utf-8-sig"), ending="")


def _heading(results):
    best = results.ratings[0].label
    return [
        "level",
        "code",
        "name",
        *(rating.label for rating in results.ratings),
        "N/A",
        "unanswered",
        "denominator",
        f"% {best} excluding N/A",
        f"% {best} including N/A",
    ]


def _row(line, decimals):
    tally = line.tally
    shares = (line.percentage_best(decimals), line.percentage_best_of_answered(decimals))
    return [
        line.level,
        line.code,
        line.name,
        *tally.counts.values(),
        tally.not_applicable,
        tally.unanswered,
        tally.denominator,
        *("" if share is None else str(share) for share in shares),
    ]
