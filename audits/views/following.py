"""Where the pressed button of a standard's page leads, once the page has been saved."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from audits.carried import Before
from audits.draft import IMPROVEMENTS
from audits.operations.carrying import confirm_answers, take_words
from audits.operations.evidence import detach_evidence
from audits.operations.sharing import hand_back, settle
from audits.views.screening import own_words
from audits.views.talk import comments_on
from lscb_portal.lib.views import attempt

ADD, REMOVE = f"add_{IMPROVEMENTS}", f"remove_{IMPROVEMENTS}"
ALL = "all"


def follow(request, reading, each):
    """Do what the button of the saved page says, and go where it leads. `reading` and `each` are as stored now."""
    pressed = request.POST
    here = reverse("audits:standard", args=[request.board.slug, reading.evaluation.uid, each.standard.code])
    for button, deed in DEEDS.items():
        if button in pressed:
            return deed(request, reading, each, pressed[button], here)
    return _onward(request, reading, each, here)


def _attach(request, reading, each, code, here):
    answer = _answer_or_404(each, code)
    return redirect("audits:evidence_add", request.board.slug, reading.evaluation.uid, answer.criterion.code)


def _answer_or_404(each, code):
    for answer in each.answers:
        if answer.criterion.code == code:
            return answer
    raise Http404


def _detach(request, reading, each, value, here):
    """Take an item off an answer; `value` is "criterion's code:item's uid"."""
    code, _, item_uid = value.partition(":")
    answer = _answer_or_404(each, code)
    for attachment in answer.attachments.all():
        if str(attachment.item.uid) == item_uid:
            done = f"“{attachment.item.title}” was taken off {code}. It stays in your agency’s evidence."
            attempt(request, detach_evidence, answer, attachment.item, by=request.user, done=done)
    return redirect(f"{here}#{code}")


def _confirm(request, reading, each, value, here):
    """Confirm one carried answer, or all of the standard's."""
    codes = None if value == ALL else [_answer_or_404(each, value).criterion.code]
    done = "All answers with a rating are confirmed." if codes is None else f"{codes[0]} is confirmed."
    attempt(request, confirm_answers, reading.evaluation, each.standard, by=request.user, codes=codes, done=done)
    return redirect(here if codes is None else f"{here}#{codes[0]}")


def _take_words(request, reading, each, value, here):
    """Write last year's words for the whole standard where nothing stands yet."""
    words = {}
    for then in Before(reading.evaluation, request.user).of_standard(each):
        words |= {name: text for name, text in then.words.items() if text and name not in words}
    done = "The words of last time stand under “The whole standard” now. Change what is no longer so."
    attempt(request, take_words, reading.evaluation, each.standard, words, by=request.user, done=done)
    return redirect(f"{here}#whole")


def _settle(request, reading, each, uid, here, settled=True):
    """Settle a comment."""
    found = comments_on(request.user, reading.evaluation).filter(standard=each.standard)
    said = get_object_or_404(found, uid=key_or_404(uid))
    attempt(request, settle, said, by=request.user, settled=settled)
    return redirect(f"{here}#talk")


def _reopen(request, reading, each, uid, here):
    """Open a settled comment again."""
    return _settle(request, reading, each, uid, here, settled=False)


def _commented(request, reading, each, value, here):
    """The comment itself was kept with the page."""
    return redirect(f"{here}#talk")


def _hand_back(request, reading, each, value, here):
    """Hand the standard back to the lead."""
    own = [one for one in reading.given[each.standard.pk] if one.person == request.user and not one.handed_back_at]
    if not own:
        raise Http404
    done = f"You have handed standard {each.number} back. The lead is told."
    attempt(request, hand_back, own[0], by=request.user, done=done)
    return redirect("audits:self_evaluation", request.board.slug, reading.evaluation.uid)


def key_or_404(text):
    """A uid that a button carried."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _another_row(request, reading, each, value, here):
    return redirect(f"{here}?add=1#improvements")


def _one_row_less(request, reading, each, value, here):
    return redirect(f"{here}#improvements")


# What each button does, by its name.
DEEDS = {
    "attach": _attach,
    "detach": _detach,
    "confirm": _confirm,
    "take_words": _take_words,
    "settle": _settle,
    "reopen": _reopen,
    "comment": _commented,
    "hand_back": _hand_back,
    ADD: _another_row,
    REMOVE: _one_row_less,
}


def _onward(request, reading, each, here):
    wish = request.POST.get("save")
    if own_words(each):
        look = reverse("audits:look", args=[request.board.slug, reading.evaluation.uid, each.standard.code])
        return redirect(f"{look}?then={wish}" if wish in ("continue", "exit") else look)
    if wish == "continue":
        return _next(request, reading, each)
    messages.success(request, f"Saved. {reading.progress}.")
    if wish == "exit":
        return redirect("audits:self_evaluation", request.board.slug, reading.evaluation.uid)
    return redirect(here)


def _next(request, reading, each):
    """The standard after this one; after the last, the check of all answers."""
    if following := reading.after(each):
        return redirect("audits:standard", request.board.slug, reading.evaluation.uid, following.standard.code)
    return redirect("audits:check", request.board.slug, reading.evaluation.uid)
