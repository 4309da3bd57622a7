"""Try the quorum: the simulator of a group's quorum. It reads, and writes nothing."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.quorum_words import clause_in_words, names_for
from workplan.forms.trial import TrialForm
from workplan.models import Meeting
from workplan.models.meeting import BEFORE_THE_MEETING, groups_read_by
from workplan.pictures import light, of_trial
from workplan.trial import trial


@require_safe
def try_quorum(request, board, uid):
    """Tick who would be there, and read whether they could decide. The address says all of it and can be passed on."""
    group = get_object_or_404(groups_read_by(request.user).filter(board=board), uid=uid)
    form = TrialForm({"on": timezone.localdate().isoformat()} | request.GET.dict())
    asked = form.cleaned_data if form.is_valid() else {}
    meeting = _coming(request.user, group, asked["meeting"]) if asked.get("meeting") else None
    day = meeting.day if meeting else asked.get("on", timezone.localdate())
    chosen = None
    if "tried" in request.GET:
        chosen = set(request.GET.getlist("here")), set(request.GET.getlist("deputy"))
    tried = trial(group, day, meeting=meeting, chosen=chosen)
    template = "workplan/quorum/_result.html" if request.htmx else "workplan/quorum/trial.html"
    return render(request, template, {"form": form, "group": group, "tried": tried} | _told(tried, request.user))


def _coming(user, group, uid):
    coming = Meeting.objects.visible_to(user).filter(group=group, status__in=BEFORE_THE_MEETING)
    return get_object_or_404(coming.select_related("group__board"), uid=uid)


def _told(tried, user):
    """The result in words and as a picture; nothing of it without a rule."""
    if tried.quorum is None:
        return {}
    names = names_for(user)
    clauses = zip(tried.rule["clauses"], tried.quorum.clauses, strict=True)
    return {
        "light": light(tried.quorum),
        "picture": of_trial(tried),
        "clauses": [(clause_in_words(clause, names), result) for clause, result in clauses],
    }
