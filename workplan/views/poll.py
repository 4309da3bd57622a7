"""Polls of days: asked, answered, read as a grid, and one day chosen."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from agencies.models import Seat
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.forms import rows_after
from lscb_portal.lib.views import attempt
from workplan.forms.poll import OPTIONS, OptionFormSet, PollAnswerForAnother, PollAnswerForm, PollForm
from workplan.models import Poll
from workplan.operations import poll as operations
from workplan.permissions import can_support
from workplan.polling import Grid
from workplan.views.found import posted
from workplan.views.group import organised_group
from workplan.views.reminding import remind_page


def the_poll(request, board, uid) -> Poll:
    polls = Poll.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(polls.select_related("group__board", "asked_by", "meeting__group__board"), uid=uid)


def ask_poll(request, board, uid):
    """Ask the people of a group which of several days suit them."""
    group = organised_group(request, board, uid)
    if request.method == "POST" and (typed := _typed(request)) is not None:
        form = PollForm(initial={name: request.POST.get(name) for name in PollForm.base_fields})
        return _ask_page(request, group, form, OptionFormSet(typed))
    form = PollForm(posted(request), initial={"title": f"{group.short_name} meeting", "uid": uuid4()})
    options = OptionFormSet(posted(request))
    if request.method == "POST" and form.is_valid() & options.is_valid():
        done = "The poll is out. Everybody who is asked has been told."
        facts = form.cleaned_data | {"options": options.chosen}
        if attempt(request, operations.ask, group, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:poll", board.slug, facts["uid"])
    return _ask_page(request, group, form, options)


def _typed(request):
    """What was typed, after "Add another" or "Remove" was pressed; None for any other button."""
    try:
        return rows_after(request.POST, OPTIONS)
    except ValueError:
        return None


def _ask_page(request, group, form, options):
    return render(request, "workplan/poll/ask.html", {"group": group, "form": form, "options": options})


def poll(request, board, uid):
    """The poll: for whoever is asked, their answers; for whoever organises, the grid of everybody's."""
    poll = the_poll(request, board, uid)
    grid = Grid(poll)
    mine = [seat for seat in grid.seats if seat.person_id == request.user.pk]
    organises = can_support(request.user, poll.group)
    require(bool(mine) or organises)
    form = _answer_form(posted(request), grid, mine) if mine else None
    if request.method == "POST":
        require(bool(mine))
        if form.is_valid() and _answered(request, poll, mine, form):
            return redirect(poll)
    context = {"poll": poll, "grid": grid, "form": form, "mine": mine, "organises": organises}
    context["has_answered"] = bool(mine) and mine[0] not in grid.silent
    context["can_enter"] = can_enter_for_others(request.user, board) and poll.is_answerable
    return render(request, "workplan/poll/poll.html", context)


def _answer_form(data, grid, seats, form=PollAnswerForm):
    given = {option.uid: grid.said(option, seats[0]) for option in grid.options}
    return form(data, options=grid.options, given=given)


def _answered(request, poll, seats, form) -> bool:
    """Keep one's answer, with two seats in the group for both."""
    for seat in seats:
        if not attempt(request, operations.answer, poll, seat, form.answers, by=request.user, form=form):
            return False
    messages.success(request, "Your answers are noted. You may change them until the poll closes.")
    return True


def poll_answer_for(request, board, uid, seat):
    """Enter the answers of somebody who rang or wrote."""
    poll = the_poll(request, board, uid)
    require(can_enter_for_others(request.user, board))
    seat = get_object_or_404(Seat.objects.visible_to(request.user).of_board(board), uid=seat, group=poll.group)
    form = _answer_form(posted(request), Grid(poll), [seat], PollAnswerForAnother)
    if request.method == "POST" and form.is_valid():
        done = f"The answers of {seat.person} are noted. They have been told that you entered them."
        facts = {"through": form.cleaned_data["through"], "by": request.user}
        if attempt(request, operations.answer, poll, seat, form.answers, **facts, form=form, done=done):
            return redirect(poll)
    return render(request, "workplan/poll/answer_for.html", {"poll": poll, "seat": seat, "form": form})


def poll_remind(request, board, uid):
    """Remind one or all who have not answered; the message is shown before it goes."""
    poll = the_poll(request, board, uid)
    require(can_support(request.user, poll.group))
    silent = Grid(poll).silent if poll.is_answerable else []
    told = {"heading": "Remind people to answer", "caption": poll.title, "back": poll.get_absolute_url()}
    return remind_page(request, poll, silent, operations.remind, kind="workplan/poll_nudge", **told)


def poll_choose(request, board, uid, option):
    """Choose a day: what it means is said first, then the meeting is planned."""
    poll = the_poll(request, board, uid)
    require(can_support(request.user, poll.group))
    option = get_object_or_404(poll.options, uid=option)
    done = "The meeting is planned. The members of the group have been told."
    if request.method == "POST":
        if attempt(request, operations.choose, poll, option, by=request.user, done=done):
            return redirect("workplan:meeting", board.slug, option.uid)
        return redirect(poll)
    (prospect,) = (each for each in Grid(poll).prospects if each.option == option)
    return render(request, "workplan/poll/choose.html", {"poll": poll, "option": option, "prospect": prospect})


def poll_withdraw(request, board, uid):
    """Give the poll up."""
    poll = the_poll(request, board, uid)
    require(can_support(request.user, poll.group))
    if request.method == "POST":
        done = "The poll is withdrawn. Whoever was asked has been told."
        attempt(request, operations.withdraw_poll, poll, by=request.user, done=done)
        return redirect(poll)
    return render(request, "workplan/poll/withdraw.html", {"poll": poll})
