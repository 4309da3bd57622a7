"""Keeping an uploaded file, and giving it back. Whose it is and who may read it, the record that owns it decides.

Bytes arrive in a folder of their own and leave it when their row is committed. A row that is rolled back leaves its
bytes there, and a sweep deletes them; it never looks anywhere else, so it cannot delete the bytes of a row.
"""

import hashlib
import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.http import FileResponse, Http404

from agencies.models import StoredFile
from agencies.models.stored_file import arrivals
from agencies.uploads import MEGABYTE, checked
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

log = structlog.get_logger(__name__)

# Far longer than any transaction lasts: younger bytes may belong to a row that is being written.
GRACE_SECONDS = 60 * 60


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
    _keep(stored, content)
    return stored


def _keep(stored, content):
    """Write the bytes where they wait for the commit, and the row."""
    write(stored.arriving_path, content)
    stored.save(force_insert=True)
    transaction.on_commit(partial(settle, stored), robust=True)


@dataclass(frozen=True)
class Made:
    """A PDF that the portal made: its name for people, its bytes, its hash and its pages."""

    name: str
    data: bytes
    sha256: str
    pages: int


@transaction.atomic
def keep_made(made: Made, *, by, agency=None, board=None) -> StoredFile:
    """Keep a PDF that the portal made for an agency or a board, for whoever asked (`by`); return its row.

    Like an upload, its bytes get their place for good when the row is committed. Raises Refused where there is no room.
    """
    stored = StoredFile(
        agency=agency,
        board=board,
        name=made.name,
        content_type="application/pdf",
        size=len(made.data),
        sha256=made.sha256,
        uploaded_by=by,
    )
    _keep(stored, made.data)
    return stored


def require_room(agency, size) -> None:
    """Refuse when the agency's files would take more than their share."""
    held = agency.files.aggregate(total=Sum("size"))["total"] or 0
    if held + size > settings.EVIDENCE_MAX_BYTES_PER_AGENCY:
        share = in_megabytes(settings.EVIDENCE_MAX_BYTES_PER_AGENCY)
        raise Refused(f"{agency.name} has no room for this file: its files may take {share} in all.")


def in_megabytes(size) -> str:
    """Return a number of bytes as people read it, in whole megabytes: "20 MB"."""
    return f"{size // MEGABYTE} MB"


def write(path: Path, content: bytes) -> None:
    """Put the bytes of a file that is arriving on disk, all of them or none."""
    try:
        make_folder(path.parent)
        with path.open("xb") as file:
            try:
                os.chmod(path, settings.FILE_UPLOAD_PERMISSIONS)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                path.unlink()
                raise
        fsync_folder(path.parent)
    except OSError:
        log.exception("file_not_written")
        raise Refused(
            "There is no room to keep the file just now. Nothing was saved; please try again later."
        ) from None


def settle(stored_file) -> None:
    """Give the bytes of a committed row their place for good. A second time does nothing."""
    make_folder(stored_file.path.parent)
    with suppress(FileNotFoundError):
        os.replace(stored_file.arriving_path, stored_file.path)
    fsync_folder(stored_file.path.parent)


def sweep_arrivals() -> int:
    """Settle or delete what arrived long ago; return how many files were deleted. Safe to run twice at once.

    Bytes that a row names are settled (somebody was stopped between commit and move); bytes without one are deleted.
    """
    before = time.time() - GRACE_SECONDS
    return sum(swept(path) for path in arrivals().glob("*") if modified_at(path) < before)


def swept(path) -> bool:
    """Settle or delete one old arrival; return whether it was deleted. What has no name of ours is left alone."""
    try:
        uid = uuid.UUID(hex=path.name)
    except ValueError:
        return False
    if stored_file := StoredFile.objects.filter(uid=uid).first():
        settle(stored_file)
        return False
    path.unlink(missing_ok=True)
    log.info("arrival_swept", file=str(uid))
    return True


def modified_at(path) -> float:
    """When the bytes were written; now, for those that have just moved on."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def make_folder(folder: Path) -> None:
    """Make a folder that only the portal may open, and the missing ones above it; one that is there stays as it is."""
    folder.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)


def fsync_folder(folder: Path) -> None:
    """Make the new name itself durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def serve(stored_file) -> FileResponse:
    """Return the bytes as a download that no browser shows or runs. The caller has asked who may read it."""
    try:
        content = stored_file.opened()
    except FileNotFoundError:
        log.error("file_missing", file=str(stored_file.uid))
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored_file.name)
    response["Content-Type"] = stored_file.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
