import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, StoredFile
from agencies.tests.files import kept
from audits.models import Answer, EvidenceItem
from audits.operations.evidence import add_evidence, attach_evidence, detach_evidence
from audits.tests.factories import EvidenceItemFactory, SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.once import USED

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 31)
LINK = "https://example.org/survey"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def answer(police):
    evaluation = SelfEvaluationFactory(agency=police)
    return Answer.objects.get(evaluation=evaluation, criterion__code="ST1.1")


def upload(content=b"month,seen\nMay,4\n", name="survey.csv"):
    return SimpleUploadedFile(name, content)


def facts(item):
    return [(event.verb, event.by, event.facts) for event in Event.objects.about(item)]


# ---- The operations ----------------------------------------------------------------------------------------------


def test_a_link_is_kept_once_and_attached(answer, police, lead):
    uid = uuid.uuid4()
    for _ in range(2):
        item = add_evidence(answer, by=lead, uid=uid, title="Survey", relates_to=DAY, link=LINK)

    assert (item.agency, item.title, item.link, item.relates_to, item.added_by) == (police, "Survey", LINK, DAY, lead)
    assert [attachment.item for attachment in answer.attachments.all()] == [item]
    assert EvidenceItem.objects.count() == 1
    evaluation = answer.evaluation
    assert facts(item) == [
        ("evidence.attached", lead, f'{{"criterion":"ST1.1","evaluation":"{evaluation.uid}"}}'),
    ]
    evaluation.refresh_from_db()
    assert (evaluation.status, list(evaluation.contributors.all())) == ("in_progress", [lead])


def test_another_agencys_uid_adds_nothing_and_is_no_fault(answer, lead, hospital):
    theirs = EvidenceItemFactory(agency=hospital)

    with pytest.raises(Refused, match=USED):
        add_evidence(answer, by=lead, uid=theirs.uid, title="Survey", relates_to=DAY, upload=upload())
    assert (EvidenceItem.objects.count(), StoredFile.objects.count()) == (1, 0)


def test_a_file_is_stored_for_the_agency_and_its_hash_is_on_record(answer, police, lead):
    item = add_evidence(answer, by=lead, uid=uuid.uuid4(), title="Survey", relates_to=DAY, upload=upload())

    assert (item.file.agency, item.file.name, kept(item.file)) == (
        police,
        "survey.csv",
        b"month,seen\nMay,4\n",
    )
    assert item.file.sha256 in facts(item)[0][2]


def test_a_file_that_may_not_come_in_leaves_nothing(answer, lead):
    with pytest.raises(Refused, match="Files like this cannot be uploaded"):
        add_evidence(
            answer,
            by=lead,
            uid=uuid.uuid4(),
            title="Page",
            relates_to=DAY,
            upload=upload(b"<script>alert(1)</script>", "page.html"),
        )

    assert (EvidenceItem.objects.count(), StoredFile.objects.count(), answer.attachments.count()) == (0, 0, 0)


@pytest.mark.parametrize("given", [{}, {"upload": upload(), "link": LINK}])
def test_evidence_is_a_file_or_a_link(answer, lead, given):
    with pytest.raises(Refused, match="one of the two"):
        add_evidence(answer, by=lead, uid=uuid.uuid4(), title="Survey", relates_to=DAY, **given)


def test_an_item_of_the_library_serves_another_answer(answer, police, lead):
    item = EvidenceItemFactory(agency=police)
    attach_evidence(answer, item, by=lead)
    attach_evidence(answer, item, by=lead)

    assert answer.attachments.count() == 1
    assert [fact[0] for fact in facts(item)] == ["evidence.attached"]


def test_another_agencys_evidence_is_refused(answer, hospital, lead):
    with pytest.raises(Refused, match="another agency"):
        attach_evidence(answer, EvidenceItemFactory(agency=hospital), by=lead)

    assert answer.attachments.count() == 0


def test_taking_an_item_off_twice_is_one_event(answer, police, lead):
    item = EvidenceItemFactory(agency=police)
    attach_evidence(answer, item, by=lead)
    detach_evidence(answer, item, by=lead)
    detach_evidence(answer, item, by=lead)

    assert (answer.attachments.count(), police.evidence.count()) == (0, 1)
    assert [fact[0] for fact in facts(item)] == ["evidence.attached", "evidence.detached"]


@pytest.mark.parametrize("role", ["signatory", "outsider", "moderator", "chair", "stranger"])
def test_who_may_not_add_or_take_off(request, role, answer, police):
    item = EvidenceItemFactory(agency=police)
    person = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        add_evidence(answer, by=person, uid=uuid.uuid4(), title="Survey", relates_to=DAY, link=LINK)
    with pytest.raises(PermissionDenied):
        attach_evidence(answer, item, by=person)
    with pytest.raises(PermissionDenied):
        detach_evidence(answer, item, by=person)


def test_evidence_of_a_submitted_return_stays_as_it_was(police, lead):
    submission = SubmissionFactory(evaluation__agency=police)
    answer = submission.evaluation.answers.first()

    with pytest.raises(Refused, match="has been submitted"):
        attach_evidence(answer, EvidenceItemFactory(agency=police), by=lead)


# ---- The pages ---------------------------------------------------------------------------------------------------


def address(answer):
    return reverse("audits:evidence_add", args=["northmere", answer.evaluation.uid, answer.criterion.code])


def form_data(**changed):
    return {"uid": str(uuid.uuid4()), "title": "Survey", "relates_to": "2026-03-31", "link": LINK} | changed


def test_a_file_is_added_in_the_browser_and_given_back(client, answer, lead):
    client.force_login(lead)
    assert client.get(address(answer)).status_code == 200
    done = client.post(address(answer), form_data(link="", upload=upload()))
    assert done.url == f"{reverse('audits:standard', args=['northmere', answer.evaluation.uid, 'ST1'])}#ST1.1"

    item = EvidenceItem.objects.get()
    served = client.get(reverse("audits:evidence", args=["northmere", item.uid]))
    assert (b"".join(served.streaming_content), served["Content-Disposition"]) == (
        b"month,seen\nMay,4\n",
        'attachment; filename="survey.csv"',
    )
    assert "Survey" in client.get(reverse("audits:standard", args=["northmere", answer.evaluation.uid, "ST1"])).text


def test_an_item_is_chosen_from_the_library(client, answer, police, hospital, lead):
    own, theirs = EvidenceItemFactory(agency=police), EvidenceItemFactory(agency=hospital)
    client.force_login(lead)
    page = client.get(address(answer)).text
    assert (str(own.uid) in page, str(theirs.uid) in page) == (True, False)

    assert "Choose an item from the list." in client.post(address(answer), {"choose": "1", "item": theirs.uid}).text
    client.post(address(answer), {"choose": "1", "item": own.uid})
    assert [attachment.item for attachment in answer.attachments.all()] == [own]
    assert str(own.uid) not in client.get(address(answer)).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Enter a title."),
        ({"title": "x" * 161}, "Use 160 characters or fewer."),
        ({"relates_to": ""}, "Enter the date it relates to."),
        ({"relates_to": "spring"}, "Enter a date, for example 31 March 2026."),
        ({"relates_to": "2099-01-01"}, "The date it relates to cannot be in the future."),
        ({"link": ""}, "Choose a file, or enter a link."),
        ({"link": "javascript:alert(1)"}, "Enter a link, for example"),
        ({"link": "no link"}, "Enter a link, for example"),
        ({"link": LINK, "upload": upload()}, "Give a file or a link, not both."),
        ({"link": "", "upload": upload(b"")}, "The file is empty."),
        ({"link": "", "upload": upload(b"x", "a.exe")}, "Files like this cannot be uploaded."),
        ({"uid": "\x00"}, ""),
        ({"title": "a\x00b"}, ""),
        ({"item": "x", "choose": "1"}, "Choose an item from the list."),
        ({"item": "\x00", "choose": "1"}, "Choose an item from the list."),
    ],
)
def test_what_the_form_says_of_each_mistake(client, answer, lead, changed, sentence):
    client.force_login(lead)
    page = client.post(address(answer), form_data(**changed))

    assert (page.status_code, sentence in page.text) == (200, True)
    assert EvidenceItem.objects.count() == 0


def test_an_empty_post_is_answered_with_what_is_missing(client, answer, lead):
    client.force_login(lead)

    assert "Enter a title." in client.post(address(answer), {}).text


@pytest.mark.parametrize(
    ("role", "status"), [("signatory", 403), ("outsider", 404), ("moderator", 404), ("chair", 404), ("analyst", 404)]
)
def test_who_may_not_add_in_the_browser(request, client, answer, role, status):
    client.force_login(request.getfixturevalue(role))

    assert client.get(address(answer)).status_code == client.post(address(answer), form_data()).status_code == status


def test_a_criterion_that_was_not_asked_is_not_there(client, answer, lead):
    client.force_login(lead)

    assert (
        client.get(reverse("audits:evidence_add", args=["northmere", answer.evaluation.uid, "ST9.9"])).status_code
        == 404
    )


# ---- Who may read it ---------------------------------------------------------------------------------------------


@pytest.fixture
def item(police, lead):
    return EvidenceItemFactory(
        agency=police,
        link="",
        file=StoredFile.objects.create(
            agency=police, name="survey.csv", content_type="text/csv", size=1, sha256="0" * 64, uploaded_by=lead
        ),
    )


def status_of_file(client, item):
    """What the item's address answers, with its file in place."""
    item.file.path.parent.mkdir(parents=True, exist_ok=True)
    item.file.path.write_bytes(b"x")
    response = client.get(reverse("audits:evidence", args=["northmere", item.uid]))
    response.close()
    return response.status_code


@pytest.mark.parametrize(
    ("role", "status"), [("lead", 200), ("contributor", 200), ("signatory", 200), ("outsider", 404), ("moderator", 404)]
)
def test_evidence_of_a_draft_is_the_agencys_own(request, client, answer, item, role, status):
    answer.attachments.create(item=item)
    client.force_login(request.getfixturevalue(role))

    assert status_of_file(client, item) == status


@pytest.mark.parametrize(
    ("role", "status"), [("moderator", 200), ("business_manager", 200), ("outsider", 404), ("board_member", 404)]
)
def test_evidence_of_a_submission_is_open_to_who_reads_returns(request, client, police, item, role, status):
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True)
    evaluation.answers.first().attachments.create(item=item)
    SubmissionFactory(evaluation=evaluation)
    client.force_login(request.getfixturevalue(role))

    assert status_of_file(client, item) == status


def test_evidence_in_the_library_alone_is_the_agencys_own(client, item, moderator):
    client.force_login(moderator)

    assert status_of_file(client, item) == 404


def test_a_link_has_no_file_to_give_back(client, police, lead):
    item = EvidenceItemFactory(agency=police, added_at=timezone.now())
    client.force_login(lead)

    assert client.get(reverse("audits:evidence", args=["northmere", item.uid])).status_code == 404
