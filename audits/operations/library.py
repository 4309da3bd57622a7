"""An agency's library of evidence: what comes in, what is changed, replaced, taken out of use or removed."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.operations.file_removal import discard
from agencies.operations.stored_file import store
from agencies.permissions import require
from audits import permissions
from audits.models import AnswerEvidence, EvidenceItem, SelfEvaluation
from audits.operations.answer import credit, may_be_changed, on_behalf
from audits.operations.document import make_copies_anew
from audits.screening import findings_for
from lscb_portal.lib.document_text import text_of
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

OPEN = (SelfEvaluation.Status.NOT_STARTED, SelfEvaluation.Status.IN_PROGRESS)
SIGNED = "A submitted return names this item, so it stays as it is. Replace it with a newer version instead."
REPLACED = "There is a newer version of this item already."


def make_item(agency, by, *, uid, title, relates_to, upload=None, link="", **columns):
    """Make an item of the library from a file or a link; the caller has asked whether `by` may, and records it.

    A file's text is looked through for identifiers as it comes in; only the kinds of what was found are kept.
    """
    if bool(upload) == bool(link):
        raise Refused("Give a file or a link, one of the two.")
    if not title.strip():
        raise Refused("Enter a title.")
    if upload:
        columns |= _stored(upload, agency, by)
    columns |= {"agency": agency, "title": title.strip(), "link": link, "relates_to": relates_to, "added_by": by}
    return make_once(EvidenceItem, uid=uid, **columns)


def _stored(upload, agency, by):
    file = store(upload, by=by, agency=agency)
    with file.opened() as content:
        text = text_of(file.name, content.read())
    kinds = dict.fromkeys(finding.kind for finding in findings_for(agency, text or ""))
    return {"file": file, "file_was_read": text is not None, "found_in_file": list(kinds)}


@transaction.atomic
def add_to_library(agency, *, by, uid, title, relates_to, upload=None, link="", review_due_on=None, is_sensitive=False):
    """Put a file or a link straight into an agency's library; return the item. The same `uid` twice adds it once."""
    require(permissions.can_add_evidence(by, agency))
    if item := made_before(agency.evidence.all(), uid):
        return item
    kept = {"review_due_on": review_due_on, "is_sensitive": is_sensitive}
    item = make_item(agency, by, uid=uid, title=title, relates_to=relates_to, upload=upload, link=link, **kept)
    Event.record("evidence.added", by=by, about=item, **_hash_of(item))
    return item


@transaction.atomic
def change_item(item, *, by, title, relates_to, review_due_on, is_sensitive):
    """Change what the library says of an item. What a submitted return names keeps its title and its date."""
    require(permissions.can_keep_evidence(by, item))
    item = lock(item)
    _is_newest(item)
    if is_signed(item) and (title, relates_to) != (item.title, item.relates_to):
        raise Refused(SIGNED)
    new = {"title": title, "relates_to": relates_to, "review_due_on": review_due_on, "is_sensitive": is_sensitive}
    changed = [name for name, value in new.items() if getattr(item, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(item, name, new[name])
    item.save(update_fields=changed)
    if "is_sensitive" in changed:
        make_copies_anew(item)
    Event.record("evidence.changed", by=by, about=item, columns=changed)


@transaction.atomic
def replace_item(item, *, by, uid, title, relates_to, upload=None, link="", review_due_on=None, is_sensitive=False):
    """Put a newer version in the place of an item; return it.

    Answers that may still be changed, by this person, name the newer one from now on. What was submitted, or waits for
    a signature, keeps the version that was read.
    """
    require(permissions.can_keep_evidence(by, item))
    item = lock(item)
    if newer := made_before(EvidenceItem.objects.filter(replaces=item), uid):
        return newer
    _is_newest(item)
    kept = {"review_due_on": review_due_on, "is_sensitive": is_sensitive}
    kept |= {"version": item.version + 1, "replaces": item, "upload": upload, "link": link}
    newer = make_item(item.agency, by, uid=uid, title=title, relates_to=relates_to, **kept)
    moved = [_take_over(attached, newer, by) for attached in _open_attachments(item, by)]
    facts = {"version": newer.version, "replaces": item.uid, "answers": moved} | _hash_of(newer)
    Event.record("evidence.replaced", by=by, about=newer, **facts)
    return newer


def _open_attachments(item, by):
    """The item's attachments to answers that the person may change now, their returns locked."""
    found = item.attachments.filter(answer__evaluation__status__in=OPEN)
    for attached in found.select_related("answer__evaluation", "answer__standard", "answer__criterion").order_by("pk"):
        if permissions.can_answer(by, attached.answer.evaluation, attached.answer.standard) and _is_open(attached, by):
            yield attached


def _is_open(attached, by):
    try:
        may_be_changed(lock(attached.answer.evaluation), by)
    except Refused:
        return False
    return True


def _take_over(attached, newer, by):
    """Let an answer name the newer version; return the answer as the ledger names it."""
    answer = attached.answer
    attached.delete()
    AnswerEvidence.objects.get_or_create(answer=answer, item=newer)
    credit(answer.evaluation, by)
    return {"evaluation": answer.evaluation.uid, "criterion": answer.criterion.code, **_for_whom(answer, by)}


def _for_whom(answer, by):
    behalf = on_behalf(answer.evaluation, by)
    return {"on_behalf_of": behalf["on_behalf_of"].uid} if behalf else {}


@transaction.atomic
def retire_item(item, *, by):
    """Offer an item no longer. Where it is used it stays."""
    require(permissions.can_keep_evidence(by, item))
    item = lock(item)
    _is_newest(item)
    if item.retired_at is None:
        EvidenceItem.objects.filter(pk=item.pk).update(retired_at=timezone.now())
        Event.record("evidence.retired", by=by, about=item)


@transaction.atomic
def restore_item(item, *, by):
    """Offer a retired item again."""
    require(permissions.can_keep_evidence(by, item))
    item = lock(item)
    _is_newest(item)
    if item.retired_at is not None:
        EvidenceItem.objects.filter(pk=item.pk).update(retired_at=None)
        Event.record("evidence.restored", by=by, about=item)


@transaction.atomic
def remove_item(item, *, by):
    """Delete an item that nothing uses, and its file with it; what was ever signed stays."""
    require(permissions.can_keep_evidence(by, item))
    item = lock(item)
    _is_newest(item)
    if not is_removable(item):
        raise Refused("This item is used, or was. It can be retired, and then nobody is offered it any more.")
    Event.record("evidence.removed", by=by, about=item, **_hash_of(item))
    file = item.file
    item.delete()
    if file:
        discard(file)


def is_signed(item) -> bool:
    """Whether a submission names it, be it that its return is open again."""
    return item.signed_in.exists()


def is_removable(item) -> bool:
    """Whether no answer and no policy review names it, and no submission ever did."""
    used = (item.attachments.all(), item.policy_reviews.all(), item.signed_in.all())
    return not any(found.exists() for found in used)


def _is_newest(item):
    if EvidenceItem.objects.filter(replaces=item).exists():
        raise Refused(REPLACED)


def _hash_of(item):
    return {"sha256": item.file.sha256} if item.file else {}
