"""The moderation workspace of one board's part in a round: all agencies of a standard left, one answer open right."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies import kept
from agencies.permissions import require
from audits import permissions
from audits.agreement import agreement_of
from audits.forms.moderation import ModerationForm
from audits.operations import moderation as operations
from audits.remarks import in_workspace
from audits.submitted import as_read_by, standard_of
from audits.views.parts import part_or_404
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
    part = part_or_404(request, board, uid)
    workspace, standard = _workspace(request, part, code)
    if standard in workspace.unseen_standards:
        return redirect("audits:second_standard", board.slug, uid, code)
    review = workspace.opened_first(standard)
    if review is None:
        return _page(request, workspace, standard)
    return _page(request, workspace, standard, *_opened(request, workspace, standard, review.uid))


def moderation_answer(request, board, uid, code, review):
    """One agency's answer to one standard; saving a rating goes on to the next agency to judge."""
    part = part_or_404(request, board, uid)
    workspace, standard = _workspace(request, part, code)
    review, standing = _opened(request, workspace, standard, review)
    if (review.pk, standard.pk) in workspace.unseen:
        return redirect("audits:second_answer", board.slug, uid, code, review.uid)
    if request.method != "POST":
        return _page(request, workspace, standard, review, standing, _words_back(request, workspace))
    require(permissions.can_moderate(request.user, review))
    form = ModerationForm(request.POST, ratings=workspace.points)
    if not form.is_valid():
        return _page(request, workspace, standard, review, standing, form)
    try:
        operations.moderate(review, standard, **form.judgement(), by=request.user)
    except operations.Overtaken as overtaken:
        form = form.after(overtaken.theirs)
        form.add_error(None, str(overtaken))
        theirs = overtaken.theirs
        return _page(request, workspace, standard, review, theirs, form, theirs, status=CONFLICT)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, workspace, standard, review, standing, form, status=CONFLICT)
    return _go_on(request, Workspace(part, request.user), standard, review)


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


def _workspace(request, part, code):
    workspace = Workspace(part, request.user)
    standard = workspace.standard(code)
    if standard is None:
        raise Http404
    return workspace, standard


def _opened(request, workspace, standard, uid):
    """The review with what was signed, and the moderated rating that stands; 404 where there is no such answer."""
    review = next((one for one in workspace.returned if one.uid == uid), None)
    if review is None or standard_of(review.submission, standard.code) is None:
        raise Http404
    require(not permissions.is_withheld(request.user, review))
    standing = review.moderations.filter(standard=standard).select_related("rating", "moderated_by").first()
    return review, standing


def _go_on(request, workspace, standard, review):
    """To the next agency to judge at this standard, else to the next standard, else to the overview."""
    judged = f"{review.evaluation.agency.short_name} is saved."
    slug, uid = workspace.part.board.slug, workspace.part.round.uid
    if following := workspace.next_to_judge(standard, after=review):
        messages.success(request, judged)
        return redirect(f"{reverse('audits:moderation_answer', args=[slug, uid, standard.code, following.uid])}#answer")
    if ahead := workspace.standard_to_judge(after=standard):
        messages.success(request, f"{judged} Standard {standard.position} is done. Next is standard {ahead.position}.")
        return redirect("audits:moderation_standard", slug, uid, ahead.code)
    messages.success(request, f"{judged} Every return is judged.")
    return redirect("audits:moderation", slug, uid)


def _page(request, workspace, standard, review=None, standing=None, form=None, theirs=None, status=200):
    places = workspace.places(standard)
    before, after = workspace.neighbours(standard)
    context = {
        "part": workspace.part,
        "standard": standard,
        "count": len(workspace.standards),
        "before": before,
        "after": after,
        "places": places,
        "not_returned": workspace.not_returned,
        "own_left_out": workspace.own_left_out,
        "others_left_out": workspace.others_left_out,
        "agreement": agreement_of([place.cell for place in places]),
        "ratings": workspace.facts.ratings[::-1],
        "review": review,
    }
    if review:
        context |= _answer(request, workspace, standard, review, standing, form)
        context["theirs"] = theirs
    return render(request, "audits/moderation/answer.html", context, status=status)


def _signed(request, review, standard):
    """What was signed of the standard, as the person may read it; None of words that were lawfully removed."""
    signed = standard_of(review.submission, standard.code)
    return signed and as_read_by(request.user, [signed])[0]


def _answer(request, workspace, standard, review, standing, form):
    may_judge = workspace.may_judge(review)
    may_moderate = may_judge and review.status in review.TO_JUDGE
    second = review.second_moderations.filter(standard=standard).select_related("rating", "first_rating").first()
    return {
        "place": workspace.place(review, standard),
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
    }
