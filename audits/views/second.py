"""Judging a second time: who was asked, how close the two were, and the desk where nothing of the first is shown."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.second import SecondForm, SecondReaderForm
from audits.models import SecondReader
from audits.operations import second as operations
from audits.second_desk import Desk, agreement_of_pairs, pairs_of
from audits.submitted import as_read_by, standard_of
from audits.unseen import unseen_by
from audits.views.meanings import meanings_for_judging
from audits.views.parts import part_or_404
from audits.views.reading import posted
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt

CONFLICT = 409


def second(request, board, uid):
    """Who judges which standard a second time, and how close first and second moderators were."""
    part = part_or_404(request, board, uid)
    may_arrange = permissions.can_arrange_judging(request.user, board)
    data = posted(request)
    if data is not None:
        require(may_arrange)
    standards = list(part.round.framework_version.standards.all())
    form = SecondReaderForm(data, user=request.user, part=part, standards=standards)
    if request.method == "POST" and form.is_valid():
        person, standard = form.cleaned_data["person"], form.cleaned_data["standard"]
        done = f"{person.name} judges standard {standard.position} a second time, and is told."
        if attempt(
            request, operations.ask_second_reader, part, standard, person, by=request.user, form=form, done=done
        ):
            return redirect("audits:second", board.slug, uid)
    return render(request, "audits/second/second.html", _told(request, part, form if may_arrange else None))


def _told(request, part, form):
    unseen = unseen_by(request.user, part)
    made = [one for one in pairs_of(part) if not request.user.belongs_to(one.review.evaluation.agency)]
    pairs = [one for one in made if one.first_rating and (one.review_id, one.standard_id) not in unseen]
    readers = SecondReader.objects.visible_to(request.user).standing().filter(round_board=part)
    return {
        "part": part,
        "readers": [
            (reader, sum(one.standard_id == reader.standard_id for one in made))
            for reader in readers.select_related("standard", "person")
        ],
        "agreement": agreement_of_pairs(pairs),
        "pairs": pairs,
        "waiting": len(made) - len(pairs),
        "form": form,
    }


@require_POST
def second_release(request, board, uid, reader):
    """Nobody judges this standard a second time from now on."""
    part = part_or_404(request, board, uid)
    readers = SecondReader.objects.visible_to(request.user).filter(round_board=part)
    found = get_object_or_404(readers.select_related("round_board__board"), uid=reader)
    attempt(
        request,
        operations.release_second_reader,
        found,
        by=request.user,
        done="They are released, and keep what they judged.",
    )
    return redirect("audits:second", board.slug, uid)


def second_standard(request, board, uid, code):
    """The desk of a second moderator, at the next return to judge."""
    part, standard = _asked_of(request, board, uid, code)
    require(permissions.is_second_reader(request.user, part, standard))
    desk = Desk(part, standard, request.user)
    seats = desk.seats()
    following = desk.next_after(None) or next((seat.review for seat in seats if seat.is_readable), None)
    if following is None:
        return render(request, "audits/second/desk.html", _page(desk, seats))
    return redirect(_answer_url(desk, following))


def second_answer(request, board, uid, code, review):
    """One agency's answer, to be judged without the first rating; once saved both stand side by side."""
    part, standard = _asked_of(request, board, uid, code)
    if not permissions.is_second_reader(request.user, part, standard):
        return _written_too_late(request, part, standard)
    desk = Desk(part, standard, request.user)
    seats = desk.seats()
    seat = next((one for one in seats if one.review.uid == review), None)
    if seat is None or standard_of(seat.review.submission, code) is None:
        raise Http404
    form = SecondForm(posted(request), ratings=desk.points)
    if request.method == "POST":
        require(permissions.can_moderate(request.user, seat.review) and not seat.is_barred)
        if form.is_valid() and _saved(request, desk, seat.review, form):
            return redirect(_answer_url(desk, seat.review))
    else:
        require(seat.is_readable)
    return render(request, "audits/second/desk.html", _page(desk, seats, seat, form))


def _written_too_late(request, part, standard):
    """What somebody wrote who has been released since: shown to them to copy, and nothing else; 403 for all others."""
    data = posted(request)
    readers = SecondReader.objects.visible_to(request.user).filter(round_board=part, standard=standard)
    require(data is not None and readers.filter(person=request.user).exists())
    form = SecondForm(data, ratings=Desk(part, standard, request.user).points)
    told = {"part": part, "standard": standard, "written": form.written()}
    return render(request, "audits/second/released.html", told, status=CONFLICT)


def _saved(request, desk, review, form):
    try:
        operations.moderate_second(review, desk.standard, **form.judgement(), by=request.user)
    except Refused as refused:
        refused.show_on(form)
        return False
    messages.success(request, f"{review.evaluation.agency.short_name} is saved. Both ratings are shown now.")
    return True


def _asked_of(request, board, uid, code):
    part = part_or_404(request, board, uid)
    return part, get_object_or_404(part.round.framework_version.standards, code=code)


def _answer_url(desk, review):
    part = desk.part
    page = reverse("audits:second_answer", args=[part.board.slug, part.round.uid, desk.standard.code, review.uid])
    return f"{page}#answer"


def _signed(review, desk):
    """What was signed of the desk's standard, as its reader may read it."""
    return as_read_by(desk.user, [standard_of(review.submission, desk.standard.code)])[0]


def _page(desk, seats, seat=None, form=None):
    told = {"part": desk.part, "standard": desk.standard, "seats": seats, "seat": seat, "progress": desk.progress}
    if seat is None:
        return told
    following = desk.next_after(seat.review)
    return told | {
        "review": seat.review,
        "signed": _signed(seat.review, desk),
        "points": desk.facts.by_code,
        "remarks": {},  # a challenge would say what the first moderator thinks
        # What somebody has written is shown to them, also when it can no longer be saved.
        "form": form if seat.is_to_judge or form.is_bound else None,
        "following": following if following != seat.review else None,
        **meanings_for_judging(desk.standard, desk.points),
    }
