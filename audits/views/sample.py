"""Moderation by sample: drawing it, and judging everything after all."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.sample import SampleForm
from audits.operations import sample as operations
from audits.views.parts import part_or_404
from audits.views.reading import posted
from lscb_portal.lib.views import attempt


def sample(request, board, uid):
    """What is drawn of each return, and the form to draw."""
    part = part_or_404(request, board, uid)
    require(permissions.can_arrange_judging(request.user, board))
    standards = part.round.framework_version.standards.count()
    form = SampleForm(posted(request), standards=standards, initial={"size": part.sample_size})
    if request.method == "POST" and form.is_valid():
        done = "The sample is drawn. Returns that come later are drawn when they come."
        size = form.cleaned_data["size"]
        if attempt(request, operations.moderate_by_sample, part, size, by=request.user, form=form, done=done):
            return redirect("audits:sample", board.slug, uid)
    reviews = part.reviews.filter(submission__isnull=False).select_related("evaluation__agency")
    told = {
        "part": part,
        "form": form,
        "standards": standards,
        "reviews": reviews.prefetch_related("sampled").order_by("evaluation__agency__name"),
    }
    return render(request, "audits/sample/sample.html", told)


@require_POST
def sample_end(request, board, uid):
    """Judge every standard after all."""
    part = part_or_404(request, board, uid)
    done = "Every standard is moderated from now on."
    attempt(request, operations.moderate_everything, part, by=request.user, done=done)
    return redirect("audits:sample", board.slug, uid)
