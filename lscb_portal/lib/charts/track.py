"""Where a rating stood and where moderation moved it."""

from dataclasses import dataclass

from lscb_portal.lib.charts.svg import BRAND, LINE, QUIET, WHITE, mark, number
from lscb_portal.lib.charts.words import plural


@dataclass
class Track:
    """A scale as steps, worst on the left. Ring: the agency's own rating. Disc: the moderated one. Arrow: the move.

    `scale` lists the codes from worst to best; `moderated` is None until there is a moderated rating.
    """

    scale: list[str]
    own: str
    moderated: str | None = None

    title = "Self to moderated"
    headings = ("", "Rating")

    @property
    def moved(self):
        """Steps up (positive) or down; None until moderated."""
        if self.moderated is None:
            return None
        return self.scale.index(self.moderated) - self.scale.index(self.own)

    @property
    def summary(self):
        """ "Lowered 1", "Raised 2", "Agreed" or "To do"."""
        if self.moved is None:
            return "To do"
        return f"{'Raised' if self.moved > 0 else 'Lowered'} {abs(self.moved)}" if self.moved else "Agreed"

    @property
    def sentence(self):
        """The move in a sentence."""
        if not self.moved:
            return "Not yet moderated." if self.moved is None else "Moderation agreed with the agency."
        return f"Moderation {'raised' if self.moved > 0 else 'lowered'} it by {plural(abs(self.moved), 'step')}."

    @property
    def rows(self):
        """Own and moderated."""
        return [("Self", self.own), ("Moderated", self.moderated or "to do")]

    def svg(self, variant="wide"):
        """The steps; long scales stand closer together."""
        step = min(40, 200 // max(len(self.scale) - 1, 1))
        width = 32 + step * (len(self.scale) - 1)
        canvas = mark(width, 24, title=f"{self.title}. {self.sentence}" if variant == "pdf" else "")
        places = {code: 16 + at * step for at, code in enumerate(self.scale)}
        canvas.line(16, 12, width - 16, 12, LINE, 2)
        for x in places.values():
            canvas.line(x, 8, x, 16, QUIET)
        own = places[self.own]
        if self.moved:
            _arrow(canvas, own, places[self.moderated])
        canvas.circle(own, 12, 7, WHITE, stroke=BRAND, stroke_width=2)
        if self.moderated is not None:
            canvas.circle(places[self.moderated], 12, 7 if self.moved else 4, BRAND)
        return canvas.done()


def _arrow(canvas, start, end):
    way = 1 if end > start else -1
    canvas.line(start + 8 * way, 12, end - 14 * way, 12, BRAND, 2)
    canvas.path(f"M{number(end - 9 * way)} 12l{-7 * way} -4.5v9Z", fill=BRAND)
