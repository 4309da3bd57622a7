"""What an agency answers, one standard's page at a time."""

import uuid

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import deadline, permissions
from audits.draft import IMPROVEMENTS, WORDS, changes, count_part, narrative_part, rating_part, stored_draft
from audits.models import PlannedImprovement, ScalePoint, SelfEvaluation, StandardResponse
from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import unused

Status = SelfEvaluation.Status
SAVED = "self_evaluation.standard_saved"
LARGEST = 10_000_000


class Stale(Refused):
    """Somebody else saved this standard since the page was opened. Nothing of the late page was saved."""


@transaction.atomic
def save_standard(evaluation, standard, draft, *, by, version, page=None, explicit=False):
    """Save the parts of a standard's page that `draft` holds (see `audits.draft`); return its StandardResponse.

    `version` is the response's at the moment the page was opened, `page` the key of that opened page: when another
    page has saved since and `draft` would change anything, the save is refused as `Stale`. An `explicit` save is put
    on record, once for each version; an automatic one is not.
    """
    require(permissions.can_answer(by, evaluation, standard))
    evaluation = lock(evaluation)
    may_be_changed(evaluation, by)
    response = StandardResponse.objects.get(evaluation=evaluation, standard=standard)
    answers = list(evaluation.answers.filter(standard=standard).select_related("criterion", "rating"))
    improvements = list(evaluation.improvements.filter(standard=standard))
    changed = changes(stored_draft(response, answers, improvements), draft)
    if changed and response.version != version and (page is None or response.saved_from != page):
        raise Stale("Somebody else saved this standard while you were writing.")
    if changed:
        _write_answers(evaluation, answers, changed, by)
        _write_response(response, changed, by, page)
        _write_improvements(evaluation, standard, improvements, changed)
        credit(evaluation, by)
    if explicit:
        _record(evaluation, standard, response, by)
    return response


def may_be_changed(evaluation, by):
    """Refuse when the agency's answers are no longer, or not yet, to be changed by this person."""
    if evaluation.status == Status.AWAITING_SIGN_OFF:
        raise Refused("The return is with the signatory. Take it back before you change it.")
    if evaluation.status == Status.SUBMITTED:
        raise Refused("The return has been submitted and can no longer be changed.")
    if deadline.is_over(evaluation):
        raise Refused("The round has closed. Ask the board’s business unit what to do.")
    if not enters_own(by, evaluation) and evaluation.entered_for is None:
        raise Refused("Say first whose answers you are entering, and how they came.")


def enters_own(by, evaluation) -> bool:
    """Whether the person answers for an agency of their own, rather than entering for somebody else."""
    return bool(by.roles_for(evaluation.agency))


def credit(evaluation, by):
    """Note who has had a hand in the answers (the one whose answers were entered, too), and that work has begun."""
    evaluation.contributors.add(by)
    if not enters_own(by, evaluation):
        evaluation.contributors.add(evaluation.entered_for)
    if evaluation.status == Status.NOT_STARTED:
        move(evaluation, Status.IN_PROGRESS)


def on_behalf(evaluation, by) -> dict:
    """Whom the deed is done for and how the answers came, as `Event.record` takes it."""
    if enters_own(by, evaluation):
        return {}
    return {"on_behalf_of": evaluation.entered_for, "through": evaluation.entered_through}


def _record(evaluation, standard, response, by):
    """Put the save on record, unless the same person has saved this very version before: a button pressed twice."""
    facts = {"standard": standard.code, "version": response.version}
    earlier = Event.objects.about(evaluation).filter(verb=SAVED, by=by, facts=canonical(facts))
    if not earlier.exists():
        Event.record(SAVED, by=by, about=evaluation, **facts, **on_behalf(evaluation, by))


def _write_answers(evaluation, answers, changed, by):
    points = {point.code: point for point in ScalePoint.objects.filter(scale=evaluation.round.scale_id)}
    for answer in answers:
        criterion = answer.criterion
        parts = {rating_part(criterion), count_part(criterion), narrative_part(criterion)} & changed.keys()
        if not parts:
            continue
        if rating_part(criterion) in parts:
            _judge(answer, changed[rating_part(criterion)], points)
        if count_part(criterion) in parts:
            _count(answer, changed[count_part(criterion)])
        answer.narrative = changed.get(narrative_part(answer.criterion), answer.narrative)
        answer.confirmed = True
        answer.changed_by, answer.changed_at = by, timezone.now()
        _fits(answer, "narrative", "na_reason")
        answer.save()


def _judge(answer, judgement, points):
    """Set a rating of the round's own scale, N/A where it is allowed, or nothing."""
    if judgement.code == NOT_APPLICABLE:
        _may_not_apply(answer)
    if judgement.code not in (None, NOT_APPLICABLE, *points):
        raise Refused(f"“{judgement.code}” is not a rating of this round’s scale.")
    answer.rating = points.get(judgement.code)
    answer.not_applicable = judgement.code == NOT_APPLICABLE
    answer.na_reason = judgement.reason


def _may_not_apply(answer):
    """N/A is for criteria that allow it, and for all where the round's scale does."""
    if not answer.criterion.may_not_apply(answer.evaluation.round.scale):
        raise Refused(f"{answer.criterion.code} applies to every agency that is asked it.")


def _count(answer, counted):
    """Set a number, 0 among them, with what it is out of where that is asked; or N/A; or nothing."""
    criterion = answer.criterion
    if counted.not_applicable:
        _may_not_apply(answer)
    if counted.total is not None and (counted.count is None or counted.count > counted.total):
        raise Refused(f"{criterion.code}: the number cannot be larger than what it is out of.")
    if any(number is not None and not 0 <= number <= LARGEST for number in counted[:2]):
        raise Refused(f"{criterion.code}: give a whole number from 0 to {LARGEST:,}.")
    answer.count = counted.count
    answer.total = counted.total if criterion.with_total else None
    answer.not_applicable, answer.na_reason = counted.not_applicable, counted.reason


def _write_response(response, changed, by, page):
    for name in changed.keys() & set(WORDS):
        setattr(response, name, changed[name])
    _fits(response, *WORDS)
    response.version += 1
    response.saved_from = page
    response.changed_by, response.changed_at = by, timezone.now()
    response.save()


def _write_improvements(evaluation, standard, stored, changed):
    """Make the stored rows those of the draft: changed where they are known, added and taken away where not."""
    if IMPROVEMENTS not in changed:
        return
    known = {each.uid: each for each in stored}
    for row in changed[IMPROVEMENTS]:
        improvement = known.pop(row.uid, None) or _new_improvement(row.uid, evaluation, standard)
        for name in ("what", "lead", "due_on", "success_measure"):
            setattr(improvement, name, getattr(row, name))
        _fits(improvement, "what", "lead", "success_measure")
        improvement.save()
    PlannedImprovement.objects.filter(pk__in=[each.pk for each in known.values()]).delete()


def _new_improvement(uid, evaluation, standard):
    """A row under the page's own uid, so that an automatic save and the button make one; never under another's."""
    own = unused(PlannedImprovement, uid, new=uuid.uuid4)
    return PlannedImprovement(uid=own, evaluation=evaluation, standard=standard)


def _fits(record, *names):
    """Refuse words that are longer than their column allows."""
    for name in names:
        field = record._meta.get_field(name)
        if len(getattr(record, name)) > field.max_length:
            raise Refused(f"“{field.verbose_name.capitalize()}” may have {field.max_length} characters at most.")
