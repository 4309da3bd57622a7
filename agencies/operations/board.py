"""The board's own details."""

from django.db import transaction

from agencies.models import Event
from agencies.permissions import can_manage_people, require
from lscb_portal.lib.lifecycle import lock


@transaction.atomic
def change_contacts(board, *, by, **phones) -> None:
    """Change the numbers that everybody sees who thinks a child may be unsafe."""
    require(can_manage_people(by, board))
    board = lock(board)
    changed = [name for name, number in phones.items() if getattr(board, name) != number]
    for name in changed:
        setattr(board, name, phones[name])
    board.save(update_fields=changed)
    Event.record("board.contacts_changed", by=by, about=board, changed=changed)
