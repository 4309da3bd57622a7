"""Many PDFs made one: the line stands at the foot of every page as it is read, and covers nothing."""

import io
import re
import subprocess

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream

from lscb_portal.lib.binding import A4_WIDTH, STRIP, TO_PART, Part, bind, pages_of

ROTATIONS = (0, 90, 180, 270)


def drawn(words, sizes, origin=(0, 0), rotate=0) -> bytes:
    """Return a PDF with a page of each size, whose words stand in its middle."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for size in sizes:
            page = pdf.add_blank_page(page_size=size)
            left, low = origin
            page.mediabox = Array([left, low, left + size[0], low + size[1]])
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            x, y = left + size[0] / 2, low + size[1] / 2
            # It leaves the drawing moved and unfinished, as some programs do.
            page.Contents = Stream(pdf, f"BT /F1 9 Tf {x} {y} Td ({words}) Tj ET q 3 0 0 3 99 99 cm".encode())
            page.Rotate = rotate
        file = io.BytesIO()
        pdf.save(file)
        return file.getvalue()


def lines(pages):
    return drawn("LINE", [(400, 14)] * pages)


def put(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


def bound(folder, *parts):
    """Bind the parts and return the whole, opened."""
    pages = sum(pages_of(part.file) for part in parts)
    to = folder / "whole.pdf"
    assert bind(parts, to, stamps=put(folder, "lines.pdf", lines(pages)), title="All", author="Us") == pages
    return to


def places(file, word):
    """Return for each page its width and height as read, and where the word stands: left, top, right, bottom."""
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    found = []
    for page in re.findall(r"<page width=.*?</page>", done.stdout, re.DOTALL):
        size = re.search(r'width="([\d.]+)" height="([\d.]+)"', page)
        box = re.search(rf'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">{word}<', page)
        found.append((tuple(map(float, size.groups())), box and tuple(map(float, box.groups()))))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.tuples(st.integers(200, 2400), st.integers(200, 2400)),
    origin=st.tuples(st.integers(-300, 300), st.integers(-300, 300)),
    rotate=st.sampled_from(ROTATIONS),
)
def test_the_line_stands_below_any_page_however_large_or_turned(tmp_path, size, origin, rotate):
    file = put(tmp_path, "paper.pdf", drawn("WORDS", [size], origin, rotate))

    whole = bound(tmp_path, Part(file))

    wide, high = size if rotate in (0, 180) else size[::-1]
    strip = STRIP * min(max(wide / A4_WIDTH, 0.3), 4)
    ((page, line),) = places(whole, "LINE")
    # The size is told as the page is stored, the words as it is read.
    assert sorted(page) == pytest.approx(sorted((wide, high + strip)), abs=0.5)
    assert line[1] >= high - 1
    assert line[3] <= high + strip + 1
    assert 0 < line[0] < line[2] < wide


def test_the_line_is_read_on_pages_turned_any_way(tmp_path):
    for rotate in ROTATIONS:
        whole = bound(tmp_path, Part(put(tmp_path, "paper.pdf", drawn("WORDS", [(595, 842)], rotate=rotate))))
        assert places(whole, "LINE")[0][1], rotate


def test_our_own_pages_stay_as_large_as_they_are(tmp_path):
    whole = bound(tmp_path, Part(put(tmp_path, "own.pdf", drawn("WORDS", [(595, 842)])), is_ours=True))

    ((page, line),) = places(whole, "LINE")
    assert page == pytest.approx((595, 842))
    assert 800 < line[1] < 842


def test_what_a_paper_leaves_undone_moves_nothing(tmp_path):
    """The paper ends with an open `q … cm`; the line still stands where it should."""
    whole = bound(tmp_path, Part(put(tmp_path, "paper.pdf", drawn("WORDS", [(595, 842)] * 2))))

    (_, first), (_, second) = places(whole, "LINE")
    assert first == second
    assert places(whole, "WORDS")[0][1]


def test_links_of_our_own_pages_lead_to_the_part(tmp_path):
    with pikepdf.open(io.BytesIO(drawn("OWN", [(595, 842)]))) as pdf:
        notes = [
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI=uri))
            for uri in (f"{TO_PART}second", f"{TO_PART}nowhere", "https://example.org/")
        ]
        pdf.pages[0].Annots = Array([pdf.make_indirect(one) for one in notes])
        file = tmp_path / "own.pdf"
        pdf.save(file)
    other = put(tmp_path, "b.pdf", drawn("B", [(595, 842)] * 2))

    with pikepdf.open(bound(tmp_path, Part(file), Part(other, (("B", 0),), "second"))) as whole:
        first, second, third = whole.pages[0].Annots
        assert first.Dest[0].objgen == whole.pages[1].objgen
        assert "/Dest" not in second
        assert str(third.A.URI) == "https://example.org/"


def test_bookmarks_nest_as_deep_as_they_say(tmp_path):
    file = put(tmp_path, "a.pdf", drawn("A", [(595, 842)]))

    first, second, third = (("One", 0), ("Of one", 1)), (("Of one too", 1),), (("Two", 0),)
    whole = bound(tmp_path, *(Part(file, marks) for marks in (first, second, third)))
    with pikepdf.open(whole) as pdf, pdf.open_outline() as outline:
        assert [(one.title, [each.title for each in one.children]) for one in outline.root] == [
            ("One", ["Of one", "Of one too"]),
            ("Two", []),
        ]


def test_there_must_be_a_line_for_each_page(tmp_path):
    file = put(tmp_path, "a.pdf", drawn("A", [(595, 842)] * 2))

    with pytest.raises(ValueError, match="one line for each page"):
        bind([Part(file)], tmp_path / "w.pdf", stamps=put(tmp_path, "l.pdf", lines(1)), title="", author="")


@pytest.mark.parametrize(("name", "value"), [("Rotate", 45), ("Rotate", Name.Left), ("UserUnit", 0), ("UserUnit", -3)])
def test_a_page_that_says_what_no_page_may_is_bound_as_it_lies(tmp_path, name, value):
    with pikepdf.open(io.BytesIO(drawn("ODD", [(595, 842)]))) as pdf:
        pdf.pages[0][f"/{name}"] = value
        pdf.save(tmp_path / "odd.pdf")

    whole = bound(tmp_path, Part(tmp_path / "odd.pdf"))

    assert places(whole, "LINE")[0][1]
