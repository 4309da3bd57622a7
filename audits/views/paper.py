"""A declaration on paper: printed to be signed, uploaded when it was, and given back to those who read the return."""

from allauth.account.decorators import reauthentication_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from agencies.operations.stored_file import serve
from agencies.permissions import require
from agencies.views.reauthentication import reauthenticated_at
from audits.forms.paper import PaperForm
from audits.models import Signature, Submission
from audits.operations.paper import sign_on_paper
from audits.operations.self_evaluation import who_must_sign
from audits.operations.submission import declaration_for, handed_over
from audits.views.reading import Reading, draft_or_404, posted
from audits.views.submission import signed_onward
from lscb_portal.lib.views import attempt


def declaration(request, board, uid):
    """The declaration as a page to print, with room for the signatures."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    require(reading.can_hand_over or reading.can_send_back)
    if not reading.waits_for_signature:
        return redirect("audits:self_evaluation", board.slug, uid)
    return render(
        request,
        "audits/submission/declaration.html",
        {
            "reading": reading,
            "declaration": declaration_for(reading.evaluation.agency),
            "signatories": who_must_sign(reading.evaluation),
        },
    )


def paper_add(request, board, uid):
    """Upload a declaration that was signed on paper, after giving one's own password again."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    if not reading.waits_for_signature:
        require(reading.can_hand_over)
        return redirect("audits:self_evaluation", board.slug, uid)
    require(reading.can_sign_on_paper)
    evaluation = reading.evaluation
    first = {"seen": handed_over(evaluation)}
    form = PaperForm(posted(request), request.FILES or None, initial=first, signatories=who_must_sign(evaluation))
    if request.method == "POST" and form.is_valid():
        signing = {name: form.cleaned_data[name] for name in ("upload", "signed_on", "seen")}
        signing |= {"by": request.user, "reauthenticated_at": reauthenticated_at(request)}
        if attempt(request, sign_on_paper, evaluation, form.cleaned_data["signatory"], form=form, **signing):
            return signed_onward(request, evaluation)
    return page_to_upload(request, reading, form)


@reauthentication_required(enabled=lambda request: request.method == "GET")
def page_to_upload(request, reading, form):
    """Show the page once the person has given their password again; until then, ask for it."""
    return render(request, "audits/submission/paper.html", {"reading": reading, "form": form})


def paper(request, board, uid, signature):
    """Give back the signed paper of a submission."""
    submission = get_object_or_404(Submission.objects.visible_to(request.user).of_board(board), uid=uid)
    found = Signature.objects.visible_to(request.user).filter(submission=submission)
    signed = get_object_or_404(found.select_related("paper"), uid=signature)
    if signed.paper is None:
        raise Http404
    return serve(signed.paper)
