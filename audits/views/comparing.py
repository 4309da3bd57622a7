"""Two people wrote on one standard at once: both versions side by side, for the late one to choose."""

import json

from django.shortcuts import render

from agencies import kept
from audits.draft import IMPROVEMENTS, differences
from audits.forms.conflict import KEEP, ConflictForm
from lscb_portal.lib.charts.words import possessive

# What the page itself sends beside what the person typed; the comparison sends its own.
PAGE_KEYS = {
    "csrfmiddlewaretoken",
    kept.FIELD,
    "version",
    "seen",
    "resolving",
    f"add_{IMPROVEMENTS}",
    f"remove_{IMPROVEMENTS}",
}


def choice_of(request, each, page, data=None):
    """The form that asks, for each part that differs, whose words are to stay."""
    other = each.response.changed_by
    if other == request.user:
        names = {"my_name": "what is in this window", "their_name": "what you saved in another window"}
    else:
        names = {"my_name": "mine", "their_name": possessive(str(other or "somebody else"))}
    found = differences(page.stored, page.draft(), _seen(request.POST.get("seen")))
    return ConflictForm(data, differences=found, answers=each.answers, **names)


def _seen(text):
    """The marks of the page as it was opened; none where they cannot be read."""
    try:
        seen = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def compare(request, reading, each, data, choice):
    """Both versions side by side, with everything that was typed kept in the page. Nothing has been saved."""
    typed = [
        (name, value)
        for name, values in data.lists()
        if name not in PAGE_KEYS and not name.startswith(KEEP)
        for value in values
    ]
    told = {
        "reading": reading,
        "each": each,
        "choice": choice,
        "typed": typed,
        "version": each.response.version,
        "seen": request.POST.get("seen", ""),  # what the person's own page was opened on, still
        "same_person": each.response.changed_by == request.user,
        "points": {point.code: point for point in reading.points},
    }
    return render(request, "audits/standard/conflict.html", told, status=409)
