"""The minutes: everything captured, in reading order, to read and to print; and their way to the members."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.operations.stored_file import serve
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.views import attempt
from workplan import minuting
from workplan.forms.minutes import CirculateForm, ClearForm, TakeBackForm
from workplan.minuted import held, mark_of, reading, reads_all, words_of
from workplan.models import Meeting, Minutes, MinutesPaper
from workplan.operations import minutes as operations
from workplan.operations import minutes_paper
from workplan.permissions import can_read_draft, can_read_minutes, can_read_version, can_run, can_suggest, can_support
from workplan.views.found import posted, the_meeting, the_minutes_version
from workplan.worded import changes_between

WRITTEN = (Meeting.Status.IN_SESSION, Meeting.Status.DRAFT_MINUTES)


def minutes(request, board, uid):
    """Show the minutes of a meeting as they stand, and what is to be done about them."""
    meeting = the_meeting(request, board, uid)
    require(can_read_minutes(request.user, meeting))
    if not meeting.opened_at:
        return redirect(meeting)
    record = minuting.record_of(meeting)
    content = minuting.words_today(record)
    return render(request, "workplan/minutes/minutes.html", _page(request, meeting, record, content))


def _page(request, meeting, record, content):
    user = request.user
    can_write = can_support(user, meeting.group) and meeting.status in WRITTEN and record.is_draft
    version = None if record.pk is None or record.is_draft else record.approved or record.latest
    whole = reads_all(user, content)
    return {
        "meeting": meeting,
        "record": record,
        "version": version,
        "minutes": reading(content, user),
        "since": minuting.ratified_since(user, meeting),
        "can_write": can_write,
        "can_correct": can_write and can_run(user, meeting.group),
        "following": Meeting.objects.visible_to(user)
        .coming()
        .filter(group=meeting.group, date__gt=meeting.date)
        .first(),
        "paper": version and minutes_paper.paper_for(user, version),
        "may_print": bool(version) and can_read_version(user, version),
        "tells_why": whole,
        **_state(user, meeting, record),
    }


def _state(user, meeting, record):
    """Where the minutes stand, and what this person may do about it."""
    if not can_read_draft(user, meeting):
        return {"suggestions": {}}
    keeps, chairs = can_support(user, meeting.group), can_run(user, meeting.group)
    held_ = meeting.status == Meeting.Status.DRAFT_MINUTES
    return {
        "keeps": keeps,
        "chairs": chairs,
        "due": minuting.draft_due(meeting),
        "is_late": held_ and minuting.is_late(record),
        "is_drafted": minuting.is_drafted(record),
        "mark": mark_of(meeting) if held_ and chairs and record.is_draft else "",
        "versions": list(record.versions.select_related("made_by", "approval__decision")) if record.pk else [],
        "correction": record.correction if record.pk else None,
        **_suggesting(user, meeting, record),
        "suggestions": minuting.suggestions_of(user, record),
        "sitting": minuting.sitting_for(user, record) if chairs else None,
    }


def _suggesting(user, meeting, record):
    """Whether the person may suggest amendments, and whether for members."""
    for_member = can_enter_for_others(user, meeting.board)
    open_to_all = record.status == Minutes.Status.CIRCULATED
    return {"can_suggest": open_to_all and (for_member or can_suggest(user, meeting)), "for_member": for_member}


@require_POST
def minutes_send(request, board, uid):
    """The draft is ready: ask the chair to clear it."""
    meeting = the_meeting(request, board, uid)
    done = "The chair has been asked to clear the minutes."
    attempt(request, operations.send_to_chair, meeting, by=request.user, done=done)
    return redirect("workplan:minutes", board.slug, meeting.uid)


@require_POST
def minutes_clear(request, board, uid):
    """The chair has read the minutes and clears them."""
    meeting = the_meeting(request, board, uid)
    require(can_run(request.user, meeting.group))
    form = ClearForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    done = "The minutes are cleared. They can be circulated."
    attempt(request, operations.clear, meeting, seen=seen, by=request.user, done=done)
    return redirect("workplan:minutes", board.slug, meeting.uid)


def minutes_take_back(request, board, uid):
    """Open cleared minutes as a draft again."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The minutes are a draft again."
        if attempt(request, operations.take_back, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect("workplan:minutes", board.slug, meeting.uid)
    return render(request, "workplan/minutes/take_back.html", {"meeting": meeting, "form": form})


def minutes_circulate(request, board, uid):
    """Tell the members that the minutes are there."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    form = CirculateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The minutes are circulated. The members have been told, with a link."
        if attempt(request, operations.circulate, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect("workplan:minutes", board.slug, meeting.uid)
    context = {"meeting": meeting, "form": form, "people": len(operations.people_of(meeting))}
    return render(request, "workplan/minutes/circulate.html", context)


# Versions -------------------------------------------------------------------------------------------------------------


def _readable(request, board, uid, number):
    """A version of a meeting's minutes that the person may read: one that is not approved only as its draft."""
    version = the_minutes_version(request, board, uid, number)
    require(can_read_version(request.user, version))
    return version


def minutes_version(request, board, uid, number):
    """One version of the minutes, as it was frozen."""
    version = _readable(request, board, uid, number)
    meeting, content = version.record.meeting, held(version)
    whole = reads_all(request.user, content)
    context = {
        "meeting": meeting,
        "record": version.record,
        "version": version,
        "minutes": reading(content, request.user),
        "since": minuting.ratified_since(request.user, meeting),
        "paper": minutes_paper.paper_for(request.user, version),
        "is_version": True,
        "suggestions": {},
        "may_print": True,
        "tells_why": whole,
    }
    return render(request, "workplan/minutes/minutes.html", context)


def minutes_changes(request, board, uid, number):
    """What a version changes of the one before, word by word."""
    later = _readable(request, board, uid, number)
    earlier = _readable(request, board, uid, number - 1) if number > 1 else None
    if earlier is None:
        raise Http404
    before, after = (reading(held(one), request.user) for one in (earlier, later))
    context = {
        "meeting": later.record.meeting,
        "earlier": earlier,
        "later": later,
        "changed": changes_between(before, after),
        "items": len(words_of(after)),
        "tells_why": reads_all(request.user, held(later)),
    }
    return render(request, "workplan/minutes/changes.html", context)


def minutes_pdf(request, board, uid, number):
    """A version as a file, without the items that the person is not cleared for."""
    version = _readable(request, board, uid, number)
    paper = minutes_paper.paper_for(request.user, version)
    if paper is None or paper.status != MinutesPaper.Status.READY:
        raise Http404
    return serve(paper.file)


@require_POST
def minutes_pdf_again(request, board, uid, number):
    """Make the PDF of a version that has none which says what the person may read, or try again."""
    version = _readable(request, board, uid, number)
    attempt(request, minutes_paper.print_version, version, by=request.user, done="The PDF is being made.")
    return redirect("workplan:minutes_version", board.slug, uid, number)
