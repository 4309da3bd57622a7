"""When a group may decide: the rule in plain words, its versions, and the page on which it is written."""

from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import kept
from agencies import quorum as rules
from agencies.forms.quorum import RuleForms, redrawn
from agencies.models import Agency
from agencies.operations.group import set_quorum
from agencies.permissions import can_manage_people
from agencies.quorum.counting import sets_of
from agencies.quorum.saying import EXPECTED
from agencies.quorum_words import names_for, sentences
from agencies.seated import member_of, members_of, seats_on
from agencies.views.group import find
from agencies.views.managing import managing_people
from agencies.views.overtaken import take_up
from lscb_portal.lib.views import attempt

BUTTONS = {"csrfmiddlewaretoken", "look", "enter", "back"}
DONE = "The rule was entered. Meetings that were opened before keep theirs."


def quorum(request, board, uid):
    """The rule in force in plain words, one agreed for later, and every version with who set it and when."""
    group = find(request, board, uid)
    names, today = names_for(request.user), timezone.localdate()
    kept_rules = list(group.quorum_rules.select_related("set_by").order_by("-version"))
    versions = [
        {"rule": rule, "words": sentences(rule.rule, names), "state": _state(rule, kept_rules, today)}
        for rule in kept_rules
    ]
    told = {
        "group": group,
        "versions": versions,
        "can_manage": can_manage_people(request.user, board),
    }
    return render(request, "agencies/quorum/quorum.html", told)


def _state(rule, versions, today):
    """Whether a version, of all of them, rules today, will rule from its day, or was replaced by a newer one."""
    day = max(rule.in_force_from, today)
    if any(other.version > rule.version and other.in_force_from <= day for other in versions):
        return "replaced"
    return "in force" if rule.in_force_from <= today else "to come"


@managing_people
def quorum_change(request, board, uid):
    """Write a new version: add, change and remove conditions, look at it in plain words, enter it."""
    group = find(request, board, uid)
    before = group.quorum_rule
    choices = _choices(request.user, board, before)
    if request.method != "POST":
        words = kept.words(request)
        asked = RuleForms(words, before=before, agencies=choices)
        return _written(request, group, asked.hush() if words else asked)
    if (data := redrawn(request.POST)) is not None:
        return _written(request, group, RuleForms(data, before=before, agencies=choices).hush())
    asked = RuleForms(request.POST, before=before, agencies=choices)
    if not asked.is_valid() or "back" in request.POST:
        return _written(request, group, asked)
    if "enter" in request.POST and attempt(
        request,
        set_quorum,
        group,
        by=request.user,
        form=asked.settings,
        done=DONE,
        following=asked.settings.cleaned_data["following"],
        rule=asked.rule,
        in_force_from=asked.settings.cleaned_data["in_force_from"],
    ):
        return redirect("agencies:quorum", board.slug, uid)
    if asked.settings.errors:
        return _written(request, group, asked, newer=take_up(asked.settings, group.quorum_rule))
    return _looked_at(request, group, before, asked)


def _choices(user, board, before):
    """The agencies of the board by name, and those that the rule names although they have left."""
    found = Agency.objects.visible_to(user)
    of_board = found.of_board(board).order_by("name")
    choices = [(str(agency.uid), agency.name) for agency in of_board]
    named = {uid for clause in (before.rule["clauses"] if before else []) for uid in _named(clause)}
    left = sorted(named - {uid for uid, _ in choices})
    names = names_for(user) if left else {}
    return choices + [(uid, f"{names.get(uid, 'An agency')} (no longer of the board)") for uid in left]


def _named(clause):
    return [uid for of in sets_of(clause) for uid in of.get("agencies", ())]


def _written(request, group, asked, newer=None):
    """The page with what was typed; `newer` is a version that somebody else entered meanwhile."""
    words = sentences(newer.rule, names_for(request.user)) if newer else []
    told = {"group": group, "asked": asked, "newer": newer, "newer_words": words}
    return render(request, "agencies/quorum/write.html", told)


def _looked_at(request, group, before, asked):
    """The rule in plain words before it is entered, and whether today's seats could meet it at all."""
    names = names_for(request.user)
    day = asked.settings.cleaned_data["in_force_from"]
    told = {
        "group": group,
        "asked": asked,
        "day": day,
        "words": sentences(asked.rule, names),
        "words_before": sentences(before.rule, names) if before else [],
        "if_all_come": if_all_come(asked.rule, seats_on(group, max(day, timezone.localdate()))),
        "posted": [(name, value) for name, values in request.POST.lists() if name not in BUTTONS for value in values],
    }
    return render(request, "agencies/quorum/look.html", told)


def if_all_come(rule, seats):
    """What the rule says of a meeting to which everybody with a seat comes; None where nobody has one."""
    counting = [seat for seat in seats if seat.counts]
    if not counting:
        return None
    present = [member_of(seat).carried_by(seat.person_id) for seat in counting]
    return rules.assess(rule, present, members_of(counting), EXPECTED)
