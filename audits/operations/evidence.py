"""Evidence: kept once in the agency's library, attached to many answers."""

from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import AnswerEvidence, EvidenceItem
from audits.operations.answer import credit, may_be_changed, on_behalf
from audits.operations.library import make_item
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before


@transaction.atomic
def add_evidence(answer, *, by, uid, title, relates_to, upload=None, link=""):
    """Put a file or a link into the agency's library and attach it to an answer; return the item.

    `relates_to` is the day the work was done. A second call with the same `uid` adds nothing.
    """
    evaluation = _opened(answer, by)
    item = made_before(evaluation.agency.evidence.all(), uid)
    if item is None:
        source = {"upload": upload, "link": link}
        item = make_item(evaluation.agency, by, uid=uid, title=title, relates_to=relates_to, **source)
    _attach(answer, item, evaluation, by)
    return item


@transaction.atomic
def attach_evidence(answer, item, *, by):
    """Attach an item of the agency's own library to an answer."""
    evaluation = _opened(answer, by)
    if item.agency_id != evaluation.agency_id:
        raise Refused("This item belongs to another agency.")
    if not EvidenceItem.objects.current().contains(item):
        raise Refused("This item is no longer in use. Take its newest version.")
    _attach(answer, item, evaluation, by)


@transaction.atomic
def attach_to_answers(answers, item, *, by):
    """Attach an item of the library to several answers at once, all of them or none."""
    for answer in sorted(answers, key=lambda answer: answer.pk):
        attach_evidence(answer, item, by=by)


@transaction.atomic
def detach_evidence(answer, item, *, by):
    """Take an item of evidence off an answer; it stays in the library."""
    evaluation = _opened(answer, by)
    removed, _ = AnswerEvidence.objects.filter(answer=answer, item=item).delete()
    if removed:
        _record("evidence.detached", item, answer, evaluation, by)


def _opened(answer, by):
    """The answer's return, locked and open for this person's changes."""
    require(permissions.can_answer(by, answer.evaluation, answer.standard))
    evaluation = lock(answer.evaluation)
    may_be_changed(evaluation, by)
    return evaluation


def _attach(answer, item, evaluation, by):
    _, new = AnswerEvidence.objects.get_or_create(answer=answer, item=item)
    if new:
        _record("evidence.attached", item, answer, evaluation, by)


def _record(verb, item, answer, evaluation, by):
    credit(evaluation, by)
    facts = {"criterion": answer.criterion.code, "evaluation": evaluation.uid}
    if item.file:
        facts["sha256"] = item.file.sha256
    Event.record(verb, by=by, about=item, **facts, **on_behalf(evaluation, by))
