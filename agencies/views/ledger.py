"""The ledger of a board and of an agency, with filters. A line is shown in words; what it is about, as far as the
reader may see it."""

import json
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format

from agencies.forms.ledger import LedgerFilter
from agencies.models import Agency, Event, Membership, User
from agencies.permissions import can_read_agency_ledger, can_read_ledger, require
from lscb_portal.lib.charts.words import plural

ON_A_PAGE = 50


def ledger(request, board):
    """The lines of the board's book, newest first."""
    require(can_read_ledger(request.user, board))
    events = Event.objects.visible_to(request.user).of_board(board)
    people = User.objects.visible_to(request.user)
    return page_of(request, "agencies/ledger/list.html", board, events, people)


def agency_ledger(request, board, uid):
    """The lines of an agency's own book, newest first: its returns, their evidence, and who holds its posts."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user).of_board(board), uid=uid)
    require(can_read_agency_ledger(request.user, agency))
    events = Event.objects.visible_to(request.user).of_agency(agency)
    named = Q(pk__in=events.values("by")) | Q(pk__in=events.values("on_behalf_of"))
    people = User.objects.visible_to(request.user).filter(named)
    return page_of(request, "agencies/ledger/agency.html", board, events, people, agency=agency)


def page_of(request, template, board, events, people, **more):
    """Show `events` with filters, of which one asks for one of `people`."""
    form = LedgerFilter(request.GET, people=people, events=events)
    chosen = form.chosen().select_related("by", "on_behalf_of", "about_type")
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"filter": form, "page": page, "rows": rows_of(request.user, board, page)}
    return render(request, template, shown | more)


def rows_of(user, board, events):
    names = names_of(user, board, events)
    return [{"event": event, "about": names.get(key_of(event)), "facts": facts_of(event)} for event in events]


def key_of(event):
    return event.about_type_id, event.about_id


def names_of(user, board, events) -> dict:
    """Return the names of the records that `events` are about and `user` may see, by (type, primary key).

    One query for each type of record: a name is read with everything it is made of.
    """
    ids, names = {}, {}
    for event in events:
        if event.about_type:
            ids.setdefault(event.about_type, set()).add(event.about_id)
    for kind, keys in ids.items():
        model = kind.model_class()
        records = list(model.objects.visible_to(user).filter(pk__in=keys).select_related())
        if model is Agency:
            records += former_agencies(user, board)
        names |= {(kind.pk, record.pk): str(record) for record in records}
    return names


def former_agencies(user, board) -> list[Agency]:
    """The agencies that have left the board: they are no longer seen, but the ledger still speaks of them."""
    memberships = Membership.objects.visible_to(user).of_board(board).exclude(ends_on=None).select_related("agency")
    return [membership.agency for membership in memberships]


def facts_of(event) -> list[tuple[str, str]]:
    """Return what the line keeps besides, as (name, value); hashes and ids of other records stay in the book."""
    facts = json.loads(event.facts)
    return [(name.replace("_", " "), said(value)) for name, value in facts.items() if is_said(value)]


def is_said(value) -> bool:
    """Whether a fact says something to a person."""
    return value not in (None, "", []) and not is_key(value) and not isinstance(value, dict)


def is_key(value) -> bool:
    """Whether a fact is an id or a hash: a long run without a space."""
    return isinstance(value, str) and len(value) > 30 and " " not in value


def said(value) -> str:
    """A fact as people write it: dates as days, moments in London's time, codes with spaces, ids as their number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return plural(len(value), "item") if any(map(is_key, value)) else ", ".join(map(said, value))
    return (isinstance(value, str) and said_of_time(value)) or str(value).replace("_", " ")


def said_of_time(text) -> str:
    """A canonical day or moment as people write it; nothing for any other text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        return date_format(moment.date())
    return date_format(timezone.localtime(moment), "j M Y, H:i")
