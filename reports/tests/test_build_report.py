"""`manage.py build_report`: a PDF from the command line, as often as wished, and no record touched."""

import hashlib
import io
import re

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from agencies.models import Event
from agencies.tests.factories import GroupFactory
from lscb_portal.lib import pdf
from lscb_portal.lib.periods import Quarter
from reports.models import BoardReport, Part
from reports.operations.narrative import save_words
from reports.tests.factories import IndicatorFactory, draft, figures, issued


@pytest.fixture
def output(tmp_path):
    return tmp_path / "F.pdf"


def build(output, **options):
    said = io.StringIO()
    given = {"board": "northmere", "quarter": "2025-Q4", "output": output} | options
    call_command("build_report", stdout=said, **given)
    return said.getvalue().strip()


def test_it_says_path_pages_size_and_hash(group, output):
    said = build(output)
    data = output.read_bytes()
    with pikepdf.open(output) as pdf:
        pages = len(pdf.pages)
    assert said == f"{output}: {pages} pages, {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}"


def test_it_stores_nothing(group, output):
    build(output)
    assert (BoardReport.objects.count(), Event.objects.count()) == (0, 0)


def test_it_works_again_and_again_and_beside_an_issued_report(
    group, output, analyst, chair, business_manager, monkeypatch
):
    shown = []
    monkeypatch.setattr(pdf, "write", lambda html, *rest: shown.append(html) or pdf.Pdf(b"%PDF", 1))
    report = draft(group, analyst, Quarter("2025-Q4"))
    save_words(report, Part.SUMMARY, "The Board is asked to note.", version=0, by=analyst)
    issued(report, business_manager, chair)
    before = BoardReport.objects.values().get()
    for _ in range(2):
        build(output)
    assert BoardReport.objects.values().get() == before
    assert all("The Board is asked to note." in html and "Working copy" in html for html in shown)


def test_it_has_the_board_s_figures(group, output, monkeypatch):
    shown = []
    monkeypatch.setattr(pdf, "write", lambda html, *rest: shown.append(html) or pdf.Pdf(b"%PDF", 1))
    figures(
        IndicatorFactory(board=group.board, name="Children missing from care"), "121 85 81 73", last=Quarter("2025-Q4")
    )
    build(output)
    assert "Children missing from care" in shown[0]
    assert ">360<" in re.sub(r"\s", "", shown[0])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"board": "nowhere"}, "There is no board “nowhere”. Boards here: northmere."),
        ({"quarter": "2025-Q5"}, "“2025-Q5” is not a quarter."),
        ({"quarter": "2025"}, "“2025” is not a quarter."),
        ({"group": "none"}, "Name one of the board's groups with --group. Groups here: qapm."),
    ],
)
def test_what_it_cannot_do_it_says_in_a_sentence(group, output, options, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        build(output, **options)
    assert not output.exists()


def test_a_folder_that_is_not_there(group, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        build(tmp_path / "none" / "F.pdf")


def test_with_several_groups_the_one_with_terms_reports(group, board, output, monkeypatch):
    monkeypatch.setattr(pdf, "write", lambda html, *rest: pdf.Pdf(b"%PDF", 1))
    GroupFactory(board=board, slug="cse", name="CSE sub-group", short_name="CSE")
    assert build(output)
    assert build(output, group="cse")
