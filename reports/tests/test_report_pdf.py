"""The whole report on paper, as large as a real one: what a reader, a printer and a screen reader meet."""

import io
import re
import subprocess

import pikepdf
import pytest
from pdfua import validate

from lscb_portal.lib import pdf
from reports.document.pages import STYLESHEET, html_of
from reports.tests.sample import sample_frozen

OURS = ("Source-Sans-3", "Source-Serif-4")


@pytest.fixture(scope="module")
def report():
    """The sample as a PDF."""
    return pdf.write(html_of(sample_frozen()), STYLESHEET)


@pytest.fixture(scope="module")
def file(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    path.write_bytes(report.data)
    return path


@pytest.fixture(scope="module")
def document(report):
    with pikepdf.open(io.BytesIO(report.data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(file):
    """The words of each page."""
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def elements(document, tag):
    found = (held for held in document.objects if isinstance(held, pikepdf.Dictionary))
    return [held for held in found if held.get("/Type") == "/StructElem" and held.get("/S") == tag]


def test_it_passes_the_checks_of_pdf_ua(file):
    findings = validate(str(file)).findings
    assert [(finding.rule_id, finding.message) for finding in findings] == []


def test_title_language_marks_and_bookmarks(document):
    assert str(document.docinfo.Title) == "Quarterly report, January to March 2026 (quarter 4)"
    assert (str(document.Root.Lang), document.Root.MarkInfo.Marked) == ("en-GB", True)
    assert "/StructTreeRoot" in document.Root
    with document.open_outline() as outline:
        (cover,) = outline.root
        assert cover.title == "Quarterly report to the Strategic Board"
        assert [child.title for child in cover.children][:3] == ["Contents", "1 Front sheet", "2 Performance"]


def test_every_figure_has_words(document):
    words = [str(figure.get("/Alt", "")) for figure in elements(document, "/Figure")]
    assert len(words) == 12
    assert all(len(alt) > 40 for alt in words), "the chart's title and its sentence"


def test_every_header_cell_has_a_scope_and_every_cell_its_headers(document):
    assert {str(cell.A.Scope) for cell in elements(document, "/TH")} == {"/Column", "/Row"}
    assert all(len(cell.A.Headers) for cell in elements(document, "/TD"))


def test_links_lead_to_their_section(document):
    names = document.Root.Names.Dests.Names
    anchors = {str(name) for name in list(names)[::2]}
    links = [
        held for held in document.objects if isinstance(held, pikepdf.Dictionary) and held.get("/Subtype") == "/Link"
    ]
    assert {str(link.Dest) for link in links} <= anchors
    assert len(links) >= 9


def test_only_our_fonts_all_embedded(file):
    lines = subprocess.run(["pdffonts", file], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)
    assert all(line.partition("+")[2].startswith(OURS) for line in lines), lines


def test_marking_and_page_number_on_every_page(pages):
    for number, page in enumerate(pages, 1):
        assert "OFFICIAL-SENSITIVE" in page
        assert f"Page {number} of {len(pages)}" in page


def test_the_board_s_name_runs_along(pages):
    assert all(page.lstrip().startswith("Northmere Safeguarding Children Board") for page in pages[1:])


def test_the_contents_name_the_page_each_part_is_on(pages):
    listed = re.findall(r"^\s*(\d+ .+?)\s{2,}(\d+)$", pages[1], re.MULTILINE)
    assert len(listed) == 8
    for title, number in listed:
        assert title in pages[int(number) - 1], f"{title} is on page {number}"


def test_the_front_sheet_is_one_page(pages):
    assert "1 Front sheet" in pages[2]
    assert "What the Strategic Board must do" in pages[2]
    assert "Our judgement" in pages[2]
    assert "10 of 12" in pages[2]
    assert "2 Performance" in pages[3]


def test_welsh_and_polish_names_are_words(pages):
    text = " ".join(pages)
    for name in ("Rhodri Tŷ-Ŵyn", "Siân Llŷr-Kowalczyk", "Łukasz Dąbrowski", "Zbigniew Wójcik", "Świętokrzyska"):
        assert name in text


def test_missing_figures_and_returns_are_said(file):
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    text = re.sub(r"\s+", " ", text)
    assert "Not supplied: Police: the system moved in February; figures follow in May." in text
    assert "Not returned: Probation, Voluntary sector." in text


def test_how_to_check_it_is_printed(pages):
    frozen = sample_frozen()
    text = re.sub(r"\s+", "", " ".join(pages))
    assert frozen.sha256 in text
    assert frozen.ledger_head in text


def test_no_page_is_nearly_empty(pages):
    assert all(len(page.split()) > 60 for page in pages[1:])


def test_the_matrix_lies_across(document, pages):
    (across,) = [
        number
        for number, page in enumerate(pages)
        if "Self-evaluation by agency and standard" in page and "Leadership" in page
    ]
    box = document.pages[across].MediaBox
    assert box[2] > box[3]


def test_a_front_sheet_as_long_as_it_may_be_is_still_one_page(tmp_path):
    words = {"summary": "- " + "agree that this must be done " * 30, "judgement": "We are not yet assured of it. " * 15}
    words = {part: text[:limit] for (part, text), limit in zip(words.items(), (900, 450), strict=True)}
    made = pdf.write(html_of(sample_frozen(words=words)), STYLESHEET)
    path = tmp_path / "long.pdf"
    path.write_bytes(made.data)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    assert "2 Performance" in text.split("\f")[3]


def test_an_empty_board_has_a_report_too():
    empty = {
        "returns": None,
        "matrix": None,
        "performance": [],
        "meetings": [],
        "attendance": {"meetings": [], "rows": []},
        "decisions": [],
        "actions": {"counts": dict.fromkeys("BGARN", 0), "total": 0, "overdue": [], "due_next": []},
        "words": {},
    }
    assert pdf.write(html_of(sample_frozen(**empty)), STYLESHEET).pages <= 5


def test_the_stylesheet_has_no_flex_and_no_grid():
    """They make the engine five to ten times slower."""
    named = re.findall(r'@import "([^"]+)"', (pdf.STATIC_ROOT / STYLESHEET).read_text())
    sheets = "".join((pdf.STATIC_ROOT / name).read_text() for name in named)
    css = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    assert re.findall(r"display:\s*(?:inline-)?(?:flex|grid)", css) == []
    assert "table-layout: fixed" in css


def test_every_font_file_is_a_family_of_its_own():
    """Two files under one family name print wrong letters without a warning."""
    css = (pdf.STATIC_ROOT / STYLESHEET).read_text()
    faces = re.findall(r'font-family: "(.+?)";\s+font-weight: (\d+);(?:\s+font-style: (\w+);)?\s+src', css)
    assert len(faces) == css.count("@font-face")
    assert len(set(faces)) == len(faces)
