import errno
import hashlib
import os
import stat
import time

import pytest
from django.db import transaction
from django.http import Http404

from agencies import tasks
from agencies.models import StoredFile
from agencies.operations.stored_file import GRACE_SECONDS, Made, keep_made, serve, settle, store, sweep_arrivals
from agencies.tests.files import PDF, kept, picture, upload
from lscb_portal.lib.errors import Refused


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def everything_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A function that does a deed as a request would: what waits for the commit is done after it."""

    def commit(deed):
        with django_capture_on_commit_callbacks(execute=True):
            return deed()

    return commit


def rolled_back(deed):
    """Do a deed whose transaction comes to nothing afterwards."""
    with transaction.atomic():
        deed()
        transaction.set_rollback(True)


def long_ago(path):
    """Make the bytes an hour and a minute old."""
    then = time.time() - GRACE_SECONDS - 60
    os.utime(path, (then, then))


def test_a_file_is_kept_under_a_name_of_ours_and_known_by_its_hash(lead, police, media, committed):
    stored = committed(lambda: store(upload("../Audit of supervision.pdf", PDF), by=lead, agency=police))

    stored.refresh_from_db()
    assert (stored.name, stored.content_type, stored.size) == ("Audit of supervision.pdf", "application/pdf", len(PDF))
    assert (stored.agency, stored.board, stored.uploaded_by) == (police, None, lead)
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert everything_in(media) == [stored.path]
    assert stored.path.read_bytes() == PDF
    assert stat.S_IMODE(stored.path.stat().st_mode) == 0o600


def test_the_hash_is_of_what_is_kept_not_of_what_was_sent(lead, police):
    sent = picture("JPEG", comment=b"14 Mere Road")

    stored = store(upload("a.jpg", sent), by=lead, agency=police)

    content = kept(stored)
    assert content != sent
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_file_of_the_board_belongs_to_no_agency(business_manager, board):
    stored = store(upload("a.pdf", PDF), by=business_manager, board=board)

    assert (stored.agency, stored.board) == (None, board)


def test_a_file_that_may_not_come_in_leaves_nothing(lead, police, media):
    with pytest.raises(Refused):
        store(upload("page.html", b"<html>"), by=lead, agency=police)

    assert (StoredFile.objects.count(), everything_in(media)) == (0, [])


def test_a_file_may_not_be_larger_than_the_limit(lead, police, settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024

    with pytest.raises(Refused) as refusal:
        store(upload("a.pdf", PDF + b" " * 1024 * 1024), by=lead, agency=police)

    assert str(refusal.value) == "The file is larger than 1 MB."


def test_an_agency_may_not_fill_the_store(lead, police, hospital, settings):
    settings.EVIDENCE_MAX_BYTES_PER_AGENCY = len(PDF) + 10
    store(upload("a.pdf", PDF), by=lead, agency=police)

    with pytest.raises(Refused) as refusal:
        store(upload("b.pdf", PDF), by=lead, agency=police)

    assert str(refusal.value) == "Northmere Police has no room for this file: its files may take 0 MB in all."
    assert store(upload("c.pdf", PDF), by=lead, agency=hospital).agency == hospital


@pytest.mark.parametrize("broken", ["fsync", "chmod"])
def test_a_full_disk_leaves_neither_file_nor_row(lead, police, media, monkeypatch, broken):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    with pytest.raises(Refused) as refusal:
        store(upload("a.pdf", PDF), by=lead, agency=police)

    assert str(refusal.value).startswith("There is no room to keep the file just now.")
    assert (StoredFile.objects.count(), everything_in(media)) == (0, [])


def test_a_file_is_given_back_as_a_download_that_no_browser_runs(lead, police):
    response = serve(store(upload("Siân’s audit.pdf", PDF), by=lead, agency=police))

    assert response.getvalue() == PDF
    response.close()
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Si%C3%A2n%E2%80%99s%20audit.pdf"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_that_has_gone_is_not_found(lead, police):
    stored = store(upload("a.pdf", PDF), by=lead, agency=police)
    stored.arriving_path.unlink()

    with pytest.raises(Http404):
        serve(stored)


# Arriving ------------------------------------------------------------------------------------------------------------


def test_bytes_leave_the_folder_of_arrivals_when_their_row_is_committed(lead, police, media, committed):
    def deed():
        stored = store(upload("a.pdf", PDF), by=lead, agency=police)
        assert everything_in(media) == [stored.arriving_path]
        return stored

    stored = committed(deed)

    assert everything_in(media) == [stored.path]
    assert kept(stored) == PDF


def test_an_upload_that_is_rolled_back_is_swept_away_an_hour_later(lead, police, media):
    rolled_back(lambda: store(upload("a.pdf", PDF), by=lead, agency=police))
    (orphan,) = everything_in(media)

    assert (sweep_arrivals(), everything_in(media)) == (0, [orphan])
    long_ago(orphan)
    assert (sweep_arrivals(), everything_in(media)) == (1, [])
    assert sweep_arrivals() == 0


def test_bytes_that_a_row_names_are_never_swept_away(lead, police, media, committed):
    """The same content, and a portal that was stopped between the commit and the move."""
    settled = committed(lambda: store(upload("a.pdf", PDF), by=lead, agency=police))
    stopped = store(upload("b.pdf", PDF), by=lead, agency=police)
    rolled_back(lambda: store(upload("c.pdf", PDF), by=lead, agency=police))
    for path in everything_in(media):
        long_ago(path)

    assert sweep_arrivals() == 1

    assert set(everything_in(media)) == {settled.path, stopped.path}
    assert [kept(settled), kept(stopped)] == [PDF, PDF]


def test_the_sweep_looks_nowhere_but_among_arrivals(lead, police, media, committed):
    """Whatever database it is run with, it cannot touch what was settled once."""
    stored = committed(lambda: store(upload("a.pdf", PDF), by=lead, agency=police))
    long_ago(stored.path)
    StoredFile.objects.all().delete()
    (media / "arriving" / "notes.txt").write_text("not ours")
    long_ago(media / "arriving" / "notes.txt")

    tasks.sweep_arrivals()

    assert everything_in(media) == sorted([stored.path, media / "arriving" / "notes.txt"])


def test_bytes_are_settled_once_by_whoever_comes_first(lead, police, committed):
    stored = committed(lambda: store(upload("a.pdf", PDF), by=lead, agency=police))

    settle(stored)

    assert kept(stored) == PDF


def test_there_is_nothing_to_sweep_before_the_first_upload(db):
    assert sweep_arrivals() == 0


def test_a_person_sees_the_files_of_agencies_where_they_hold_a_post(lead, police, outsider):
    stored = store(upload("a.pdf", PDF), by=lead, agency=police)

    assert list(StoredFile.objects.visible_to(lead)) == [stored]
    assert list(StoredFile.objects.visible_to(outsider)) == []


def test_a_file_that_the_portal_made_waits_for_the_commit_too(lead, board, media, committed):
    made = Made("minutes.pdf", PDF, hashlib.sha256(PDF).hexdigest(), 1)

    rolled_back(lambda: keep_made(made, by=lead, board=board))
    (left,) = everything_in(media)
    long_ago(left)
    assert (left.parent.name, sweep_arrivals(), everything_in(media)) == ("arriving", 1, [])

    stored = committed(lambda: keep_made(made, by=lead, board=board))
    assert (everything_in(media), stored.path.read_bytes()) == ([stored.path], PDF)
