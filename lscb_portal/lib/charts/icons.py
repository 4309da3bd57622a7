"""Small marks that stand beside their own words. `icon("quorate")` in Python, {% icon "quorate" %} in a template."""

from lscb_portal.lib.charts.svg import BRAND, INK, MUTED, QUIET, RED, WHITE, mark

GREEN, AMBER = "#0b6b5a", "#f2b632"


def icon(name, **options):
    """The named mark as safe SVG; `options` go to its drawing. An unknown name is a KeyError."""
    return DRAWINGS[name](**options)


def _quorate():
    canvas = mark(26, 26)
    canvas.circle(13, 13, 12, GREEN)
    canvas.path("M7 13.5l4.2 4.2L19 9.5", fill="none", stroke=WHITE, stroke_width=2.5)
    return canvas.done()


def _at_risk():
    canvas = mark(26, 26)
    canvas.path("M13 1.5 25 24H1Z", fill=AMBER, stroke=INK, stroke_width=1.5, stroke_linejoin="round")
    canvas.path("M13 9v8M13 19v2.5", stroke=INK, stroke_width=2.5)
    return canvas.done()


def _not_quorate():
    canvas = mark(26, 26)
    canvas.path("M8 1h10l7 7v10l-7 7H8l-7-7V8Z", fill=RED)
    canvas.path("M8 8l10 10M18 8L8 18", stroke=WHITE, stroke_width=2.5)
    return canvas.done()


def _flag():
    canvas = mark(20, 20)
    canvas.path("M3 18V2M3 3h13l-3 4.5 3 4.5H3", fill="none", stroke=BRAND, stroke_width=2)
    return canvas.done()


def _unseen():
    canvas = mark(34, 24)
    canvas.path("M2 12s6-9 15-9 15 9 15 9-6 9-15 9S2 12 2 12Z", fill="none", stroke=BRAND, stroke_width=2)
    canvas.circle(17, 12, 4.5, BRAND)
    canvas.path("M5 23 29 1", stroke=BRAND, stroke_width=2.5)
    return canvas.done()


def _handle():
    canvas = mark(10, 18)
    for x in (2, 8):
        for y in (3, 9, 15):
            canvas.circle(x, y, 1.6, QUIET)
    return canvas.done()


def _arrow_up():
    canvas = mark(14, 14)
    canvas.path("M7 2v11M2 7l5-5 5 5", fill="none", stroke="currentColor", stroke_width=2)
    return canvas.done()


def _arrow_down():
    canvas = mark(14, 14)
    canvas.path("M7 1v11M2 7l5 5 5-5", fill="none", stroke="currentColor", stroke_width=2)
    return canvas.done()


def _triangle(points, fill):
    canvas = mark(8, 7, css="mk")
    canvas.path(points, fill=fill)
    return canvas.done()


def _better(fill=INK):
    return _triangle("M4 0 8 7H0Z", fill)


def _worse(fill=INK):
    return _triangle("M4 7 0 0H8Z", fill)


def _same():
    canvas = mark(10, 10, css="mk")
    canvas.path("M0 5h10", stroke=MUTED, stroke_width=2)
    return canvas.done()


def _missing():
    canvas = mark(30, 30)
    canvas.rect(2, 2, 26, 26, WHITE, rx=3, stroke=MUTED, stroke_width=1.5, stroke_dasharray="4 3")
    canvas.path("M9 15h12", stroke=MUTED, stroke_width=2.5)
    return canvas.done()


def _self_rating():
    canvas = mark(16, 16)
    canvas.circle(8, 8, 6, WHITE, stroke=BRAND, stroke_width=2)
    return canvas.done()


def _moderated_rating():
    canvas = mark(16, 16)
    canvas.circle(8, 8, 7, BRAND)
    return canvas.done()


def _point():
    canvas = mark(22, 14)
    canvas.line(0, 7, 22, 7, BRAND, 2)
    canvas.circle(11, 7, 3.5, BRAND)
    return canvas.done()


def _limit():
    canvas = mark(22, 14)
    canvas.line(0, 7, 22, 7, "#7a5c86", 1.5, stroke_dasharray="5 4")
    return canvas.done()


def _signal():
    canvas = mark(22, 14)
    canvas.diamond(11, 7, 6, "#c05a0c")
    return canvas.done()


DRAWINGS = {
    "quorate": _quorate,
    "at-risk": _at_risk,
    "not-quorate": _not_quorate,
    "flag": _flag,
    "unseen": _unseen,
    "handle": _handle,
    "arrow-up": _arrow_up,
    "arrow-down": _arrow_down,
    "better": _better,
    "worse": _worse,
    "same": _same,
    "missing": _missing,
    "self-rating": _self_rating,
    "moderated-rating": _moderated_rating,
    "point": _point,
    "limit": _limit,
    "signal": _signal,
}
