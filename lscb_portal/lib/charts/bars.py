"""Bars of ratings and states: one bar for a whole, or one for each row of a distribution."""

from dataclasses import dataclass

from lscb_portal.lib.charts.svg import MUTED, PALE, RATING_COLOURS, picture
from lscb_portal.lib.charts.words import listed, per_cent, plural


@dataclass(frozen=True)
class Share:
    """One part of a bar: the rating's letter and word, how many, and its colour (b, g, a, r or n)."""

    letter: str
    label: str
    count: int
    colour: str = ""

    @property
    def hues(self):
        """(fill, colour of the letter on it)."""
        return RATING_COLOURS[self.colour or self.letter.lower()]


@dataclass
class StatusBar:
    """How many of a whole stand where: one bar, its parts in the order given. `noun` is the word for one of them."""

    uid: str
    title: str
    parts: list[Share]
    noun: str = "action"

    headings = ("State", "Number", "Share")
    SIZES = {"wide": (1120, 34), "narrow": (340, 34), "pdf": (640, 26)}
    GAP = 3
    NARROWEST = 3.0

    @property
    def total(self):
        """All of them."""
        return sum(part.count for part in self.parts)

    @property
    def shown(self):
        """The parts that have any."""
        return [part for part in self.parts if part.count]

    @property
    def summary(self):
        """ "66 actions: 31 complete, 22 on track and 13 at risk." """
        if not self.total:
            return f"No {self.noun}s yet."
        counts = listed(f"{part.count} {part.label.lower()}" for part in self.shown)
        return f"{plural(self.total, self.noun)}: {counts}."

    @property
    def rows(self):
        """(state, number, share) for every part, those without any included."""
        return [(part.label, part.count, per_cent(part.count, self.total)) for part in self.parts]

    @property
    def key(self):
        """(letter, colour, label, number, share) for the key under the bar."""
        return [
            (part.letter, part.colour or part.letter.lower(), part.label, part.count, per_cent(part.count, self.total))
            for part in self.parts
        ]

    def svg(self, variant="wide"):
        """The bar drawn for a width."""
        width, height = self.SIZES[variant]
        canvas = picture(width, height, self.uid, self.title, self.summary, variant)
        if not self.total:
            canvas.rect(0, 0, width, height, PALE)
        left = 0.0
        for part, part_width in zip(self.shown, self._widths(width), strict=True):
            _part(canvas, part, left, 0, part_width, height, 14)
            left += part_width + self.GAP
        return canvas.done()

    def _widths(self, width):
        """Each part's width; the smallest can still be seen, at the cost of the others."""
        usable = width - self.GAP * (len(self.shown) - 1)
        rough = [max(usable * part.count / self.total, self.NARROWEST) for part in self.shown]
        return [each * usable / sum(rough) for each in rough]


def _part(canvas, part, x, y, width, height, size):
    fill, on_it = part.hues
    canvas.rect(float(x), float(y), float(width), height, fill)
    words = f"{part.letter} {part.count}"
    label = words if width > 8 * len(words) + 6 else str(part.count)
    if width > 8 * len(label):
        canvas.text(label, x + width / 2, y + height / 2 + size * 0.35, on_it, size, "middle", 700)


@dataclass
class Distribution:
    """How a set of answers is spread over the ratings: one bar for each row, in counts.

    `data` is a list of (label, [Share, ...]). Counts are shown and not percentages, because sets are often small.
    """

    uid: str
    title: str
    data: list[tuple[str, list[Share]]]
    noun: str = "answers"

    SIZES = {"wide": (560, 176, 28), "narrow": (340, 128, 30), "pdf": (640, 190, 22)}
    LETTER_WIDTH = 6.0

    @property
    def headings(self):
        """The first row's labels: every row has the same ratings in the same order."""
        labels = [share.label for share in self.data[0][1]] if self.data else []
        return ("", *labels, "All")

    @property
    def rows(self):
        """(label, count of each rating, total)."""
        return [
            (label, *(share.count for share in shares), sum(share.count for share in shares))
            for label, shares in self.data
        ]

    @property
    def summary(self):
        """A sentence for each row."""
        return " ".join(self._sentence(label, shares) for label, shares in self.data) or f"No {self.noun} yet."

    def _sentence(self, label, shares):
        counts = listed(f"{share.count} {share.label.lower()}" for share in shares if share.count)
        return f"{label}: {counts or f'no {self.noun}'}."

    def svg(self, variant="wide"):
        """The bars drawn for a width."""
        width, left, row = self.SIZES[variant]
        canvas = picture(width, row * len(self.data) + 4, self.uid, self.title, self.summary, variant)
        for at, (label, shares) in enumerate(self.data):
            canvas.text(self._fitting(label, left), 0, at * row + row / 2 + 4.5, size=13)
            self._bar(canvas, shares, left, at * row + 3, width - left, row - 6)
        return canvas.done()

    def _fitting(self, label, left):
        """The label, shortened where it would run into its bar; the data table has it whole."""
        room = int((left - 10) / self.LETTER_WIDTH)
        return label if len(label) <= room else f"{label[: room - 1].rstrip()}…"

    def _bar(self, canvas, shares, left, top, width, height):
        total = sum(share.count for share in shares)
        if not total:
            canvas.text(f"no {self.noun}", left, top + height / 2 + 4, MUTED)
        for share in shares:
            if share.count:
                part = width * share.count / total
                _part(canvas, share, left, top, part - 1.5, height, 12)
                left += part
