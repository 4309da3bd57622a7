"""The third grade: tests recorded beside claimed and moderated, and surveys of staff."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.permissions import require
from audits import permissions
from audits.forms.tested import SurveyForm, ThirdGradeForm
from audits.models import Survey
from audits.operations import survey as surveys
from audits.operations.tested import record_test
from audits.survey import Results
from audits.views.parts import review_or_404, signed_or_404
from audits.views.reading import posted
from lscb_portal.lib.periods import add_working_days
from lscb_portal.lib.views import attempt

DAYS_OPEN = 10


def tested_add(request, board, uid, review, code):
    """Record what a visit, a dip sample or a closed survey showed."""
    review = review_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, review))
    standard, _ = signed_or_404(review, code, request.user)
    closed = [one for one in review.surveys.filter(standard=standard) if not one.is_open]
    points = list(review.round_board.round.scale.points.all())
    first = {"tested_on": timezone.localdate()}
    form = ThirdGradeForm(posted(request), ratings=points, surveys=closed, initial=first)
    if request.method == "POST" and form.is_valid():
        done = f"The test of standard {standard.position} is recorded."
        if attempt(request, record_test, review, standard, form=form, by=request.user, done=done, **form.test):
            return redirect(f"{reverse('audits:judgement', args=[board.slug, uid, review.uid])}#{code}")
    told = {"review": review, "part": review.round_board, "standard": standard, "form": form}
    return render(request, "audits/tested/add.html", told)


def survey_add(request, board, uid, review, code):
    """Open a survey of the agency's staff about one standard."""
    review = review_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, review))
    standard, _ = signed_or_404(review, code, request.user)
    first = {"title": standard.title, "closes_on": add_working_days(timezone.localdate(), DAYS_OPEN)}
    form = SurveyForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        done = "The survey is open. The agency’s leads have the link, to pass on."
        if attempt(
            request, surveys.open_survey, review, standard, form=form, by=request.user, done=done, **form.survey
        ):
            return redirect("audits:survey", board.slug, uid, review.uid, form.cleaned_data["uid"])
    told = {"review": review, "part": review.round_board, "standard": standard, "form": form}
    return render(request, "audits/tested/survey_add.html", told)


def survey(request, board, uid, review, survey):
    """A survey: its link while it is open, and what it showed once it is closed."""
    review, found = _survey_or_404(request, board, uid, review, survey)
    may_read = permissions.can_read_judgement(request.user, review)
    told = {
        "review": review,
        "part": review.round_board,
        "survey": found,
        "address": request.build_absolute_uri(reverse("survey", args=[found.token])),
        "number": found.responses.count(),
        "results": Results.of(found) if may_read and not found.is_open else None,
        "smallest": found.SMALLEST_GROUP,
        "may_close": found.is_open and permissions.can_moderate(request.user, review),
        "may_record": not found.is_open and permissions.can_moderate(request.user, review),
        "reads_returns": permissions.can_read_returns(request.user, board),
    }
    return render(request, "audits/tested/survey.html", told)


def survey_close(request, board, uid, review, survey):
    """Ask whether a survey is to end before its day, and close it."""
    review, found = _survey_or_404(request, board, uid, review, survey)
    require(permissions.can_moderate(request.user, review))
    page = reverse("audits:survey", args=[board.slug, uid, review.uid, found.uid])
    if request.method == "POST":
        done = "The survey is closed. Its results are below."
        attempt(request, surveys.close_survey, found, by=request.user, done=done)
    if request.method == "POST" or not found.is_open:
        return redirect(page)
    question = {
        "question": f"Close the survey “{found.title}” now?",
        "text": f"Nobody can answer any more. It would be open until {found.closes_on:%A %-d %B %Y}.",
        "button": "Close the survey",
        "back": page,
        "warning": True,
    }
    return render(request, "components/confirm.html", question)


def _survey_or_404(request, board, uid, review, survey):
    review = review_or_404(request, board, uid, review)
    found = Survey.objects.visible_to(request.user).filter(review=review).select_related("standard")
    found = get_object_or_404(found, uid=survey)
    found.review = review
    return review, found
