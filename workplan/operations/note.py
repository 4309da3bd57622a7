"""A member's own words on a paper. Nobody else reads them, and the ledger says nothing of them."""

from django.db import transaction
from django.utils import timezone

from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from workplan.models import Paper, PaperNote

LONGEST = 4000
MOST_NOTES = 200


class Overtaken(Refused):
    """The note was changed in another window since; `note` holds what was saved there."""

    def __init__(self, note):
        super().__init__("You have saved other words for this note in another window. These are not saved yet.")
        self.note = note


@transaction.atomic
def save_note(paper, *, uid, words, page=None, version=0, by) -> PaperNote | None:
    """Save one's note on a paper; one that is new has the version 0. A note without words is no note.

    Raises Overtaken when the note has another version by now.
    """
    require(Paper.objects.visible_to(by).filter(pk=paper.pk).exists())
    lock(by)
    if len(words) > LONGEST:
        raise Refused(f"Write at most {LONGEST:,} characters in one note.")
    note = PaperNote.objects.visible_to(by).filter(paper=paper, uid=uid).first()
    if note is None:
        return _new(paper, uid, words, page, by)
    if (note.words, note.page) != (words, page):
        if note.version != version:
            raise Overtaken(note)
        note.words, note.page, note.version, note.changed_at = words, page, version + 1, timezone.now()
        note.save(update_fields=["words", "page", "version", "changed_at"])
    return note


def _new(paper, uid, words, page, by):
    if not words.strip():
        return None
    if PaperNote.objects.filter(uid=uid).exists():
        raise Refused("Open this page again to write a note.")
    if PaperNote.objects.visible_to(by).filter(paper=paper).count() >= MOST_NOTES:
        raise Refused(f"You have {MOST_NOTES} notes on this paper. Delete one to write another.")
    return PaperNote.objects.create(uid=uid, paper=paper, person=by, words=words, page=page)


@transaction.atomic
def delete_note(note, *, by) -> None:
    """Delete one's own note, for good."""
    require(note.person_id == by.pk)
    note.delete()
