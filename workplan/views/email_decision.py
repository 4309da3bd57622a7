"""Decisions by e-mail: one page to read and to answer on; opened, answered for somebody, closed, withdrawn."""

from django.shortcuts import get_object_or_404, redirect, render

from agencies import kept
from agencies.permissions import can_enter_for_others, require
from agencies.views.overtaken import follow
from lscb_portal.lib.views import attempt
from workplan.forms.decision import offered as choices_of
from workplan.forms.decisions import CloseForm, EmailAnswerForAnother, EmailAnswerForm, EmailDecisionForm, WithdrawForm
from workplan.mandate import in_writing
from workplan.models import Asked
from workplan.operations import email_decision as operations
from workplan.permissions import can_answer, can_run, can_support
from workplan.replies import replies_to
from workplan.views.found import posted, the_email_decision
from workplan.views.meeting import the_group

CONFLICT = 409


def open_email_decision(request, board, uid):
    """Ask the members of a group to decide in writing."""
    group = the_group(request, board, uid)
    form = EmailDecisionForm(posted(request) or kept.words(request))
    if request.method == "POST" and form.is_valid():
        done = "The members have been asked."
        facts = form.cleaned_data
        if attempt(request, operations.open_email_decision, group, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:email_decision", board.slug, facts["uid"])
    return render(request, "workplan/email_decision/open.html", {"group": group, "form": form})


def email_decision(request, board, uid):
    """One decision by e-mail: the question, my answer, everybody's answers and whether they make a quorum."""
    question = the_email_decision(request, board, uid)
    replies = replies_to(question)
    mine = [line for line in replies.lines if _is_mine(request.user, line)]
    form = None
    if mine and question.takes_answers:
        form = EmailAnswerForm(kept.words(request), initial=_initial(mine[0]))
    return _page(request, question, replies, mine, form)


def _is_mine(user, line):
    return line.asked.person_id == user.pk and line.asked.is_held


def _initial(line):
    given = line.latest
    return {"seen": given.number, "answer": given.answer, "words": given.words} if given else {"seen": 0}


def _page(request, question, replies, mine, form, status=200):
    user, group = request.user, question.group
    chairs = can_run(user, group) and question.is_open
    offered = choices_of(in_writing(replies.quorum.quorate))
    context = {
        "question": question,
        "group": group,
        "replies": replies,
        "tally": _tally(replies),
        "mine": mine[0] if mine else None,
        "form": form,
        "can_support": can_support(user, group) and question.is_open,
        "to_enter": _to_enter(user, question, replies, mine[0] if mine else None),
        "close_form": CloseForm(offered=offered, initial={"seen": replies.mark}) if chairs else None,
        "ready": not (question.takes_answers and replies.silent),
        "decision": question.decision,
    }
    return render(request, "workplan/email_decision/email_decision.html", context, status=status)


def _tally(replies):
    return [(answer.label, replies.tally[answer]) for answer in operations.Answer]


def _to_enter(user, question, replies, mine):
    """The seats, beside that of the form on the page, for which the person may answer: as their standing deputy, as the
    holder of a second seat, or for whoever rang or wrote."""
    if not question.takes_answers:
        return set()
    everybody, stands_in_for = can_enter_for_others(user, question.group.board), _stands_in_for(user)
    others = (line.asked for line in replies.lines if line is not mine and line.asked.is_held)
    return {one.pk for one in others if everybody or one.person_id == user.pk or one.seat_id in stands_in_for}


def _stands_in_for(user):
    """The seats whose standing deputy the person is."""
    return set(user.seats.current().exclude(deputy_for=None).values_list("deputy_for", flat=True))


def email_answer(request, board, uid, asked):
    """Answer for a seat: one's own, as a standing deputy, or what came by telephone, letter or e-mail."""
    question = the_email_decision(request, board, uid)
    seats = Asked.objects.visible_to(request.user).filter(email_decision=question)
    found = get_object_or_404(seats.select_related("email_decision__group__board", "agency", "person"), uid=asked)
    require(can_answer(request.user, found))
    own = found.person_id == request.user.pk
    replies = replies_to(question)
    line = next(one for one in replies.lines if one.asked.pk == found.pk)
    by_the_group = own or found.seat_id in _stands_in_for(request.user)
    form = (EmailAnswerForm if by_the_group else EmailAnswerForAnother)(posted(request), initial=_initial(line))
    if request.method == "POST" and form.is_valid():
        done = "Your answer is noted." if own else f"The answer of {found.name} is noted. They have been told."
        if attempt(request, operations.answer, found, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(question)
    stale = follow(form, "seen", _initial(line)["seen"])
    if own:
        return _page(request, question, replies, [line], form, status=CONFLICT if stale else 200)
    context = {"question": question, "asked": found, "latest": line.latest, "stale": stale, "form": form}
    return render(request, "workplan/email_decision/answer_for.html", context, status=CONFLICT if stale else 200)


def close_email_decision(request, board, uid):
    """The chair closes it with its outcome."""
    question = the_email_decision(request, board, uid)
    require(can_run(request.user, question.group))
    replies = replies_to(question)
    form = CloseForm(
        posted(request), offered=choices_of(in_writing(replies.quorum.quorate)), initial={"seen": replies.mark}
    )
    if request.method == "POST" and form.is_valid():
        done = "The decision is recorded. The members have been told."
        facts = form.cleaned_data
        if attempt(request, operations.close_email_decision, question, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:decision", board.slug, facts["uid"])
    stale = follow(form, "seen", replies.mark)
    context = {"question": question, "replies": replies, "tally": _tally(replies), "form": form}
    return render(request, "workplan/email_decision/close.html", context, status=CONFLICT if stale else 200)


def withdraw_email_decision(request, board, uid):
    """Take the question back."""
    question = the_email_decision(request, board, uid)
    require(can_support(request.user, question.group))
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The question is withdrawn. The members have been told."
        facts = form.cleaned_data
        if attempt(
            request, operations.withdraw_email_decision, question, **facts, by=request.user, form=form, done=done
        ):
            return redirect(question)
    return render(request, "workplan/email_decision/withdraw.html", {"question": question, "form": form})
