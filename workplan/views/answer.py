"""What went up to the Strategic Board, and what it answered."""

from django.shortcuts import redirect, render

from agencies.permissions import require
from agencies.roles import Permission
from lscb_portal.lib.views import attempt
from workplan.forms.answer import BoardAnswerForm
from workplan.models import Decision, Outcome
from workplan.operations import answer as operations
from workplan.permissions import can_support
from workplan.views.found import posted, the_decision


def with_the_board(request, board):
    """Every decision that was recommended to the Strategic Board: those it has yet to answer first."""
    require(request.user.may(Permission.READ_MEETINGS, board))
    found = Decision.objects.visible_to(request.user).of_board(board).gone_up()
    related = ("meeting__group__board", "item", "by_email__group__board", "board")
    found = found.select_related(*related).prefetch_related("board_answers").order_by("-number")
    rows = [(one, can_support(request.user, one.group)) for one in found]
    context = {
        "waiting": [row for row in rows if row[0].board_answer is None],
        "answered": [row for row in rows if row[0].board_answer],
    }
    return render(request, "workplan/answer/with_the_board.html", context)


def board_answer(request, board, uid):
    """Enter the Strategic Board's answer to one decision."""
    decision = the_decision(request, board, uid)
    require(can_support(request.user, decision.group))
    form = BoardAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"The Board’s answer to {decision.reference} is entered, and the group is told."
        if attempt(
            request, operations.enter_answer, decision, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect("workplan:with_the_board", board.slug)
    earlier = list(decision.board_answers.select_related("entered_by"))
    context = {
        "decision": decision,
        "meeting": decision.meeting,
        "form": form if decision.outcome == Outcome.RECOMMENDED else None,
        "earlier": earlier,
    }
    return render(request, "workplan/answer/board_answer.html", context)
