"""The redacted edition: chosen part by part and line by line, looked at, made in somebody's name, given as a file."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import kept
from agencies.operations.stored_file import serve
from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan import minuting
from workplan.forms.edition import PartForm, SeenForm
from workplan.lines import FRONT, full_key, parts_of, shown
from workplan.minuted import held, reading, reads_all
from workplan.models import MinutesPaper, PublicEdition
from workplan.operations import edition as operations
from workplan.operations import minutes_paper
from workplan.permissions import can_support
from workplan.views.found import posted, the_edition, the_meeting

CONFLICT = 409
Status = PublicEdition.Status


def editions(request, board, uid):
    """The redacted editions of a meeting's minutes; a new one is begun here."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    record = minuting.record_of(meeting)
    approved = record.approved if record.pk else None
    if request.method == "POST":
        if approved and attempt(request, operations.begin_edition, approved, by=request.user):
            begun = PublicEdition.objects.visible_to(request.user).get(version=approved, status=Status.CHOOSING)
            return redirect("workplan:edition", board.slug, begun.uid)
        return redirect("workplan:editions", board.slug, meeting.uid)
    found = PublicEdition.objects.visible_to(request.user).filter(version__record__meeting=meeting)
    context = {
        "meeting": meeting,
        "approved": approved,
        "editions": found.select_related("version", "made_by", "begun_by", "paper__file"),
        "choosing": any(one.status == Status.CHOOSING and one.version == approved for one in found),
    }
    return render(request, "workplan/edition/editions.html", context)


def _edition(request, board, uid):
    """An edition, for those who keep the minutes and may read all of them; with what it is made of."""
    edition = the_edition(request, board, uid)
    require(can_support(request.user, edition.version.record.meeting.group))
    content = held(edition.version)
    require(reads_all(request.user, content))
    return edition, reading(content)


def edition(request, board, uid):
    """One edition: its parts and how much of each is shown; once made, what it shows."""
    found, content = _edition(request, board, uid)
    chosen = found.chosen
    parts = [
        {"part": part, "shown": sum(full_key(part, line) in chosen for line in part.lines), "lines": len(part.lines)}
        for part in parts_of(content)
    ]
    context = {
        "edition": found,
        "meeting": found.version.record.meeting,
        "parts": parts,
        "total": len(chosen),
        "shown": shown(content, chosen),
        "form": SeenForm(initial={"seen": found.choices_version}),
        "paper": getattr(found, "paper", None),
    }
    return render(request, "workplan/edition/edition.html", context)


def edition_part(request, board, uid, part):
    """Choose the lines of one part."""
    found, content = _edition(request, board, uid)
    parts = parts_of(content)
    at = next((number for number, one in enumerate(parts) if one.key == part), None)
    if at is None:
        raise Http404
    facts = {"part": parts[at], "chosen": found.chosen, "initial": {"seen": found.choices_version}}
    form = PartForm(posted(request) or kept.words(request), **facts)
    following = parts[at + 1] if at + 1 < len(parts) else None
    if request.method == "POST" and form.is_valid():
        given = {"seen": form.cleaned_data["seen"], "by": request.user, "form": form}
        if attempt(request, operations.choose, found, part, form.chosen, **given, done="The choice is saved."):
            if "next" in request.POST and following:
                return redirect("workplan:edition_part", board.slug, found.uid, following.key)
            return redirect("workplan:edition", board.slug, found.uid)
    stale = form.is_bound and form.data.get("seen") != str(found.choices_version)
    context = {
        "edition": found,
        "meeting": found.version.record.meeting,
        "part": parts[at],
        "is_front": part == FRONT,
        "form": form,
        "following": following,
        "stale": stale,
        "now": {line.key: full_key(parts[at], line) in found.chosen for line in parts[at].lines},
    }
    return render(request, "workplan/edition/part.html", context, status=CONFLICT if stale else 200)


@require_POST
def edition_make(request, board, uid):
    """Make the edition of what the preview showed."""
    found, _ = _edition(request, board, uid)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    done = "The redacted edition is made, in your name. Its PDF is being made."
    attempt(request, operations.make_edition, found, seen=seen, by=request.user, done=done)
    return redirect("workplan:edition", board.slug, found.uid)


def edition_pdf(request, board, uid):
    """The edition as a file; sent, its PDF is made that could not be made."""
    found, _ = _edition(request, board, uid)
    if request.method == "POST":
        attempt(request, minutes_paper.print_edition, found, by=request.user, done="The PDF is being made.")
        return redirect("workplan:edition", board.slug, found.uid)
    paper = getattr(found, "paper", None)
    if paper is None or paper.status != MinutesPaper.Status.READY:
        raise Http404
    return serve(paper.file)
