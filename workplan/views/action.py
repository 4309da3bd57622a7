"""Actions: given on the chairing page; listed; and one a page, with its updates."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.periods import days_until_words
from lscb_portal.lib.views import attempt
from workplan.forms.action import ActionFilter, ActionForm, UpdateForAnother, UpdateForm
from workplan.models import Action, Delivery
from workplan.operations import action as operations
from workplan.permissions import can_support, can_update
from workplan.proposed import raised_of
from workplan.sources import sources_of
from workplan.views.captured import captured
from workplan.views.found import posted, the_item

A_PAGE = 25


@require_POST
def act(request, board, uid):
    """Give somebody an action from an item."""
    item = the_item(request, board, uid)
    require(can_support(request.user, item.meeting.group))
    form = ActionForm(request.POST, user=request.user, meeting=item.meeting, auto_id="action_%s")
    names = ("uid", "title", "owner", "due_on")
    kept = form.is_valid() and attempt(
        request,
        operations.give_action,
        item,
        **{name: form.cleaned_data[name] for name in names},
        by=request.user,
        form=form,
    )
    return captured(request, item, kept, "action", action_form=form)


def actions(request, board):
    """The actions the person may see: theirs first, filtered by the address."""
    visible = Action.objects.visible_to(request.user).of_board(board)
    form = ActionFilter(request.GET or None, user=request.user, board=board)
    chosen = form.chosen(visible, request.user).select_related("owner", "agency", "board")
    page = Paginator(chosen.order_by("due_on", "number"), A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "heading": form.heading, "kpis": _figures(visible, request.user)}
    return render(request, "workplan/action/actions.html", context)


def _figures(visible, user):
    """How all the actions stand that the person may see, whatever the filter."""
    late = Q(due_on__lt=timezone.localdate())
    still = ~Q(delivery=Delivery.DELIVERED)
    counts = visible.aggregate(
        open=Count("pk", filter=still, distinct=True),
        mine=Count("pk", filter=still & Q(owner=user), distinct=True),
        overdue=Count("pk", filter=still & late, distinct=True),
        slipping=Count("pk", filter=still & ~late & Q(delivery=Delivery.SLIPPING), distinct=True),
        delivered=Count("pk", filter=~still, distinct=True),
    )
    return [
        {"label": "Open", "value": counts["open"], "note": f"{counts['mine']} mine"},
        {"label": "Overdue", "value": counts["overdue"], "note": "past their date"},
        {"label": "Slipping", "value": counts["slipping"], "note": "with a plan"},
        {"label": "Delivered", "value": counts["delivered"], "note": "in all"},
    ]


def action(request, board, uid):
    """One action: where it comes from, what was said of it, and the one-minute update."""
    actions = Action.objects.visible_to(request.user).of_board(board).select_related("owner", "agency", "board")
    action = get_object_or_404(actions, uid=uid)
    if request.method == "POST":
        require(can_update(request.user, action))
    own = action.owner_id == request.user.pk
    form = (UpdateForm if own else UpdateForAnother)(posted(request), initial={"delivery": action.delivery})
    if request.method == "POST" and form.is_valid():
        done = "The update is noted." if own else f"The update is noted. {action.owner.name} has been told."
        if attempt(
            request, operations.update_action, action, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect(action)
    return render(request, "workplan/action/action.html", _page(request, action, form))


def _page(request, action, form):
    return {
        "action": action,
        "sources": sources_of(request.user, action),
        "raised": raised_of(action, request.user),
        "updates": action.updates.select_related("by"),
        "form": form if can_update(request.user, action) else None,
        "own": action.owner_id == request.user.pk,
        "due_words": days_until_words(action.due_on, timezone.localdate()),
    }
