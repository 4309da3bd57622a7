"""Minutes and their redacted editions as whole HTML pages, from which PDFs are made."""

import json

from django.template.loader import render_to_string

from workplan.lines import read_shown
from workplan.minuted import held, reading_without
from workplan.models import MinutesPaper

STYLESHEET = "minutes-paper.css"


def html_of(paper: MinutesPaper) -> str:
    """Return the page of a paper that is made into a PDF: from what was frozen alone."""
    return _edition(paper.edition) if paper.edition else _version(paper)


def _version(paper):
    version = paper.version
    told = {
        "minutes": reading_without(held(version), paper.numbers_left_out),
        "left_out": sorted(paper.numbers_left_out),
        "version": version,
        "approval": version.approved_as,
        "board": version.record.meeting.board,
    }
    return render_to_string("workplan/minutes/pdf.html", told)


def _edition(edition):
    return render_to_string("workplan/edition/pdf.html", {"shown": read_shown(json.loads(edition.content))})
