"""The matrix as a file: once it leaves the portal nobody can take it back, so the ledger says who took which."""

import hashlib

from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from audits.permissions import can_read_returns


@transaction.atomic
def export(part, content: bytes, *, by, file, **chosen) -> bytes:
    """Hand out `content`, the matrix of a board's part in a round, and note who took it; return it.

    `file` is "csv" or "xlsx"; `chosen` says what it holds: whose ratings, standards or criteria, which kind of agency.
    """
    require(can_read_returns(by, part.board))
    digest = hashlib.sha256(content).hexdigest()
    Event.record("matrix.exported", by=by, about=part.round, book=part, file=file, sha256=digest, **chosen)
    return content
