"""The agenda builder: proposals on one side, the timed agenda on the other."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import reswap

from agencies.permissions import require
from lscb_portal.lib.charts.meeting import AgendaBar
from lscb_portal.lib.views import attempt
from workplan.brought import behind
from workplan.consent import consents
from workplan.forms.agenda import ArrangeForm, ItemForm, LateItemForm, NewItemForm, starting_item
from workplan.forms.fields import uid_or_none
from workplan.models import Proposal
from workplan.notice import agenda_due, notice_of
from workplan.operations import agenda as operations
from workplan.permissions import can_run, can_support
from workplan.proposed import proposed
from workplan.proposed import waiting as with_merged
from workplan.timetable import timetable
from workplan.views.found import posted, the_item, the_meeting


def agenda(request, board, uid):
    """Build the agenda of a meeting."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    return render(request, "workplan/agenda/agenda.html", _context(request, meeting))


def _context(request, meeting, form=None):
    items = meeting.items.select_related("proposal").shown_to(request.user)
    plan, form = timetable(meeting.start, meeting.minutes, items), form or ArrangeForm(items=items)
    waiting = Proposal.objects.visible_to(request.user).filter(meeting=meeting).waiting()
    notice = agenda_due(meeting)
    return {
        "meeting": meeting,
        "items": items,
        "plan": plan,
        "rows": [(slot, form.minutes_of(slot.item)) for slot in plan.slots],
        "bar": AgendaBar(meeting.minutes, [item.minutes for item in items]),
        "seen": operations.state_of(items),
        "proposals": with_merged(
            waiting.select_related("proposed_by", "agency", "group", "passed_on_from"), request.user
        ),
        "proposed": proposed(items, request.user),
        "moved": _moved(request, items),
        "notice": notice,
        "notice_days": notice_of(meeting.group).agenda,
        "short_notice": timezone.localdate() > notice,
        "can_run": can_run(request.user, meeting.group),
        "may_mark": can_run(request.user, meeting.group) and operations.may_choose_items(meeting),
        "brought": behind(meeting, request.user),
        "consents": consents(meeting, request.user),
        "form": form,
    }


def _moved(request, items):
    """The item that was just moved, and its new place, for the sentence screen readers hear."""
    uid = request.GET.get("moved") or request.POST.get("move", "").partition(":")[0]
    return next(((number, item) for number, item in enumerate(items, 1) if str(item.uid) == uid), None)


@require_POST
def open_agenda(request, board, uid):
    """Begin the agenda with the standing items."""
    meeting = the_meeting(request, board, uid)
    attempt(request, operations.open_agenda, meeting, by=request.user, done="The agenda is open.")
    return redirect("workplan:agenda", board.slug, meeting.uid)


@require_POST
def arrange(request, board, uid):
    """Save order and minutes: by Up and Down, by dragging, by typing minutes, or by the Save button."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    form = ArrangeForm(_arrangement(request), items=meeting.items.shown_to(request.user))
    if request.htmx:
        _arrange(request, meeting, form, refusal_in=form)
        return _part(request, meeting, form)
    if not form.is_valid():
        return render(request, "workplan/agenda/agenda.html", _context(request, meeting, form))
    kept = _arrange(request, meeting, form, done="" if "move" in request.POST else "The agenda is saved.")
    return redirect(_after(request, board, meeting, kept))


def _arrangement(request):
    """What the page posted. A drag sends in the address which agenda it saw."""
    posted = request.POST.copy()
    posted.setdefault("seen", request.GET.get("seen", ""))
    return posted


def _arrange(request, meeting, form, refusal_in=None, done=""):
    """Save a valid form; a refusal is shown in the part of the page, or as a message after the redirect."""
    if not form.is_valid():
        return False
    wished = {name: form.cleaned_data[name] for name in ("order", "minutes", "seen")}
    return attempt(request, operations.arrange, meeting, **wished, by=request.user, done=done, form=refusal_in)


def _part(request, meeting, form):
    """The agenda again; or only its times, after minutes were typed, so that the next number is not typed in vain."""
    if form.errors or "typed" not in request.POST or {"move", "save"} & set(request.POST):
        return plan_again(request, meeting, form)
    return reswap(render(request, "workplan/agenda/_times.html", _context(request, meeting)), "none")


def plan_again(request, meeting, form):
    """The whole agenda again, in the place of the one on the page; with what was typed where `form` has faults."""
    return render(request, "workplan/agenda/_plan.html", _context(request, meeting, form if form.errors else None))


def _after(request, board, meeting, kept):
    """The builder again, with the focus on the button that was pressed."""
    url = reverse("workplan:agenda", args=[board.slug, meeting.uid])
    uid, _, way = request.POST.get("move", "").partition(":")
    if not (kept and uid_or_none(uid) and way in ("up", "down")):
        return url
    return f"{url}?moved={uid}#{way}-{uid}"


def add_item(request, board, uid):
    """Add an item of the chair's own; a late one once the agenda is agreed."""
    meeting = the_meeting(request, board, uid)
    late = not meeting.is_agenda_open
    require(can_run(request.user, meeting.group) if late else can_support(request.user, meeting.group))
    form = (LateItemForm if late else NewItemForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"“{form.cleaned_data['title']}” is on the agenda."
        if attempt(request, operations.add_item, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            page = "workplan:chairing" if meeting.in_session else "workplan:agenda"
            return redirect(page, board.slug, meeting.uid)
    return render(request, "workplan/agenda/add_item.html", {"meeting": meeting, "form": form, "late": late})


def change_item(request, board, uid):
    """Reword or retime an item."""
    item = the_item(request, board, uid)
    require(can_support(request.user, item.meeting.group))
    form = ItemForm(posted(request), initial=starting_item(item))
    if request.method == "POST" and form.is_valid():
        done = "The item is changed."
        if attempt(request, operations.change_item, item, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect("workplan:agenda", board.slug, item.meeting.uid)
    told = {"item": item, "form": form, "can_run": can_run(request.user, item.meeting.group)}
    return render(request, "workplan/agenda/change_item.html", told)


@require_POST
def remove_item(request, board, uid):
    """Take an item off the agenda."""
    item = the_item(request, board, uid)
    done = f"“{item.title}” is off the agenda."
    attempt(request, operations.remove_item, item, by=request.user, done=done)
    return redirect("workplan:agenda", board.slug, item.meeting.uid)


def agree_agenda(request, board, uid):
    """Confirm the agenda, after a look at it."""
    meeting = the_meeting(request, board, uid)
    require(can_run(request.user, meeting.group))
    if request.method == "POST":
        done = "The agenda is agreed. The members have been told."
        if attempt(request, operations.agree_agenda, meeting, by=request.user, done=done):
            return redirect(meeting)
        return redirect("workplan:agenda", board.slug, meeting.uid)
    return render(request, "workplan/agenda/agree.html", _context(request, meeting))


@require_POST
def mark_item(request, board, uid):
    """Mark an item as one that may be decided without a quorum, or take the mark away."""
    item = the_item(request, board, uid)
    marked = request.POST.get("marked") == "yes"
    done = f"“{item.title}” {'may' if marked else 'may not'} be decided without a quorum."
    attempt(request, operations.mark_without_quorum, item, marked=marked, by=request.user, done=done)
    return redirect(f"{reverse('workplan:agenda', args=[board.slug, item.meeting.uid])}#item-{item.uid}")
