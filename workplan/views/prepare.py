"""Preparing for a meeting: one page per member, and reminding those who have not replied."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.brought import behind
from workplan.card import card
from workplan.consent import consents
from workplan.forecast import outlook
from workplan.forms.prepare import PrepareReplyForm, ProgressForm
from workplan.models import Action, Deputy
from workplan.operations import action as actions
from workplan.operations import reply as replies
from workplan.operations.forecast import remind
from workplan.permissions import can_object, can_prepare, can_support
from workplan.preparing import open_actions, owed_by
from workplan.proposed import proposed
from workplan.timetable import timetable
from workplan.views.found import posted, the_meeting
from workplan.views.meeting import proposals_of
from workplan.views.pack import pack_context
from workplan.views.paper import entries
from workplan.views.reminding import remind_page
from workplan.views.reply import THANKS


def prepare(request, board, uid):
    """What I have to do before a meeting: reply, brief a deputy, say how my actions go, see what my agency owes."""
    meeting = the_meeting(request, board, uid)
    require(can_prepare(request.user, meeting))
    seats = _my_seats(request.user, meeting)
    if request.method == "POST":
        require(bool(seats))
    form = _reply_form(request, meeting, seats) if seats and meeting.is_coming else None
    if request.method == "POST" and form and form.is_valid() and _replied(request, meeting, seats, form):
        return redirect("workplan:prepare", board.slug, uid)
    return _page(request, meeting, seats, form)


def _my_seats(user, meeting):
    return [seat for seat in meeting.seats if seat.person_id == user.pk]


def _reply_form(request, meeting, seats):
    return PrepareReplyForm(posted(request), user=request.user, seats=seats, initial=_said(meeting, seats[0]))


def _said(meeting, seat):
    """The reply for a seat as the form shows it; nothing without one."""
    reply = meeting.replies.filter(seat=seat).first()
    if reply is None:
        return None
    deputy = meeting.deputies.standing().filter(seat=seat).select_related("person").first()
    said = {name: getattr(reply, name) for name in ("answer", "deputy_name", "reason")}
    if deputy is None:
        return said
    return said | {
        "brief": deputy.brief,
        "deputy": deputy.person and deputy.person.uid,
        "deputy_name": "" if deputy.person else reply.deputy_name,
    }


def _replied(request, meeting, seats, form) -> bool:
    """Keep the reply, with two seats in the group for both."""
    said = form.cleaned_data
    if not attempt(request, replies.reply_for_all, meeting, seats, **said, by=request.user, form=form):
        return False
    name = said["deputy"].name if said["deputy"] else said["deputy_name"]
    messages.success(request, THANKS[said["answer"]].format(deputy_name=name))
    return True


def _page(request, meeting, seats, reply_form, progress=None):
    """Show the page; `progress` is {an action's uid: the form that came back with faults}."""
    user, board, today = request.user, request.board, timezone.localdate()
    standing_in = Deputy.objects.visible_to(user).in_person(user).filter(meeting=meeting)
    standing_in = list(standing_in.select_related("seat__person", "seat__agency"))
    agencies = {seat.agency_id for seat in [*seats, *(deputy.seat for deputy in standing_in)] if seat.agency_id}
    items = meeting.items.shown_to(user)
    context = {
        "meeting": meeting,
        "card": card(meeting, user),
        "reply_form": reply_form,
        "standing_in": standing_in,
        "actions": [(one, _progress_form(one, progress or {})) for one in open_actions(user, board)],
        "faulty": list((progress or {}).values()),
        "owed": owed_by(agencies, board, user, today),
        **proposals_of(user, meeting),
        "brought": behind(meeting, user),
        "consents": consents(meeting, user),
        "can_object": meeting.is_coming and not meeting.is_agenda_open and can_object(user, meeting),
        "proposed": proposed(items, user),
        "plan": timetable(meeting.start, meeting.minutes, items),
        "papers": [entry for entry in entries(user, meeting) if entry["papers"]],
        "deputy": meeting.deputies.standing().filter(seat__in=seats).select_related("person").first(),
        **pack_context(request, meeting),
    }
    return render(request, "workplan/prepare/prepare.html", context)


def _progress_form(action, posted):
    return posted.get(action.uid) or ProgressForm(initial={"delivery": action.delivery}, **_named_after(action))


def _named_after(action):
    """Ids of its own for each action's fields: several such forms are on the page."""
    return {"auto_id": f"action_{action.uid.hex[:8]}_%s"}


@require_POST
def prepare_action(request, board, uid, action):
    """A line on one of my actions, from the page where I prepare."""
    meeting = the_meeting(request, board, uid)
    require(can_prepare(request.user, meeting))
    own = Action.objects.visible_to(request.user).of_board(board).filter(owner=request.user)
    action = get_object_or_404(own.select_related("owner", "board"), uid=action)
    form = ProgressForm(request.POST, **_named_after(action))
    done = f"Noted on {action.reference}."
    if form.is_valid() and attempt(
        request, actions.update_action, action, **form.cleaned_data, by=request.user, form=form, done=done
    ):
        return redirect(f"{request.path.partition('actions/')[0]}#actions")
    seats = _my_seats(request.user, meeting)
    reply_form = None
    if seats and meeting.is_coming:
        reply_form = PrepareReplyForm(user=request.user, seats=seats, initial=_said(meeting, seats[0]))
    return _page(request, meeting, seats, reply_form, {action.uid: form})


def remind_replies(request, board, uid):
    """Remind one or all who have not replied to a meeting; the message is shown before it goes."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    silent = outlook(meeting).silent if meeting.is_coming else []
    told = {"heading": "Remind people to reply", "caption": str(meeting), "meeting": meeting}
    back = reverse("workplan:replies", args=[board.slug, uid])
    return remind_page(request, meeting, silent, remind, kind="workplan/reply_nudge", back=back, **told)
