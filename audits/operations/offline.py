"""A return that leaves the portal as a workbook, and what is taken in from it when it comes back."""

import hashlib
from dataclasses import dataclass, field

from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Standard
from audits.operations.answer import may_be_changed, on_behalf, save_standard
from audits.operations.carrying import confirm_answers
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

EXPORTED, IMPORTED = "self_evaluation.exported", "self_evaluation.imported"


@dataclass(frozen=True)
class Taken:
    """What is taken in for one standard: a draft of its page (see `audits.draft`), and the codes of carried answers to
    confirm as they are. `version` is that of the stored standard which the draft was held against."""

    standard: Standard
    version: int
    draft: dict = field(default_factory=dict)
    confirm: tuple[str, ...] = ()


@transaction.atomic
def export(evaluation, content: bytes, *, by) -> bytes:
    """Hand out `content`, the return as a workbook, and note who took it; return it."""
    require(permissions.can_work_offline(by, evaluation))
    may_be_changed(evaluation, by)
    digest = hashlib.sha256(content).hexdigest()
    Event.record(EXPORTED, by=by, about=evaluation, sha256=digest, **on_behalf(evaluation, by))
    return content


def was_taken_in(evaluation, key, *, by) -> bool:
    """Whether this person's page with this key has been saved already."""
    done = Event.objects.about(evaluation).filter(verb=IMPORTED, by=by)
    return done.filter(facts__contains=f'"key":"{key}"').exists()


@transaction.atomic
def take_in(evaluation, taken, *, by, key):
    """Save what a workbook changes, all of it or nothing; a second time with the same `key` nothing is done.

    `taken` holds a Taken for each standard that changes. Raises Stale when somebody has saved one of them since.
    """
    require(permissions.can_work_offline(by, evaluation))
    require(all(permissions.can_answer(by, evaluation, each.standard) for each in taken))
    evaluation = lock(evaluation)
    if was_taken_in(evaluation, key, by=by):
        return
    may_be_changed(evaluation, by)
    if not taken:
        raise Refused("Nothing was saved: the workbook changes nothing, or what it changes is kept as it is.")
    for each in taken:
        save_standard(evaluation, each.standard, each.draft, by=by, version=each.version)
        if each.confirm:
            confirm_answers(evaluation, each.standard, by=by, codes=each.confirm)
    codes = [each.standard.code for each in taken]
    Event.record(IMPORTED, by=by, about=evaluation, standards=codes, key=str(key), **on_behalf(evaluation, by))
