"""One standard of a return per page: shown, answered, and saved while one writes."""

import json
import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies import kept
from audits import permissions
from audits.carried import Before
from audits.draft import IMPROVEMENTS, WORDS, digests
from audits.forms.standard import StandardPage
from audits.operations.answer import Stale, save_standard
from audits.screening import texts_of, unsettled
from audits.views.comparing import choice_of, compare
from audits.views.following import follow
from audits.views.meanings import meanings_of
from audits.views.reading import Reading, draft_or_404
from audits.views.talk import Talk, posted_comment, take_comment
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.forms import rows_after

NEVER = -1
TAKEN_BACK = "This standard was taken back, or handed back, while you were writing."


def standard(request, board, uid, code):
    """Answer one standard. Every button of the page saves it first."""
    reading, each = _standard_or_404(request, board, uid, code)
    if _was_taken_back(request, reading, each):
        return _show_words(request, reading, each)
    if request.method == "POST":
        return _save(request, reading, each)
    if each.standard.pk not in reading.answerable:
        return redirect(f"{reverse('audits:check', args=[board.slug, uid])}#{code}")
    if reading.can_enter and reading.evaluation.entered_for is None:
        return redirect("audits:enter", board.slug, uid)
    if (data := kept.words(request)) is not None:
        return _offer(request, reading, each, data)
    return _show(request, reading, each, _page(each, reading, another="add" in request.GET))


@require_POST
def autosave(request, board, uid, code):
    """Save what is valid while the person writes; answer in one line, with the page's new version.

    Words that were sent as the page was left wait for its author where they cannot be saved: nobody reads the answer.
    """
    reading, each = _standard_or_404(request, board, uid, code)
    if _was_taken_back(request, reading, each):
        return _line(request, "refused", status=409, refusal=TAKEN_BACK)
    page = _page(each, reading, request.POST)
    draft = page.draft()
    try:
        response = _keep(request, reading, each, draft)
    except Refused as refusal:
        if not request.htmx:
            kept.keep(request)
        return _not_saved(request, reading, each, refusal)
    now = page.stored | draft
    marks = {"version": response.version, "seen": json.dumps(digests(now))}
    confirmed, left = _confirmed_by_saving(reading, each)
    looks = unsettled(reading.evaluation.agency, texts_of(each.standard, each.answers, now))
    told = {"problems": list(page.problems()), "looks": looks, "confirmed": confirmed, "each": left}
    return _line(request, "saved", at=timezone.localtime(), **told, **marks)


def _confirmed_by_saving(reading, each):
    """(the carried answers that this save confirmed, which the page still calls open; the standard as it is now)."""
    if not each.unconfirmed:
        return [], each
    now = _now(reading, each)[1]
    waiting = {answer.pk for answer in now.unconfirmed}
    return [answer for answer in each.unconfirmed if answer.pk not in waiting], now


def _not_saved(request, reading, each, refusal):
    if isinstance(refusal, Stale):
        return _line(request, "late", status=409, response=_now(reading, each)[1].response)
    return _line(request, "refused", status=409, refusal=str(refusal))


def _standard_or_404(request, board, uid, code):
    reading = Reading(draft_or_404(request, board, uid), request.user)
    each = reading.standard_of(code)
    if each is None and request.method == "POST" and reading.was_given(code):
        each = next(one for one in reading.all_standards if one.standard.code == code)
    if each is None:
        raise Http404
    return reading, each


def _was_taken_back(request, reading, each):
    """Whether a contributor sent a page that they may no longer answer: they get their own words back, to copy."""
    may = permissions.can_answer(request.user, reading.evaluation, each.standard)
    return request.method == "POST" and not may and reading.was_given(each.standard.code)


def _show_words(request, reading, each):
    page = _page(each, reading, request.POST)
    told = {
        "reading": reading,
        "standard": each.standard,
        "sentence": TAKEN_BACK,
        "written": list(page.written()),
    }
    return render(request, "audits/standard/taken_back.html", told, status=409)


def _page(each, reading, data=None, another=False):
    return StandardPage(each, reading.points, data, another)


def _now(reading, each):
    """The return and the standard as they are stored at this moment."""
    fresh = Reading(reading.evaluation, reading.user)
    return fresh, fresh.standard_of(each.standard.code)


# Showing --------------------------------------------------------------------------------------------------------------


def _offer(request, reading, each, data):
    """The page as its author wrote it after their session had ended: nothing of it is saved, as `data` says itself.

    A choice between two versions is asked anew: who chose has not seen what was saved since.
    """
    version = NEVER if "resolving" in data else _number(data.get("version"))
    opened = {"version": version, "seen": data.get("seen", ""), "key": _key(data.get("page")) or uuid.uuid4()}
    return _show(request, reading, each, _page(each, reading, data), posted_comment(data, each), opened)


def _show(request, reading, each, page, comment=None, opened=None):
    """The standard's page: `page` holds its forms, `each` what is stored, `comment` one that could not be taken.

    `opened` says what the page was opened on, where that was before now.
    """
    before = Before(reading.evaluation, request.user)
    then = before.of_standard(each)
    told = {
        "reading": reading,
        "each": each,
        "page": page,
        "talk": Talk(request, reading, each, comment),
        "is_with_me": any(given.standard_id == each.standard.pk for given in reading.with_me),
        "before": before,
        "standards_then": then,
        "can_take_words": _can_take_words(each, then),
        "beside": {answer.pk: before.beside(answer) for answer in each.answers},
        "version": each.response.version,
        "seen": json.dumps(digests(_page(each, reading).stored)),
        "key": _key(request.POST.get("page")) or uuid.uuid4(),
        **meanings_of(each.standard, reading.points),
        **(opened or {}),
    }
    return render(request, "audits/standard/standard.html", told)


def _can_take_words(each, then):
    """Whether there are words of last time for the whole standard where nothing stands yet."""
    return any(one.words[name] and not getattr(each.response, name) for one in then for name in WORDS)


def _line(request, name, status=200, **told):
    return render(request, f"audits/standard/{name}_line.html", told, status=status)


# Saving ---------------------------------------------------------------------------------------------------------------


def _save(request, reading, each):
    """Save what is valid and go where the button leads; or show what is wrong, or the two versions side by side."""
    data = _typed(request)
    page = _page(each, reading, data)
    draft = page.draft()
    try:
        if "resolving" in request.POST:
            choice = choice_of(request, each, page, data=request.POST)
            if not choice.is_valid():
                return compare(request, reading, each, data, choice)
            draft = choice.settled(draft)
        _keep(request, reading, each, draft, explicit=True)
    except Stale:
        reading, each = _now(reading, each)
        return compare(request, reading, each, data, choice_of(request, each, _page(each, reading, data)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, reading, each, page, posted_comment(request.POST, each))  # with everything that was typed
    return _after_saving(request, *_now(reading, each), page)


def _after_saving(request, reading, each, page):
    """Show again what was not valid; else take the comment, if there is one, and follow the button."""
    comment = posted_comment(request.POST, each)
    if not page.is_valid:
        return _show(request, reading, each, page, comment)
    if comment and not take_comment(request, reading, each, comment):
        return _show(request, reading, each, _page(each, reading), comment)
    return follow(request, reading, each)


def _typed(request):
    """What was typed, after "Add another" or "Remove" was pressed."""
    try:
        return rows_after(request.POST, IMPROVEMENTS) or request.POST
    except ValueError:
        return request.POST


def _keep(request, reading, each, draft, explicit=False):
    return save_standard(
        reading.evaluation,
        each.standard,
        draft,
        by=request.user,
        version=_number(request.POST.get("version")),
        page=_key(request.POST.get("page")),
        explicit=explicit,
    )


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 10 else NEVER


def _key(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
