"""Planning a round step by step. Each step is kept as it was typed; the last page makes it a round."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.round_plan import StartForm
from audits.models import Round, RoundPlan
from audits.operations import round_plan as operations
from audits.views.plan_steps import FORMS, Steps, typed_in
from audits.views.reading import posted
from lscb_portal.lib.views import attempt


def round_add(request, board):
    """Begin to plan a round, afresh or as a copy of an earlier one; or go on with a plan."""
    require(permissions.can_run_rounds(request.user, board))
    form = StartForm(posted(request), user=request.user, board=board)
    if request.method == "POST" and form.is_valid():
        begun = form.cleaned_data
        if attempt(request, operations.begin_plan, board, by=request.user, form=form, **begun):
            return redirect("audits:round_plan", board.slug, begun["uid"], "what")
    plans = RoundPlan.objects.visible_to(request.user).of_board(board).unfinished()
    told = {"form": form, "plans": plans.filter(round=None).select_related("begun_by")}
    return render(request, "audits/round_plan/start.html", told)


@require_POST
def round_replan(request, board, uid):
    """Change a planned round: its plan is taken out again, with every step as it stands."""
    visible = Round.objects.visible_to(request.user).of_board(board)
    round_ = get_object_or_404(visible, uid=uid)
    require(permissions.can_run_rounds(request.user, round_.organiser))
    if not attempt(request, operations.begin_change, round_, by=request.user):
        return redirect("audits:round", board.slug, uid)
    return redirect("audits:round_check", board.slug, round_.plans.unfinished().get().uid)


def round_plan(request, board, uid, step):
    """One step of a plan."""
    plan = _plan_or_404(request, board, uid)
    if plan.finished_at:
        return _to_round(plan)
    steps = Steps(plan, request.user)
    if step not in steps.slugs:
        raise Http404
    if step != "what" and not steps.is_done("what"):
        return redirect("audits:round_plan", board.slug, uid, "what")
    said = posted(request)
    form = steps.to_fill_in(step) if said is None else FORMS[step](said, steps=steps)
    if request.method == "POST":
        if "suggest" in request.POST:
            form = form.counted_anew()
        elif answer := _posted_step(request, steps, step, form):
            return answer
    told = {"plan": plan, "step": step, "form": form, "number": steps.slugs.index(step) + 1, "steps": steps}
    return render(request, "audits/round_plan/step.html", told)


def _posted_step(request, steps, step, form):
    """Keep what was typed and say where to go; None where the page is shown again."""
    plan = steps.plan
    if not attempt(request, operations.keep_step, plan, step, typed_in(request.POST, step), by=request.user):
        return _to_step(plan, "check")
    if "leave" in request.POST:
        messages.success(request, "The plan is kept. Go on with it when you like.")
        return redirect("audits:round_add", plan.board.slug)
    if "back" in request.POST:
        return _to_step(plan, steps.before(step))
    if not form.is_valid() or form.wants_to_warn:
        return None
    return _to_step(plan, Steps(_fresh(plan), request.user).after(step) or "check")


def round_check(request, board, uid):
    """The whole plan on one page, and the button that makes it a round."""
    plan = _plan_or_404(request, board, uid)
    if plan.finished_at:
        return _to_round(plan)
    steps = Steps(plan, request.user)
    if request.method == "POST" and not steps.undone:
        done = "The round is changed." if plan.round else "The round is planned. Nobody is told until it opens."
        if attempt(request, operations.finish_plan, plan, by=request.user, done=done, **steps.details):
            return _to_round(plan)
    told = {"plan": plan, "steps": steps, "forms": [(slug, steps.bound(slug)) for slug in steps.slugs]}
    return render(request, "audits/round_plan/check.html", told)


def round_plan_discard(request, board, uid):
    """Ask whether a plan is to be thrown away, and throw it away."""
    plan = _plan_or_404(request, board, uid)
    if request.method == "POST":
        attempt(request, operations.discard_plan, plan, by=request.user, done="The plan is thrown away.")
        return _to_round(plan) if plan.round else redirect("audits:round_add", board.slug)
    if plan.finished_at:
        return _to_round(plan)
    question = {
        "question": f"Throw away the plan “{plan}”?",
        "text": "What was typed in its steps is lost.",
        "button": "Throw the plan away",
        "back": reverse("audits:round_check", args=[board.slug, uid]),
        "warning": True,
    }
    if plan.round:
        question |= {
            "question": f"Leave “{plan.round.title}” as it was?",
            "text": "What was changed in the steps of its plan is lost.",
            "button": "Leave the round as it was",
        }
    return render(request, "components/confirm.html", question)


def _plan_or_404(request, board, uid):
    plans = RoundPlan.objects.visible_to(request.user).of_board(board).select_related("board", "round")
    return get_object_or_404(plans, uid=uid)


def _fresh(plan):
    plan.refresh_from_db(fields=["typed"])
    return plan


def _to_step(plan, step):
    """The page of a step; the start where there is none before, the check of the whole after the last."""
    if step is None:
        return redirect("audits:round_add", plan.board.slug)
    if step == "check":
        return redirect("audits:round_check", plan.board.slug, plan.uid)
    return redirect("audits:round_plan", plan.board.slug, plan.uid, step)


def _to_round(plan):
    return redirect("audits:round", plan.board.slug, plan.round.uid if plan.round else plan.uid)
