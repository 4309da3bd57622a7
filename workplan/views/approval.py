"""Approving minutes at a later meeting, suggesting amendments before it, and correcting what was approved."""

from django.shortcuts import redirect, render

from agencies import kept
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.views import attempt
from workplan import minuting
from workplan.brought import item_for
from workplan.forms.minutes import AnswerForm, ApproveForm, CorrectForm, SuggestForm
from workplan.minuted import held, reading, reads_all
from workplan.operations import approval as operations
from workplan.operations import suggestion
from workplan.permissions import can_run, can_suggest, can_support
from workplan.views.chairing import place_of
from workplan.views.found import posted, the_item, the_meeting, the_suggestion

CONFLICT = 409
SUGGESTED = "Your amendment is suggested. Whoever keeps the minutes has been told."
MEMBER_SUGGESTED = "The amendment is suggested. The member, and whoever keeps the minutes, have been told."


def minutes_approve(request, board, uid):
    """Approve minutes at the meeting that is in session."""
    meeting = the_meeting(request, board, uid)
    require(can_run(request.user, meeting.group))
    record = minuting.record_of(meeting)
    sitting = minuting.sitting_for(request.user, record)
    if sitting is None:
        return render(request, "workplan/minutes/not_now.html", {"meeting": meeting, "record": record})
    initial = {"seen": record.latest.number, "item": item_for(sitting, meeting, request.user)}
    facts = {"user": request.user, "sitting": sitting, "content": _content(request.user, record), "initial": initial}
    form = ApproveForm(posted(request) or kept.words(request), **facts)
    if request.method == "POST" and form.is_valid():
        given, item = form.cleaned_data, form.cleaned_data["item"]
        facts = {"uid": given["uid"], "seen": given["seen"], "amendments": form.changed}
        done = f"The minutes of {meeting.day:%-d %B %Y} are approved."
        if attempt(request, operations.approve, record, item, **facts, by=request.user, form=form, done=done):
            return redirect(place_of(sitting, item.uid, "decision"))
    return _words_page(request, "workplan/minutes/approve.html", record, form, sitting=sitting)


def _content(user, record):
    """The newest version as the person may read it: words of an item they are not cleared for stay as they are."""
    return reading(held(record.latest), user)


def minutes_correct(request, board, uid):
    """Put approved minutes right, as a new version that a meeting approves again."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    record = minuting.record_of(meeting)
    if not minuting.can_be_corrected(record):
        return render(request, "workplan/minutes/not_now.html", {"meeting": meeting, "record": record})
    facts = {"content": _content(request.user, record), "initial": {"seen": record.latest.number}}
    form = CorrectForm(posted(request) or kept.words(request), **facts)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = {"uid": given["uid"], "seen": given["seen"], "reason": given["reason"], "words": form.changed}
        done = "The correction is a new version. The members have been told; the next meeting approves it."
        if attempt(request, operations.correct, record, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:minutes", board.slug, meeting.uid)
    return _words_page(request, "workplan/minutes/correct.html", record, form)


def _words_page(request, template, record, form, **more):
    """The words of every item in boxes. Written over an older version, they stand beside what is there now."""
    latest = record.latest
    stale = form.is_bound and form.data.get("seen") != str(latest.number)
    context = {
        "meeting": record.meeting,
        "record": record,
        "version": latest,
        "form": form,
        "stale": stale,
        "tells_why": reads_all(request.user, held(latest)),
        "suggestions": minuting.suggestions_of(request.user, record),
        **more,
    }
    return render(request, template, context, status=CONFLICT if stale else 200)


def suggest_amendment(request, board, uid):
    """Suggest what circulated minutes should say of an item."""
    item = the_item(request, board, uid)
    meeting = item.meeting
    for_member = can_enter_for_others(request.user, meeting.board)
    require(for_member or can_suggest(request.user, meeting))
    record = minuting.record_of(meeting)
    if record.pk is None or record.latest is None:
        return render(request, "workplan/minutes/not_now.html", {"meeting": meeting, "record": record})
    members = minuting.who_may_suggest(request.user, item) if for_member else None
    form = SuggestForm(posted(request) or kept.words(request), members=members)
    if request.method == "POST" and form.is_valid():
        done = MEMBER_SUGGESTED if for_member else SUGGESTED
        if attempt(request, suggestion.suggest, item, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(f"{meeting.get_absolute_url()}minutes/#item-{item.uid}")
    said = next((one for one in held(record.latest)["items"] if one["uid"] == str(item.uid)), None)
    context = {"item": item, "said": said, "meeting": meeting, "record": record, "form": form}
    return render(request, "workplan/minutes/suggest.html", context | {"for_member": for_member})


def answer_amendment(request, board, uid):
    """Answer a member's suggestion."""
    suggested = the_suggestion(request, board, uid)
    meeting = suggested.item.meeting
    require(can_support(request.user, meeting.group))
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"{suggested.suggested_by.name} has been told of your answer."
        if attempt(request, suggestion.answer, suggested, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(f"{meeting.get_absolute_url()}minutes/#item-{suggested.item.uid}")
    context = {"suggested": suggested, "meeting": meeting, "form": form}
    return render(request, "workplan/minutes/answer.html", context)
