"""The report's parts in their order, and the whole of it as one HTML page for print."""

from django.template.loader import render_to_string

from reports.document import Frozen, document_of

STYLESHEET = "report.css"
PARTS = (
    ("front", "Front sheet"),
    ("performance", "Performance"),
    ("matrix", "Self-evaluation by agency and standard"),
    ("counts", "Self-evaluation in numbers"),
    ("meetings", "Meetings and quorum"),
    ("decisions", "Decisions"),
    ("actions", "Actions"),
    ("ahead", "Next quarter"),
)


def context_of(frozen: Frozen) -> dict:
    """Return the whole context of the report's templates: the document, its title, its numbered parts."""
    document = document_of(frozen)
    bare = bare_parts(document)
    parts = [
        {
            "id": name,
            "number": number,
            "title": title,
            "template": f"reports/board_report/parts/{name}.html",
            "is_bare": name in bare,
        }
        for number, (name, title) in enumerate(shown(document), 1)
    ]
    return {"document": document, "title": title_of(document), "parts": parts}


def shown(document):
    """Return the parts that this report has: without returns there is nothing to count."""
    return [part for part in PARTS if part[0] != "counts" or has_matrix(document)]


def has_matrix(document) -> bool:
    """Return whether any agency has returned its self-evaluation."""
    return bool(document["matrix"] and document["matrix"]["heat"].lines)


def bare_parts(document) -> set[str]:
    """Return the parts that have little to show, and so no page of their own."""
    full = {
        "performance": document["performance"]["rows"],
        "matrix": has_matrix(document),
        "meetings": document["meetings"]["grid"]["meetings"] or document["decisions"],
    }
    return {name for name, content in full.items() if not content}


def title_of(document) -> str:
    """Return the document's title: "Quarterly report, January to March 2026 (quarter 4)"."""
    return f"Quarterly report, {document['quarter']['label']}"


def html_of(frozen: Frozen) -> str:
    """Return the report as a page for print, to be styled by STYLESHEET."""
    return render_to_string("reports/board_report/pdf.html", context_of(frozen) | {"on_paper": True})
