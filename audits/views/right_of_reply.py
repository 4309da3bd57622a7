"""An agency's reply to how it was judged."""

from django.http import Http404
from django.shortcuts import redirect, render

from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.forms.right_of_reply import ReplyForm
from audits.models import RightOfReply
from audits.operations.right_of_reply import reply as give_reply
from audits.views.parts import review_or_404
from audits.views.reading import posted
from lscb_portal.lib.views import attempt

WHO_REPLIES = (Role.LEAD, Role.SIGNATORY)


def reply(request, board, uid, review):
    """Reply, in one's own words or with nothing to add."""
    review = review_or_404(request, board, uid, review)
    right = RightOfReply.objects.visible_to(request.user).filter(review=review).first()
    if right is None:
        raise Http404
    require(permissions.can_reply(request.user, review))
    right.review = review
    form = ReplyForm(posted(request), user=request.user, review=review, roles=WHO_REPLIES)
    if request.method == "POST" and form.is_valid():
        done = "The reply is given. It prints beside the board’s judgement."
        if attempt(request, give_reply, right, by=request.user, form=form, done=done, **form.reply):
            return redirect("audits:judgement", board.slug, uid, review.uid)
    told = {"review": review, "part": review.round_board, "right": right, "form": form}
    return render(request, "audits/reply/reply.html", told)
