"""A staff survey's open page: no sign-in, no name, and nothing kept but the answers and the day."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render

from agencies.limits import is_too_often
from audits.forms.tested import AnswersForm
from audits.operations.survey import answer_survey, open_to_anybody
from audits.views.reading import posted
from lscb_portal.lib.views import attempt

# From one place, which may be a whole hospital; and of one survey in all, wherever from.
LIMIT = {"from_one_place": 30, "in_all": 120, "uncounted": True}


@login_not_required
def survey(request, token):
    """Answer a survey by its open link."""
    found = get_object_or_404(open_to_anybody(), token=token)
    told = {"survey": found, "unit": found.review.round_board.board}
    if request.method == "POST" and is_too_often(request, f"survey:{found.pk}", **LIMIT):
        return render(request, "audits/staff_survey/wait.html", told, status=429)
    form = AnswersForm(posted(request), survey=found)
    if request.method == "POST" and form.is_valid() and attempt(request, answer_survey, found, form=form, **form.given):
        return render(request, "audits/staff_survey/thanks.html", told)
    return render(request, "audits/staff_survey/survey.html", told | {"form": form})
