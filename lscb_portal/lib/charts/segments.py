"""How far a return is: its standards in blocks."""

from dataclasses import dataclass

from lscb_portal.lib.charts.svg import BRAND, LILAC, PALE, mark

FILLS = {"done": BRAND, "carried": LILAC, "open": PALE}
WORDS = {"done": "confirmed", "carried": "carried forward", "open": "not started"}


@dataclass
class Segments:
    """One block for each standard, in order; each state is done, carried (not yet confirmed) or open."""

    states: list[str]
    title: str = "Standards of the return"

    headings = ("Standard", "State")

    @property
    def summary(self):
        """ "8 of 12 confirmed, 2 carried forward, 2 not started." """
        count = self.states.count
        rest = [f"{count(state)} {WORDS[state]}" for state in ("carried", "open") if count(state)]
        return ", ".join([f"{count('done')} of {len(self.states)} confirmed", *rest]) + "."

    @property
    def rows(self):
        """(number, state in words)."""
        return [(at, WORDS[state]) for at, state in enumerate(self.states, 1)]

    def svg(self, variant="wide"):
        """The blocks, stretched to the width they are given."""
        title = f"{self.title}. {self.summary}" if variant == "pdf" else ""
        canvas = mark(300, 10, title=title, css="segs", view=(300, 10))
        gap = 3 if len(self.states) <= 30 else 1
        width = (300 - gap * (len(self.states) - 1)) / max(len(self.states), 1)
        for at, state in enumerate(self.states):
            canvas.rect(at * (width + gap), 0, width, 10, FILLS[state])
        return canvas.done()
