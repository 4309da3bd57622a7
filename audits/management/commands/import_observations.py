"""manage.py import_observations: take a published table of quarterly figures into a board."""

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Board, User
from audits import observation_file
from audits.operations.observation import import_observations
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.csv_table import BadTable
from lscb_portal.lib.periods import Year, parse_period

LONGEST_NAME = 50


class Command(BaseCommand):
    help = (
        "Import quarterly figures from a CSV with the columns "
        f"{', '.join(observation_file.COLUMNS)}. Everything is checked first: a file with a mistake changes nothing, "
        "and each mistake is named by line and column. The same file a second time changes nothing. The year figure "
        "that each row's own rule gives is compared with the published one and every difference is printed; a "
        "difference is a finding about the publication, not a failure, and the exit status stays 0."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", help="the CSV file, in UTF-8")
        parser.add_argument("--board", required=True, metavar="SLUG", help="the board's slug, for example northmere")
        parser.add_argument("--year", required=True, help="the financial year: 2025 is 2025/26")

    def handle(self, path, board, year, **options):
        board, year = _board(board), _year(year)
        table = _table(path)
        taken = import_observations(board, year, table, by=User.objects.system())
        self.stdout.write(f"{board.name}, {year.label}: {_told(taken, table)}")
        self.stdout.write("")
        for line in _comparison(table.rows):
            self.stdout.write(line)


def _board(slug):
    board = Board.objects.filter(slug=slug).first()
    if board is None:
        known = ", ".join(Board.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no board “{slug}”. The boards are: {known or 'none yet'}.")
    return board


def _year(text):
    try:
        period = parse_period(text)
    except ValueError as why:
        raise CommandError(str(why)) from None
    if not isinstance(period, Year):
        raise CommandError(f"“{text}” is a quarter. Give a whole year, as 2025 for 2025/26.")
    return period


def _table(path):
    try:
        return observation_file.read(path)
    except OSError as why:
        raise CommandError(f"{path} cannot be read: {why.strerror}.") from None
    except BadTable as bad:
        raise CommandError(f"{path} was not imported. {bad}") from None


def _told(taken, table):
    figures = 4 * len(table.rows)
    return (
        f"{plural(len(table.rows), 'indicator')} ({taken.new_indicators} new, {taken.changed_indicators} changed), "
        f"{plural(figures, 'quarterly figure')} ({taken.new_figures} new, {taken.revised_figures} revised, "
        f"{taken.unchanged_figures} unchanged)."
    )


def _comparison(rows):
    """The year figures as a table, and the verdict in one line."""
    lines = [("Ref", "Indicator", "Rule", "By the rule", "Published", ""), *map(_compared, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    for ref, name, rule, made, printed, verdict in lines:
        left = f"{ref:<{widths[0]}}  {name:<{widths[1]}}  {rule:<{widths[2]}}"
        yield f"{left}  {made:>{widths[3]}}  {printed:>{widths[4]}}  {verdict}".rstrip()
    yield ""
    yield _summary(rows)


def _compared(row):
    figure = row.year_figure()
    name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1]}…"
    made = "no figure" if figure.value is None else str(figure.value)
    printed = "none" if row.published is None else str(row.published)
    return row.code, name, row.aggregation, made, printed, f"{_verdict(row)}  {figure.reason}".rstrip()


def _verdict(row):
    if row.published is None:
        return "nothing to compare"
    return "agrees" if row.year_figure().value == row.published else "DIFFERS"


def _summary(rows):
    verdicts = [_verdict(row) for row in rows]
    agree, differ = verdicts.count("agrees"), verdicts.count("DIFFERS")
    if not agree + differ:
        return "No year figure was published, so there is nothing to compare."
    if not differ:
        return f"By each row’s own rule, all {plural(agree, 'year figure')} {'agrees' if agree == 1 else 'agree'}."
    return f"{differ} of {plural(agree + differ, 'year figure')} {'differs' if differ == 1 else 'differ'}."
