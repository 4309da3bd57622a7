"""A series over time with what process control says of it: an XmR chart, or a run chart while figures are few."""

from dataclasses import dataclass
from itertools import groupby
from math import ceil

from lscb_portal.lib.charts.axis import Axis, decimals_of, spread, ticks
from lscb_portal.lib.charts.svg import BRAND, INK, LINE, MUTED, PLUM, SIGNAL, WHITE, picture
from lscb_portal.lib.charts.words import plural, written

BAND = "#f4f0f5"
AXIS = "#8b8390"
LIMIT_WORDS = "#5b2a6b"
LETTER = 6.2  # the width of a figure or letter at 12 px, generously

# The words for each rule of process control.
SIGNAL_WORDS = {
    "outside": "outside the limits",
    "shift": "in a run on one side",
    "trend": "in a run rising or falling",
    "two of three": "2 of 3 near a limit",
}


@dataclass
class ProcessChart:
    """Values over time. `reading` is what audits.process_control.read says of the same `values`.

    With limits it is drawn as an XmR chart: mean, limits and the band between them. Without (fewer than 12 figures) it
    is a run chart against the median. A value of None is a gap in the line. `suffix` follows every figure ("%"),
    `decimals` is how many are printed; `target` is drawn when given.
    """

    uid: str
    title: str
    labels: list[str]
    values: list
    reading: object
    decimals: int = 0
    suffix: str = ""
    target: object = None

    headings = ("Period", "Value", "Signal")
    SIZES = {"wide": (560, 250), "narrow": (340, 240), "pdf": (640, 190)}
    TOP, BOTTOM = 12, 30

    # in words ---------------------------------------------------------------------------------------------------------

    @property
    def centre_word(self):
        """What the middle line is."""
        return "mean" if self.reading.phase.limits else "median"

    @property
    def summary(self):
        """What the chart shows, in sentences."""
        at = self.reading.latest
        if at is None:
            return "No figures yet."
        sentences = [self._level(at), *self._signals(), *self._cautions()]
        return " ".join(sentences)

    def _level(self, at):
        phase = self.reading.phase
        centre = f"{self.centre_word} {self._more_exactly(phase.centre)}" if phase.centre is not None else ""
        limits = phase.limits
        within = f"limits {self._more_exactly(limits.lower)} to {self._more_exactly(limits.upper)}" if limits else ""
        rest = ", ".join(filter(None, [centre, within]))
        return f"Latest {self._figure(self.values[at])} ({self.labels[at]}){'; ' + rest if rest else ''}."

    def _signals(self):
        signals = self.reading.signals
        if not signals:
            return ["No signal: it varies as it normally does."] if self.reading.phase.limits else []
        said = []
        if out := _breaking(signals, "outside"):
            said.append(f"{plural(len(out), 'point')} outside the limits.")
        if near := _breaking(signals, "two of three"):
            said.append(f"{plural(len(near), 'point')} near a limit, 2 of 3 in a row.")
        said += [f"{self._stretch(run)} on one side of the {self.centre_word}." for run in _runs(signals, "shift")]
        said += [f"{self._stretch(run)} rising or falling." for run in _runs(signals, "trend")]
        return said

    def _stretch(self, run):
        return f"{len(run)} points in a row, {self.labels[run[0]]} to {self.labels[run[-1]]},"

    def _cautions(self):
        said = []
        limits = self.reading.phase.limits
        if limits and limits.provisional:
            said.append(f"Limits are provisional, from {plural(limits.points, 'figure')}.")
        if self.reading.missing:
            said.append(f"{plural(self.reading.missing, 'figure is', 'figures are')} missing.")
        return said

    def _figure(self, value):
        return written(value, self.decimals, self.suffix)

    def _more_exactly(self, value):
        """Means and limits with one decimal more than the figures, but no more than one."""
        return written(value, max(self.decimals, 1), self.suffix)

    @property
    def rows(self):
        """(period, value, signal), oldest first."""
        signals = self.reading.signals
        return [
            (label, self._figure(value), ", ".join(SIGNAL_WORDS[rule] for rule in signals.get(at, ())))
            for at, (label, value) in enumerate(zip(self.labels, self.values, strict=True))
        ]

    # in lines ---------------------------------------------------------------------------------------------------------

    def svg(self, variant="wide"):
        """The chart drawn for a width."""
        width, height = self.SIZES[variant]
        canvas = picture(width, height, self.uid, self.title, self.summary, variant)
        if self.reading.latest is None:
            canvas.text("No figures yet", width / 2, height / 2, MUTED, 13, "middle")
            return canvas.done()
        plot = self._plot(width, height)
        self._bands(canvas, plot)
        self._grid(canvas, plot)
        self._lines(canvas, plot)
        self._periods(canvas, plot)
        self._series(canvas, plot)
        return canvas.done()

    def _plot(self, width, height):
        axis = Axis(self._ticks(), height - self.BOTTOM, self.TOP)
        longest = max(len(words) for words in self._tick_words(axis))
        room = max(len(words) for words, _ in self._right_words().values()) if self._right_words() else 0
        return Plot(axis, longest * LETTER + 10, width - room * LETTER - 10, len(self.values))

    def _ticks(self):
        seen = [value for value in self.values if value is not None]
        for phase in self.reading.phases:
            seen += [phase.limits.upper, phase.limits.lower] if phase.limits else []
        seen += [self.target] if self.target is not None else []
        return ticks(min(map(float, seen)), max(map(float, seen)))

    def _tick_words(self, axis):
        decimals = decimals_of(axis.ticks)
        return [written(tick, decimals) for tick in axis.ticks]

    def _right_words(self):
        """{line: (words, value)} for what is named at the right-hand edge."""
        phase = self.reading.phase
        named = {}
        if phase.limits and phase.limits.upper > phase.limits.lower:
            named = {"upper": ("Upper", phase.limits.upper), "lower": ("Lower", phase.limits.lower)}
        if phase.centre is not None:
            named["centre"] = (self.centre_word.capitalize(), phase.centre)
        if self.target is not None:
            named["target"] = ("Target", self.target)
        return {line: (f"{word} {self._figure(value)}", value) for line, (word, value) in named.items()}

    def _bands(self, canvas, plot):
        for phase in self.reading.phases:
            if phase.limits:
                left, right = plot.span(phase)
                top, bottom = plot.axis.at(phase.limits.upper), plot.axis.at(phase.limits.lower)
                canvas.rect(left, top, right - left, bottom - top, BAND)

    def _grid(self, canvas, plot):
        words = self._tick_words(plot.axis)
        for at, (tick, label) in enumerate(zip(plot.axis.ticks, words, strict=True)):
            y = plot.axis.at(tick)
            canvas.line(plot.left, y, plot.right, y, LINE if at else AXIS)
            canvas.text(label, plot.left - 6, y + 4, MUTED, 12, "end")

    def _lines(self, canvas, plot):
        for phase in self.reading.phases:
            left, right = plot.span(phase)
            if phase.centre is not None:
                canvas.line(left, plot.axis.at(phase.centre), right, plot.axis.at(phase.centre), PLUM, 1.25)
            for limit in (phase.limits.upper, phase.limits.lower) if phase.limits else ():
                y = plot.axis.at(limit)
                canvas.line(left, y, right, y, PLUM, 1.25, stroke_dasharray="5 4")
        if self.target is not None:
            y = plot.axis.at(self.target)
            canvas.line(plot.left, y, plot.right, y, INK, 1.25, stroke_dasharray="2 3")
        self._name_lines(canvas, plot)

    def _name_lines(self, canvas, plot):
        named = self._right_words()
        places = spread({line: plot.axis.at(value) for line, (_, value) in named.items()}, 14)
        for line, (words, _) in named.items():
            fill = INK if line == "target" else LIMIT_WORDS
            canvas.text(words, plot.right + 6, places[line] + 4, fill)

    def _periods(self, canvas, plot):
        bottom = plot.axis.start
        every = plot.every(max(len(label) for label in self.labels))
        for at, label in enumerate(self.labels):
            if at % every == 0:
                x = plot.x(at)
                canvas.line(x, bottom, x, bottom + 4, AXIS)
                canvas.text(label, x, bottom + 18, MUTED, 12, "middle" if x > len(label) * LETTER / 2 else "start")

    def _series(self, canvas, plot):
        points = [None if v is None else (plot.x(at), plot.axis.at(v)) for at, v in enumerate(self.values)]
        for there, stretch in groupby(points, key=lambda point: point is not None):
            if there:
                canvas.polyline(stretch, BRAND, 2)
        for at, point in enumerate(points):
            if point and at in self.reading.signals:
                canvas.diamond(*point, 5.5, SIGNAL, stroke=WHITE, stroke_width=1)
            elif point:
                canvas.circle(*point, 3, BRAND, stroke=WHITE, stroke_width=1)


@dataclass(frozen=True)
class Plot:
    """The field the series is drawn in: its value axis, its left and right edges, and how many places it has."""

    axis: Axis
    left: float
    right: float
    places: int

    @property
    def step(self):
        """From one place to the next."""
        return (self.right - self.left) / max(self.places - 1, 1)

    def x(self, place):
        """Where a place lies; a single one is in the middle."""
        return self.left + place * self.step if self.places > 1 else (self.left + self.right) / 2

    def span(self, phase):
        """From the first to the last place of a phase; a phase meets its neighbour half-way."""
        left = self.left if phase.start == 0 else self.x(phase.start) - self.step / 2
        right = self.right if phase.stop == self.places else self.x(phase.stop - 1) + self.step / 2
        return left, right

    def every(self, letters):
        """Which labels fit side by side: every first, second, third ..."""
        return max(1, ceil((letters * LETTER + 12) / self.step)) if self.places > 1 else 1


def _breaking(signals, rule):
    return [at for at, rules in signals.items() if rule in rules]


def _runs(signals, rule):
    """Unbroken stretches of positions that break a rule."""
    positions = _breaking(signals, rule)
    stretches = groupby(enumerate(positions), key=lambda pair: pair[1] - pair[0])
    return [[at for _, at in stretch] for _, stretch in stretches]
