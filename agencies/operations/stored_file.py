"""Keeping an uploaded file, and giving it back. Whose it is and who may read it, the record that owns it decides."""

import hashlib
import os
import tempfile
import uuid
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.http import FileResponse, Http404

from agencies.models import StoredFile
from agencies.uploads import MEGABYTE, checked
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

log = structlog.get_logger(__name__)


@transaction.atomic
def store(upload, *, by, agency=None, board=None) -> StoredFile:
    """Keep `upload` (Django's UploadedFile) for an agency or a board and return its row.

    The row is written only when the bytes are on disk. The caller has asked whether `by` may, and records the event.
    Raises Refused with a sentence when the file may not come in or there is no room for it.
    """
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise Refused(f"The file is larger than {in_megabytes(settings.EVIDENCE_MAX_BYTES)}.")
    name, content_type, content = checked(upload.name, upload.read())
    if agency is not None:
        require_room(lock(agency), len(content))
    stored = StoredFile(
        uid=uuid.uuid4(),
        agency=agency,
        board=board,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    write(stored.path, content)
    stored.save(force_insert=True)
    return stored


def require_room(agency, size) -> None:
    """Refuse when the agency's files would take more than their share."""
    held = agency.files.aggregate(total=Sum("size"))["total"] or 0
    if held + size > settings.EVIDENCE_MAX_BYTES_PER_AGENCY:
        share = in_megabytes(settings.EVIDENCE_MAX_BYTES_PER_AGENCY)
        raise Refused(f"{agency.name} has no room for this file: its files may take {share} in all.")


def in_megabytes(size) -> str:
    return f"{size // MEGABYTE} MB"


def write(path: Path, content: bytes) -> None:
    """Put the bytes on disk for good: under another name first, so that half a file is never found under its own."""
    try:
        path.parent.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as half:
            try:
                half.write(content)
                half.flush()
                os.fsync(half.fileno())
                os.chmod(half.name, settings.FILE_UPLOAD_PERMISSIONS)
                os.replace(half.name, path)
            except OSError:
                os.unlink(half.name)
                raise
        fsync_folder(path.parent)
    except OSError:
        log.exception("file_not_written")
        raise Refused(
            "There is no room to keep the file just now. Nothing was saved; please try again later."
        ) from None


def fsync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def serve(stored_file) -> FileResponse:
    """Return the bytes as a download that no browser shows, runs or keeps. The caller has asked who may read it."""
    try:
        content = stored_file.path.open("rb")
    except FileNotFoundError:
        log.error("file_missing", file=str(stored_file.uid))
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored_file.name)
    response["Content-Type"] = stored_file.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response
