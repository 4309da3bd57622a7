"""A report from its first figures to the Board: each act is recorded, and each guard refuses and records nothing."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Book, Event, SeatRole
from agencies.tests.factories import GroupFactory, SeatFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.once import USED
from lscb_portal.lib.periods import Quarter
from reports.models import BoardReport, Part
from reports.operations import board_report as operations
from reports.tests.factories import claimed, draft, issued, last_quarter, made, queued, signed_off, stored

Status = BoardReport.Status


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


def verbs(record):
    return [event.verb for event in Event.objects.about(record)]


def told(person):
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


# build ----------------------------------------------------------------------------------------------------------------


def test_a_draft_has_its_figures_frozen_and_room_for_words(group, analyst):
    head = Book.objects.filter(key=group.board.ledger_key).values_list("head", flat=True).first()
    report = draft(group, analyst, Quarter("2025-Q4"))
    assert (report.status, report.version, report.quarter, report.built_by) == (Status.DRAFT, 1, "2025-Q4", analyst)
    assert report.snapshot_sha256 == sha256_of(report.snapshot)
    assert report.ledger_head == (head or "0" * 64)
    assert {narrative.part for narrative in report.narratives.all()} == set(Part)
    assert verbs(report) == ["report.built"]


def test_a_double_click_begins_one_report(group, analyst):
    uid = uuid.uuid4()
    first, second = (operations.build(group, last_quarter(), uid=uid, by=analyst) for _ in range(2))
    assert first == second
    assert verbs(first) == ["report.built"]


def test_two_people_begin_one_report(group, analyst, chair):
    assert draft(group, analyst) == draft(group, chair)
    assert BoardReport.objects.count() == 1


def test_after_an_issued_report_the_next_version_begins(report, group, analyst, chair, business_manager):
    issued(report, business_manager, chair)
    assert draft(group, analyst).version == 2


def test_the_form_of_an_issued_report_begins_nothing(report, group, analyst, chair, business_manager):
    issued(report, business_manager, chair)
    with pytest.raises(Refused, match=USED):
        operations.build(group, last_quarter(), uid=report.uid, by=analyst)
    assert BoardReport.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["member", "lead", "moderator", "board_member", "administrator", "stranger", "adviser"]
)
def test_who_may_not_build(name, group, request):
    person = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        draft(group, person)
    assert BoardReport.objects.count() == 0


def test_the_chair_of_another_group_may_not_build_this_one_s(group, board):
    other = GroupFactory(board=board, slug="cse", name="CSE sub-group", short_name="CSE")
    stranger = SeatFactory(group=other, role=SeatRole.CHAIR).person
    with pytest.raises(PermissionDenied):
        draft(group, stranger)


# rebuild --------------------------------------------------------------------------------------------------------------


def test_figures_are_frozen_anew_and_words_stay(report, chair):
    report.narratives.filter(part=Part.SUMMARY).update(text="Mine.")
    before = report.snapshot_sha256
    operations.rebuild(report, by=chair)
    report.refresh_from_db()
    assert report.built_by == chair
    assert report.snapshot_sha256 == sha256_of(report.snapshot) != before
    assert report.narratives.get(part=Part.SUMMARY).text == "Mine."
    assert verbs(report) == ["report.built", "report.rebuilt"]


def test_only_a_draft_is_rebuilt(report, analyst):
    queued(report, analyst)
    with pytest.raises(Refused, match="Take it back to draft first"):
        operations.rebuild(report, by=analyst)
    assert verbs(report) == ["report.built", "report.queued"]


def test_who_may_not_rebuild(report, member):
    with pytest.raises(PermissionDenied):
        operations.rebuild(report, by=member)


# reopen ---------------------------------------------------------------------------------------------------------------


def test_a_queued_report_is_taken_back_without_a_reason(report, analyst):
    queued(report, analyst)
    operations.reopen(report, by=analyst)
    report.refresh_from_db()
    assert (report.status, report.stage) == (Status.DRAFT, "")


@pytest.mark.django_db(transaction=True)
def test_a_ready_report_goes_back_with_a_reason_and_loses_its_file(report, analyst):
    file = made(report, analyst).pdf
    operations.reopen(report, reason="The figure of 3.5 came.", by=analyst)
    report.refresh_from_db()
    assert (report.status, report.reopened_reason) == (Status.DRAFT, "The figure of 3.5 came.")
    assert (report.pdf_path, report.pdf_sha256, report.pdf_pages, report.rendered_at) == ("", "", None, None)
    assert not file.exists()
    assert verbs(report)[-1] == "report.reopened"
    assert "3.5" not in Event.objects.about(report).last().facts


def test_a_ready_report_needs_a_reason(report, analyst):
    made(report, analyst)
    with pytest.raises(Refused, match="Say why"):
        operations.reopen(report, reason="  ", by=analyst)
    report.refresh_from_db()
    assert report.status == Status.READY


def test_a_signed_report_is_taken_back_by_its_chair_or_the_office(report, analyst, chair, business_manager):
    signed_off(report, analyst, chair)
    report.refresh_from_db()
    with pytest.raises(PermissionDenied):
        operations.reopen(report, reason="No.", by=analyst)
    operations.reopen(report, reason="Page 4 is wrong.", by=chair)
    report.refresh_from_db()
    assert (report.status, report.signed_off_at, report.signed_off_by) == (Status.DRAFT, None, None)


def test_a_report_that_is_being_made_is_not_taken_back(report, analyst):
    claimed(report, analyst)
    with pytest.raises(Refused, match="being made"):
        operations.reopen(report, by=analyst)


def test_an_issued_report_is_never_taken_back(report, analyst, chair, business_manager):
    issued(report, business_manager, chair)
    report.refresh_from_db()
    with pytest.raises(Refused, match="issued"):
        operations.reopen(report, reason="No.", by=business_manager)


# sign off -------------------------------------------------------------------------------------------------------------


def test_the_chair_signs_this_very_file(report, analyst, chair, business_manager):
    signed_off(report, analyst, chair)
    report.refresh_from_db()
    assert (report.status, report.signed_off_by) == (Status.SIGNED_OFF, chair)
    event = Event.objects.about(report).last()
    assert (event.verb, event.by) == ("report.signed_off", chair)
    assert report.pdf_sha256 in event.facts
    assert report.snapshot_sha256 in event.facts
    assert told(business_manager) == ["reports/report_signed_off"]


def test_another_file_than_the_one_read_is_not_signed(report, analyst, chair):
    made(report, analyst)
    with pytest.raises(Refused, match="made again since you opened this page"):
        operations.sign_off(report, by=chair, reauthenticated_at=timezone.now(), seen="0" * 64)
    report.refresh_from_db()
    assert report.status == Status.READY


@pytest.mark.parametrize("minutes", [None, 6])
def test_a_signature_needs_the_password_again(report, analyst, chair, minutes):
    made(report, analyst)
    at = minutes and timezone.now() - dt.timedelta(minutes=minutes)
    with pytest.raises(Refused, match="give your password again"):
        operations.sign_off(report, by=chair, reauthenticated_at=at)
    report.refresh_from_db()
    assert report.status == Status.READY


@pytest.mark.parametrize(
    "name", ["analyst", "business_manager", "member", "independent_chair", "board_member", "stranger"]
)
def test_who_may_not_sign(report, analyst, name, request):
    made(report, analyst)
    with pytest.raises(PermissionDenied):
        operations.sign_off(report, by=request.getfixturevalue(name), reauthenticated_at=timezone.now())


@pytest.mark.parametrize("status", [Status.DRAFT, Status.QUEUED, Status.FAILED, Status.SIGNED_OFF])
def test_only_a_ready_report_is_signed(report, chair, status):
    stamps = {"signed_off_at": timezone.now(), "signed_off_by": chair} if status == Status.SIGNED_OFF else {}
    BoardReport.objects.filter(pk=report.pk).update(status=status, **stamps)
    with pytest.raises(Refused, match="cannot become signed off"):
        operations.sign_off(report, by=chair, reauthenticated_at=timezone.now())


# issue ----------------------------------------------------------------------------------------------------------------


def test_the_business_manager_issues_and_the_board_is_told(
    report, analyst, chair, business_manager, board_member, independent_chair, member
):
    issued(report, business_manager, chair)
    report.refresh_from_db()
    assert (report.status, report.issued_by) == (Status.ISSUED, business_manager)
    assert verbs(report) == ["report.built", "report.queued", "report.rendered", "report.signed_off", "report.issued"]
    assert told(board_member) == told(independent_chair) == ["reports/report_issued"]
    assert told(member) == []


@pytest.mark.parametrize("name", ["chair", "analyst", "administrator", "board_member", "stranger"])
def test_who_may_not_issue(report, analyst, chair, name, request):
    signed_off(report, analyst, chair)
    with pytest.raises(PermissionDenied):
        operations.issue(report, by=request.getfixturevalue(name))


def test_only_a_signed_report_is_issued(report, analyst, business_manager):
    made(report, analyst)
    with pytest.raises(Refused, match="cannot become issued"):
        operations.issue(report, by=business_manager)


def test_a_changed_file_is_not_issued(report, analyst, chair, business_manager):
    signed_off(report, analyst, chair)
    report.refresh_from_db()
    report.pdf.write_bytes(b"another file")
    with pytest.raises(Refused, match="not the one that was made"):
        operations.issue(report, by=business_manager)
    report.refresh_from_db()
    assert report.status == Status.SIGNED_OFF


# download -------------------------------------------------------------------------------------------------------------


def test_every_download_is_in_the_ledger(report, chair, business_manager, board_member):
    issued(report, business_manager, chair)
    report.refresh_from_db()
    data = [operations.download(report, by=board_member) for _ in range(2)]
    assert data == [report.pdf.read_bytes()] * 2
    downloads = Event.objects.about(report).filter(verb="report.downloaded")
    assert [event.by for event in downloads] == [board_member, board_member]


@pytest.mark.parametrize("spoil", [lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:-1])])
def test_a_missing_or_changed_file_is_not_given_out(report, chair, business_manager, board_member, spoil):
    issued(report, business_manager, chair)
    report.refresh_from_db()
    spoil(report.pdf)
    with pytest.raises(Refused, match="It is not given out"):
        operations.download(report, by=board_member)
    assert "report.downloaded" not in verbs(report)


def test_a_report_without_a_file_is_not_downloaded(report, analyst):
    with pytest.raises(Refused, match="no PDF yet"):
        operations.download(report, by=analyst)


@pytest.mark.parametrize("name", ["board_member", "lead", "stranger", "member"])
def test_who_may_not_download_what_is_not_issued(report, analyst, name, request):
    made(report, analyst)
    with pytest.raises(PermissionDenied):
        operations.download(report, by=request.getfixturevalue(name))


# every state, every deed ----------------------------------------------------------------------------------------------

ALLOWED = {
    "rebuild": {Status.DRAFT},
    "queue": {Status.DRAFT, Status.FAILED, Status.QUEUED, Status.RENDERING},
    "reopen": {Status.QUEUED, Status.FAILED, Status.READY, Status.SIGNED_OFF},
    "sign_off": {Status.READY},
    "issue": {Status.SIGNED_OFF},
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("deed", ALLOWED)
def test_what_may_be_done_in_which_state(report, chair, business_manager, deed, status):
    """Queueing what is being made already is no refusal: it changes nothing."""
    file = stored(report)
    signed = {"signed_off_at": timezone.now(), "signed_off_by": chair}
    gone = {"issued_at": timezone.now(), "issued_by": business_manager}
    stamps = {Status.SIGNED_OFF: signed, Status.ISSUED: signed | gone}.get(status, {})
    made_already = {Status.READY, Status.SIGNED_OFF, Status.ISSUED}
    has_file = {"pdf_path": file.path, "pdf_sha256": file.sha256} if status in made_already else {}
    BoardReport.objects.filter(pk=report.pk).update(status=status, **stamps, **has_file)
    report.refresh_from_db()
    deeds = {
        "rebuild": lambda: operations.rebuild(report, by=chair),
        "queue": lambda: queued(report, chair),
        "reopen": lambda: operations.reopen(report, reason="A reason.", by=chair),
        "sign_off": lambda: operations.sign_off(report, by=chair, reauthenticated_at=timezone.now()),
        "issue": lambda: operations.issue(report, by=business_manager),
    }
    before = len(verbs(report))
    if status in ALLOWED[deed]:
        deeds[deed]()
    else:
        with pytest.raises(Refused):
            deeds[deed]()
        report.refresh_from_db()
        assert (report.status, len(verbs(report))) == (status, before)


# who sees what --------------------------------------------------------------------------------------------------------

SEEN = {
    "business_manager": {"draft", "issued"},
    "analyst": {"draft", "issued"},
    "chair": {"draft", "issued"},
    "administrator": {"issued"},
    "moderator": {"issued"},
    "member": {"issued"},
    "board_member": {"issued"},
    "independent_chair": {"issued"},
    "adviser": set(),
    "lead": set(),
    "signatory": set(),
    "contributor": set(),
    "outsider": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_drafts_and_issued_reports(name, group, analyst, chair, business_manager, request):
    person = request.getfixturevalue(name)
    open_one = draft(group, analyst)
    gone = issued(draft(group, analyst, last_quarter().previous), business_manager, chair)
    seen = set(BoardReport.objects.visible_to(person))
    assert {label for label, report in (("draft", open_one), ("issued", gone)) if report in seen} == SEEN[name]


def test_the_chair_of_another_group_sees_issued_reports_only(report, board, analyst, chair, business_manager):
    other = GroupFactory(board=board, slug="cse", name="CSE sub-group", short_name="CSE")
    person = SeatFactory(group=other, role=SeatRole.CHAIR).person
    assert set(BoardReport.objects.visible_to(person)) == set()
    issued(report, business_manager, chair)
    assert set(BoardReport.objects.visible_to(person)) == {report}


def test_nobody_sees_reports_without_signing_in(report):
    from django.contrib.auth.models import AnonymousUser

    assert not BoardReport.objects.visible_to(AnonymousUser()).exists()


def test_a_stored_file_is_known_by_its_hash(report):
    made_file = stored(report)
    assert made_file.path.endswith(f"{made_file.sha256}.pdf")
