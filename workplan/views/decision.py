"""Recording and correcting decisions."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies import kept
from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.forms.decision import DecisionForm
from workplan.forms.decisions import CorrectByEmailForm
from workplan.mandate import BY_QUORUM as WORDS_ONLY  # outcome and stamp stay, so any outcome may stand in the form
from workplan.operations import decision as operations
from workplan.operations.decision import mandate_of
from workplan.operations.email_decision import correct_email_decision
from workplan.permissions import can_run
from workplan.room import room
from workplan.sitting import Sitting
from workplan.views.captured import captured
from workplan.views.chairing import asked_by, place_of
from workplan.views.found import posted, the_decision, the_item


@require_POST
def decide(request, board, uid):
    """Record a decision on an item."""
    item = the_item(request, board, uid)
    require(can_run(request.user, item.meeting.group))
    sitting = Sitting(item.meeting, request.user, str(item.uid))
    form = DecisionForm(request.POST, **asked_by(request.user, sitting))
    kept = form.is_valid() and attempt(
        request, operations.record_decision, item, **form.cleaned_data, by=request.user, form=form
    )
    return captured(request, item, kept, "decision", decision_form=form)


def correct_decision(request, board, uid):
    """Put a decision right by a new one."""
    decision = the_decision(request, board, uid)
    meeting = decision.meeting
    if meeting is None:
        return _correct_by_email(request, decision)
    require(can_run(request.user, meeting.group))
    mandate = mandate_of(decision.item, room(meeting, item=decision.item).quorum) if meeting.in_session else WORDS_ONLY
    names = ("wording", "outcome", "dissent")
    initial = {name: getattr(decision, name) for name in names}
    form = DecisionForm(posted(request), initial=initial, user=request.user, mandate=mandate)
    if request.method == "POST" and form.is_valid():
        done = f"{decision.reference} is corrected by a new decision."
        if attempt(
            request, operations.correct_decision, decision, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect(place_of(meeting, decision.item.uid, "decision") if meeting.in_session else meeting)
    context = {"decision": decision, "meeting": meeting, "form": form}
    return render(request, "workplan/decision/correct.html", context)


def _correct_by_email(request, decision):
    """Put the words of a closed decision by e-mail right, with a reason."""
    require(can_run(request.user, decision.group))
    initial = {name: getattr(decision, name) for name in ("wording", "dissent")}
    form = CorrectByEmailForm(posted(request) or kept.words(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        done = f"{decision.reference} is corrected by a new decision. The members have been told."
        facts = form.cleaned_data
        if attempt(request, correct_email_decision, decision, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:decision", request.board.slug, facts["uid"])
    context = {"decision": decision, "question": decision.by_email, "form": form}
    return render(request, "workplan/decision/correct_by_email.html", context)
