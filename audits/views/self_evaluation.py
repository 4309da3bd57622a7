"""An agency's return: the list, the overview, the check of all answers, and the way to the signatory and back."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.forms.on_behalf import OnBehalfForm
from agencies.models import Agency
from agencies.permissions import can_read_agency_ledger, is_member, require
from audits import permissions
from audits.forms.self_evaluation import SendBackForm
from audits.models import Nudge, Round, SelfEvaluation
from audits.operations import self_evaluation as operations
from audits.views.reading import Reading, draft_or_404, posted, return_or_404
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.views import attempt


def returns(request, board):
    """The returns of one's own agencies, and the rounds of a board whose returns one reads, runs or enters."""
    user = request.user
    own = SelfEvaluation.objects.visible_to(user).of_board(board).of_agencies_of(user)
    rounds = Round.objects.visible_to(user).of_board(board).with_counts(board)
    told = {
        "own": own.with_progress().select_related("agency", "round").order_by("-round__opens_on", "agency__name"),
        "rounds": rounds if permissions.can_track_rounds(user, board) else None,
        "has_library": Agency.objects.visible_to(user).of_board(board).posted(user).exists(),
        "can_run": permissions.can_run_rounds(user, board),
        "can_read": permissions.can_read_returns(user, board),
    }
    return render(request, "audits/self_evaluation/returns.html", told)


def self_evaluation(request, board, uid):
    """How far the return has come, what is next, and who has a part in it."""
    evaluation = return_or_404(request, board, uid)
    if not permissions.can_read_draft(request.user, evaluation):
        return redirect("audits:submission", board.slug, evaluation.submissions.last().uid)
    told = {
        "reading": Reading(evaluation, request.user),
        "words_since": _words_since(request.user, board, evaluation),
        "more_time": _more_time(request.user, board, evaluation),
        "focus": evaluation.round.focus.order_by("standard__position", "position").values_list("code", flat=True),
        "may_be_nil": _may_be_nil(request.user, evaluation),
        "may_compare": permissions.can_compare(request.user, evaluation),
        "people": operations.people_of(evaluation),
        "submissions": evaluation.submissions.select_related("signed_by").order_by("-number"),
        "reads_ledger": is_member(board, evaluation.agency) and can_read_agency_ledger(request.user, evaluation.agency),
    }
    return render(request, "audits/self_evaluation/overview.html", told)


def _words_since(user, board, evaluation):
    """What boards wrote to the agency about the return, while it is out; to others than the agency, their own words."""
    words = Nudge.objects.visible_to(user).filter(evaluation=evaluation).select_related("sent_by")
    return words if user.roles_for(evaluation.agency) else words.filter(round_board__board=board)


def _more_time(user, board, evaluation):
    """The extension that the return has now, for the agency and the board that gave it: who gave it, and why."""
    if evaluation.extended_to is None or evaluation.submitted_at:
        return None
    own = user.roles_for(evaluation.agency) or evaluation.round.organiser == board
    return evaluation.extensions.select_related("granted_by").last() if own else None


def _may_be_nil(user, evaluation):
    """Whether the person may make a nil return instead of answering."""
    visible = SelfEvaluation.objects.visible_to(user).awaited()
    return permissions.can_declare_nil(user, evaluation) and visible.filter(pk=evaluation.pk).exists()


def enter(request, board, uid):
    """Say whose answers one is going to enter for an agency, and how they came."""
    evaluation = draft_or_404(request, board, uid)
    reading = Reading(evaluation, request.user)
    require(reading.can_enter)
    people = operations.who_may_answer(evaluation)
    first = {"person": evaluation.entered_for, "through": evaluation.entered_through}
    form = OnBehalfForm(posted(request), initial=first, user=request.user, board=board, people=people)
    if request.method == "POST" and form.is_valid():
        person, through = form.cleaned_data["person"], form.cleaned_data["through"]
        done = f"You are entering {possessive(person.name)} answers. {person.name} is told."
        if attempt(
            request, operations.enter_for, evaluation, person, by=request.user, through=through, form=form, done=done
        ):
            return redirect("audits:self_evaluation", board.slug, uid)
    return render(request, "audits/self_evaluation/enter.html", {"reading": reading, "form": form})


def check(request, board, uid):
    """Every answer on one page, what is still missing, and the hand-over."""
    evaluation = draft_or_404(request, board, uid)
    told = {
        "reading": Reading(evaluation, request.user),
        **_signatories(evaluation),
        "send_back": SendBackForm(),
    }
    return render(request, "audits/self_evaluation/check.html", told)


def _signatories(evaluation):
    """Who may sign now, and why the return cannot be handed to them, where it cannot."""
    signatories = list(operations.who_must_sign(evaluation))
    return {"signatories": signatories, "too_few": operations.too_few(signatories, evaluation)}


@require_POST
def hand_over(request, board, uid):
    """Hand the complete return to the signatory."""
    evaluation = draft_or_404(request, board, uid)
    done = "The return is with the signatory, who has been told."
    if attempt(request, operations.hand_over, evaluation, by=request.user, done=done):
        return redirect("audits:self_evaluation", board.slug, uid)
    return redirect("audits:check", board.slug, uid)


@require_POST
def take_back(request, board, uid):
    """Take the return back from the signatory, to change it."""
    evaluation = draft_or_404(request, board, uid)
    done = "You have taken the return back. It can be changed again."
    attempt(request, operations.take_back, evaluation, by=request.user, done=done)
    return redirect("audits:self_evaluation", board.slug, uid)


@require_POST
def send_back(request, board, uid):
    """Send the return back to the lead instead of signing it."""
    evaluation = draft_or_404(request, board, uid)
    require(permissions.can_send_back(request.user, evaluation))
    form = SendBackForm(request.POST)
    done = "You have sent the return back. The lead is told why."
    if form.is_valid() and attempt(
        request,
        operations.send_back,
        evaluation,
        by=request.user,
        **form.cleaned_data,
        form=form,
        done=done,
    ):
        return redirect("audits:self_evaluation", board.slug, uid)
    told = {
        "reading": Reading(evaluation, request.user),
        **_signatories(evaluation),
        "send_back": form,
    }
    return render(request, "audits/self_evaluation/check.html", told)
