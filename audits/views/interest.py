"""Declared interests of a round: who judges what no longer, and why."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.interest import InterestForm
from audits.models import Interest
from audits.operations import interest as operations
from audits.views.parts import part_or_404
from audits.views.reading import posted
from lscb_portal.lib.views import attempt


def interests(request, board, uid):
    """The interests declared in a round, and, for a moderator, the form to declare one."""
    part = part_or_404(request, board, uid)
    may_declare = permissions.can_judge(request.user, board)
    data = posted(request)
    if data is not None:
        require(may_declare)
    form = InterestForm(data, user=request.user, part=part)
    if request.method == "POST" and form.is_valid():
        done = "Your interest is declared. From now on somebody else judges that agency."
        given = form.cleaned_data | {"by": request.user}
        if attempt(request, operations.declare_interest, part, form=form, done=done, **given):
            return redirect("audits:interests", board.slug, uid)
    declared = Interest.objects.visible_to(request.user).filter(round_board=part).select_related("person", "agency")
    told = {
        "part": part,
        "interests": declared.order_by("ended_at", "pk"),
        "form": form if may_declare else None,
        "may_end": permissions.can_run_rounds(request.user, board),
    }
    return render(request, "audits/interest/interests.html", told)


@require_POST
def interest_end(request, board, uid, interest):
    """End an interest that no longer stands."""
    part = part_or_404(request, board, uid)
    declared = Interest.objects.visible_to(request.user).filter(round_board=part).select_related("round_board__board")
    found = get_object_or_404(declared, uid=interest)
    attempt(request, operations.end_interest, found, by=request.user, done="The interest is ended.")
    return redirect("audits:interests", board.slug, uid)
