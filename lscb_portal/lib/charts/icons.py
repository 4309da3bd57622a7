"""Small marks that stand beside their own words: `icon("quorate")`, in a template {% icon "quorate" %}."""

from lscb_portal.lib.charts.svg import (
    AMBER,
    BLUE,
    BRAND,
    GREEN,
    INK,
    LILAC,
    MUTED,
    PLUM,
    QUIET,
    RED,
    SIGNAL,
    WHITE,
    mark,
)


def icon(name, title="", **options):
    """The named mark as safe SVG; KeyError for an unknown name.

    In a PDF give its `title`, there no drawing may go without. `better` and `worse` take a `fill`, `variation` and
    `assurance` a `kind` (the keys of process control's words), `ladder` a `level` from 0 to 4.
    """
    width, height, css, draw = DRAWINGS[name]
    canvas = mark(width, height, title=title, css=css)
    draw(canvas, **options)
    return canvas.done()


def _quorate(canvas):
    canvas.circle(13, 13, 12, GREEN)
    canvas.path("M7 13.5l4.2 4.2L19 9.5", fill="none", stroke=WHITE, stroke_width=2.5)


def _at_risk(canvas):
    canvas.path("M13 1.5 25 24H1Z", fill=AMBER, stroke=INK, stroke_width=1.5, stroke_linejoin="round")
    canvas.path("M13 9v8M13 19v2.5", stroke=INK, stroke_width=2.5)


def _not_quorate(canvas):
    canvas.path("M8 1h10l7 7v10l-7 7H8l-7-7V8Z", fill=RED)
    canvas.path("M8 8l10 10M18 8L8 18", stroke=WHITE, stroke_width=2.5)


def _flag(canvas):
    canvas.path("M3 18V2M3 3h13l-3 4.5 3 4.5H3", fill="none", stroke=BRAND, stroke_width=2)


def _unseen(canvas):
    canvas.path("M2 12s6-9 15-9 15 9 15 9-6 9-15 9S2 12 2 12Z", fill="none", stroke=BRAND, stroke_width=2)
    canvas.circle(17, 12, 4.5, BRAND)
    canvas.path("M5 23 29 1", stroke=BRAND, stroke_width=2.5)


def _handle(canvas):
    for x in (2, 8):
        for y in (3, 9, 15):
            canvas.circle(x, y, 1.6, QUIET)


def _arrow_up(canvas):
    canvas.path("M7 2v11M2 7l5-5 5 5", fill="none", stroke="currentColor", stroke_width=2)


def _arrow_down(canvas):
    canvas.path("M7 1v11M2 7l5 5 5-5", fill="none", stroke="currentColor", stroke_width=2)


def _better(canvas, fill=INK):
    canvas.path("M4 0 8 7H0Z", fill=fill)


def _worse(canvas, fill=INK):
    canvas.path("M4 7 0 0H8Z", fill=fill)


def _same(canvas):
    canvas.path("M0 5h10", stroke=MUTED, stroke_width=2)


def _missing(canvas):
    canvas.rect(2, 2, 26, 26, WHITE, rx=3, stroke=MUTED, stroke_width=1.5, stroke_dasharray="4 3")
    canvas.path("M9 15h12", stroke=MUTED, stroke_width=2.5)


def _self_rating(canvas):
    canvas.circle(8, 8, 6, WHITE, stroke=BRAND, stroke_width=2)


def _moderated_rating(canvas):
    canvas.circle(8, 8, 7, BRAND)


def _point(canvas):
    canvas.line(0, 7, 22, 7, BRAND, 2)
    canvas.circle(11, 7, 3.5, BRAND)


def _limit(canvas):
    canvas.line(0, 7, 22, 7, PLUM, 1.5, stroke_dasharray="5 4")


def _signal(canvas):
    canvas.diamond(11, 7, 6, SIGNAL)


def _ladder(canvas, level):
    """The evidence ladder: four rising steps, filled up to the level reached."""
    for step in range(4):
        reached = step < level
        height = 5.5 + step * 6
        fill, stroke = (BRAND, BRAND) if reached else (WHITE, QUIET)
        canvas.rect(step * 12 + 0.75, 25.25 - height, 9, height, fill, stroke=stroke, stroke_width=1.5)


def _variation(canvas, kind):
    """The outline says the judgement (square good, diamond bad, circle neither), the line inside says the way."""
    judgement, _, way = kind.partition("-")
    OUTLINES[judgement](canvas)
    if kind == "few":
        for x in (10, 15, 20):
            canvas.circle(x, 15, 1.5, MUTED)
        return
    canvas.path(
        WAYS[way],
        fill="none",
        stroke=WHITE if way else MUTED,
        stroke_width=2.25,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


WAYS = {"up": "M8 20l5 -4l3 1l6 -7", "down": "M8 10l5 4l3 -1l6 7", "": "M7 15q2 -5 4 0t4 0t4 0t4 0"}
OUTLINES = {
    "good": lambda canvas: canvas.rect(2, 2, 26, 26, BLUE, rx=3),
    "bad": lambda canvas: canvas.diamond(15, 15, 15, SIGNAL),
    "neutral": lambda canvas: canvas.circle(15, 15, 13.5, PLUM),
    "common": lambda canvas: canvas.circle(15, 15, 12.5, WHITE, stroke=QUIET, stroke_width=1.5),
    "few": lambda canvas: canvas.circle(15, 15, 12.5, WHITE, stroke=QUIET, stroke_width=1.5, stroke_dasharray="3 3"),
}


def _assurance(canvas, kind):
    """A dashed target with the process's band clear of it, below it or across it."""
    if kind in ("none", "few"):
        canvas.line(6, 15, 24, 15, QUIET, 2)
        return
    top, fill = {"pass": (3, BLUE), "fail": (17, SIGNAL), "hit": (10, LILAC)}[kind]
    canvas.rect(4, top, 22, 10, fill, rx=2)
    canvas.line(1, 15, 29, 15, INK, 1.75, stroke_dasharray="4 2.5")
    if kind == "pass":
        canvas.path("M11 8l3 3l5 -6", fill="none", stroke=WHITE, stroke_width=1.75)
    if kind == "fail":
        canvas.path("M12 19l6 6m0 -6l-6 6", fill="none", stroke=WHITE, stroke_width=1.75)


# name: (width, height, class, drawing)
DRAWINGS = {
    "quorate": (26, 26, "", _quorate),
    "at-risk": (26, 26, "", _at_risk),
    "not-quorate": (26, 26, "", _not_quorate),
    "flag": (20, 20, "", _flag),
    "unseen": (34, 24, "", _unseen),
    "handle": (10, 18, "", _handle),
    "arrow-up": (14, 14, "", _arrow_up),
    "arrow-down": (14, 14, "", _arrow_down),
    "better": (8, 7, "mk", _better),
    "worse": (8, 7, "mk", _worse),
    "same": (10, 10, "mk", _same),
    "missing": (30, 30, "", _missing),
    "self-rating": (16, 16, "", _self_rating),
    "moderated-rating": (16, 16, "", _moderated_rating),
    "point": (22, 14, "", _point),
    "limit": (22, 14, "", _limit),
    "signal": (22, 14, "", _signal),
    "ladder": (46, 26, "", _ladder),
    "variation": (30, 30, "", _variation),
    "assurance": (30, 30, "", _assurance),
}
