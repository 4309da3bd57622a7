"""The weeks ahead on a line: what falls due, and the next meeting."""

from dataclasses import dataclass
from datetime import date, timedelta

from lscb_portal.lib.charts.svg import BRAND, GOLD, MUTED, PALE, PLUM, QUIET, RED, WHITE, picture
from lscb_portal.lib.charts.words import listed, plural


@dataclass(frozen=True)
class Due:
    """A thing to do: the number of its row in the list, when it is due, whether that has passed."""

    number: int
    on: date
    late: bool = False


@dataclass
class Weeks:
    """What falls due, on a line of weeks from a Monday. Marks carry the number of the row they stand for.

    What was due before the line begins stands apart at its left edge, under the word "earlier", and is named below it
    (`earlier`). What lies beyond its end is left off and named below it
    (`beyond`). `meeting` is the date of the next meeting, or None; `meeting_name` is how the words name it.
    """

    uid: str
    today: date
    due: list[Due]
    meeting: date | None = None
    meeting_name: str = "The meeting"
    weeks: int = 6

    title = "What falls due in the next weeks"
    headings = ("Row", "Due", "State")
    # variant: (width, radius of a mark, edge)
    SIZES = {"wide": (760, 12, 22), "narrow": (326, 11, 14), "pdf": (640, 12, 22)}
    APART = 56  # how far the line stands off from what is earlier

    @property
    def start(self):
        """The Monday the line begins with: this week's, or last week's when something is overdue."""
        monday = self.today - timedelta(days=self.today.weekday())
        return monday - timedelta(days=7 if any(each.late for each in self.due) else 0)

    @property
    def end(self):
        """The Monday the line ends with."""
        return self.start + timedelta(weeks=self.weeks)

    @property
    def earlier(self):
        """What was due before the line begins, in words; empty when nothing was."""
        before = [f"{each.number} on {dated(each.on)}" for each in self.due if each.on < self.start]
        return f"Earlier than this line: {listed(before)}." if before else ""

    @property
    def beyond(self):
        """What the line is too short to show, in words; empty when it shows everything."""
        later = [f"{each.number} on {dated(each.on)}" for each in self.due if each.on > self.end]
        if self.meeting and self.meeting > self.end:
            later.append(f"{self.meeting_name[:1].lower()}{self.meeting_name[1:]} on {dated(self.meeting)}")
        return f"Later than this line: {listed(later)}." if later else ""

    @property
    def summary(self):
        """What is due and when, in row order, then the meeting."""
        late = sum(each.late for each in self.due)
        days = listed(f"{each.number} on {self._day(each.on)}" for each in self.due)
        first = f"{plural(len(self.due), 'thing')} to do, {late} overdue: {days}." if self.due else "Nothing is due."
        return f"{first} {self.meeting_name} on {self._day(self.meeting)}." if self.meeting else first

    @property
    def rows(self):
        """(row, date, state)."""
        return [(each.number, self._day(each.on), "overdue" if each.late else "due") for each in self.due]

    def _day(self, on):
        """A day; one of another year carries its year."""
        return day(on) if on.year == self.today.year else dated(on)

    def svg(self, variant="wide"):
        """The line drawn for a width; marks that would touch stand above one another."""
        width, radius, edge = self.SIZES[variant]
        placed, lanes = self._lanes(width, radius, edge)
        base = 14 + max(lanes, 1) * (2 * radius + 4)
        canvas = picture(width, base + 46, self.uid, self.title, self.summary, variant)
        drawing = _Line(self, canvas, width, edge, base, radius)
        drawing.line(variant)
        drawing.today()
        if self.meeting and self.meeting <= self.end:
            drawing.meeting()
        for each, lane in placed:
            drawing.stem(each, lane)
        for each, lane in placed:
            drawing.mark(each, lane)
        return canvas.done()

    def _lanes(self, width, radius, edge):
        ends, placed = [], []
        shown = [each for each in self.due if each.on <= self.end]
        for each in sorted(shown, key=lambda each: (each.on, each.number)):
            x = self.x(each.on, width, edge)
            lane = next((at for at, end in enumerate(ends) if x - end > 2 * radius + 2), len(ends))
            ends[lane : lane + 1] = [x]
            placed.append((each, lane))
        return placed, len(ends)

    def x(self, on, width, edge):
        """Where a day lies, held within the line; what is earlier lies at the edge, apart from it."""
        if on < self.start:
            return edge
        begins, days = edge + (self.APART if self.earlier else 0), self.weeks * 7
        return begins + (width - edge - begins) * min((on - self.start).days, days) / days


class _Line:
    """The drawing of one Weeks on one canvas."""

    def __init__(self, weeks, canvas, width, edge, base, radius):
        self.weeks, self.canvas, self.width, self.base, self.radius = weeks, canvas, width, base, radius
        self.x = lambda on: weeks.x(on, width, edge)

    def line(self, variant):
        """The line itself: time gone by, the weeks and their Mondays' dates."""
        canvas, base = self.canvas, self.base
        canvas.rect(0, base - 3, self.x(self.weeks.today), 6, PALE)
        canvas.line(0, base, self.width, base, QUIET)
        if self.weeks.earlier:
            canvas.text("earlier", 0, base + 20, MUTED, 12, "start")
        for week in range(self.weeks.weeks + 1):
            monday = self.weeks.start + timedelta(days=7 * week)
            x = self.x(monday)
            canvas.line(x, base - 4, x, base + 4, QUIET)
            if self._clear(x) and (variant != "narrow" or week % 2 == 0):
                anchor = "start" if not week else "end" if week == self.weeks.weeks else "middle"
                canvas.text(day_short(monday), x, base + 20, MUTED, 12, anchor)

    def _clear(self, x):
        """Whether a date here would stay clear of the lines for today and the meeting."""
        return all(abs(x - self.x(on)) > 26 for on in self._days_named())

    def _days_named(self):
        meeting = self.weeks.meeting
        return [self.weeks.today, *([meeting] if meeting and meeting <= self.weeks.end else [])]

    def today(self):
        """Where we are."""
        x = self.x(self.weeks.today)
        self.canvas.line(x, 8, x, self.base + 28, BRAND, 1.5)
        self._below("Today", x, "end" if self._crowded() else "middle")

    def meeting(self):
        """The next meeting: a gold diamond on the line."""
        x = self.x(self.weeks.meeting)
        if self.weeks.meeting != self.weeks.today:
            self.canvas.line(x, self.base - 8, x, self.base + 28, PLUM, 1.5, stroke_dasharray="3 3")
        self.canvas.diamond(x, self.base, 8, GOLD, stroke=BRAND, stroke_width=1.5)
        self._below("Meeting", x, "start" if self._crowded() else "middle")

    def _crowded(self):
        """Whether "Today" and "Meeting" would run into each other."""
        today, *meeting = self._days_named()
        return any(abs(self.x(on) - self.x(today)) < 52 for on in meeting)

    def _below(self, words, x, anchor):
        half = len(words) * 3.6
        if anchor == "middle":
            x = min(max(x, half), self.width - half)
        elif anchor == "end":
            x = max(x - 2, 2 * half)
        else:
            x = min(x + 2, self.width - 2 * half)
        self.canvas.text(words, x, self.base + 41, BRAND, 12, anchor, 700)

    def _height(self, lane):
        return self.base - 10 - self.radius - lane * (2 * self.radius + 4)

    def stem(self, each, lane):
        """From the line up to a mark; drawn first, so that no stem crosses another's number."""
        x = self.x(each.on)
        self.canvas.line(x, self._height(lane), x, self.base, RED if each.late else BRAND)

    def mark(self, each, lane):
        """A thing to do: a ring, or a red square when it is late."""
        x, y, r = self.x(each.on), self._height(lane), self.radius
        if each.late:
            self.canvas.rect(x - r, y - r, 2 * r, 2 * r, RED, rx=3)
        else:
            self.canvas.circle(x, y, r, WHITE, stroke=BRAND, stroke_width=1.5)
        self.canvas.text(each.number, x, y + 4.5, WHITE if each.late else BRAND, 13, "middle", 700)


def day(on):
    """ "6 November"."""
    return f"{on.day} {on:%B}"


def dated(on):
    """ "3 March 2027"."""
    return f"{day(on)} {on.year}"


def day_short(on):
    """ "6 Nov"."""
    return f"{on.day} {on:%b}"
