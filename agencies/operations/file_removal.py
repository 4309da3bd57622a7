"""Removing an uploaded file that nothing needs any more: its row at once, its bytes when that is sure."""

from contextlib import suppress
from functools import partial

from django.db import transaction


@transaction.atomic
def discard(stored_file) -> None:
    """Delete the row of a file and, once that is committed, its bytes.

    The caller has asked whether the person may, and records the event. Raises ProtectedError while a record names it.
    """
    stored_file.delete()
    transaction.on_commit(partial(_unlink, stored_file), robust=True)


def _unlink(stored_file):
    for path in (stored_file.arriving_path, stored_file.path):
        with suppress(FileNotFoundError):
            path.unlink()
