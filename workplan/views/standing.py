"""The standing items of a group's agendas: which comes at which of the next meetings, and another template."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agencies import kept
from agencies.forms.agenda_template import TemplateForms, redrawn
from agencies.operations.agenda_template import agree_template
from agencies.permissions import can_set_template, require
from agencies.views.overtaken import take_up
from lscb_portal.lib.views import attempt
from workplan.models import Meeting
from workplan.turns import grid
from workplan.views.group import read_group

DONE = "The template was entered as a new version of the terms of reference."


@require_safe
def standing_items(request, board, uid):
    """The template in force, and what of it comes at each of the next meetings."""
    group = read_group(request, board, uid)
    ahead = Meeting.objects.visible_to(request.user).filter(group=group).to_begin().select_related("group__board")
    terms = group.terms
    told = {
        "group": group,
        "terms": terms,
        "grid": grid(group, terms, ahead),
        "can_change": can_set_template(request.user, group),
        "versions": group.terms_of_reference.count(),
    }
    return render(request, "workplan/standing/standing_items.html", told)


def change_standing(request, board, uid):
    """Enter another template that was agreed. Rows are added and removed without losing what was typed."""
    group = read_group(request, board, uid)
    require(can_set_template(request.user, group))
    terms = group.terms
    if request.method != "POST":
        words = kept.words(request)
        asked = TemplateForms(words, terms=terms)
        return _written(request, group, asked.hush() if words else asked)
    if (data := redrawn(request.POST)) is not None:
        return _written(request, group, TemplateForms(data, terms=terms).hush())
    asked = TemplateForms(request.POST, terms=terms)
    if not asked.is_valid():
        return _written(request, group, asked)
    facts = {"by": request.user, "form": asked.agreed, "done": DONE}
    if attempt(request, agree_template, group, asked.items, **facts, **asked.agreed.cleaned_data):
        return redirect("workplan:standing_items", board.slug, uid)
    return _written(request, group, asked, newer=take_up(asked.agreed, group.terms))


def _written(request, group, asked, newer=None):
    """The page with what was typed; `newer` is a version that somebody else entered meanwhile."""
    told = {"group": group, "asked": asked, "newer": newer}
    return render(request, "workplan/standing/change_standing.html", told)
