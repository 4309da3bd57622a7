"""Pictures of a meeting: who makes it quorate, and how its minutes are spent."""

from dataclasses import dataclass

from lscb_portal.lib.charts.svg import BRAND, INK, MUTED, PALE, QUIET, SIGNAL, WHITE, mark, number, picture
from lscb_portal.lib.charts.words import plural

# here: counts. key: counts, and the quorum ends if they leave. away: not here, or no reply. out: sent apologies.
SEATED = ("here", "key")
ORDER = {"key": 0, "here": 0, "away": 1, "out": 2}
STATE_WORDS = {"here": "here", "key": "here, needed for the quorum", "away": "not here", "out": "apologies"}


@dataclass
class QuorumPicture:
    """The agencies as seats, those here first; a bracket marks how many are needed.

    `seats` is a list of (short code, state) with state here, key, away or out; `sentence` says the same in words and
    stands beside the picture too.
    """

    uid: str
    seats: list[tuple[str, str]]
    need: int
    sentence: str

    title = "Agencies in the room"
    headings = ("Agency", "State")
    CELL, GAP, ACROSS = 24, 2, 12

    @property
    def summary(self):
        """The sentence the meeting's quorum was put into."""
        return self.sentence

    @property
    def rows(self):
        """(code, state in words), as drawn."""
        return [(code, STATE_WORDS[state]) for code, state in self._in_order()]

    @property
    def _row(self):
        """A row's height: the triangles under the seats that must stay need room."""
        return 74 if any(state == "key" for _, state in self.seats) else 64

    def _in_order(self):
        return sorted(self.seats, key=lambda seat: ORDER[seat[1]])

    def svg(self, variant="wide"):
        """The seats, twelve to a row so that their letters stay legible."""
        seats = self._in_order()
        lines = [seats[at : at + self.ACROSS] for at in range(0, len(seats), self.ACROSS)]
        width = min(max(len(seats), 4), self.ACROSS) * (self.CELL + self.GAP) - self.GAP + 2
        canvas = picture(width, max(len(lines), 1) * self._row, self.uid, self.title, self.summary, variant)
        for at, line in enumerate(lines):
            self._line(canvas, line, at)
        return canvas.done()

    def _line(self, canvas, line, at):
        top = at * self._row
        needed = min(self.need - at * self.ACROSS, len(line))
        if needed > 0:
            self._bracket(canvas, needed, top, named=at == 0)
        for place, (code, state) in enumerate(line):
            self._seat(canvas, 1 + place * (self.CELL + self.GAP), top, code, state)

    def _bracket(self, canvas, needed, top, named):
        edge = needed * (self.CELL + self.GAP) - self.GAP / 2
        canvas.path(f"M1 {top + 24}V{top + 18}H{number(edge)}", fill="none", stroke=INK, stroke_width=1.5)
        canvas.line(float(edge), top + 17.25, float(edge), top + 62, INK, 1.5)
        if named:
            canvas.text(f"{self.need} needed", 1, top + 12, weight=700)

    def _seat(self, canvas, x, top, code, state):
        cell, seated = self.CELL, state in SEATED
        canvas.path(
            f"M{x} {top + 56}V{top + 34}a{cell // 2} {cell // 2 - 2} 0 0 1 {cell} 0V{top + 56}Z",
            fill=BRAND if seated else WHITE,
            stroke=BRAND if seated else QUIET,
            stroke_width=1.5,
            stroke_dasharray=None if seated else "3 2.5",
        )
        ink, weight = (WHITE, 700) if seated else (MUTED, 400)
        canvas.text(code, x + cell / 2, top + 47, ink, 12, "middle", weight)
        if state == "key":
            canvas.path(f"M{x + cell // 2 - 6} {top + 71}l6 -10l6 10Z", fill=SIGNAL)


@dataclass
class MinutesBar:
    """How much of an item's time is spent; what runs over is orange."""

    planned: int
    used: int

    title = "Time for this item"
    headings = ("", "Minutes")

    @property
    def summary(self):
        """ "9 of 25 minutes." or "28 of 25 minutes, 3 over." """
        over = max(self.used - self.planned, 0)
        return f"{self.used} of {plural(self.planned, 'minute')}{f', {over} over' if over else ''}."

    @property
    def rows(self):
        """Planned and used."""
        return [("Planned", self.planned), ("Used", self.used)]

    def svg(self, variant="wide"):
        """The bar, stretched to the width it is given."""
        title = f"{self.title}. {self.summary}" if variant == "pdf" else ""
        canvas = mark(100, 10, title=title, css="minbar", view=(100, 10))
        whole = max(self.planned, self.used, 1)
        canvas.rect(0, 0, 100, 10, PALE)
        canvas.rect(0, 0, 100 * min(self.used, self.planned) / whole, 10, BRAND)
        if self.used > self.planned:
            canvas.rect(100 * self.planned / whole, 0, 100 * (self.used - self.planned) / whole, 10, SIGNAL)
        return canvas.done()


@dataclass
class AgendaBar:
    """How the items' minutes fill a meeting; what does not fit is orange."""

    length: int
    minutes: list[int]

    title = "Time planned"
    headings = ("Item", "Minutes")

    @property
    def planned(self):
        """All items together, in minutes."""
        return sum(self.minutes)

    @property
    def summary(self):
        """ "95 of 110 minutes planned, 15 free." """
        left = self.length - self.planned
        state = f"{left} free" if left >= 0 else f"{-left} too many"
        return f"{self.planned} of {plural(self.length, 'minute')} planned, {state}."

    @property
    def rows(self):
        """(number, minutes)."""
        return list(enumerate(self.minutes, 1))

    def svg(self, variant="wide"):
        """The bar, stretched to the width it is given; neighbouring items differ in tone."""
        title = f"{self.title}. {self.summary}" if variant == "pdf" else ""
        canvas = mark(100, 8, title=title, css="time__bar", view=(100, 8))
        whole = max(self.length, self.planned, 1)
        canvas.rect(0, 0, 100, 8, PALE)
        used = 0
        for minutes in self.minutes:
            fill = SIGNAL if used + minutes > self.length else BRAND
            canvas.rect(100 * used / whole, 0, max(100 * minutes / whole - 0.4, 0.2), 8, fill)
            used += minutes
        return canvas.done()
