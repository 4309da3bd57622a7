"""The golden thread of a recommendation: from its actions to the judged impact, whole as far as it holds."""

from dataclasses import dataclass

from lscb_portal.lib.charts.svg import BRAND, GOLD, INK, MUTED, QUIET, RATING_COLOURS, RED, WHITE, number, picture
from lscb_portal.lib.charts.words import plural

STAGES = ("Recommendation", "Actions", "Evidence", "Training", "Audit answers", "Indicator", "Judged impact")
HEADING = "#5b2a6b"


@dataclass(frozen=True)
class Knot:
    """One stage of a strand.

    `state` is ok, weak (part done), due (later), gap, or none (not needed). `words` stand under it, `detail` below
    them, `short` where there is little room. `level` is the step reached on the evidence ladder, for evidence alone.
    """

    state: str
    words: str
    detail: str = ""
    short: str = ""
    level: int | None = None

    @property
    def label(self):
        """The words for a narrow drawing."""
        return self.short or self.words


@dataclass(frozen=True)
class Strand:
    """One action: its reference, a few words, its delivery as a rating, and its evidence, training and audit knots."""

    ref: str
    words: str
    letter: str
    colour: str
    knots: tuple[Knot, Knot, Knot]

    @property
    def breaks_at(self):
        """The name of the first stage with a gap, and the words there; None where the strand holds."""
        gaps = ((STAGES[at], knot.words) for at, knot in enumerate(self.knots, 2) if knot.state == "gap")
        return next(gaps, None)

    def whole_to(self, stage):
        """Whether nothing is missing before the given knot (0 evidence, 1 training, 2 audit, 3 beyond)."""
        return all(knot.state != "gap" for knot in self.knots[:stage])

    @property
    def whole(self):
        """Whether the strand reaches the indicator: no gap, and nothing still to come."""
        return all(knot.state not in ("gap", "due") for knot in self.knots)


@dataclass
class Thread:
    """One recommendation (`ref` such as R4), a strand for each of its actions, its indicator and its judged impact."""

    uid: str
    title: str
    ref: str
    strands: list[Strand]
    indicator: Knot
    impact: Knot

    headings = ("Action", "Evidence", "Training", "Audit answers")

    @property
    def summary(self):
        """Where each strand holds or breaks, then the indicator and the impact."""
        if not self.strands:
            return "No actions yet."
        said = [f"{plural(len(self.strands), 'action')}.", *(self._strand_in_words(strand) for strand in self.strands)]
        return " ".join([*said, f"Indicator: {self.indicator.words}.", f"Judged impact: {self.impact.words}."])

    def _strand_in_words(self, strand):
        if not strand.breaks_at:
            return f"{strand.ref} holds."
        stage, words = strand.breaks_at
        return f"{strand.ref} breaks at {stage.lower()}: {words}."

    @property
    def reaches_the_impact(self):
        """Whether a whole strand leads to an indicator and an impact that are both there."""
        ends = (self.indicator.state, self.impact.state)
        return "gap" not in ends and any(strand.whole for strand in self.strands)

    @property
    def rows(self):
        """(action, evidence, training, audit answers) in words."""
        return [(strand.ref, *(knot.words for knot in strand.knots)) for strand in self.strands]

    def svg(self, variant="wide"):
        """The drawing: strands side by side as rows when wide, as columns when narrow (rows again above three)."""
        if variant != "narrow":
            return _Wide(self, variant).done()
        return (_Columns(self) if len(self.strands) <= 3 else _Rows(self)).done()


class _Drawing:
    """What the three layouts share: strands of gold edged in aubergine, knots, labels."""

    def __init__(self, thread, width, height, variant):
        self.thread = thread
        self.canvas = picture(width, height, thread.uid, thread.title, thread.summary, variant)
        self.draw()

    def done(self):
        return self.canvas.done()

    def strand(self, d, whole):
        """A stretch of thread; broken, it is a dotted grey line."""
        if whole:
            self.canvas.path(d, fill="none", stroke=BRAND, stroke_width=6)
            self.canvas.path(d, fill="none", stroke=GOLD, stroke_width=3)
        else:
            dotted = {"stroke_dasharray": "2 5", "stroke_linecap": "round"}
            self.canvas.path(d, fill="none", stroke=QUIET, stroke_width=1.5, **dotted)

    def recommendation(self, x, y, r):
        self.canvas.circle(x, y, r, BRAND, stroke=GOLD, stroke_width=3)
        self.canvas.text(self.thread.ref, x, y + 6, WHITE, 16, "middle", 700)

    def action(self, x, y, strand):
        fill, on_it = RATING_COLOURS[strand.colour]
        self.canvas.rect(x - 12, y - 12, 24, 24, fill, rx=3, stroke=WHITE, stroke_width=2)
        self.canvas.text(strand.letter, x, y + 5, on_it, 14, "middle", 700)

    def knot(self, x, y, knot):
        if knot.level is not None and knot.state != "gap":
            self._ladder(x, y, knot.level)
        else:
            getattr(self, f"_{knot.state}")(x, y)

    def _ladder(self, x, y, level):
        self.canvas.rect(x - 28, y - 20, 56, 34, WHITE)
        for step in range(4):
            height = 6 + step * 6
            fill, stroke = (BRAND, BRAND) if step < level else (WHITE, QUIET)
            self.canvas.rect(x - 23 + step * 12, y + 11 - height, 9, height, fill, stroke=stroke, stroke_width=1.5)

    def _ok(self, x, y):
        self.canvas.circle(x, y, 9, BRAND, stroke=GOLD, stroke_width=3)

    def _weak(self, x, y):
        self.canvas.circle(x, y, 9, WHITE, stroke=BRAND, stroke_width=3)
        self.canvas.path(f"M{number(x)} {number(y - 9)}A9 9 0 0 1 {number(x)} {number(y + 9)}Z", fill=BRAND)

    def _due(self, x, y):
        self.canvas.circle(x, y, 9, WHITE, stroke=BRAND, stroke_width=2)

    def _none(self, x, y):
        self.canvas.circle(x, y, 4, BRAND)

    def _gap(self, x, y):
        self.canvas.circle(x, y, 11, WHITE, stroke=RED, stroke_width=2, stroke_dasharray="4 3")
        cross = f"M{number(x - 4)} {number(y - 4)}l8 8m0 -8l-8 8"
        self.canvas.path(cross, stroke=RED, stroke_width=2, fill="none")

    def plate(self, x, y, words, gap=False, width=72):
        """Words on a white ground, so that the thread does not run through them."""
        self.canvas.rect(x - width / 2, y - 12, width, 17, WHITE)
        self.canvas.text(words, x, y + 1, RED if gap else INK, 12, "middle", 600)


class _Wide(_Drawing):
    X = (70, 232, 410, 578, 746, 914, 1068)
    TOP, ROW = 74, 88

    def __init__(self, thread, variant):
        self.middle = self.TOP + self.ROW * max(len(thread.strands) - 1, 0) / 2
        super().__init__(thread, 1136, self.TOP + self.ROW * max(len(thread.strands) - 1, 0) + 62, variant)

    def draw(self):
        for x, name in zip(self.X, STAGES, strict=True):
            self.canvas.text(name, x, 16, HEADING, 13, "middle", 600)
        for at, strand in enumerate(self.thread.strands):
            self._lines(self.TOP + at * self.ROW, strand)
        self.strand(f"M{self.X[5]} {number(self.middle)}H{self.X[6]}", self.thread.reaches_the_impact)
        self.recommendation(self.X[0], self.middle, 20)
        for at, strand in enumerate(self.thread.strands):
            self._knots(self.TOP + at * self.ROW, strand)
        for x, knot in ((self.X[5], self.thread.indicator), (self.X[6], self.thread.impact)):
            self.knot(x, self.middle, knot)
            self._label(x, self.middle + 29, (knot.words, knot.detail), knot.state == "gap")

    def _lines(self, y, strand):
        x, middle = self.X, number(self.middle)
        self.strand(f"M{x[0]} {middle}C{x[0] + 80} {middle} {x[1] - 90} {y} {x[1]} {y}", True)
        for stage in range(3):
            self.strand(f"M{x[stage + 1]} {y}H{x[stage + 2]}", strand.whole_to(stage + 1))
        self.strand(f"M{x[4]} {y}C{x[4] + 90} {y} {x[5] - 90} {middle} {x[5]} {middle}", strand.whole)

    def _knots(self, y, strand):
        self.action(self.X[1], y, strand)
        self._label(self.X[1], y + 29, (strand.ref, strand.words))
        for x, knot in zip(self.X[2:5], strand.knots, strict=True):
            self.knot(x, y, knot)
            self._label(x, y + 29, (knot.words, knot.detail), knot.state == "gap")

    def _label(self, x, y, lines, gap=False):
        first, second = lines
        self.canvas.text(first, x, y, RED if gap else INK, 13, "middle", 600)
        if second:
            self.canvas.text(second, x, y + 15, MUTED, 12, "middle")


class _Columns(_Drawing):
    """Downwards, a column for each of up to three strands."""

    COLUMNS = {0: (), 1: (206,), 2: (150, 262), 3: (128, 206, 284)}
    MIDDLE = 206
    Y = (46, 128, 216, 304, 392, 484, 566)
    NAMES = (
        ("Recommen-", "dation"),
        ("Actions",),
        ("Evidence",),
        ("Training",),
        ("Audit", "answers"),
        ("Indicator",),
        ("Judged", "impact"),
    )

    def __init__(self, thread):
        super().__init__(thread, 326, 606, "narrow")

    def draw(self):
        for y, lines in zip(self.Y, self.NAMES, strict=True):
            self.canvas.line(0, y - 32, 326, y - 32, "#ece8e3")
            for at, words in enumerate(lines):
                self.canvas.text(words, 0, y + 4 + at * 15, HEADING, 13, weight=600)
        columns = list(zip(self.COLUMNS[len(self.thread.strands)], self.thread.strands, strict=True))
        for x, strand in columns:
            self._lines(x, strand)
        self.strand(f"M{self.MIDDLE} {self.Y[5]}V{self.Y[6]}", self.thread.reaches_the_impact)
        self.recommendation(self.MIDDLE, self.Y[0], 18)
        for x, strand in columns:
            self._knots(x, strand)
        for y, knot in ((self.Y[5], self.thread.indicator), (self.Y[6], self.thread.impact)):
            self.knot(self.MIDDLE, y, knot)
            self.plate(self.MIDDLE, y + 28, knot.label, knot.state == "gap", 120)

    def _lines(self, x, strand):
        y, middle = self.Y, self.MIDDLE
        self.strand(f"M{middle} {y[0]}C{middle} {y[0] + 45} {x} {y[1] - 45} {x} {y[1]}", True)
        for stage in range(3):
            self.strand(f"M{x} {y[stage + 1]}V{y[stage + 2]}", strand.whole_to(stage + 1))
        self.strand(f"M{x} {y[4]}C{x} {y[4] + 50} {middle} {y[5] - 50} {middle} {y[5]}", strand.whole)

    def _knots(self, x, strand):
        self.action(x, self.Y[1], strand)
        self.plate(x, self.Y[1] + 28, strand.ref)
        for y, knot in zip(self.Y[2:5], strand.knots, strict=True):
            self.knot(x, y, knot)
            self.plate(x, y + 28, knot.label, knot.state == "gap")


class _Rows(_Drawing):
    """Strands one below the other, for a narrow screen with more of them than fit side by side."""

    X = (36, 122, 206, 290)
    TOP, ROW = 128, 84

    def __init__(self, thread):
        super().__init__(thread, 326, self.TOP + self.ROW * len(thread.strands) + 92, "narrow")

    def draw(self):
        self.recommendation(self.X[0], 28, 18)
        for x, name in zip(self.X, ("Action", "Evidence", "Training", "Audit"), strict=True):
            self.canvas.text(name, x, self.TOP - 42, HEADING, 13, "middle", 600)
        for at, strand in enumerate(self.thread.strands):
            self._row(self.TOP + at * self.ROW, strand)
        y = self.TOP + self.ROW * len(self.thread.strands) + 26
        self.canvas.line(0, y - 52, 326, y - 52, "#ece8e3")
        for x, name, knot in ((84, "Indicator", self.thread.indicator), (242, "Judged impact", self.thread.impact)):
            self.canvas.text(name, x, y - 28, HEADING, 13, "middle", 600)
            self.knot(x, y, knot)
            self.plate(x, y + 32, knot.label, knot.state == "gap", 150)

    def _row(self, y, strand):
        for stage in range(3):
            self.strand(f"M{self.X[stage]} {y}H{self.X[stage + 1]}", strand.whole_to(stage + 1))
        self.action(self.X[0], y, strand)
        self.plate(self.X[0], y + 30, strand.ref)
        for x, knot in zip(self.X[1:], strand.knots, strict=True):
            self.knot(x, y, knot)
            self.plate(x, y + 30, knot.label, knot.state == "gap", 84)
