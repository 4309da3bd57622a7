"""Gaps becoming actions: from a signed return, and from a feedback letter."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from agencies.permissions import require
from audits.gaps import gaps_of
from audits.models import Feedback, Submission
from audits.permissions import can_ask_for_action, can_plan_gaps
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from workplan.forms.gap import GapsForAnother, GapsForm, LetterActionForm
from workplan.models import Action
from workplan.operations import gap as operations
from workplan.views.found import posted


def gaps(request, board, uid):
    """The planned improvements of a signed return: which are on the action list, and the way there for the others."""
    found = Submission.objects.visible_to(request.user).of_board(board)
    submission = get_object_or_404(found.select_related("evaluation__agency", "evaluation__round"), uid=uid)
    evaluation = submission.evaluation
    require(can_plan_gaps(request.user, evaluation, board))
    planned = gaps_of(submission)
    there = operations.listed(planned, board)
    visible = Action.objects.visible_to(request.user)
    own = bool(request.user.roles_for(evaluation.agency))
    form = (GapsForm if own else GapsForAnother)(
        posted(request),
        initial={"owner": request.user.uid if own else None},
        user=request.user,
        agency=evaluation.agency,
        gaps=[gap for gap in planned if gap.uid not in there or request.method == "POST"],
    )
    if request.method == "POST" and form.is_valid() and _planned(request, submission, board, form):
        return redirect("workplan:gaps", board.slug, uid)
    told = {
        "submission": submission,
        "evaluation": evaluation,
        "form": form,
        "rows": [(gap, there.get(gap.uid), str(gap.uid) in form.chosen) for gap in planned],
        "elsewhere": visible.exclude(board=board).answering(planned),
        "readable": set(visible.filter(pk__in=[action.pk for action in there.values()])),
        "open": [gap for gap in planned if gap.uid not in there],
    }
    return render(request, "workplan/gap/gaps.html", told)


def _planned(request, submission, board, form):
    """Put them on the list and say how many are new; a refusal goes to the form."""
    try:
        new = operations.plan_gaps(submission, board, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if new:
        messages.success(request, f"{plural(len(new), 'action')} put on the action list.")
    else:
        messages.info(request, "What you chose was on the action list already.")
    return True


def letter_action(request, board, uid):
    """An action that a feedback letter asks for, onto the agency's list."""
    letters = Feedback.objects.visible_to(request.user).of_board(board).exclude(status=Feedback.Status.DRAFT)
    related = ("review__evaluation__agency", "review__evaluation__round", "review__round_board__board")
    letter = get_object_or_404(letters.select_related(*related), uid=uid)
    require(can_ask_for_action(request.user, letter.review))
    form = LetterActionForm(posted(request), user=request.user, feedback=letter)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        done = "The action is on the list, and its owner is told."
        if attempt(request, operations.ask_for_action, said.pop("part"), by=request.user, form=form, done=done, **said):
            return redirect("workplan:letter_action", board.slug, uid)
    given = Action.objects.visible_to(request.user).filter(sources__letter__feedback=letter)
    told = {
        "letter": letter,
        "review": letter.review,
        "form": form,
        "page": given.select_related("owner", "agency", "board").order_by("number"),
    }
    return render(request, "workplan/gap/letter.html", told)
