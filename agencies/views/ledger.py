"""The board's ledger, with filters. A line is shown in words; what it is about, as far as the reader may see it."""

import json

from django.core.paginator import Paginator
from django.shortcuts import render

from agencies.forms.ledger import LedgerFilter
from agencies.models import Event
from agencies.permissions import can_read_ledger, require

ON_A_PAGE = 50


def ledger(request, board):
    """The lines of the board's book, newest first."""
    require(can_read_ledger(request.user, board))
    events = Event.objects.visible_to(request.user).of_board(board)
    form = LedgerFilter(request.GET, user=request.user, events=events)
    chosen = form.chosen().select_related("by", "on_behalf_of", "about_type")
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "agencies/ledger/list.html", {"filter": form, "page": page, "rows": rows_of(request.user, page)}
    )


def rows_of(user, events):
    names = names_of(user, events)
    return [
        {"event": event, "about": names.get((event.about_type_id, event.about_id)), "facts": facts_of(event)}
        for event in events
    ]


def names_of(user, events) -> dict:
    """Return the names of the records that `events` are about and `user` may see, by (type, primary key).

    One query for each type of record: a name is read with everything it is made of.
    """
    ids = {}
    for event in events:
        if event.about_type:
            ids.setdefault(event.about_type, set()).add(event.about_id)
    return {
        (kind.pk, record.pk): str(record)
        for kind, keys in ids.items()
        for record in kind.model_class().objects.visible_to(user).filter(pk__in=keys).select_related()
    }


def facts_of(event) -> list[tuple[str, str]]:
    """Return what the line keeps besides, as (name, value); hashes and ids of other records stay in the book."""
    facts = json.loads(event.facts)
    return [(name.replace("_", " "), said(value)) for name, value in facts.items() if is_said(value)]


def is_said(value) -> bool:
    """Whether a fact says something to a person: ids and hashes are long runs without a space."""
    return value not in (None, "", []) and not (isinstance(value, str) and len(value) > 30 and " " not in value)


def said(value) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text.replace("_", " ")
