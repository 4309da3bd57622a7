"""What the board does about returns that are not in: more time, and a word to those whose turn it is."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.models import Notification
from agencies.operations.notification import words_of
from agencies.permissions import require
from audits import permissions
from audits.forms.chasing import ExtensionForm, NudgeForm
from audits.models import Nudge, SelfEvaluation
from audits.operations.chasing import extend as give_time
from audits.operations.chasing import nudge
from audits.tracking import BELONGS, track
from audits.turn import whose_turn
from audits.views.reading import posted, return_or_404
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.views import attempt


def extend(request, board, uid):
    """Give one agency more time, with the reason."""
    evaluation = return_or_404(request, board, uid)
    require(permissions.can_extend(request.user, evaluation))
    form = ExtensionForm(posted(request), evaluation=evaluation)
    if request.method == "POST" and form.is_valid():
        day = f"{form.cleaned_data['due_on']:%A %-d %B %Y}"
        done = f"{evaluation.agency.name} has until {day}. Its lead and signatory are told."
        if attempt(request, give_time, evaluation, by=request.user, form=form, done=done, **form.cleaned_data):
            return redirect("audits:round", board.slug, evaluation.round.uid)
    told = {
        "evaluation": evaluation,
        "form": form,
        "earlier": evaluation.extensions.select_related("granted_by"),
    }
    return render(request, "audits/chasing/extend.html", told)


def round_nudge(request, board, uid):
    """Write to agencies whose returns are not in: choose, write, look at it, send."""
    require(permissions.can_run_rounds(request.user, board))
    part = _part_or_404(board, uid)
    if "ticked" in request.GET and not request.GET.getlist("to"):
        return redirect(_none_ticked(part, request.GET["ticked"]))
    visible = SelfEvaluation.objects.visible_to(request.user).owed_to(board).filter(round=part.round)
    awaited = visible.awaited().select_related("agency").order_by("agency__name")
    turns = whose_turn(list(awaited))
    first = {"to": _chosen(request, part)}
    form = NudgeForm(posted(request), initial=first, awaited=awaited, turns=turns)
    is_good = request.method == "POST" and form.is_valid()
    told = {"part": part, "form": form, "awaited": bool(turns)}
    if is_good and "send" in request.POST and _sent(request, part, form):
        return redirect("audits:round", board.slug, uid)
    if is_good and "preview" in request.POST:
        return render(request, "audits/chasing/preview.html", told | _preview(part, form, turns))
    return render(request, "audits/chasing/nudge.html", told)


def _none_ticked(part, show) -> str:
    """The page of the round, narrowed as it was, at the words that say what is missing."""
    narrowed = {"show": show} if show in BELONGS and show != "all" else {}
    query = urlencode(narrowed | {"none_ticked": "1"})
    return f"{reverse('audits:round', args=[part.board.slug, part.round.uid])}?{query}#ticked"


def _chosen(request, part):
    """The returns ticked on the page before, or all that it showed."""
    show = request.GET.get("show")
    if show in BELONGS:
        return [str(line.evaluation.uid) for line in track(part, show).to_write_to]
    return request.GET.getlist("to")


def _sent(request, part, form) -> bool:
    said = form.cleaned_data
    chosen = list(said["to"])
    done = f"The message is on the page of {plural(len(chosen), 'return')}, and an e-mail says so."
    words = {name: said[name] for name in ("uid", "text", "may_stay")}
    return attempt(request, nudge, part, chosen, by=request.user, form=form, done=done, **words)


def _preview(part, form, turns) -> dict:
    """What the first of them will get, and who gets it: the same words go to each."""
    chosen = list(form.cleaned_data["to"])
    told = [(each.agency, turns[each.pk]) for each in chosen if turns[each.pk]]
    nobody = [each.agency for each in chosen if not turns[each.pk]]
    mail = _mail(part, next(each for each in chosen if turns[each.pk]), turns) if told else None
    return {"told": told, "nobody": nobody, "mail": mail, "text": form.cleaned_data["text"]}


def _mail(part, evaluation, turns):
    """The e-mail as it will leave: its subject and its body."""
    evaluation.round = part.round
    notification = Notification(
        kind="audits/return_nudged",
        recipient=turns[evaluation.pk][0],
        board=part.board,
        about=Nudge(evaluation=evaluation, round_board=part),
        link=reverse("audits:self_evaluation", args=[part.board.slug, evaluation.uid]),
    )
    subject, body = words_of(notification)
    return {"subject": subject, "body": body, "to": notification.recipient}


def _part_or_404(board, uid):
    return get_object_or_404(board.round_boards.select_related("board", "round"), round__uid=uid)
