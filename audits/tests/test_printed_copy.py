"""The printable copy of a submission: what is on paper is what was frozen, tagged for whoever cannot see it."""

import html
import io
import json
import re
import subprocess

import pikepdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from pdfua import validate

from agencies.models import Agency, Event
from agencies.tests.asserting import denied, refused
from audits import rendering
from audits.models import Document, Submission
from audits.operations.document import Made, claim, fail, finish, make_copy
from audits.papers import html_of, stylesheet_of
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(police, lead, signatory):
    awaiting = SelfEvaluationFactory(agency=police, awaiting=True, handed_over_by=lead)
    return SubmissionFactory(evaluation=awaiting, signed_by=signatory)


def address(name, submission):
    return reverse(f"audits:{name}", args=["northmere", submission.uid])


def test_one_copy_is_made_for_all_who_read_the_submission(client, submission, lead, moderator, outsider):
    make_copy(submission, by=moderator)
    make_copy(submission, by=lead)
    document = Document.objects.get(submission=submission)
    assert (document.status, document.asked_by) == ("queued", moderator)
    assert Event.objects.filter(verb="document.asked").count() == 1
    with denied():
        make_copy(submission, by=outsider)

    client.force_login(lead)
    assert "The printable copy is being made." in client.get(address("submission", submission)).text
    assert client.get(address("submission_copy", submission)).status_code == 404
    made = Made(rendering.name_of(document), b"%PDF-1.7 small", "0" * 64, 3)
    assert finish(claim(document.pk), made)
    page = client.get(address("submission", submission)).text
    assert "Download the printable copy" in page
    found = {}
    for person in (lead, moderator, outsider):
        client.force_login(person)
        answer = client.get(address("submission_copy", submission))
        found[person.name] = b"".join(answer.streaming_content)[:5] if answer.streaming else answer.status_code
    assert found == {"Joy Okafor": b"%PDF-", "Bethan Pryce": b"%PDF-", "Amara Sesay": 404}
    document.refresh_from_db()
    assert (document.file.agency, document.file.name) == (
        submission.evaluation.agency,
        f"{submission.evaluation.round.code}-police-submission-1.pdf",
    )


def test_the_page_looks_for_the_copy_ever_more_rarely_and_then_no_more(client, submission, lead):
    make_copy(submission, by=lead)
    client.force_login(lead)
    looked, part = [], client.get(address("submission", submission)).text
    while again := re.search(r'hx-get="([^"]+)"[^>]*hx-trigger="every (\d+)s"', part):
        looked.append(int(again[2]))
        part = client.get(html.unescape(again[1]), headers={"HX-Request": "true"}).text
        assert "what was submitted" not in part

    assert "The printable copy is being made." in part
    assert (looked[0], looked == sorted(looked), looked[-1]) == (2, True, 30)
    assert 300 < sum(looked) < 600

    status = address("submission_copy_status", submission)
    assert client.get(status).url == address("submission", submission)
    assert "hx-get" not in client.get(f"{status}?looks=soon", headers={"HX-Request": "true"}).text
    finish(claim(Document.objects.get().pk), Made("a.pdf", b"%PDF-1.7 small", "0" * 64, 1))
    made = client.get(f"{status}?looks=1", headers={"HX-Request": "true"}).text
    assert ("Download the printable copy" in made, "hx-get" in made) == (True, False)


def test_looking_for_the_copy_is_no_use_of_the_session(client, submission, lead, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_copy(submission, by=lead)
    client.force_login(lead)
    page = client.get(address("submission", submission)).text
    sent = re.search(r"hx-headers='([^']+)'", page)[1]
    time_machine.shift(600)

    headers = {"HX-Request": "true"} | json.loads(sent)
    looked = client.get(address("submission_copy_status", submission), headers=headers)

    unused, at_most = settings.SESSION_COOKIE_AGE - 600, settings.SESSION_ABSOLUTE_SECONDS - 600
    assert looked.headers["Session-Left"] == f"{unused} {at_most}"


def test_a_copy_that_failed_says_why_and_can_be_tried_again(client, submission, lead):
    client.force_login(lead)
    assert client.post(address("submission_copy_make", submission)).url == f"{address('submission', submission)}#copy"
    fail(claim(Document.objects.get().pk), "The portal's disk is full.")
    assert "The portal&#x27;s disk is full." in client.get(address("submission", submission)).text

    client.post(address("submission_copy_make", submission))
    assert Document.objects.get().status == "queued"
    assert Event.objects.filter(verb="document.asked_again").count() == 1


def test_of_words_that_were_lawfully_removed_there_is_no_copy(client, submission, lead, unguarded):
    make_copy(submission, by=lead)
    finish(claim(Document.objects.get().pk), Made("a.pdf", b"%PDF-1.7 small", "0" * 64, 1))
    Submission.objects.update(content="", declaration="", redacted_at=timezone.now())

    with refused("The words of this submission were lawfully removed. There is nothing to print."):
        make_copy(Submission.objects.get(), by=lead)
    client.force_login(lead)
    assert client.get(address("submission_copy", submission)).status_code == 404
    assert "Download the printable copy" not in client.get(address("submission", submission)).text


def test_the_paper_says_what_was_frozen_and_can_be_read_by_everybody(submission, lead, signatory, tmp_path):
    make_copy(submission, by=lead)
    document = Document.objects.get()
    Agency.objects.filter(pk=submission.evaluation.agency_id).update(name="Renamed Since")
    paper = html_of(Document.objects.get())
    assert "Renamed Since" not in paper
    made = pdf.write(paper, stylesheet_of(document))
    file = tmp_path / "copy.pdf"
    file.write_bytes(made.data)

    assert [(one.rule_id, one.message) for one in validate(str(file)).findings] == []
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        assert str(opened.docinfo.Title) == f"Northmere Police: what was submitted, {submission.evaluation.round.title}"
        assert (str(opened.Root.Lang), opened.Root.MarkInfo.Marked) == ("en-GB", True)
    pages = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    words = " ".join(pages.split())
    content = json.loads(submission.content)
    assert submission.sha256 in words.replace(" ", "")
    assert f"Daniel Orme, {signatory.job_title}" in words
    assert "I sign it on behalf of Northmere Police." in words
    for answer in content["standards"][0]["answers"]:
        assert " ".join(answer["narrative"].split()) in words
    for number, page in enumerate(pages.split("\f")[:-1], 1):
        assert "OFFICIAL" in page
        assert f"Page {number} of {made.pages}" in page
