"""One standard of a return per page: answered, saved while one writes, and compared when two write at once."""

import json
import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits import contents
from audits.draft import IMPROVEMENTS, differences, digests
from audits.forms.conflict import KEEP, ConflictForm
from audits.forms.standard import StandardPage
from audits.operations.answer import Stale, save_standard
from audits.operations.evidence import detach_evidence
from audits.views.reading import Reading, draft_or_404
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.forms import rows_after
from lscb_portal.lib.views import attempt

NEVER = -1
ADD, REMOVE = f"add_{IMPROVEMENTS}", f"remove_{IMPROVEMENTS}"
# What the page itself sends beside what the person typed; the comparison sends its own.
PAGE_KEYS = {"csrfmiddlewaretoken", "version", "seen", "resolving", ADD, REMOVE}


def standard(request, board, uid, code):
    """Answer one standard. Every button of the page saves it first."""
    reading, each = _standard_or_404(request, board, uid, code)
    if request.method == "POST":
        return _save(request, reading, each)
    if not reading.can_answer:
        return redirect(f"{reverse('audits:check', args=[board.slug, uid])}#{code}")
    if reading.can_enter and reading.evaluation.entered_for is None:
        return redirect("audits:enter", board.slug, uid)
    return _show(request, reading, each, _page(each, reading, another="add" in request.GET))


@require_POST
def autosave(request, board, uid, code):
    """Save what is valid while the person writes; answer in one line, with the page's new version."""
    reading, each = _standard_or_404(request, board, uid, code)
    page = _page(each, reading, request.POST)
    draft = page.draft()
    try:
        response = _keep(request, reading, each, draft)
    except Stale:
        return _line(request, "late", status=409, response=_now(reading, each)[1].response)
    except Refused as refusal:
        return _line(request, "refused", status=409, refusal=str(refusal))
    marks = {"version": response.version, "seen": json.dumps(digests(page.stored | draft))}
    return _line(request, "saved", at=timezone.localtime(), problems=list(page.problems()), **marks)


def _standard_or_404(request, board, uid, code):
    reading = Reading(draft_or_404(request, board, uid), request.user)
    for each in reading.standards:
        if each.standard.code == code:
            return reading, each
    raise Http404


def _page(each, reading, data=None, another=False):
    return StandardPage(each, reading.points, data, another)


def _now(reading, each):
    """The return and the standard as they are stored at this moment."""
    fresh = Reading(reading.evaluation, reading.user)
    return fresh, fresh.standards[each.number - 1]


# Showing --------------------------------------------------------------------------------------------------------------


def _show(request, reading, each, page):
    """The standard's page: `page` holds its forms, `each` what is stored."""
    told = {
        "reading": reading,
        "each": each,
        "page": page,
        "version": each.response.version,
        "seen": json.dumps(digests(_page(each, reading).stored)),
        "key": _key(request.POST.get("page")) or uuid.uuid4(),
        "meanings": _meanings(each.standard, reading.points),
        "last_time": contents.last_time(reading.evaluation),
    }
    return render(request, "audits/standard/standard.html", told)


def _meanings(standard, points):
    """(point, what it means for this standard): the standard's own words, or else the scale's."""
    own = dict(standard.descriptors.values_list("point", "text"))
    return [(point, own.get(point.pk, point.descriptor)) for point in points]


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
            choice = _choice(request, reading, each, page, data=request.POST)
            if not choice.is_valid():
                return _compare(request, reading, each, data, choice)
            draft = choice.settled(draft)
        _keep(request, reading, each, draft, explicit=True)
    except Stale:
        reading, each = _now(reading, each)
        return _compare(request, reading, each, data, _choice(request, reading, each, _page(each, reading, data)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, reading, each, page)  # with everything that was typed
    if not page.is_valid:
        return _show(request, *_now(reading, each), page)
    return _follow(request, reading, each)


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


# Comparing ------------------------------------------------------------------------------------------------------------


def _choice(request, reading, each, page, data=None):
    """The form that asks, for each part that differs, whose words are to stay."""
    other = each.response.changed_by
    if other == request.user:
        names = {"my_name": "what is in this window", "their_name": "what you saved in another window"}
    else:
        names = {"my_name": "mine", "their_name": f"{other or 'somebody else'}’s"}
    found = differences(page.stored, page.draft(), _seen(request.POST.get("seen")))
    return ConflictForm(data, differences=found, answers=each.answers, **names)


def _seen(text):
    """The marks of the page as it was opened; none where they cannot be read."""
    try:
        seen = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _compare(request, reading, each, data, choice):
    """Both versions side by side, with everything that was typed kept in the page. Nothing has been saved."""
    typed = [
        (name, value)
        for name, values in data.lists()
        if name not in PAGE_KEYS and not name.startswith(KEEP)
        for value in values
    ]
    told = {
        "reading": reading,
        "each": each,
        "choice": choice,
        "typed": typed,
        "version": each.response.version,
        "seen": request.POST.get("seen", ""),  # what the person's own page was opened on, still
        "same_person": each.response.changed_by == request.user,
        "points": {point.code: point for point in reading.points},
    }
    return render(request, "audits/standard/conflict.html", told, status=409)


# Going on -------------------------------------------------------------------------------------------------------------


def _follow(request, reading, each):
    """Go where the pressed button leads."""
    pressed = request.POST
    here = reverse("audits:standard", args=[request.board.slug, reading.evaluation.uid, each.standard.code])
    if "attach" in pressed:
        answer = _answer_or_404(each, pressed["attach"])
        return redirect("audits:evidence_add", request.board.slug, reading.evaluation.uid, answer.criterion.code)
    if "detach" in pressed:
        return _detach(request, each, pressed["detach"], here)
    if ADD in pressed or REMOVE in pressed:
        return redirect(f"{here}?add=1#improvements" if ADD in pressed else f"{here}#improvements")
    return _onward(request, reading, each, here)


def _answer_or_404(each, code):
    for answer in each.answers:
        if answer.criterion.code == code:
            return answer
    raise Http404


def _detach(request, each, value, here):
    """Take an item off an answer; `value` is "criterion's code:item's uid"."""
    code, _, item_uid = value.partition(":")
    answer = _answer_or_404(each, code)
    for attachment in answer.attachments.all():
        if str(attachment.item.uid) == item_uid:
            done = f"“{attachment.item.title}” was taken off {code}. It stays in your agency’s evidence."
            attempt(request, detach_evidence, answer, attachment.item, by=request.user, done=done)
    return redirect(f"{here}#{code}")


def _onward(request, reading, each, here):
    wish = request.POST.get("save")
    if wish == "continue":
        return _next(request, reading, each)
    progress = Reading(reading.evaluation, request.user).progress
    messages.success(request, f"Saved. {progress}.")
    if wish == "exit":
        return redirect("audits:self_evaluation", request.board.slug, reading.evaluation.uid)
    return redirect(here)


def _next(request, reading, each):
    """The standard after this one; after the last, the check of all answers."""
    following = reading.standards[each.number :]
    if following:
        code = following[0].standard.code
        return redirect("audits:standard", request.board.slug, reading.evaluation.uid, code)
    return redirect("audits:check", request.board.slug, reading.evaluation.uid)
