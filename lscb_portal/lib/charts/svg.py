"""The primitives every chart is drawn with, and the colours they share with the stylesheet."""

from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import mark_safe

INK = "#1e1a22"
MUTED = "#57505e"
QUIET = "#857b8a"
LINE = "#d8d2cb"
TINT = "#f1eef2"
PALE = "#e3dde5"
LILAC = "#b7a8bd"
PLUM = "#7a5c86"
BRAND = "#43264c"
GOLD = "#e3b04b"
WHITE = "#ffffff"
RED = "#a82422"
BLUE = "#18386b"
AMBER = "#f2b632"
GREEN = "#0b6b5a"
SIGNAL = "#c05a0c"

# A rating's fill and the colour of the letter on it; a rating is never shown without its letter.
RATING_COLOURS = {
    "b": (BLUE, WHITE),
    "g": ("#58b08c", INK),
    "a": (AMBER, INK),
    "r": (RED, WHITE),
    "n": ("#e9e5e0", INK),
}

FONT = "Source Sans 3, Source Sans 3 Ext, Arial, sans-serif"


@dataclass
class Canvas:
    """An SVG in the making: shapes are added one by one, `done()` closes it."""

    width: float
    height: float
    opening: str
    parts: list = field(default_factory=list)

    def add(self, tag, text=None, **attributes):
        """Add an element. Underscores in attribute names become hyphens; None leaves the attribute out."""
        written = "".join(_attribute(name, value) for name, value in attributes.items() if value is not None)
        body = "/>" if text is None else f">{escape(str(text))}</{tag}>"
        self.parts.append(f"<{tag}{written}{body}")

    def line(self, x1, y1, x2, y2, stroke, width=1, **more):
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **more)

    def rect(self, x, y, width, height, fill, **more):
        """A rectangle."""
        self.add("rect", x=x, y=y, width=width, height=height, fill=fill, **more)

    def circle(self, x, y, r, fill, **more):
        """A disc or a ring."""
        self.add("circle", cx=x, cy=y, r=r, fill=fill, **more)

    def text(self, words, x, y, fill=INK, size=12, anchor=None, weight=None):
        """Words, their baseline at y."""
        self.add("text", words, x=x, y=y, fill=fill, font_size=size, text_anchor=anchor, font_weight=weight)

    def path(self, d, **more):
        """A path."""
        self.add("path", d=d, **more)

    def diamond(self, x, y, r, fill, **more):
        """A square standing on its corner: the shape of a signal and of a meeting."""
        self.path(f"M{number(x)} {number(y - r)}l{r} {r}l{-r} {r}l{-r} {-r}Z", fill=fill, **more)

    def polyline(self, points, stroke, width):
        """A line through (x, y) points."""
        joined = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.add("polyline", points=joined, fill="none", stroke=stroke, stroke_width=width, stroke_linejoin="round")

    def done(self):
        """The finished SVG, safe to put into a page: every word and attribute was escaped when it was added."""
        return mark_safe(f"{self.opening}{''.join(self.parts)}</svg>")


def number(value):
    """A coordinate, with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _attribute(name, value):
    written = number(value) if isinstance(value, float) else escape(str(value))
    return f' {name.replace("_", "-")}="{written}"'


def picture(width, height, uid, title, summary, variant="wide"):
    """A Canvas with a name and a description.

    The PDF engine takes the alternative text from <title> alone, so there the title carries the summary too. `uid` must
    be unlike any other on the page; the variant is added, because a page holds the wide and the narrow drawing.
    """
    name = escape(f"{uid}-{variant}")
    titled = escape(f"{title}. {summary}" if variant == "pdf" else title)
    return Canvas(
        width,
        height,
        f"<svg {_box(width, height, width, height)} "
        f'role="img" aria-labelledby="{name}-t {name}-d" font-family="{FONT}" font-size="13" fill="{INK}">'
        f'<title id="{name}-t">{titled}</title><desc id="{name}-d">{escape(summary)}</desc>',
    )


def mark(width, height, title="", css="", view=None):
    """A Canvas for a small drawing that stands beside its own words.

    Assistive technology skips it on a page. In a PDF every drawing is a figure and needs a `title`. `view` is the
    (width, height) drawn in when the drawing is to be stretched over whatever box its `css` class gives it.
    """
    stretched = ' preserveAspectRatio="none"' if view else ""
    named = f' class="{css}"' if css else ""
    spoken = f' role="img"><title>{escape(title)}</title>' if title else ' aria-hidden="true" focusable="false">'
    drawn_in = view or (width, height)
    return Canvas(*drawn_in, f"<svg {_box(width, height, *drawn_in)}{named}{stretched}{spoken}")


def _box(width, height, view_width, view_height):
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(view_width)} {number(view_height)}" {size}'
