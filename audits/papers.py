"""The papers that are printed, as whole HTML pages: each takes the same reading as its page on the screen."""

import json

from django.template.loader import render_to_string

from audits.letter import letter_of
from audits.operations.self_evaluation import board_of
from audits.submitted import as_printed, dated


def stylesheet_of(document) -> str:
    """Return the static file that a document is laid out by."""
    return "letter.css" if document.feedback else "copy.css"


def html_of(document) -> str:
    """Return the page of a document that is made into a PDF."""
    return _letter(document.feedback) if document.feedback else _submission(document.submission)


def _letter(feedback):
    letter = letter_of(feedback)
    part = letter.review.round_board
    told = {"letter": letter, "board": part.board, "round": part.round, "agency": letter.review.evaluation.agency}
    return render_to_string("audits/feedback/pdf.html", told)


def _submission(submission):
    """From what was frozen alone; what was lawfully removed since is in no copy, and nothing sensitive is named."""
    content = json.loads(submission.content)
    for standard in as_printed(content["standards"]):
        dated(standard)
    points = {point["code"]: point for point in content["scale"]["points"]}
    told = {
        "submission": submission,
        "signatures": submission.signatures.select_related("entered_by").order_by("pk"),
        "content": content,
        "points": points,
        "board": board_of(submission.evaluation),
    }
    return render_to_string("audits/submission/pdf.html", told)
