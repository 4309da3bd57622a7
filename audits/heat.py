"""The matrix as it is seen: letters, words and colours for each cell, and the rows of counts beneath."""

from audits.agreement import agreement_of, change_words
from audits.matrix import NOT_MODERATED, NOT_SAMPLED, NOT_TESTED, WITHHELD, Matrix
from audits.scoring import State
from lscb_portal.lib.charts.heatmap import Cell, Counts

# An empty cell is as high as any other: it is a link.
EMPTY = "\u00a0"
# What stands in a cell without a rating: its letter and colour.
UNRATED = {
    State.NOT_APPLICABLE: ("N/A", "n"),
    State.NOT_ASKED: ("–", "na"),
    State.READY: ("?", "open"),
    State.INCOMPLETE: ("?", "open"),
    NOT_MODERATED: (EMPTY, "open"),
    NOT_SAMPLED: ("ns", "unsampled"),
    NOT_TESTED: (EMPTY, "open"),
    WITHHELD: ("·", "na"),
}


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
    sign, colour = ("+", "raised") if cell.moved > 0 else ("−", "lowered")
    return Cell(f"{sign}{abs(cell.moved)}", words, colour, url=url)


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
    return [Counts(name, tuple(counts), is_strong=name == "Judged") for name, counts in counted.items()]
