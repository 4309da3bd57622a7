"""The paper of service updates as a PDF: who sent, then one page an agency, from what was frozen alone."""

import json

from django.template.loader import render_to_string

from lscb_portal.lib import pdf

STYLESHEET = "updates-paper.css"
# Long words are wide: what would run on to a second page is set smaller.
SIZES = ("", "smaller", "smallest")


def made_of(version) -> pdf.Pdf:
    """Return the PDF of a version that was gathered: its first page, and one for each agency that wrote."""
    said = json.loads(version.words)
    for size in SIZES:
        made = pdf.write(html_of(version, said, size), STYLESHEET)
        if made.pages == 1 + len(said["pages"]):
            break
    return made


def html_of(version, said, size="") -> str:
    """Return the whole HTML page that the PDF is made of."""
    board = version.paper.meeting.board
    return render_to_string(
        "workplan/update/pdf.html", {"said": said, "version": version, "board": board, "size": size}
    )
