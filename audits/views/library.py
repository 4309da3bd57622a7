"""An agency's library of evidence: found, added to, changed, replaced, used for many answers, taken out of use."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.models import Agency
from agencies.permissions import require
from audits.forms.library import ChangeForm, ItemForm, LibraryFilter, UseForm
from audits.forms.screening import forms_for
from audits.library import listed, rows_of, with_uses, with_words
from audits.models import EvidenceItem, SelfEvaluation
from audits.operations import library as operations
from audits.operations.evidence import attach_to_answers
from audits.operations.screening import keep_item_words
from audits.permissions import can_add_evidence, can_keep_evidence, can_read_library_of
from audits.views.reading import Reading, posted
from audits.views.screening import DONE
from lscb_portal.lib.chains import chain
from lscb_portal.lib.views import attempt

ON_A_PAGE = 25


def library(request, board):
    """The evidence of the person's own agencies, found by its title or file, and by how it is used."""
    agencies = own_agencies(request.user, board)
    require(agencies)
    items = EvidenceItem.objects.visible_to(request.user).filter(agency__in=agencies)
    filter_ = LibraryFilter(request.GET)
    found = with_uses(listed(items, **filter_.chosen))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "filter": filter_,
        "page": page,
        "rows": rows_of(page, request.user, request.board),
        "agencies": agencies,
        "can_add": any(can_add_evidence(request.user, agency) for agency in agencies),
    }
    return render(request, "audits/library/library.html", told)


def own_agencies(user, board) -> list[Agency]:
    """The board's agencies where the person holds a post."""
    return list(Agency.objects.visible_to(user).of_board(board).posted(user).order_by("name"))


def library_add(request, board):
    """Put a file or a link into the library, to be used for answers later."""
    user = request.user
    may = [agency.pk for agency in own_agencies(user, board) if can_add_evidence(user, agency)]
    require(may)
    agencies = Agency.objects.visible_to(user).filter(pk__in=may).order_by("name")
    form = ItemForm(posted(request), request.FILES or None, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        what = form.what()
        done = f"“{what['title']}” is in the library."
        if attempt(request, operations.add_to_library, form.agency, by=user, form=form, done=done, **what):
            return redirect("audits:library_item", board.slug, what["uid"])
    return render(request, "audits/library/add.html", {"form": form})


def item_or_404(request, board, uid):
    """The item, where the person reads the agency's library."""
    items = EvidenceItem.objects.visible_to(request.user).of_board(board)
    item = get_object_or_404(with_uses(items), uid=uid)
    if not can_read_library_of(request.user, item):
        raise Http404
    return item


def library_item(request, board, uid):
    """One item: what it is, its versions, where each is used, and what is to be looked at."""
    return _show(request, item_or_404(request, board, uid))


def _show(request, item, data=None):
    keeps = can_keep_evidence(request.user, item)
    (row,) = rows_of([item], request.user, request.board)
    older, newer = versions_of(request, item)
    told = {
        "row": row,
        "item": item,
        "older": older,
        "newer": newer,
        "can_keep": keeps,
        "can_use": bool(open_readings(request, item)) and not newer and not item.retired_at,
        "is_removable": keeps and not newer and operations.is_removable(item),
        "looks": forms_for([with_words(look, item) for look in row.looks] if keeps else [], data),
    }
    return render(request, "audits/library/item.html", told)


def versions_of(request, item):
    """(earlier versions with where they are used, the newest version if that is another)."""
    items = EvidenceItem.objects.visible_to(request.user).filter(agency=item.agency)
    before = dict(items.filter(replaces__isnull=False).values_list("pk", "replaces"))
    older = chain(item.pk, before)
    newer = chain(item.pk, {replaced: pk for pk, replaced in before.items()})
    found = with_uses(items).in_bulk([*older, *newer[-1:]])
    newest = found[newer[-1]] if newer else None
    return rows_of([found[pk] for pk in older], request.user, request.board), newest


def open_readings(request, item) -> list[Reading]:
    """The agency's returns that are open, with an answer that the person may change now."""
    found = (
        SelfEvaluation.objects.visible_to(request.user)
        .of_board(request.board)
        .filter(agency=item.agency, status__in=operations.OPEN)
    )
    related = ("agency", "round__scale", "round__framework_version__framework")
    readings = [Reading(each, request.user) for each in found.select_related(*related).order_by("-round__opens_on")]
    return [reading for reading in readings if reading.can_answer]


def library_change(request, board, uid):
    """Change what the library says of an item."""
    item = item_or_404(request, board, uid)
    require(can_keep_evidence(request.user, item))
    form = ChangeForm(posted(request), item=item, signed=operations.is_signed(item))
    if request.method == "POST" and form.is_valid():
        done = "What the library says of it is changed."
        if attempt(request, operations.change_item, item, by=request.user, form=form, done=done, **form.cleaned_data):
            return redirect("audits:library_item", board.slug, uid)
    return render(request, "audits/library/change.html", {"form": form, "item": item})


def library_replace(request, board, uid):
    """Put a newer version in an item's place."""
    item = item_or_404(request, board, uid)
    require(can_keep_evidence(request.user, item))
    initial = {"title": item.title, "is_sensitive": item.is_sensitive}
    form = ItemForm(posted(request), request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        what = form.what()
        done = f"Version {item.version + 1} is in its place."
        if attempt(request, operations.replace_item, item, by=request.user, form=form, done=done, **what):
            return redirect("audits:library_item", board.slug, what["uid"])
    (row,) = rows_of([item], request.user, request.board)
    return render(request, "audits/library/replace.html", {"form": form, "item": item, "row": row})


def library_use(request, board, uid):
    """Attach an item to several answers of the open returns at once."""
    item = item_or_404(request, board, uid)
    readings = open_readings(request, item)
    require(readings)
    form = UseForm(posted(request), readings=readings, item=item)
    if request.method == "POST" and form.is_valid():
        codes = ", ".join(answer.criterion.code for answer in form.chosen)
        done = f"“{item.title}” was added to {codes}."
        if attempt(request, attach_to_answers, form.chosen, item, by=request.user, form=form, done=done):
            return redirect("audits:library_item", board.slug, uid)
    return render(request, "audits/library/use.html", {"form": form, "item": item})


@require_POST
def library_keep(request, board, uid):
    """Let the title of an item stand, the name of its file or its text, for a reason."""
    item = item_or_404(request, board, uid)
    require(can_keep_evidence(request.user, item))
    (row,) = rows_of([item], request.user, request.board)
    form = next((form for form in forms_for(row.looks, request.POST) if form.is_bound), None)
    if form is None:
        return redirect("audits:library_item", board.slug, uid)  # settled already, or changed since
    if form.is_valid() and attempt(
        request, keep_item_words, item, by=request.user, form=form, done=DONE, **form.kept()
    ):
        return redirect("audits:library_item", board.slug, uid)
    return _show(request, item, request.POST)


@require_POST
def library_retire(request, board, uid):
    """Offer an item no longer."""
    item = item_or_404(request, board, uid)
    done = "It is retired: nobody is offered it any more."
    attempt(request, operations.retire_item, item, by=request.user, done=done)
    return redirect("audits:library_item", board.slug, uid)


@require_POST
def library_restore(request, board, uid):
    """Offer a retired item again."""
    item = item_or_404(request, board, uid)
    attempt(request, operations.restore_item, item, by=request.user, done="It can be used again.")
    return redirect("audits:library_item", board.slug, uid)


def library_remove(request, board, uid):
    """Delete an item that was never used, after asking."""
    item = item_or_404(request, board, uid)
    require(can_keep_evidence(request.user, item))
    if request.method == "POST":
        done = f"“{item.title}” is removed from the library."
        if attempt(request, operations.remove_item, item, by=request.user, done=done):
            return redirect("audits:library", board.slug)
        return redirect("audits:library_item", board.slug, uid)
    return render(request, "audits/library/remove.html", {"item": item})
