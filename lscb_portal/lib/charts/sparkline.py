"""A series small enough for a table's cell. Its words stand in the cells beside it."""

from dataclasses import dataclass
from itertools import groupby

from lscb_portal.lib.charts.svg import BLUE, BRAND, INK, LILAC, SIGNAL, TINT, mark
from lscb_portal.lib.charts.words import plural, written


@dataclass
class Sparkline:
    """The figures of a scorecard row with their limits and target.

    `reading` is what audits.process_control.read says of `values`; `kind` is its variation, which the last mark shows
    by shape: square improving, diamond worsening, disc neither. Missing figures (None) are gaps.
    """

    title: str
    values: list
    reading: object
    kind: str = "common"
    target: object = None
    decimals: int = 0
    suffix: str = ""

    headings = ("Place", "Value")
    WIDTH, HEIGHT, EDGE = 132, 38, 5

    @property
    def summary(self):
        """ "15 figures, 61% to 84%; latest 84%." """
        known = [value for value in self.values if value is not None]
        if not known:
            return "No figures yet."
        low, high, last = (self._figure(value) for value in (min(known), max(known), known[-1]))
        return f"{plural(len(known), 'figure')}, {low} to {high}; latest {last}."

    @property
    def rows(self):
        """(place in the series, value)."""
        return [(at + 1, self._figure(value)) for at, value in enumerate(self.values)]

    def _figure(self, value):
        return written(value, self.decimals, self.suffix)

    def svg(self, variant="wide"):
        """The drawing; in the PDF it carries its title and summary."""
        title = f"{self.title}. {self.summary}" if variant == "pdf" else ""
        canvas = mark(self.WIDTH, self.HEIGHT, title=title)
        if self.reading.latest is not None:
            self._draw(canvas)
        return canvas.done()

    def _draw(self, canvas):
        limits = self.reading.phase.limits
        if limits:
            top, bottom = self._y(limits.upper), self._y(limits.lower)
            canvas.rect(0, top, self.WIDTH, bottom - top, TINT)
            canvas.line(0, self._y(limits.mean), self.WIDTH, self._y(limits.mean), LILAC)
        if self.target is not None:
            y = self._y(self.target)
            canvas.line(0, y, self.WIDTH, y, INK, 1.25, stroke_dasharray="4 3")
        points = [None if v is None else (self._x(at), self._y(v)) for at, v in enumerate(self.values)]
        for there, stretch in groupby(points, key=lambda point: point is not None):
            if there:
                canvas.polyline(stretch, BRAND, 1.75)
        self._last(canvas, *points[self.reading.latest])

    def _last(self, canvas, x, y):
        judgement = self.kind.partition("-")[0]
        if judgement == "bad":
            canvas.diamond(x, y, 5, SIGNAL)
        elif judgement == "good":
            canvas.rect(x - 4, y - 4, 8, 8, BLUE)
        else:
            canvas.circle(x, y, 3.5, BRAND)

    def _x(self, at):
        places = len(self.values) - 1
        return self.EDGE + at * (self.WIDTH - 2 * self.EDGE) / places if places else self.WIDTH / 2

    def _y(self, value):
        low, high = self._range()
        share = (float(value) - low) / (high - low) if high > low else 0.5
        return self.HEIGHT - self.EDGE - share * (self.HEIGHT - 2 * self.EDGE)

    def _range(self):
        seen = [value for value in self.values if value is not None]
        limits = self.reading.phase.limits
        seen += [limits.upper, limits.lower] if limits else []
        seen += [self.target] if self.target is not None else []
        return float(min(seen)), float(max(seen))
