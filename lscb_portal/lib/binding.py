"""Many PDFs made one: bookmarks, a stamped line on every page, a title and a language.

    bind(parts, stamp, to, ...)     write the whole to a file and return its pages

The pages of papers come as they are, of any size and turned any way. A strip is added below each of them, as it is
read, and the line is stamped there, so that it never covers what a paper says. Our own pages leave room for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream

# In points. The line is drawn for a page as wide as A4, and grows and shrinks with wider and narrower ones.
A4_WIDTH = 595.276
STRIP = 26.0
BASELINE = 9.0
SMALLEST, LARGEST = 0.3, 4.0
# An address by which our own pages point at a part, rewritten to where the part begins.
TO_PART = "https://pack.invalid/"


@dataclass(frozen=True)
class Part:
    """One PDF to bind: its file, and its bookmarks (words, depth from 0), which all lead to its first page.

    `name` is what links of other parts call it. `is_ours` says that its pages leave room for the stamped line.
    """

    file: Path
    bookmarks: tuple[tuple[str, int], ...] = ()
    name: str = ""
    is_ours: bool = False


@dataclass
class _Bound:
    """What has been bound so far: where each named part begins, and the bookmarks with their pages."""

    begins: dict[str, int] = field(default_factory=dict)
    bookmarks: list[tuple[str, int, int]] = field(default_factory=list)


def bind(
    parts: Sequence[Part],
    to: Path,
    *,
    stamps: Path,
    title: str,
    author: str,
    language: str = "en-GB",
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Bind `parts` in their order into the file `to`; return how many pages it has.

    `stamps` is a PDF with the line of each page as a page of its own. Raises ValueError when there are not as many.
    """
    with Pdf.new() as whole, pikepdf.open(stamps) as lines:
        bound = _Bound()
        for part in parts:
            _add(whole, part, bound)
            progress(len(whole.pages))
        if len(lines.pages) != len(whole.pages):
            raise ValueError("There is not one line for each page.")
        _stamp(whole, lines, parts)
        _link(whole, bound.begins)
        _outline(whole, bound.bookmarks)
        _describe(whole, title, author, language)
        whole.save(to, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(whole.pages)


def pages_of(file: Path) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def _add(whole, part, bound):
    first = len(whole.pages)
    if part.name:
        bound.begins[part.name] = first
    bound.bookmarks += [(words, depth, first) for words, depth in part.bookmarks]
    with pikepdf.open(part.file) as pdf:
        if "/AcroForm" in pdf.Root:
            # What somebody filled in becomes ink: a form does not survive being bound with others.
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("all")
        whole.pages.extend(pdf.pages)


# The stamped line -----------------------------------------------------------------------------------------------------


def _stamp(whole, lines, parts):
    ours = [part.is_ours for part in parts for _ in range(pages_of(part.file))]
    for page, line, is_ours in zip(whole.pages, lines.pages, ours, strict=True):
        _stamp_page(whole, page, whole.copy_foreign(line.as_form_xobject()), line, is_ours)


def _stamp_page(whole, page, line, as_page, is_ours):
    left, low, right, high = box = _visible(page)
    turn = _number(page, "/Rotate", 0) % 360
    turn = turn if turn in (90, 180, 270) else 0
    wide = (high - low) if turn in (90, 270) else (right - left)
    unit = _number(page, "/UserUnit", 1)
    unit = unit if unit > 0 else 1
    scale = min(max(wide * unit / A4_WIDTH, SMALLEST), LARGEST) / unit
    strip = 0 if is_ours else STRIP * scale
    indent = (wide - float(as_page.mediabox[2]) * scale) / 2
    rise = BASELINE * scale - strip
    matrix = {
        0: (scale, 0, 0, scale, left + indent, low + rise),
        90: (0, scale, -scale, 0, right - rise, low + indent),
        180: (-scale, 0, 0, -scale, right - indent, high - rise),
        270: (0, -scale, scale, 0, left + rise, high - indent),
    }[turn]
    _wrap(whole, page, line, matrix, box)
    _grow(page, turn, strip, box)


def _number(page, name, otherwise) -> float:
    """What a page says of itself as a number. One that says what no page may is read as if it said nothing, so that
    one odd paper does not keep the whole from being bound."""
    try:
        return float(page.get(name, otherwise))
    except (TypeError, ValueError):
        return otherwise


def _visible(page):
    """The part of the page that is seen, as (left, low, right, high)."""
    media, crop = _ordered(page.mediabox), _ordered(page.cropbox)
    seen = (*map(max, media[:2], crop[:2]), *map(min, media[2:], crop[2:]))
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else media


def _ordered(box):
    one, two, three, four = (float(value) for value in box)
    return (min(one, three), min(two, four), max(one, three), max(two, four))


def _wrap(whole, page, line, matrix, box):
    """Let the page draw what it drew before, sealed off, and then the line: nothing it leaves undone can move it."""
    for name in ("/TrimBox", "/BleedBox", "/ArtBox"):
        if name in page:
            del page[name]
    page.mediabox = page.cropbox = Array(list(box))
    drawing = _sealed(whole, page, box)
    numbers = " ".join(f"{value:.4f}" for value in matrix)
    page.Contents = Stream(whole, f"q /Drawing Do Q q {numbers} cm /Line Do Q".encode())
    page.Resources = Dictionary(XObject=Dictionary(Drawing=drawing, Line=line))


def _sealed(whole, page, box):
    """What the page draws, as one picture that can be placed."""
    page.contents_coalesce()
    drawing = page.Contents.read_bytes() if "/Contents" in page else b""
    facts = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array(list(box)))
    facts.Resources = page.get("/Resources", Dictionary())
    if "/Group" in page:
        facts.Group = page.Group
    return Stream(whole, drawing, facts)


def _grow(page, turn, strip, box):
    """Add the strip below the page as it is read."""
    left, low, right, high = box
    grown = {
        0: (left, low - strip, right, high),
        90: (left, low, right + strip, high),
        180: (left, low, right, high + strip),
        270: (left - strip, low, right, high),
    }[turn]
    page.mediabox = page.cropbox = Array(list(grown))


# Finding one's way ----------------------------------------------------------------------------------------------------


def _link(whole, begins):
    """Let the links of our own pages lead to the parts they name."""
    for page in whole.pages:
        for note in page.get("/Annots", ()):
            uri = str(note.get("/A", {}).get("/URI", "")) if isinstance(note, Dictionary) else ""
            if uri.startswith(TO_PART) and (at := begins.get(uri.removeprefix(TO_PART))) is not None:
                del note["/A"]
                note.Dest = Array([whole.pages[at].obj, Name.Fit])


def _outline(whole, bookmarks):
    """Write the bookmarks, each under the last one that is less deep."""
    with whole.open_outline() as outline:
        above = []
        for words, depth, page in bookmarks:
            one = OutlineItem(words, page, "Fit")
            del above[depth:]
            (above[-1].children if above else outline.root).append(one)
            above.append(one)


def _describe(whole, title, author, language):
    whole.Root.Lang = pikepdf.String(language)
    whole.Root.PageMode = Name.UseOutlines
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    whole.docinfo["/Title"] = title
    whole.docinfo["/Author"] = author
    with whole.open_metadata(set_pikepdf_as_editor=False) as facts:
        facts["dc:title"] = title
        facts["dc:creator"] = [author]
        facts["dc:language"] = [language]
