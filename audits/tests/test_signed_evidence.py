"""Evidence of what was signed: who judges it can always open it, and what is sensitive is named to nobody else."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.urls import reverse

from agencies.models import Membership
from agencies.roles import Role
from agencies.tests.asserting import queries_of, refused
from agencies.tests.factories import BoardFactory, BoardRoleFactory
from agencies.tests.frozen import changeable, deletable
from audits.library import Show, listed
from audits.migrations import __name__ as migrations
from audits.models import Document, EvidenceItem, Review, SignedEvidence
from audits.operations.document import Made, claim, finish, is_current, make_copy
from audits.operations.evidence import detach_evidence
from audits.operations.first_look import return_for_revision
from audits.operations.library import SIGNED, change_item, is_removable, replace_item
from audits.papers import html_of
from audits.submitted import standards_of
from audits.tests.factories import EvidenceItemFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.first_look import sign_anew
from lscb_portal.lib.hashing import sha256_of

pytestmark = pytest.mark.django_db
NAMES = {"title": "Audit of Operation Heron", "link": "https://example.org/heron"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def westvale(police):
    """Another board that the police belong to."""
    other = BoardFactory(slug="westvale", name="Westvale")
    Membership.objects.create(board=other, agency=police, starts_on=dt.date(2020, 4, 1))
    return other


@pytest.fixture
def item(police):
    return EvidenceItemFactory(agency=police, **NAMES)


@pytest.fixture
def submission(board, westvale, police, signatory, item):
    """The police's return to two boards, signed with the item at its first answer."""
    round_ = RoundFactory(boards=[board, westvale])
    evaluation = SelfEvaluationFactory(agency=police, round=round_, awaiting=True)
    evaluation.answers.first().attachments.create(item=item)
    return SubmissionFactory(evaluation=evaluation, signed_by=signatory)


def sent_back(submission, moderator):
    """Northmere sends the return back: it is open again, and Westvale goes on judging what was signed."""
    review = Review.objects.get(round_board__board__slug="northmere")
    return_for_revision(review, reason="Please date the figures.", by=moderator)


# Who is still judging -------------------------------------------------------------------------------------------------


def test_a_board_still_opens_what_was_signed_when_the_agency_takes_it_off(submission, item, lead, moderator, westvale):
    EvidenceItem.objects.update(is_sensitive=True)
    judge = BoardRoleFactory(board=westvale, role=Role.QA_OFFICER).person
    sent_back(submission, moderator)
    detach_evidence(submission.evaluation.answers.first(), item, by=lead)

    for person in (moderator, judge):
        assert list(EvidenceItem.objects.visible_to(person)) == [item]
    assert list(listed(EvidenceItem.objects.all(), Show.USED)) == [item]
    assert is_removable(item) is False
    with refused(SIGNED):
        change_item(item, by=lead, title="Other", relates_to=item.relates_to, review_due_on=None, is_sensitive=True)


def test_a_board_does_not_open_what_an_open_draft_newly_names(submission, item, lead, moderator, chair):
    sent_back(submission, moderator)
    new = {"uid": uuid.uuid4(), "title": "Newer", "relates_to": item.relates_to, "link": "https://example.org/2"}
    newer = replace_item(item, by=lead, **new)

    assert newer.attachments.count() == 1
    for person in (moderator, chair):
        assert list(EvidenceItem.objects.visible_to(person)) == [item]
    sign_anew(submission.evaluation, lead)
    assert set(EvidenceItem.objects.visible_to(chair)) == {item, newer}


def test_what_a_submission_names_is_written_down_for_ever(submission, item, moderator):
    row = SignedEvidence.objects.get()

    assert (row.submission, row.local_part, row.item) == (submission, None, item)
    sent_back(submission, moderator)
    assert (changeable(row), deletable(row)) == (set(), False)
    assert changeable(item) == {"review_due_on", "is_sensitive", "retired_at", "reminded_of"}


def test_submissions_that_were_there_already_get_their_rows(submission, item, unguarded):
    SignedEvidence.objects.all().delete()
    migration = __import__(f"{migrations}.0013_signed_evidence", fromlist=["fill"])

    migration.fill(apps, None)

    assert list(SignedEvidence.objects.values_list("submission", "local_part", "item")) == [
        (submission.pk, None, item.pk)
    ]


# What is sensitive ----------------------------------------------------------------------------------------------------


def named(client, person, url):
    """What a page says of the item to this person: its title, its link, that something sensitive is there."""
    client.force_login(person)
    page = client.get(url)
    assert page.status_code == 200
    return tuple(words in page.text for words in (*NAMES.values(), "Sensitive evidence"))


OPEN, CLOSED = (True, True, False), (False, False, True)


@pytest.mark.parametrize("page", ["submission", "moderation_answer"])
def test_sensitive_evidence_is_named_to_those_who_judge_and_to_nobody_who_only_reads(
    client, submission, item, lead, moderator, business_manager, chair, analyst, page
):
    review = Review.objects.get(round_board__board__slug="northmere")
    url = {
        "submission": reverse("audits:submission", args=["northmere", submission.uid]),
        "moderation_answer": reverse(
            "audits:moderation_answer", args=["northmere", submission.evaluation.round.uid, "ST1", review.uid]
        ),
    }[page]
    # An analyst reads what was submitted, and how it is judged when that is done.
    readers = [chair, analyst] if page == "submission" else [chair]
    if page == "submission":
        assert named(client, lead, url) == OPEN
    assert {named(client, person, url) for person in [moderator, business_manager, *readers]} == {OPEN}

    EvidenceItem.objects.update(is_sensitive=True)
    assert {named(client, person, url) for person in [moderator, business_manager]} == {OPEN}
    assert {named(client, person, url) for person in readers} == {CLOSED}
    if page == "submission":
        assert named(client, lead, url) == OPEN
    submission.refresh_from_db()
    assert submission.sha256 == sha256_of(submission.content)
    assert standards_of(submission)[0]["answers"][0]["evidence"][0]["title"] == NAMES["title"]


def test_what_changed_does_not_name_it_either(client, submission, item, lead, moderator, chair):
    sent_back(submission, moderator)
    detach_evidence(submission.evaluation.answers.first(), item, by=lead)
    second = sign_anew(submission.evaluation, lead)
    EvidenceItem.objects.update(is_sensitive=True)
    url = reverse("audits:submission_changes", args=["northmere", second.uid])

    assert [named(client, person, url)[::2] for person in (moderator, chair)] == [(True, False), (False, True)]


def test_the_page_costs_the_same_for_one_item_and_for_ten(client, submission, police, chair, moderator, lead):
    EvidenceItem.objects.update(is_sensitive=True)
    client.force_login(chair)
    one = queries_of(client, reverse("audits:submission", args=["northmere", submission.uid]))
    sent_back(submission, moderator)
    for answer in submission.evaluation.answers.all():
        for _ in range(5):
            answer.attachments.create(item=EvidenceItemFactory(agency=police, is_sensitive=True))
    second = sign_anew(submission.evaluation, lead)
    EvidenceItem.objects.update(is_sensitive=True)

    page = reverse("audits:submission", args=["northmere", second.uid])
    many = queries_of(client, page)
    assert (client.get(page).text.count("Sensitive evidence") > 10, many) == (True, one)


def test_the_printed_copy_that_all_share_names_nothing_sensitive(submission, item, lead, chair):
    make_copy(submission, by=chair)
    document = Document.objects.get()
    assert all(words in html_of(document) for words in NAMES.values())
    attempt = claim(document.pk)
    kept_as = {"title": item.title, "relates_to": item.relates_to, "review_due_on": None}
    change_item(item, by=lead, **kept_as, is_sensitive=True)
    assert is_current(attempt) is False

    html = html_of(document)
    assert ([words in html for words in NAMES.values()], "Sensitive evidence" in html) == ([False, False], True)


def test_a_copy_that_named_it_is_made_anew(client, submission, item, lead, chair):
    make_copy(submission, by=chair)
    finish(claim(Document.objects.get().pk), Made("a.pdf", b"%PDF-1.7 first", "0" * 64, 1))
    first = Document.objects.get().file
    kept_as = {"title": item.title, "relates_to": item.relates_to, "review_due_on": None}
    change_item(item, by=lead, **kept_as, is_sensitive=True)

    client.force_login(chair)
    url = reverse("audits:submission_copy", args=["northmere", submission.uid])
    assert client.get(url).status_code == 404
    finish(claim(Document.objects.get().pk), Made("a.pdf", b"%PDF-1.7 second", "1" * 64, 1))
    assert b"".join(client.get(url).streaming_content) == b"%PDF-1.7 second"
    assert type(first).objects.filter(pk=first.pk).exists() is False
