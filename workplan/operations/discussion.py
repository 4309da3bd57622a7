"""What was said on an item, typed while people talk. Two may type at once: nobody's words are overwritten unseen."""

from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock
from workplan.models import AgendaItem, Meeting
from workplan.operations.minutes import require_draft
from workplan.permissions import can_support_item

LONGEST = 8000
SAVED = "item.discussion_saved"


class Overtaken(Refused):
    """Somebody else has saved other words since this page was read; `item` holds theirs."""

    def __init__(self, item):
        super().__init__("Somebody else has saved other words for this item. Yours are not saved yet.")
        self.item = item


@transaction.atomic
def save_discussion(item, *, text, version, by, autosave=False, unheard=()) -> AgendaItem:
    """Save the discussion of an item that was read as `version`; return the item with its new version.

    Raises Overtaken when it has another version by now, unless it holds what the same page had sent (`unheard`) before
    its connection broke and no answer came: nobody else has written then. An explicit save is put on record, once for
    each version; autosave is not, for it comes every few seconds.
    """
    require(can_support_item(by, item))
    meeting = lock(item.meeting)
    item = lock(item)
    if meeting.status not in (Meeting.Status.IN_SESSION, Meeting.Status.DRAFT_MINUTES):
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}; its discussion is not written now.")
    require_draft(meeting)
    if len(text) > LONGEST:
        raise Refused(f"Write at most {LONGEST:,} characters for one item.")
    if item.discussion != text:
        if item.discussion_version != version and item.discussion not in unheard:
            raise Overtaken(item)
        item.discussion, item.discussion_version = text, item.discussion_version + 1
        item.save(update_fields=["discussion", "discussion_version"])
    if not autosave:
        _record(item, by)
    return item


def _record(item, by):
    """Put the save on record, unless the same person has saved this very version before: a form sent twice."""
    facts = {"sha256": sha256_of(item.discussion), "version": item.discussion_version}
    if not Event.objects.about(item).filter(verb=SAVED, by=by, facts=canonical(facts)).exists():
        Event.record(SAVED, by=by, about=item, **facts)
