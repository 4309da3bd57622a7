"""The three things the portal is for, each done by the right person, in a browser, on the demonstration.

An agency lead completes a return and a signatory signs it; the sub-group's chair builds an agenda and runs a quorate
meeting; a board member downloads the quarter's report, made in the background. Once as most people work, once with
JavaScript off. Every page is held to WCAG 2.2 AA on the way.
"""

import io
import subprocess

import pikepdf
import pytest

from tests import demonstration
from tests.journeys import board_member, chair, lead, manager, signatory

pytestmark = pytest.mark.browser


@pytest.fixture
def address(filled_demonstration, tmp_path):
    """Where a demonstration of this test's own runs."""
    with demonstration.running(demonstration.copy_of(filled_demonstration, tmp_path / "demo")) as portal:
        yield portal.address


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF."""
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_a_return_a_meeting_and_a_report(enters):
    joy = enters("joy.okafor")
    lead.opens_the_return(joy)
    lead.completes_the_return(joy)
    lead.hands_it_over(joy)

    signatory.reads_and_signs(enters("daniel.orme"))

    helen = enters("helen.marsh")
    chair.builds_the_agenda(helen)
    chair.opens_the_meeting(helen)
    chair.welcomes_until_quorate(helen)
    chair.goes_to_item(helen, 3)
    chair.minutes_the_item(helen)
    chair.closes_the_meeting(helen)

    chair.builds_the_report(helen)
    chair.signs_the_report_off(helen)
    manager.issues_the_report(enters("sam.whitlock"))
    pdf = board_member.downloads_the_newest_report(enters("marcus.thorne"))

    assert pdf.startswith(b"%PDF")
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) > 3
    assert chair.WORDS in " ".join(text_of(pdf).split())
