"""A paper that is owed becomes a PDF once, whatever is killed on the way."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event
from agencies.tests.asserting import verbs
from audits import rendering, tasks
from audits.models import Document, Review
from audits.operations import document as operations
from audits.operations.feedback import draft_feedback, send_feedback
from audits.tests.factories_judging import moderated, part_of, returned
from lscb_portal.lib import owed
from lscb_portal.lib.owed import MAX_ATTEMPTS

Status = Document.Status
PDF = b"%PDF-1.7 a small file"


@pytest.fixture
def review(board, police, lead):
    review = returned(part_of(board), "GG", "GG", agency=police)
    for standard in review.round_board.round.framework_version.standards.all():
        moderated(review, standard, "A", reason="Łódź and Llŷr were here.")
    Review.objects.update(status="moderated")
    return Review.objects.get()


@pytest.fixture
def document(review, moderator):
    letter = draft_feedback(review, by=moderator)
    send_feedback(letter, version=letter.version, by=moderator)
    return Document.objects.get()


def again(document):
    return Document.objects.get(pk=document.pk)


def pretend(monkeypatch, fault=None):
    """Let the child be a writer of a small file, or fail with `fault`."""

    def run(wanted, on_beat):
        if fault:
            raise fault
        assert on_beat()
        Path(wanted[-1]).write_bytes(PDF)
        return 2

    monkeypatch.setattr(rendering, "run", run)


def late(document):
    """The attempt was begun so long ago that it must have died."""
    Document.objects.update(taken_at=timezone.now() - owed.AN_ATTEMPT - dt.timedelta(seconds=1))
    return again(document)


def test_a_sweep_makes_what_is_owed_once(document, monkeypatch):
    pretend(monkeypatch)

    assert (rendering.sweep(), rendering.sweep()) == (1, 0)
    made = again(document)
    assert (made.status, made.pages, made.attempts) == (Status.READY, 2, 1)
    assert (made.file.name, made.file.board.slug, made.file.arriving_path.read_bytes()) == (
        "s11-2026-police-feedback.pdf",
        "northmere",
        PDF,
    )
    assert verbs(document.feedback)[-1] == "document.made"


def test_two_attempts_at_once_are_one(document):
    assert operations.claim(document.pk)
    assert operations.claim(document.pk) is None


def test_an_attempt_that_was_killed_is_made_again(document, monkeypatch):
    operations.claim(document.pk)
    late(document)
    pretend(monkeypatch)

    assert rendering.sweep() == 1
    assert again(document).attempts == 2


def test_an_attempt_that_was_given_up_changes_nothing(document):
    first = operations.claim(document.pk)
    late(document)
    operations.claim(document.pk)
    made = operations.Made("a.pdf", PDF, "0" * 64, 1)

    assert not operations.finish(first, made)
    assert not operations.fail(first, "Too late.")
    assert not operations.put_back(first)
    assert not operations.is_current(first)
    assert again(document).status == Status.QUEUED


def test_a_failure_says_why(document, monkeypatch):
    pretend(monkeypatch, rendering.NotMade("The portal's disk is full."))

    assert not rendering.render(document.pk)
    assert (again(document).status, again(document).failure) == (Status.FAILED, "The portal's disk is full.")


def test_an_interrupted_attempt_is_owed_again_and_given_up_in_the_end(document, monkeypatch):
    pretend(monkeypatch, rendering.Interrupted())
    for _ in range(MAX_ATTEMPTS):
        assert not rendering.render(document.pk)

    assert (again(document).status, again(document).failure) == (Status.FAILED, owed.GAVE_UP)


def test_whoever_is_killed_every_time_is_given_up_by_the_sweep(document):
    for _ in range(MAX_ATTEMPTS):
        operations.claim(document.pk)
        late(document)

    assert rendering.sweep() == 0
    assert again(document).status == Status.FAILED


def test_the_task_makes_one_or_sweeps(document, monkeypatch):
    pretend(monkeypatch)
    tasks.render_documents(document.pk)
    tasks.render_documents()

    assert again(document).status == Status.READY


def test_the_child_makes_nothing_that_nobody_waits_for(document, tmp_path):
    Document.objects.update(status=Status.FAILED)

    with pytest.raises(CommandError, match="Nobody waits for this paper"):
        call_command("render_document", str(document.uid), str(tmp_path / "x.pdf"))


def test_the_download_and_another_try(client, document, review, monkeypatch, moderator, lead, outsider):
    where = ["northmere", review.round_board.round.uid, review.uid]
    page, again_page = (reverse(f"audits:{name}", args=where) for name in ("feedback_pdf", "feedback_pdf_again"))
    pretend(monkeypatch, rendering.NotMade("The portal's disk is full."))
    rendering.sweep()
    client.force_login(lead)
    assert "The portal&#x27;s disk is full." in client.get(reverse("audits:feedback", args=where)).text
    assert client.post(again_page).status_code == 403
    client.force_login(moderator)
    client.post(again_page)
    pretend(monkeypatch)
    rendering.sweep()

    for person, status in ((lead, 200), (moderator, 200), (outsider, 404)):
        client.force_login(person)
        answer = client.get(page)
        assert answer.status_code == status
        if status == 200:
            assert b"".join(answer.streaming_content) == PDF
    assert Event.objects.filter(verb="document.asked_again").count() == 1


@pytest.fixture
def real_child(monkeypatch, transactional_db):
    """Let children find the test's database."""
    from tests.portal import environment

    for name, value in environment().items():
        monkeypatch.setenv(name, value)


def test_a_letter_is_made_by_a_real_child(real_child, document):
    assert rendering.render(document.pk)

    made = again(document)
    assert (made.status, made.pages) == (Status.READY, 1)
    assert made.file.path.read_bytes().startswith(b"%PDF-1.7")
