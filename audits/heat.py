"""The matrix as it is seen: letters, words and colours for each cell, and the rows of counts beneath."""

from dataclasses import dataclass

from django.db import models

from audits.agreement import agreement_of, change_words
from audits.matrix import NOT_MODERATED, NOT_SAMPLED, NOT_TESTED, UNANSWERED, WITHHELD, Matrix
from audits.models import AnswerChallenge
from audits.scoring import State
from lscb_portal.lib.charts.heatmap import Cell, Counts
from lscb_portal.lib.charts.words import plural

# An empty cell is as high as any other: it is a link.
EMPTY = "\u00a0"
# What stands in a cell without a rating: its letter and colour.
UNRATED = {
    State.NOT_APPLICABLE: ("N/A", "n"),
    State.NOT_ASKED: ("–", "na"),
    State.READY: ("?", "open"),
    State.INCOMPLETE: ("?", "open"),
    UNANSWERED: ("?", "open"),
    NOT_MODERATED: (EMPTY, "open"),
    NOT_SAMPLED: ("ns", "unsampled"),
    NOT_TESTED: (EMPTY, "open"),
    WITHHELD: ("·", "na"),
}
Outcome = AnswerChallenge.Outcome
# What came of a challenge: its sign and its colour, which is none of a rating's.
OUTCOMES = {
    "": ("?", "open"),
    Outcome.KEPT: ("=", "same"),
    Outcome.RAISED: ("+", "raised"),
    Outcome.LOWERED: ("−", "lowered"),
    Outcome.DISAGREED: ("≠", "open"),
}


class Shown(models.TextChoices):
    """Whose ratings the matrix shows, or what became of them."""

    SELF = "self", "Self rating"
    MODERATED = "moderated", "Moderated"
    DIFFERENCE = "difference", "Difference"
    TESTED = "tested", "Tested"
    CHANGE = "change", "Change"
    CHALLENGES = "challenges", "Challenges"

    @property
    def has_ratings(self) -> bool:
        """Whether its cells are ratings, in their colours."""
        return self in (Shown.SELF, Shown.MODERATED, Shown.TESTED)


# Moderation and tests judge whole standards; a challenge may ask about one criterion.
BY_STANDARD = (Shown.SELF, Shown.MODERATED, Shown.DIFFERENCE, Shown.TESTED, Shown.CHANGE)
BY_CRITERION = (Shown.SELF, Shown.CHANGE, Shown.CHALLENGES)


@dataclass(frozen=True)
class Drawn:
    """A matrix as it is seen: the cells of each of its lines, and the rows of counts beneath."""

    matrix: Matrix
    cells: list[list[Cell]]
    counts: list[Counts]

    @property
    def lines(self):
        """(a line of the matrix, its cells as they are drawn)."""
        return list(zip(self.matrix.lines, self.cells, strict=True))


def no_address(line, column, cell):
    """No cell is a link, as in a file."""
    return ""


def drawn(matrix, shown, *, challenges=None, address=no_address) -> Drawn:
    """Return the matrix as it is seen where `shown` is chosen.

    `challenges` are the latest ones by (review, criterion); `address` says where a cell leads to.
    """
    challenges = challenges or {}

    def draw(line, column, cell):
        url = address(line, column, cell)
        if shown == Shown.CHALLENGES:
            return challenge_cell(cell, challenges.get((line.review.pk, column.criterion.pk)), url)
        return DRAW.get(shown, rating_cell)(cell, url)

    cells = [
        [draw(line, column, cell) for column, cell in zip(matrix.columns, line.cells, strict=True)]
        for line in matrix.lines
    ]
    rows = challenge_rows(matrix, challenges) if shown == Shown.CHALLENGES else ROWS.get(shown, rating_rows)(matrix)
    return Drawn(matrix, cells, rows)


def rating_cell(cell, url="") -> Cell:
    """A cell with its rating, and whether it is better or worse than the round before."""
    if cell.rating is None:
        letter, colour = UNRATED[cell.state]
        return Cell(letter, cell.words, colour, url=url)
    change = ("better" if cell.change > 0 else "worse") if cell.change else ""
    return Cell(cell.rating.letter, cell.rating.label, cell.rating.colour, change, url)


def difference_cell(cell, url="") -> Cell:
    """A cell with what moderation did to the agency's own rating; the colours are not those of ratings."""
    if cell.moved is None:
        letter, colour = UNRATED.get(cell.state, (cell.moderated.letter if cell.moderated else EMPTY, "open"))
        return Cell(letter, cell.words, colour, url=url)
    if not cell.moved:
        return Cell("=", f"Agreed: {cell.own.label}", "same", url=url)
    words = f"{change_words(cell.moved)}, from {cell.own.label} to {cell.moderated.label}"
    return _moved(cell.moved, words, url)


def change_cell(cell, url="") -> Cell:
    """A cell with the steps its rating has moved since the round before; the colours are not those of ratings."""
    if cell.rating is None:
        return rating_cell(cell, url)
    if cell.change is None:
        return Cell("·", f"{cell.rating.label}, nothing to compare with", "na", url=url)
    if not cell.change:
        return Cell("=", f"Same as before: {cell.rating.label}", "same", url=url)
    way = "Better" if cell.change > 0 else "Worse"
    words = f"{way} by {plural(abs(cell.change), 'step')}, from {cell.before.label} to {cell.rating.label}"
    return _moved(cell.change, words, url)


def _moved(steps, words, url):
    sign, colour = ("+", "raised") if steps > 0 else ("−", "lowered")
    return Cell(f"{sign}{abs(steps)}", words, colour, url=url)


def challenge_cell(cell, challenge, url="") -> Cell:
    """A cell with what came of the latest challenge to that answer; empty where none was made."""
    if challenge is None:
        return Cell("·", "No challenge" if cell.rating else cell.words, "na", url=url)
    letter, colour = OUTCOMES[challenge.outcome]
    words = challenge.get_outcome_display() or challenge.get_status_display()
    return Cell(letter, words, colour, url=url)


def rating_rows(matrix: Matrix) -> list[Counts]:
    """How many have each rating, what was left out, and the share of the best with its denominator."""
    tallies = [column.tally for column in matrix.columns]
    rows = [
        Counts(rating.label, tuple(tally.counts[rating.code] for tally in tallies), rating.letter, rating.colour)
        for rating in matrix.ratings
    ]
    rows.append(Counts("Ratings", tuple(tally.denominator for tally in tallies), is_strong=True))
    best = tuple(_percentage(tally.percentage_best()) for tally in tallies)
    rows.append(Counts(f"{matrix.ratings[0].label}, of ratings", best, is_strong=True))
    unsampled = [sum(line.cells[at].state == NOT_SAMPLED for line in matrix.lines) for at in range(len(matrix.columns))]
    left_out = {
        "Not applicable": [tally.not_applicable for tally in tallies],
        "Not asked": [column.not_asked for column in matrix.columns],
        "Not in the sample": unsampled,
        "No rating yet": [tally.unanswered - out for tally, out in zip(tallies, unsampled, strict=True)],
    }
    return rows + [Counts(name, tuple(counts)) for name, counts in left_out.items() if any(counts)]


def _percentage(value):
    return "–" if value is None else f"{value}%"


def difference_rows(matrix: Matrix) -> list[Counts]:
    """How many were lowered, raised and agreed, of how many judged, and how many are still to judge."""
    agreements = [agreement_of([line.cells[at] for line in matrix.lines]) for at in range(len(matrix.columns))]
    counted = {
        "Lowered": [one.lowered for one in agreements],
        "Raised": [one.raised for one in agreements],
        "Agreed": [one.agreed for one in agreements],
        "Judged": [one.judged for one in agreements],
        "Still to judge": [one.to_judge for one in agreements],
    }
    return _counts(counted, strong="Judged")


def change_rows(matrix: Matrix) -> list[Counts]:
    """How many are better, worse and the same as in the round before, of how many compared."""
    changes = [
        [line.cells[at].change for line in matrix.lines if line.cells[at].change is not None]
        for at in range(len(matrix.columns))
    ]
    counted = {
        "Better": [sum(change > 0 for change in each) for each in changes],
        "Worse": [sum(change < 0 for change in each) for each in changes],
        "Same": [each.count(0) for each in changes],
        "Compared": [len(each) for each in changes],
    }
    return _counts(counted, strong="Compared")


def challenge_rows(matrix: Matrix, challenges) -> list[Counts]:
    """How many answers were challenged, and what came of it."""
    reviews = [line.review.pk for line in matrix.lines]
    asked = [
        [challenges[review, column.criterion.pk] for review in reviews if (review, column.criterion.pk) in challenges]
        for column in matrix.columns
    ]
    names = {"": "Open", **{outcome: outcome.name.capitalize() for outcome in Outcome}}
    counted = {"Challenged": [len(each) for each in asked]}
    for outcome, name in names.items():
        counted[name] = [sum(one.outcome == outcome for one in each) for each in asked]
    return _counts(counted, strong="Challenged")


def _counts(counted, strong):
    return [Counts(name, tuple(counts), is_strong=name == strong) for name, counts in counted.items()]


DRAW = {Shown.DIFFERENCE: difference_cell, Shown.CHANGE: change_cell}
ROWS = {Shown.DIFFERENCE: difference_rows, Shown.CHANGE: change_rows}
