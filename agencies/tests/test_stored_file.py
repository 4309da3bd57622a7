import errno
import hashlib
import os
import stat

import pytest
from django.http import Http404

from agencies.models import StoredFile
from agencies.operations.stored_file import serve, store
from agencies.tests.files import PDF, picture, upload
from lscb_portal.lib.errors import Refused


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def everything_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_name_of_ours_and_known_by_its_hash(lead, police, media):
    stored = store(upload("../Audit of supervision.pdf", PDF), by=lead, agency=police)

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

    kept = stored.path.read_bytes()
    assert kept != sent
    assert (stored.sha256, stored.size) == (hashlib.sha256(kept).hexdigest(), len(kept))


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


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_full_disk_leaves_neither_file_nor_row(lead, police, media, monkeypatch, broken):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    with pytest.raises(Refused) as refusal:
        store(upload("a.pdf", PDF), by=lead, agency=police)

    assert str(refusal.value).startswith("There is no room to keep the file just now.")
    assert (StoredFile.objects.count(), everything_in(media)) == (0, [])


def test_a_file_is_given_back_as_a_download_that_no_browser_runs_or_keeps(lead, police):
    response = serve(store(upload("Siân’s audit.pdf", PDF), by=lead, agency=police))

    assert response.getvalue() == PDF
    response.close()
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Si%C3%A2n%E2%80%99s%20audit.pdf"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert (response["Content-Security-Policy"], response["Cache-Control"]) == (
        "default-src 'none'; sandbox",
        "no-store",
    )


def test_a_file_that_has_gone_is_not_found(lead, police):
    stored = store(upload("a.pdf", PDF), by=lead, agency=police)
    stored.path.unlink()

    with pytest.raises(Http404):
        serve(stored)


def test_a_person_sees_the_files_of_agencies_where_they_hold_a_post(lead, police, outsider):
    stored = store(upload("a.pdf", PDF), by=lead, agency=police)

    assert list(StoredFile.objects.visible_to(lead)) == [stored]
    assert list(StoredFile.objects.visible_to(outsider)) == []
