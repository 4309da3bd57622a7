"""Proposing an item and taking it back; the chair's four answers."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.forms.proposal import AcceptLateForm, DeclineForm, DeferForm, MergeForm, ProposalForm
from workplan.operations import proposal as operations
from workplan.operations.merging import merge as merge_into
from workplan.permissions import can_propose, can_run
from workplan.views.found import posted, the_meeting, the_proposal


def propose(request, board, uid):
    """Propose an item for a meeting."""
    meeting = the_meeting(request, board, uid)
    require(can_propose(request.user, meeting))
    form = ProposalForm(posted(request), user=request.user, board=board)
    if request.method == "POST" and form.is_valid():
        done = "Your proposal is with the chair, who will accept, defer or decline it."
        if attempt(request, operations.propose, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(f"{meeting.get_absolute_url()}#proposals")
    return render(request, "workplan/proposal/propose.html", {"meeting": meeting, "form": form})


@require_POST
def withdraw(request, board, uid):
    """Take back my own proposal."""
    proposal = the_proposal(request, board, uid)
    attempt(request, operations.withdraw, proposal, by=request.user, done="Your proposal is withdrawn.")
    return redirect(f"{proposal.meeting.get_absolute_url()}#proposals")


def accept(request, board, uid):
    """Put a proposal on the agenda. One press before the agenda is agreed; afterwards a reason is asked for."""
    proposal = the_proposal(request, board, uid)
    require(can_run(request.user, proposal.group))
    late = not proposal.meeting.is_agenda_open
    form = AcceptLateForm(posted(request)) if late else None
    if request.method == "POST" and (not late or form.is_valid()):
        reason = form.cleaned_data if late else {}
        done = f"“{proposal.title}” is on the agenda."
        if attempt(request, operations.accept, proposal, **reason, by=request.user, form=form, done=done) or not late:
            return _to_agenda(board, proposal)
    return render(request, "workplan/proposal/accept.html", {"proposal": proposal, "form": form})


def defer(request, board, uid):
    """Put a proposal off to a later meeting."""
    proposal = the_proposal(request, board, uid)
    require(can_run(request.user, proposal.group))
    form = DeferForm(posted(request), user=request.user, meeting=proposal.meeting)
    done = f"“{proposal.title}” is deferred. {proposal.proposed_by.name} has been told."
    return _answered(request, board, proposal, form, operations.defer, "defer", done)


def decline(request, board, uid):
    """Say no to a proposal, with a reason."""
    proposal = the_proposal(request, board, uid)
    require(can_run(request.user, proposal.group))
    form = DeclineForm(posted(request))
    done = f"“{proposal.title}” is declined. {proposal.proposed_by.name} has been told."
    return _answered(request, board, proposal, form, operations.decline, "decline", done)


def merge(request, board, uid):
    """Take proposals with another one, or with an item of the agenda."""
    meeting = the_meeting(request, board, uid)
    require(can_run(request.user, meeting.group))
    form = MergeForm(
        posted(request), user=request.user, meeting=meeting, initial={"which": request.GET.getlist("which")}
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        given = {"into": form.target, "reason": facts["reason"], "by": request.user}
        done = f"Merged into “{form.target.title}”. Whoever proposed it has been told."
        if attempt(request, merge_into, meeting, list(facts["which"]), **given, form=form, done=done):
            return redirect("workplan:agenda", board.slug, meeting.uid)
    return render(request, "workplan/proposal/merge.html", {"meeting": meeting, "form": form})


def _answered(request, board, proposal, form, operation, page, done):
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(request, operation, proposal, **form.cleaned_data, by=request.user, form=form, done=done)
    ):
        return _to_agenda(board, proposal)
    return render(request, f"workplan/proposal/{page}.html", {"proposal": proposal, "form": form})


def _to_agenda(board, proposal):
    """The builder of the meeting it was proposed for, also when it has been put off to another."""
    return redirect("workplan:agenda", board.slug, proposal.meeting.uid)
