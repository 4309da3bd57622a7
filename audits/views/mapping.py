"""The mapping between two versions of a framework: built, reviewed, confirmed, and taken as a file."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.mapping import AlikeForm, MapForm
from audits.likeness import best_match
from audits.mapping import criteria_of, rows_for_file, table
from audits.models import CriterionMapping
from audits.operations import mapping as operations
from audits.views.framework import attachment, version_or_404
from audits.views.reading import posted
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.spreadsheets import csv_bytes
from lscb_portal.lib.views import attempt

SHOWN = {"": "All", "open": "To settle", "unmapped": "Nothing said yet"}


def mapping(request, board, uid, old):
    """The two versions side by side: what each old criterion became, what is unmapped, what has no source."""
    old_version, new_version = _versions_or_404(request, board, uid, old)
    shown = request.GET.get("show", "")
    found = table(old_version, new_version)
    told = {
        "old": old_version,
        "new": new_version,
        "table": found,
        "standards": [(one.standard, rows) for one in found.standards if (rows := _rows(one, shown))],
        "shown": shown if shown in SHOWN else "",
        "choices": SHOWN.items(),
        "can_map": permissions.can_map(request.user, new_version),
        "alike": AlikeForm(),
    }
    return render(request, "audits/framework/mapping.html", told)


def _versions_or_404(request, board, uid, old):
    """(the old, the new) version, of one framework."""
    new_version, old_version = version_or_404(request, board, uid), version_or_404(request, board, old)
    if old_version.framework_id != new_version.framework_id or old_version == new_version:
        raise Http404
    return old_version, new_version


def _rows(standard, shown):
    if shown == "unmapped":
        return [row for row in standard.criteria if not row.mappings]
    return [row for row in standard.criteria if not (shown == "open" and row.is_settled)]


def mapping_csv(request, board, uid, old):
    """The mapping as a table for a spreadsheet program."""
    old_version, new_version = _versions_or_404(request, board, uid, old)
    rows = rows_for_file(table(old_version, new_version))
    name = f"mapping-{new_version.framework.code}-{old_version.number}-to-{new_version.number}.csv".lower()
    return attachment(csv_bytes(rows), "text/csv; charset=utf-8", name)


@require_POST
def mapping_suggest(request, board, uid, old):
    """Suggest matches for the old criteria of which nothing is said yet."""
    old_version, new_version = _versions_or_404(request, board, uid, old)
    try:
        number = operations.suggest(old_version, new_version, by=request.user)
        found = f"{plural(number, 'match', 'matches')} suggested. Nothing counts until you confirm it."
        messages.success(request, found if number else "Nothing else is alike enough to suggest.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("audits:mapping", board.slug, uid, old)


@require_POST
def mapping_alike(request, board, uid, old):
    """Confirm every suggestion from a likeness on."""
    old_version, new_version = _versions_or_404(request, board, uid, old)
    require(permissions.can_map(request.user, new_version))
    form = AlikeForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["least"][0])
        return redirect("audits:mapping", board.slug, uid, old)
    least = form.cleaned_data["least"]
    number = operations.confirm_alike(old_version, new_version, least=least, by=request.user)
    messages.success(request, f"{plural(number, 'suggestion')} of {least} or more confirmed.")
    return redirect("audits:mapping", board.slug, uid, old)


def mapping_enter(request, board, uid, old, code):
    """Say what one old criterion became; `?mapping=` is the one to be changed."""
    old_version, new_version = _versions_or_404(request, board, uid, old)
    require(permissions.can_map(request.user, new_version))
    criterion = get_object_or_404(criteria_of(old_version), code=code)
    said = CriterionMapping.objects.visible_to(request.user).between(old_version, new_version).filter(old=criterion)
    said = said.select_related("new")
    changed = next((one for one in said if str(one.uid) == request.GET.get("mapping")), None)
    suggested = None if said else best_match(criterion, list(criteria_of(new_version)))
    form = MapForm(posted(request), new_version=new_version, mapping=changed, suggested=suggested)
    if request.method == "POST" and form.is_valid():
        entered = {**form.said, "instead_of": changed}
        done = f"{criterion.code} is settled."
        if attempt(request, operations.enter, criterion, new_version, by=request.user, form=form, done=done, **entered):
            return redirect(_back_to(board, uid, old, criterion))
    told = {"old": old_version, "new": new_version, "criterion": criterion, "form": form, "changed": changed}
    return render(request, "audits/framework/map.html", told)


def _back_to(board, uid, old, criterion):
    return f"{reverse('audits:mapping', args=[board.slug, uid, old])}#{criterion.code}"


@require_POST
def mapping_confirm(request, board, uid, old, mapping):
    """Confirm one mapping as it stands."""
    found = _mapping_or_404(request, board, uid, old, mapping)
    attempt(request, operations.confirm, found, by=request.user, done=f"{found.old.code} is confirmed.")
    return redirect(_back_to(board, uid, old, found.old))


@require_POST
def mapping_remove(request, board, uid, old, mapping):
    """Take back what was said or suggested."""
    found = _mapping_or_404(request, board, uid, old, mapping)
    attempt(request, operations.remove, found, by=request.user, done=f"{found} is taken back.")
    return redirect(_back_to(board, uid, old, found.old))


def _mapping_or_404(request, board, uid, old, mapping):
    old_version, new_version = _versions_or_404(request, board, uid, old)
    mappings = CriterionMapping.objects.visible_to(request.user).between(old_version, new_version)
    return get_object_or_404(mappings.select_related("old__standard__version", "new_version", "new"), uid=mapping)
