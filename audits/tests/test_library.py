"""The agency's library of evidence: what comes in, is changed, replaced, used for many answers, retired, removed."""

import datetime as dt
import hashlib
import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from agencies.models import Event, StoredFile
from agencies.tests.files import kept
from audits.models import Answer, EvidenceItem, SelfEvaluation
from audits.operations import library as operations
from audits.operations.evidence import attach_evidence, attach_to_answers
from audits.tests.factories import EvidenceItemFactory, SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 31)
LINK = "https://example.org/newer"
NEW = {"title": "Survey 2", "relates_to": DAY, "link": LINK}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def verbs(item):
    return [event.verb for event in Event.objects.about(item)]


def upload(content=b"36 of 40 records.", name="survey.txt"):
    return SimpleUploadedFile(name, content)


def added(agency, by, **changed):
    what = {"uid": uuid.uuid4(), "title": "Survey", "relates_to": DAY, "upload": upload()} | changed
    return operations.add_to_library(agency, by=by, **what)


def test_a_file_goes_straight_into_the_library_once(police, lead, contributor):
    uid = uuid.uuid4()
    for _ in range(2):
        item = added(police, contributor, uid=uid, review_due_on=DAY, is_sensitive=True)

    assert (item.agency, item.title, item.review_due_on, item.is_sensitive, item.version) == (
        police,
        "Survey",
        DAY,
        True,
        1,
    )
    assert (item.file_was_read, item.found_in_file, item.added_by) == (True, [], contributor)
    assert EvidenceItem.objects.count() == StoredFile.objects.count() == 1
    assert (verbs(item), item.file.sha256 in Event.objects.about(item)[0].facts) == (["evidence.added"], True)


def test_a_pictures_place_is_gone_and_its_size_is_not(police, lead):
    """The hash is that of the bytes that are kept."""
    exif, made = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (54.0, 58.0, 1.0)
    Image.new("RGB", (60, 40), "red").save(made, "JPEG", exif=exif)
    assert b"Exif" in made.getvalue()

    item = added(police, lead, upload=upload(made.getvalue(), "office.jpg"))

    bytes_kept = kept(item.file)
    with Image.open(io.BytesIO(bytes_kept)) as picture:
        assert (picture.size, dict(picture.getexif()), dict(picture.getexif().get_ifd(0x8825))) == ((60, 40), {}, {})
    assert (b"Exif" in bytes_kept, item.file_was_read) == (False, False)
    assert item.file.sha256 == hashlib.sha256(bytes_kept).hexdigest()


def test_what_may_be_changed_of_an_item(police, lead):
    item = EvidenceItemFactory(agency=police)
    new = {"title": "Renamed", "relates_to": DAY, "review_due_on": DAY, "is_sensitive": True}
    operations.change_item(item, by=lead, **new)
    operations.change_item(item, by=lead, **new)

    item.refresh_from_db()
    assert {name: getattr(item, name) for name in new} == new
    assert verbs(item) == ["evidence.changed"]


def test_what_a_submitted_return_names_keeps_its_title(police, lead):
    item, evaluation = EvidenceItemFactory(agency=police), SelfEvaluationFactory(agency=police, awaiting=True)
    evaluation.answers.first().attachments.create(item=item)
    SubmissionFactory(evaluation=evaluation)
    kept_as = {"title": item.title, "relates_to": item.relates_to}

    with pytest.raises(Refused, match="A submitted return names this item"):
        operations.change_item(item, by=lead, **NEW_NAMES, review_due_on=None, is_sensitive=False)
    operations.change_item(item, by=lead, **kept_as, review_due_on=DAY, is_sensitive=True)
    item.refresh_from_db()
    assert (item.title, item.review_due_on) == (kept_as["title"], DAY)
    with pytest.raises(Refused, match="It can be retired"):
        operations.remove_item(item, by=lead)


NEW_NAMES = {"title": "Renamed", "relates_to": DAY}


def test_open_returns_name_the_newer_version_and_submitted_ones_what_was_signed(police, lead):
    item = EvidenceItemFactory(agency=police)
    signed, waiting = (SelfEvaluationFactory(agency=police, awaiting=True) for _ in range(2))
    opened = SelfEvaluationFactory(agency=police)
    for evaluation in (signed, waiting, opened):
        evaluation.answers.first().attachments.create(item=item)
    SubmissionFactory(evaluation=signed)

    uid = uuid.uuid4()
    for _ in range(2):
        newer = operations.replace_item(item, by=lead, uid=uid, **NEW)

    assert (newer.version, newer.replaces, EvidenceItem.objects.count()) == (2, item, 2)
    assert [one.answer.evaluation for one in newer.attachments.all()] == [opened]
    assert {one.answer.evaluation for one in item.attachments.all()} == {signed, waiting}
    assert list(opened.contributors.all()) == [lead]
    assert (verbs(newer), list(EvidenceItem.objects.current())) == (["evidence.replaced"], [newer])
    for deed in (operations.retire_item, operations.remove_item):
        with pytest.raises(Refused, match="newer version"):
            deed(item, by=lead)
    with pytest.raises(Refused, match="no longer in use"):
        attach_evidence(opened.answers.last(), item, by=lead)


def test_one_item_is_used_for_many_answers_all_or_none(police, lead, hospital):
    item, evaluation = EvidenceItemFactory(agency=police), SelfEvaluationFactory(agency=police)
    foreign = SelfEvaluationFactory(agency=hospital).answers.first()
    answers = list(evaluation.answers.filter(standard__code="ST1"))

    with pytest.raises(PermissionDenied):
        attach_to_answers([*answers, foreign], item, by=lead)
    assert item.attachments.count() == 0
    attach_to_answers(answers, item, by=lead)
    assert [one.answer for one in item.attachments.order_by("answer")] == answers
    assert verbs(item) == ["evidence.attached"] * len(answers)


def test_an_item_is_retired_and_used_again(police, lead):
    item = EvidenceItemFactory(agency=police)
    for deed in (operations.retire_item, operations.retire_item):
        deed(item, by=lead)
    assert list(EvidenceItem.objects.current()) == []
    operations.restore_item(item, by=lead)
    operations.restore_item(item, by=lead)

    assert list(EvidenceItem.objects.current()) == [item]
    assert verbs(item) == ["evidence.retired", "evidence.restored"]


def test_what_nothing_uses_is_removed_with_its_bytes(police, lead, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        item = added(police, lead)
    file, uid = item.file, item.uid
    assert file.path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_item(item, by=lead)

    assert (EvidenceItem.objects.count(), StoredFile.objects.count(), file.path.exists()) == (0, 0, False)
    assert [event.verb for event in Event.objects.filter(about_uid=uid)] == ["evidence.added", "evidence.removed"]


def test_what_is_used_or_was_ever_signed_is_not_removed(police, lead):
    item, evaluation = EvidenceItemFactory(agency=police), SelfEvaluationFactory(agency=police, awaiting=True)
    attached = evaluation.answers.first().attachments.create(item=item)
    assert operations.is_removable(item) is False
    SubmissionFactory(evaluation=evaluation)
    evaluation.reviews.update(status="returned")
    SelfEvaluation.objects.update(status=SelfEvaluation.Status.IN_PROGRESS)
    attached.delete()

    assert operations.is_removable(item) is False


@pytest.mark.parametrize("role", ["signatory", "outsider", "moderator", "business_manager", "stranger"])
def test_who_may_not_keep_the_library(request, role, police):
    person, item = request.getfixturevalue(role), EvidenceItemFactory(agency=police)
    changed = NEW_NAMES | {"review_due_on": None, "is_sensitive": False}
    deeds = [
        lambda: added(police, person),
        lambda: operations.change_item(item, by=person, **changed),
        lambda: operations.replace_item(item, by=person, uid=uuid.uuid4(), **NEW),
        *(lambda deed=deed: deed(item, by=person) for deed in (operations.retire_item, operations.remove_item)),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert (EvidenceItem.objects.count(), Event.objects.about(item).count()) == (1, 0)


def test_a_contributor_keeps_what_they_added_and_answers_they_were_not_given_keep_the_earlier(
    police, lead, contributor
):
    item = added(police, contributor)
    evaluation = SelfEvaluationFactory(agency=police)
    answer = Answer.objects.get(evaluation=evaluation, criterion__code="ST1.1")
    attach_evidence(answer, item, by=lead)

    newer = operations.replace_item(item, by=contributor, uid=uuid.uuid4(), **NEW)

    assert ([one.item for one in answer.attachments.all()], newer.attachments.count()) == ([item], 0)
    with pytest.raises(PermissionDenied):
        operations.retire_item(EvidenceItemFactory(agency=police, added_by=lead), by=contributor)


def test_what_is_sensitive_is_for_those_who_judge_and_not_for_those_who_only_read(
    police, lead, moderator, business_manager, chair, stranger
):
    item, evaluation = EvidenceItemFactory(agency=police), SelfEvaluationFactory(agency=police, awaiting=True)
    evaluation.answers.first().attachments.create(item=item)
    SubmissionFactory(evaluation=evaluation)
    people = (lead, moderator, business_manager, chair, stranger)

    def readers():
        return [person for person in people if EvidenceItem.objects.visible_to(person).contains(item)]

    before = readers()
    EvidenceItem.objects.update(is_sensitive=True)
    assert (before, readers()) == ([lead, moderator, business_manager, chair], [lead, moderator, business_manager])
