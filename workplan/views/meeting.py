"""The list of meetings, one meeting's page, and planning: add, change, cancel, a year at a time."""

from collections import defaultdict

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.models import Group
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.periods import Year
from lscb_portal.lib.views import attempt
from workplan.brought import behind
from workplan.card import card
from workplan.consent import consents
from workplan.forms.meeting import CancelForm, ChangeForm, MeetingForm, ScheduleForm
from workplan.forms.reply import ReplyForm
from workplan.models import Action, Decision, Deputy, ExtraMeeting, Meeting, Poll, Proposal, Reply
from workplan.models.meeting import groups_read_by
from workplan.notice import deadlines, reply_by
from workplan.operations.meeting import cancel_meeting, plan_meeting, plan_schedule
from workplan.operations.meeting import change_meeting as change
from workplan.permissions import can_ask_for_meeting, can_object, can_prepare, can_read_minutes, can_support, sits_on
from workplan.proposed import proposed, taken_with
from workplan.room import room
from workplan.schedule import dates_of_year, in_rhythm, rhythm
from workplan.timetable import timetable
from workplan.views.found import posted, the_meeting

LATEST_HELD = 6


def meetings(request, board):
    """The groups whose meetings the person may read, with what is coming and what was held."""
    everything = request.GET.get("held") == "all"
    found = Meeting.objects.visible_to(request.user).of_board(board).with_decisions_for(request.user)
    found = found.select_related("group__board")
    of_group = defaultdict(list)
    for meeting in found.order_by("date", "starts_at"):
        of_group[meeting.group_id].append(meeting)
    replies = {reply.meeting_id: reply for reply in Reply.objects.visible_to(request.user).of_person(request.user)}
    read = groups_read_by(request.user).filter(board=board).select_related("board")
    asked = _asked(request.user, board)
    groups = [
        _group_panel(group, of_group.pop(group.pk, []), request.user, replies, everything) | asked(group)
        for group in read
    ]
    # What comes stands first; otherwise the groups keep their order.
    groups.sort(key=lambda panel: not panel["coming"])
    # What is left are meetings of groups the person does not read, where they stand in for a member.
    context = {"groups": groups, "everything": everything, "standing_in": sum(of_group.values(), [])}
    return render(request, "workplan/meeting/meetings.html", context)


def _asked(user, board):
    """A function that gives the polls and requests of a group that this person is shown: two queries in all."""
    polls, extras = defaultdict(list), defaultdict(list)
    for poll in Poll.objects.visible_to(user).of_board(board).undecided().select_related("group__board"):
        polls[poll.group_id].append(poll)
    for_member = can_enter_for_others(user, board)
    waiting = ExtraMeeting.objects.visible_to(user).of_board(board).waiting()
    for extra in waiting.select_related("group__board", "asked_by", "agency"):
        extras[extra.group_id].append(extra)

    def of_group(group):
        organises, asked = can_support(user, group), sits_on(user, group)
        own = [extra for extra in extras[group.pk] if organises or extra.asked_by_id == user.pk]
        shown = {"polls": polls[group.pk] if organises or asked else [], "extras": own, "for_member": for_member}
        return shown | {"can_ask": for_member or can_ask_for_meeting(user, group)}

    return of_group


def _group_panel(group, meetings, user, replies, everything):
    today = timezone.localdate()
    coming = [one for one in meetings if one.in_session or (one.is_coming and one.date >= today)]
    held = [one for one in reversed(meetings) if one.was_held]
    last = max((one.date for one in meetings if one.was_held or one.in_session), default=None)
    following = min((one.date for one in coming), default=None)
    return {
        "group": group,
        "coming": [(one, replies.get(one.pk)) for one in coming],
        "lapsed": [one for one in meetings if one.is_coming and one.date < today],
        "held": held if everything else held[:LATEST_HELD],
        "more": len(held) > LATEST_HELD and not everything,
        "cancelled": [one for one in reversed(meetings) if one.status == Meeting.Status.CANCELLED],
        "rhythm": rhythm(last, following, group.meetings_a_year, today),
        "sits": sits_on(user, group),
        "can_support": can_support(user, group),
    }


def meeting(request, board, uid):
    """One meeting for its members: my reply and the forecast, the agenda, what was decided and given."""
    return meeting_page(request, the_meeting(request, board, uid))


def meeting_page(request, meeting, reply_form=None):
    """Show the meeting's page, with `reply_form` when it came back with faults."""
    items = meeting.items.select_related("proposal").shown_to(request.user)
    found = card(meeting, request.user)
    context = {
        "meeting": meeting,
        "card": found,
        "plan": timetable(meeting.start, meeting.minutes, items),
        "brought": behind(meeting, request.user),
        "consents": consents(meeting, request.user),
        "can_object": meeting.is_coming and not meeting.is_agenda_open and can_object(request.user, meeting),
        "proposed": proposed(items, request.user),
        **proposals_of(request.user, meeting),
        "reply_form": reply_form or _reply_form(found),
        "reply_by": reply_by(meeting),
        "deadlines": deadlines(meeting, timezone.localdate()) if found["can_support"] else [],
        "can_prepare": meeting.is_coming and can_prepare(request.user, meeting),
        "standing_in": _standing_in(request.user, meeting),
        **(_came_of(meeting, request.user) if meeting.opened_at else {}),
    }
    return render(request, "workplan/meeting/meeting.html", context)


def _standing_in(user, meeting):
    """For whom the person comes, with the members' words for them."""
    found = Deputy.objects.visible_to(user).in_person(user).filter(meeting=meeting)
    return found.select_related("seat__person", "seat__agency")


def proposals_of(user, meeting):
    """What the person proposed for the meeting, and what those that were merged are taken with."""
    mine = Proposal.objects.visible_to(user).filter(meeting=meeting, proposed_by=user)
    mine = list(mine.select_related("meeting", "passed_on_from"))
    return {"proposals": mine, "merged_with": taken_with(mine, user)}


def _reply_form(card):
    if not card.get("mine"):
        return None
    given = card["reply"]
    fields = ("answer", "deputy_name", "reason")
    return ReplyForm(initial={name: getattr(given, name) for name in fields} if given else None)


def _came_of(meeting, user):
    """What an opened meeting has brought: its register, decisions and actions."""
    decisions = Decision.objects.visible_to(user).filter(meeting=meeting)
    there = room(meeting)
    return {
        "room": there,
        "decisions": decisions.with_standing().select_related("item"),
        "actions": actions_of(meeting, user),
        "can_read_minutes": can_read_minutes(user, meeting),
    }


def actions_of(meeting, user):
    """The actions the meeting gave that the person may see."""
    given = Action.objects.visible_to(user).given_by(meeting)
    return given.select_related("owner", "agency", "board").prefetch_related("sources__decision", "sources__item")


def the_group(request, board, uid) -> Group:
    """The group that an address names, for whoever supports its meetings."""
    group = get_object_or_404(Group.objects.visible_to(request.user).of_board(board), uid=uid)
    require(can_support(request.user, group))
    return group


def schedule(request, board, uid):
    """Plan a group's meetings for a year: look at the dates first, then make them."""
    group = the_group(request, board, uid)
    form = ScheduleForm(posted(request), initial={"first": _first_day(group)})
    dates = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        dates = dates_of_year(facts.pop("first"), group.meetings_a_year)
        if "create" in request.POST and attempt(
            request, plan_schedule, group, dates=dates, **facts, by=request.user, form=form
        ):
            messages.success(request, f"The meetings of {group.short_name} are planned. Its members have been told.")
            return redirect("workplan:meetings", board.slug)
    return render(request, "workplan/meeting/schedule.html", _preview(group, form, dates))


def _first_day(group):
    """The day offered for the first meeting: the one that keeps the group's rhythm."""
    planned = group.meetings.exclude(status=Meeting.Status.CANCELLED).order_by("date")
    last = planned.values_list("date", flat=True).last()
    return in_rhythm(last, group.meetings_a_year, timezone.localdate())


def _preview(group, form, dates):
    taken = set(group.meetings.exclude(status=Meeting.Status.CANCELLED).values_list("date", "starts_at"))
    starts_at = form.cleaned_data.get("starts_at") if form.is_bound and form.is_valid() else None
    return {
        "group": group,
        "form": form,
        "dates": [(date, (date, starts_at) in taken) for date in dates],
        "year": Year.of(dates[0]) if dates else None,
    }


def add_meeting(request, board, uid):
    """Plan one meeting of a group."""
    group = the_group(request, board, uid)
    form = MeetingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The meeting is planned. The members of the group have been told."
        if attempt(request, plan_meeting, group, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect("workplan:meeting", board.slug, form.cleaned_data["uid"])
    return render(request, "workplan/meeting/add.html", {"group": group, "form": form})


def change_meeting(request, board, uid):
    """Move a meeting to another day, time or place."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    names = ("date", "starts_at", "minutes", "place", "online_link")
    form = ChangeForm(posted(request), initial={name: getattr(meeting, name) for name in names})
    if request.method == "POST" and form.is_valid():
        done = "The meeting is changed. The members have been told."
        if attempt(request, change, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(meeting)
    return render(request, "workplan/meeting/change.html", {"meeting": meeting, "form": form})


def cancel(request, board, uid):
    """Call a meeting off."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The meeting is cancelled. The members have been told."
        if attempt(request, cancel_meeting, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect("workplan:meetings", board.slug)
    return render(request, "workplan/meeting/cancel.html", {"meeting": meeting, "form": form})
