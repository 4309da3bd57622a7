"""Two versions of terms of reference side by side: each part that differs, word by word."""

from agencies.standing import said
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.differences import TextChange, text_change

TEXTS = {
    "purpose": "Purpose",
    "membership": "Membership",
    "seniority": "Seniority expected",
    "authority": "Authority to commit",
    "attendance": "Attendance expected",
    "delegated_authority": "What it may decide by itself",
    "agenda_notice": "Notice of the agenda",
    "papers_notice": "Notice of the papers",
    "standing_items": "Standing items",
    "closing_items": "At the end of the agenda",
    "review_on": "To be reviewed by",
}
SAID = {
    "attendance": lambda percent: f"{percent} %" if percent else "",
    "agenda_notice": lambda days: plural(days, "working day"),
    "papers_notice": lambda days: plural(days, "working day"),
    "standing_items": lambda entries: "\n".join(map(said, entries)),
    "closing_items": lambda entries: "\n".join(said(entry, closing=True) for entry in entries),
    "review_on": "{:%-d %B %Y}".format,
}


def changes_between(earlier, later) -> list[TextChange]:
    """What differs between two versions, in the order of the page; who agreed them aside."""
    found = (text_change(label, _said(earlier, name), _said(later, name)) for name, label in TEXTS.items())
    return [change for change in found if change]


def _said(terms, name) -> str:
    return SAID.get(name, str)(getattr(terms, name))
