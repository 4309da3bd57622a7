import datetime as dt
import json
import re
import time
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Membership, Notification
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, PostFactory
from audits.models import Answer, Review, SelfEvaluation, Submission
from audits.operations.answer import save_standard
from audits.operations.self_evaluation import hand_over, take_back
from audits.operations.submission import handed_over, sign_off
from audits.submitted import answers_by_standard
from audits.tests.factories import EvidenceItemFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def awaiting(police, lead):
    return SelfEvaluationFactory(agency=police, awaiting=True, handed_over_by=lead)


def sign(evaluation, by):
    return sign_off(evaluation, by=by, reauthenticated_at=timezone.now())


def signed(evaluation):
    """What the page to sign sends: the box ticked, and which hand-over it showed."""
    return {"declared": "on", "seen": handed_over(evaluation)}


def give_password_again(client, user, seconds_ago=0):
    """What allauth leaves in the session when a person has given their password once more."""
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    at = time.time() - seconds_ago
    session["account_authentication_methods"] = [{"method": "password", "at": at, "reauthenticated": True}]
    session.save()


# ---- Signing -----------------------------------------------------------------------------------------------------


def test_sign_off_hands_the_return_to_moderators(awaiting, signatory, moderator, business_manager, lead):
    submission = sign(awaiting, signatory)

    awaiting.refresh_from_db()
    assert (awaiting.status, awaiting.submitted_by) == ("submitted", signatory)
    assert (submission.number, submission.signed_by, submission.signed_by_name) == (1, signatory, signatory.name)
    assert submission.declaration.startswith("I have read this return.")
    review = Review.objects.get()
    assert (review.status, review.submission) == ("first_look", submission)
    lines = Event.objects.about(awaiting)
    books = {awaiting.agency.ledger_key, review.ledger_key}
    assert {(line.verb, line.by, line.book.key) for line in lines} == {
        ("self_evaluation.submitted", signatory, key) for key in books
    }
    assert json.loads(lines[0].facts) == {"number": 1, "sha256": submission.sha256}
    told = {(each.kind, each.recipient) for each in Notification.objects.all()}
    assert told == {
        ("audits/return_submitted", moderator),
        ("audits/return_submitted", business_manager),
        ("audits/return_signed", lead),
    }
    assert {each.link for each in Notification.objects.all()} == {
        reverse("audits:submission", args=["northmere", submission.uid])
    }


def test_what_is_signed_is_frozen_whole_and_known_by_its_hash(police, signatory):
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True, ratings={"ST1.2": "A", "ST2.1": "NA"})
    item = EvidenceItemFactory(agency=police, title="Survey")
    evaluation.answers.get(criterion__code="ST1.2").attachments.create(item=item)
    submission = sign(evaluation, signatory)
    content = json.loads(submission.content)

    assert submission.sha256 == sha256_of(submission.content) == sha256_of(canonical(content))
    assert (content["agency"]["name"], content["round"]["code"], content["round"]["edition"]) == (
        "Northmere Police",
        evaluation.round.code,
        2023,
    )
    assert (content["scale"]["code"], [point["code"] for point in content["scale"]["points"]]) == (
        "RAG",
        ["G", "A", "R"],
    )
    first, second = content["standards"]
    assert (first["code"], first["rollup"]["rating"], first["rollup"]["rule"]) == ("ST1", "A", "worst")
    assert first["answers"][1] == {
        "code": "ST1.2",
        "statement": "Leaders read a safeguarding report every year.",
        "kind": "rating",
        "weight": 1,
        "rating": "A",
        "count": None,
        "total": None,
        "unit": "",
        "period": "",
        "policy": None,
        "not_applicable": False,
        "na_reason": "",
        "narrative": "A dip sample of 40 records found 36 with a recorded talk.",
        "evidence": [
            {
                "uid": str(item.uid),
                "title": "Survey",
                "relates_to": "2026-02-01",
                "link": "https://example.org/audit",
                "file": None,
            }
        ],
    }
    assert (second["answers"][0]["rating"], second["answers"][0]["na_reason"]) == (None, "No one holds cases.")
    assert [each["lead"] for each in first["improvements"]] == ["Head of Custody"]
    assert answers_by_standard(submission) == {"ST1": ["G", "A"], "ST2": ["NA", "G"]}


def test_a_submission_never_changes_not_even_in_the_database(awaiting, signatory):
    sign(awaiting, signatory)

    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.update(content="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.all().delete()


def handed_over_again(evaluation, by):
    """The return, which a board sent back, handed to the signatory once more."""
    SelfEvaluation.objects.update(status="in_progress", submitted_at=None, submitted_by=None)
    SelfEvaluation.objects.update(status="awaiting_sign_off", handed_over_by=by, handed_over_at=timezone.now())
    evaluation.refresh_from_db()


def test_a_return_that_came_back_is_submitted_anew_under_the_next_number(police, signatory):
    first = SubmissionFactory(evaluation__agency=police)
    evaluation = first.evaluation
    Review.objects.update(status=Review.Status.RETURNED)
    handed_over_again(evaluation, signatory)
    Answer.objects.filter(evaluation=evaluation, criterion__code="ST1.1").update(narrative="Better now.")
    second = sign(evaluation, signatory)

    review = Review.objects.get()
    assert (second.number, review.status, review.submission) == (2, "resubmitted", second)
    assert ("Better now." in second.content, "Better now." in first.content) == (True, False)


def test_each_board_of_a_shared_round_takes_the_return_up_by_itself(board, police, signatory):
    other, third = (BoardFactory(slug=slug, name=slug) for slug in ("westvale", "eastmere"))
    for each in (other, third):
        Membership.objects.create(board=each, agency=police, starts_on=dt.date(2020, 4, 1))
    evaluation = SelfEvaluationFactory(agency=police, round=RoundFactory(boards=[board, other, third]), awaiting=True)
    first = sign(evaluation, signatory)
    reviews = {review.round_board.board.slug: review for review in Review.objects.all()}
    Review.objects.filter(pk=reviews["westvale"].pk).update(status="moderated")
    Review.objects.filter(pk=reviews["northmere"].pk).update(status="returned")
    handed_over_again(evaluation, signatory)
    second = sign(evaluation, signatory)

    assert {review.round_board.board.slug: (review.status, review.submission) for review in Review.objects.all()} == {
        "northmere": ("resubmitted", second),
        "eastmere": ("first_look", second),  # had not judged yet
        "westvale": ("moderated", first),  # keeps what it judged
    }


# ---- Guards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [None, timezone.now() - dt.timedelta(seconds=301)])
def test_a_signature_needs_the_password_again(awaiting, signatory, at):
    with pytest.raises(Refused, match="give your password again"):
        sign_off(awaiting, by=signatory, reauthenticated_at=at)

    awaiting.refresh_from_db()
    assert (awaiting.status, Submission.objects.count(), Event.objects.about(awaiting).count()) == (
        "awaiting_sign_off",
        0,
        0,
    )


def test_what_misses_something_is_not_signed(awaiting, signatory):
    Answer.objects.filter(criterion__code="ST1.1").update(rating=None)

    with pytest.raises(Refused, match="Something is missing"):
        sign(awaiting, signatory)


def test_only_what_was_handed_over_is_signed(police, signatory):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)

    with pytest.raises(Refused, match="cannot become submitted"):
        sign(evaluation, signatory)


def test_a_return_is_signed_once(awaiting, signatory):
    sign(awaiting, signatory)

    with pytest.raises(Refused, match="cannot become submitted"):
        sign(awaiting, signatory)

    assert Submission.objects.count() == 1


def test_a_signatory_who_changed_an_answer_does_not_sign(police, signatory):
    PostFactory(person=signatory, agency=police, role=Role.LEAD)
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    save_standard(evaluation, standard, {"impact": "Mine."}, by=signatory, version=1, page=uuid.uuid4())
    # Somebody else's later change does not wash it off.
    other = PostFactory(agency=police).person
    save_standard(evaluation, standard, {"impact": "Theirs."}, by=other, version=2)
    SelfEvaluation.objects.update(status="awaiting_sign_off", handed_over_by=other, handed_over_at=timezone.now())
    evaluation.refresh_from_db()

    with pytest.raises(PermissionDenied):
        sign(evaluation, signatory)


@pytest.mark.parametrize(
    "role", ["lead", "contributor", "outsider", "business_manager", "administrator", "moderator", "chair", "stranger"]
)
def test_who_may_not_sign(request, role, awaiting):
    with pytest.raises(PermissionDenied):
        sign(awaiting, request.getfixturevalue(role))


# ---- The signature's page ----------------------------------------------------------------------------------------


def signing(evaluation):
    return reverse("audits:sign", args=["northmere", evaluation.uid])


def test_signing_in_the_browser(client, awaiting, signatory):
    client.force_login(signatory)
    assert (
        client.get(signing(awaiting)).url
        == f"{reverse('account_reauthenticate')}?next={signing(awaiting).replace('/', '%2F')}"
    )
    give_password_again(client, signatory)
    page = client.get(signing(awaiting)).text
    assert "I sign it on behalf of Northmere Police." in page

    assert "Tick the box to sign the declaration." in client.post(signing(awaiting), {}).text
    done = client.post(signing(awaiting), signed(awaiting))
    assert done.url == reverse("audits:submission", args=["northmere", Submission.objects.get().uid])


def test_a_signature_that_comes_too_late_asks_for_the_password_again(client, awaiting, signatory):
    client.force_login(signatory)
    give_password_again(client, signatory, seconds_ago=301)
    done = client.post(signing(awaiting), signed(awaiting))

    assert (done.url, Submission.objects.count()) == (signing(awaiting), 0)
    assert "reauthenticate" in client.get(done.url).url


def test_a_button_pressed_twice_signs_once(client, awaiting, signatory):
    client.force_login(signatory)
    give_password_again(client, signatory)
    for _ in range(2):
        answer = client.post(signing(awaiting), signed(awaiting))

    assert (answer.status_code, Submission.objects.count()) == (302, 1)


@pytest.mark.parametrize(
    ("role", "status"),
    [("lead", 403), ("contributor", 403), ("business_manager", 403), ("outsider", 404), ("moderator", 404)],
)
def test_who_finds_no_page_to_sign(request, client, awaiting, role, status):
    person = request.getfixturevalue(role)
    client.force_login(person)
    give_password_again(client, person)

    assert client.get(signing(awaiting)).status_code == status
    assert client.post(signing(awaiting), signed(awaiting)).status_code == status
    assert Submission.objects.count() == 0


def test_there_is_nothing_to_sign_in_a_draft(client, police, signatory):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    client.force_login(signatory)
    give_password_again(client, signatory)

    assert client.get(signing(evaluation)).url == reverse("audits:self_evaluation", args=["northmere", evaluation.uid])


# ---- What was submitted ------------------------------------------------------------------------------------------


def page_of(submission, board="northmere"):
    return reverse("audits:submission", args=[board, submission.uid])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("lead", 200),
        ("signatory", 200),
        ("business_manager", 200),
        ("administrator", 200),
        ("moderator", 200),
        ("chair", 200),
        ("independent_chair", 200),
        ("outsider", 404),
        ("board_member", 404),
    ],
)
def test_who_reads_what_was_submitted(request, client, police, role, status):
    submission = SubmissionFactory(evaluation__agency=police)
    client.force_login(request.getfixturevalue(role))

    assert client.get(page_of(submission)).status_code == status


def test_its_standards_are_listed_at_the_beginning(client, police, moderator):
    client.force_login(moderator)

    page = client.get(page_of(SubmissionFactory(evaluation__agency=police))).content.decode()

    listed = re.findall(r'class="govuk-link" href="#(\w+-h)"', page)
    assert listed == ["ST1-h", "ST2-h"]
    assert [page.count(f'id="{each}"') for each in listed] == [1, 1]


def test_the_page_shows_the_frozen_words_and_not_todays(client, police, moderator):
    submission = SubmissionFactory(evaluation__agency=police, evaluation__ratings={"ST1.2": "A", "ST2.1": "NA"})
    Review.objects.update(status=Review.Status.RETURNED)
    SelfEvaluation.objects.update(status="in_progress", submitted_at=None, submitted_by=None)
    Answer.objects.update(narrative="Changed since.")
    client.force_login(moderator)
    page = client.get(page_of(submission)).text

    assert "A dip sample of 40 records" in page
    assert "Changed since." not in page
    assert submission.sha256 in page
    assert f"Signed by {submission.signed_by_name}" in page
    assert "No one holds cases." in page
    assert re.search(r"Head of Custody.*\d+ \w+ \d{4}", page, re.S)


def test_an_older_submission_says_that_there_is_a_newer_one(client, police, lead, signatory):
    first = SubmissionFactory(evaluation__agency=police)
    Review.objects.update(status=Review.Status.RETURNED)
    handed_over_again(first.evaluation, lead)
    sign(first.evaluation, signatory)
    client.force_login(lead)

    assert "has submitted again since" in client.get(page_of(first)).text


def test_a_redacted_submission_keeps_its_page_and_its_hash(client, police, moderator):
    submission = SubmissionFactory(evaluation__agency=police)
    Submission.objects.update(content="", declaration="", redacted_at=timezone.now())
    client.force_login(moderator)
    page = client.get(page_of(submission)).text

    assert "were lawfully removed on" in page
    assert submission.sha256 in page


def test_a_submission_is_not_there_under_another_board(client, police, stranger):
    submission = SubmissionFactory(evaluation__agency=police)
    client.force_login(stranger)

    assert client.get(page_of(submission, stranger.board_roles.get().board.slug)).status_code == 404
    assert client.get(page_of(submission)).status_code == 404


def test_another_return_than_the_one_read_is_not_signed(client, awaiting, signatory, lead):
    client.force_login(signatory)
    give_password_again(client, signatory)
    read = signed(awaiting)
    take_back(awaiting, by=lead)
    hand_over(awaiting, by=lead)

    late = client.post(signing(awaiting), read)

    assert (late.url, Submission.objects.count()) == (signing(awaiting), 0)
    assert "Read it as it is now before you sign it." in client.get(late.url).text
