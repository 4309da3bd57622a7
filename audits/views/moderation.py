"""The moderation workspace of one board's part in a round: all agencies of a standard left, one answer open right."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import kept
from agencies.permissions import require
from audits import permissions
from audits.forms.moderation import ModerationForm
from audits.operations import moderation as operations
from audits.remarks import in_workspace
from audits.submitted import as_read_by, standard_of
from audits.views.meanings import meanings_for_judging
from audits.views.parts import part_or_404
from audits.views.ways import ByAgency, ByStandard
from audits.workspace import Workspace
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt

CONFLICT = 409


def moderation(request, board, uid):
    """How far the moderation has come, by standard and by agency."""
    part = part_or_404(request, board, uid)
    workspace = Workspace(part, request.user)
    return render(
        request,
        "audits/moderation/moderation.html",
        {
            "part": part,
            "standards": workspace.standard_rows(),
            "agencies": workspace.agency_rows(),
            "not_returned": workspace.not_returned,
            "nil": workspace.nil,
            "own_left_out": workspace.own_left_out,
            "others_left_out": workspace.others_left_out,
            "next_standard": workspace.standard_to_judge(),
            "may_judge": permissions.can_judge(request.user, board),
            "may_arrange": permissions.can_arrange_judging(request.user, board),
            "unseen": workspace.unseen_standards,
        },
    )


def moderation_standard(request, board, uid, code):
    """One standard across all agencies, with the next answer to judge open beside it."""
    workspace, standard = _workspace(request, board, uid, code)
    if standard in workspace.unseen_standards:
        return redirect("audits:second_standard", board.slug, uid, code)
    way = ByStandard(workspace, standard)
    return _page(request, way, way.opened_first())


def moderation_answer(request, board, uid, code, review):
    """One agency's answer to one standard; saving a rating goes on to the next agency to judge."""
    workspace, standard = _workspace(request, board, uid, code)
    return _answered(request, ByStandard(workspace, standard), _review_or_404(workspace, review), standard)


def moderation_agency(request, board, uid, review):
    """One agency's return standard by standard, with the next to judge open beside the list."""
    workspace = Workspace(part_or_404(request, board, uid), request.user)
    way = ByAgency(workspace, _review_or_404(workspace, review))
    return _page(request, way, way.opened_first())


def moderation_agency_answer(request, board, uid, review, code):
    """The same answer on the way along its agency; saving a rating goes on to the agency's next standard."""
    workspace, standard = _workspace(request, board, uid, code)
    way = ByAgency(workspace, _review_or_404(workspace, review))
    return _answered(request, way, way.review, standard)


def _answered(request, way, review, standard):
    """Show an answer on its way, or save what was judged of it."""
    if standard_of(review.submission, standard.code) is None:
        raise Http404
    workspace, part = way.workspace, way.workspace.part
    if (review.pk, standard.pk) in workspace.unseen:
        return redirect("audits:second_answer", part.board.slug, part.round.uid, standard.code, review.uid)
    place = way.place_of(review, standard)
    if request.method != "POST":
        return _page(request, way, place, _words_back(request, workspace))
    require(permissions.can_moderate(request.user, review))
    form = ModerationForm(request.POST, ratings=workspace.points)
    if not form.is_valid():
        return _page(request, way, place, form)
    try:
        operations.moderate(review, standard, **form.judgement(), by=request.user)
    except operations.Overtaken as overtaken:
        form = form.after(overtaken.theirs)
        form.add_error(None, str(overtaken))
        return _page(request, way, place, form, overtaken.theirs, status=CONFLICT)
    except Refused as refused:
        refused.show_on(form)
        return _page(request, way, place, form, status=CONFLICT)
    now = way.again()
    address, said = now.goes_on(now.place_of(review, standard))
    messages.success(request, said)
    return redirect(address)


def _words_back(request, workspace):
    """The form as its author sent it after their session had ended."""
    data = kept.words(request)
    return data and ModerationForm(data, ratings=workspace.points)


def moderation_finish(request, board, uid, review):
    """Ask whether the moderation of a return is finished, and finish it."""
    part = part_or_404(request, board, uid)
    review = get_object_or_404(part.reviews.select_related("evaluation__agency"), uid=review)
    require(permissions.can_moderate(request.user, review))
    back = reverse("audits:moderation", args=[board.slug, uid])
    agency = review.evaluation.agency
    if request.method == "POST":
        done = f"The moderation of {agency.name} is finished."
        attempt(request, operations.finish, review, by=request.user, done=done)
        return redirect(back)
    question = {
        "question": f"Finish the moderation of {agency.name}?",
        "text": "Its moderated ratings and reasons can no longer change, and the agency may read them.",
        "button": "Finish moderation",
        "back": back,
    }
    return render(request, "components/confirm.html", question)


def _workspace(request, board, uid, code):
    workspace = Workspace(part_or_404(request, board, uid), request.user)
    standard = workspace.standard(code)
    if standard is None:
        raise Http404
    return workspace, standard


def _review_or_404(workspace, uid):
    """The review with what was signed; 404 where nothing of it is to judge."""
    review = next((one for one in workspace.returned if one.uid == uid), None)
    if review is None:
        raise Http404
    require(not permissions.is_withheld(workspace.user, review))
    return review


def _page(request, way, place, form=None, theirs=None, status=200):
    workspace = way.workspace
    before, after = way.neighbours()
    context = {
        "part": workspace.part,
        "way": way,
        "rows": way.rows(place),
        "before": before,
        "after": after,
        "own_left_out": workspace.own_left_out,
        "others_left_out": workspace.others_left_out,
        "ratings": workspace.facts.ratings[::-1],
        "standard": place.standard if place else way.standard,
        "review": place.review if place else None,
    }
    if place:
        context |= _answer(request, way, place, form) | {"theirs": theirs}
    return render(request, way.template, context, status=status)


def _signed(request, review, standard):
    """What was signed of the standard, as the person may read it; None of words that were lawfully removed."""
    signed = standard_of(review.submission, standard.code)
    return signed and as_read_by(request.user, [signed])[0]


def _answer(request, way, place, form):
    workspace, review, standard = way.workspace, place.review, place.standard
    may_judge = workspace.may_judge(review)
    may_moderate = may_judge and review.status in review.TO_JUDGE
    standing = review.moderations.filter(standard=standard).select_related("rating", "moderated_by").first()
    second = review.second_moderations.filter(standard=standard).select_related("rating", "first_rating").first()
    return {
        "place": place,
        "here": way.address(place),
        "other_way": way.other_way(place),
        "may_judge": may_judge,
        "is_open": review.status in review.TO_JUDGE,
        "second": second if second and second.first_rating_id else None,
        "waits_for_second": workspace.part.second_readers.standing().filter(standard=standard).first(),
        "tests": review.tests.filter(standard=standard).select_related("rating", "tested_by"),
        "surveys": review.surveys.filter(standard=standard),
        "remarks": in_workspace(review, standard, request.user),
        "newest": review.evaluation.submissions.last(),
        "signed": _signed(request, review, standard),
        "points": workspace.facts.by_code,
        "earlier": workspace.earlier(review, standard),
        "outcome": standing,
        # What somebody has written is shown to them, also when it can no longer be saved.
        "form": form or (ModerationForm.of(standing, workspace.points) if may_moderate else None),
        **meanings_for_judging(standard, workspace.points),
    }
