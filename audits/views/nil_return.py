"""A nil return: declared by the signatory, or entered by the business unit for somebody of the agency."""

from allauth.account.decorators import reauthentication_required
from django.shortcuts import redirect, render

from agencies.forms.on_behalf import OnBehalfForm
from agencies.permissions import require
from agencies.views.reauthentication import reauthenticated_at
from audits import permissions
from audits.forms.nil_return import NilReturnForm
from audits.models import SelfEvaluation
from audits.operations.nil_return import declare_nil, nil_declaration_for, who_may_say
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.views import attempt


def nil_return(request, board, uid):
    """Declare that the agency has nothing to answer, and why."""
    evaluation = draft_or_404(request, board, uid)
    require(permissions.can_declare_nil(request.user, evaluation))
    visible = SelfEvaluation.objects.visible_to(request.user).outstanding()
    if not visible.filter(pk=evaluation.pk).exists():
        return redirect("audits:self_evaluation", board.slug, uid)
    reading = Reading(evaluation, request.user)
    form = NilReturnForm(posted(request))
    behalf = _behalf(request, board, reading)
    if request.method == "POST" and all([form.is_valid(), behalf is None or behalf.is_valid()]):
        done = f"{evaluation.agency.name} has made a nil return."
        words = {name: form.cleaned_data[name] for name in ("reason", "may_stay")}
        said = words | _by_whom(request, behalf)
        if attempt(request, declare_nil, evaluation, by=request.user, form=form, done=done, **said):
            return redirect("audits:submission", board.slug, evaluation.submissions.last().uid)
    told = {"reading": reading, "form": form, "behalf": behalf, "forms": [form, behalf] if behalf else [form]}
    told["declaration"] = nil_declaration_for(evaluation.agency)
    return _page(request, told) if behalf else _page_to_declare(request, told)


def _behalf(request, board, reading):
    """Whose word it is, where the business unit enters it; None for the signatory."""
    if not reading.can_enter:
        return None
    people = who_may_say(reading.evaluation)
    return OnBehalfForm(posted(request), user=request.user, board=board, people=people)


def _by_whom(request, behalf):
    if behalf is None:
        return {"reauthenticated_at": reauthenticated_at(request)}
    return {"person": behalf.cleaned_data["person"], "through": behalf.cleaned_data["through"]}


def _page(request, told):
    return render(request, "audits/nil_return/declare.html", told)


# Only the reading of the page asks for the password, as on the page of the signature.
@reauthentication_required(enabled=lambda request: request.method == "GET")
def _page_to_declare(request, told):
    return _page(request, told)
