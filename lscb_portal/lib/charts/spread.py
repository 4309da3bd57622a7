"""How ratings are spread, as one small bar that stands beside its own words."""

from dataclasses import dataclass

from lscb_portal.lib.charts.bars import Share
from lscb_portal.lib.charts.svg import mark

WIDTH, HEIGHT, GAP = 300, 16, 2


@dataclass(frozen=True)
class SpreadBar:
    """A bar of ratings, stretched to the width it is given: as wide a piece as there are of each."""

    parts: tuple[Share, ...]

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def shown(self):
        return [part for part in self.parts if part.count]

    @property
    def words(self) -> str:
        """ "4 Green, 3 Amber, of 7 ratings"; what there is none of is left out."""
        if not self.total:
            return "No ratings"
        counts = ", ".join(f"{part.count} {part.label}" for part in self.shown)
        return f"{counts}, of {self.total} rating{'' if self.total == 1 else 's'}"

    def svg(self, variant="wide"):
        """The bar; in the PDF it carries its words."""
        canvas = mark(WIDTH, HEIGHT, title=self.words if variant == "pdf" else "", css="spread", view=(WIDTH, HEIGHT))
        room, at = WIDTH - GAP * (len(self.shown) - 1), 0.0
        for part in self.shown:
            width = room * part.count / self.total
            canvas.rect(at, 0, width, HEIGHT, part.hues[0])
            at += width + GAP
        return canvas.done()
