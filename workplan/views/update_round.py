"""A group's service updates for whoever organises them: the grid, asking, reminding, gathering, and the settings."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.models import Notification
from agencies.operations.notification import words_of
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from workplan.forms.service_update import NudgeForm, SettingsForm
from workplan.models import Meeting, ServiceUpdate, UpdateRound, UpdateSettings
from workplan.operations import update_round as operations
from workplan.permissions import can_support
from workplan.updating import due_of, grid_of
from workplan.views.found import posted, the_meeting
from workplan.views.group import organised_group


def service_updates(request, board, uid):
    """Agency by quarter: who sent, who has begun, who sent nothing; and what can be done about the coming meeting."""
    group = organised_group(request, board, uid)
    grid = grid_of(group)
    coming = Meeting.objects.visible_to(request.user).filter(group=group).to_begin().select_related("group__board")
    asked = {one.meeting_id for one in grid.rounds}
    context = {
        "group": group,
        "grid": grid,
        "settings": UpdateSettings.of(group),
        "open_rounds": [_standing(one) for one in grid.rounds if one.meeting.is_coming or one.meeting.in_session],
        "to_ask": [one for one in coming if one.pk not in asked and one.status != Meeting.Status.PLANNED],
        "can_enter": can_enter_for_others(request.user, board),
    }
    return render(request, "workplan/update/updates.html", context)


def _standing(round_):
    """How far a round is whose meeting is not over."""
    updates = list(round_.updates.all())
    return {
        "round": round_,
        "due": due_of(round_),
        "asked": len(updates),
        "sent": sum(update.status != update.Status.AWAITED for update in updates),
        "new": sum(update.status == update.Status.SENT for update in updates),
        "paper": round_.paper if round_.paper and not round_.paper.withdrawn_at else None,
    }


def update_settings(request, board, uid):
    """Say whether a group asks for updates by itself, and when they are due."""
    group = organised_group(request, board, uid)
    now = UpdateSettings.of(group)
    form = SettingsForm(posted(request), initial={"asks": "yes" if now.asks else "no", "days_before": now.days_before})
    if request.method == "POST" and form.is_valid():
        given = {"asks": form.cleaned_data["asks"] == "yes", "days_before": form.cleaned_data["days_before"]}
        done = "The settings are saved. What was asked for already stays due as it was."
        if attempt(request, operations.set_updates, group, **given, by=request.user, form=form, done=done):
            return redirect("workplan:service_updates", board.slug, group.uid)
    back = reverse("workplan:service_updates", args=[board.slug, group.uid])
    return render(request, "workplan/update/settings.html", {"group": group, "form": form, "back": back})


def _back(board, meeting):
    return redirect("workplan:service_updates", board.slug, meeting.group.uid)


@require_POST
def ask_for_updates(request, board, uid):
    """Ask the agencies for their updates for a meeting."""
    meeting = the_meeting(request, board, uid)
    attempt(request, operations.ask, meeting, by=request.user, done="Every agency has been asked for its update.")
    return _back(board, meeting)


@require_POST
def gather_updates(request, board, uid):
    """Gather what was sent into the paper of updates."""
    meeting = the_meeting(request, board, uid)
    done = "The updates are gathered into one paper. Its PDF is being made."
    attempt(request, operations.gather, meeting, by=request.user, done=done)
    return _back(board, meeting)


def remind_updates(request, board, uid):
    """Remind one or all agencies that have not sent; the message is shown before it goes."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    waiting = _waiting(request.user, meeting)
    chosen = request.GET.getlist("to") or [str(update.uid) for update in waiting]
    form = NudgeForm(posted(request), updates=waiting, initial={"to": chosen, "uid": uuid4()})
    if request.method == "POST" and form.is_valid() and _reminded(request, meeting, form):
        return _back(board, meeting)
    told = {
        "heading": "Remind agencies of their service update",
        "caption": str(meeting),
        "meeting": meeting,
        "form": form,
        "silent": waiting,
        "mail": _mail(waiting),
        "back": reverse("workplan:service_updates", args=[board.slug, meeting.group.uid]),
    }
    return render(request, "workplan/reply/remind.html", told)


def _waiting(user, meeting):
    round_ = UpdateRound.objects.visible_to(user).filter(meeting=meeting).first()
    if round_ is None or not meeting.is_coming:
        return ServiceUpdate.objects.visible_to(user).none()
    awaited = round_.updates.awaited().select_related("agency", "round__meeting__group__board")
    return awaited.order_by("agency__name")


def _mail(updates):
    """The e-mail as the first who may write one will get it; None where nobody is to be written to."""
    found = next(((update, person) for update in updates for person in update.writers[:1]), None)
    if found is None:
        return None
    update, person = found
    facts = {"kind": "workplan/service_update_reminder", "recipient": person, "board": update.meeting.board}
    subject, body = words_of(Notification(**facts, about=update, link=update.get_absolute_url()))
    return {"subject": subject, "body": body, "to": person}


def _reminded(request, meeting, form) -> bool:
    facts = form.cleaned_data
    try:
        told = operations.nudge(meeting, list(facts["to"]), uid=facts["uid"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{plural(told, 'person is', 'people are')} reminded.")
    return True
