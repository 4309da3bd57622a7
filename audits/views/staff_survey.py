"""A staff survey's open page: no sign-in, no name, and nothing kept but the answers and the day."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audits.forms.tested import AnswersForm
from audits.operations.survey import answer_survey, open_to_anybody
from audits.views.reading import posted
from lscb_portal.lib.views import attempt

# From one place, which may be a whole hospital; and of one survey in all, wherever from.
FROM_ONE_PLACE, IN_ALL = 30, 120
A_MINUTE = 60


@login_not_required
def survey(request, token):
    """Answer a survey by its open link."""
    found = get_object_or_404(open_to_anybody(), token=token)
    told = {"survey": found, "unit": found.review.round_board.board}
    if request.method == "POST" and is_too_often(request, found):
        return render(request, "audits/staff_survey/wait.html", told, status=429)
    form = AnswersForm(posted(request), survey=found)
    if request.method == "POST" and form.is_valid() and attempt(request, answer_survey, found, form=form, **form.given):
        return render(request, "audits/staff_survey/thanks.html", told)
    return render(request, "audits/staff_survey/survey.html", told | {"form": form})


def is_too_often(request, survey) -> bool:
    """Whether too many answers came within this minute. An address is kept for a few minutes, and only scrambled."""
    address = get_adapter().get_client_ip(request)
    place = salted_hmac("audits.survey", address, algorithm="sha256").hexdigest()
    minute = int(timezone.now().timestamp()) // A_MINUTE
    of_place = _counted(f"survey:{survey.pk}:{minute}:{place}") > FROM_ONE_PLACE
    return _counted(f"survey:{survey.pk}:{minute}") > IN_ALL or of_place


def _counted(key):
    """How often this key was counted, now included."""
    if cache.add(key, 1, A_MINUTE * 2):
        return 1
    return cache.incr(key)
