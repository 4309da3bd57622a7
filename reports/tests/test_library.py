"""The list of reports, beginning one, reading one, and what becomes of it, as people meet them on the page."""

import re
import uuid

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event
from reports.forms.board_report import BuildForm, quarters_offered
from reports.models import BoardReport
from reports.operations import board_report as operations
from reports.tests.factories import IndicatorFactory, draft, figures, issued, last_quarter, made, signed_off

Status = BoardReport.Status


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


def page(client, person, name, *args):
    client.force_login(person)
    return client.get(reverse(f"reports:{name}", args=["northmere", *args]))


def press(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"reports:{name}", args=["northmere", *args]), data)


def text_of(response):
    return " ".join(response.content.decode().split())


# the library ----------------------------------------------------------------------------------------------------------


def test_members_of_the_board_find_issued_reports_and_no_drafts(
    client, report, group, analyst, chair, business_manager, board_member
):
    gone = issued(draft(group, analyst, last_quarter().previous), business_manager, chair)
    shown = text_of(page(client, board_member, "library"))
    assert gone.period.label in shown
    assert "OFFICIAL-SENSITIVE" in shown
    assert "PDF, 3 pages, 21 bytes" in shown
    assert reverse("reports:download", args=["northmere", gone.uid]) in shown
    assert report.period.label not in shown
    assert "Begin a report" not in shown


def test_who_prepares_reports_finds_those_on_the_way(client, report, analyst):
    shown = text_of(page(client, analyst, "library"))
    assert reverse("reports:builder", args=["northmere", report.uid]) in shown
    assert "Begin a report" in shown
    assert "No report has been issued yet." in shown


def test_another_board_s_library_does_not_exist(client, stranger, board):
    assert page(client, stranger, "library").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_the_library_s_queries_do_not_grow(client, group, analyst, number, django_assert_max_num_queries):
    quarter = None
    for _ in range(number):
        quarter = draft(group, analyst, quarter).period.previous
    page(client, analyst, "library")
    with django_assert_max_num_queries(14):
        page(client, analyst, "library")


# beginning a report ---------------------------------------------------------------------------------------------------


def test_a_report_is_begun_and_its_builder_opened(client, group, analyst):
    uid = uuid.uuid4()
    response = press(client, analyst, "build", uid=uid, group=group.pk, quarter=last_quarter().code)
    assert response.url == reverse("reports:builder", args=["northmere", uid])
    assert BoardReport.objects.get().uid == uid


def test_pressing_twice_begins_one_report(client, group, analyst):
    uid = uuid.uuid4()
    for _ in range(2):
        press(client, analyst, "build", uid=uid, group=group.pk, quarter=last_quarter().code)
    assert BoardReport.objects.count() == 1


@pytest.mark.parametrize("data", [{"group": "", "quarter": ""}, {"group": "0", "quarter": "1999-Q1"}])
def test_what_is_wrong_is_said(client, group, analyst, data):
    response = press(client, analyst, "build", uid=uuid.uuid4(), **data)
    assert response.status_code == 200
    assert "There is a problem" in text_of(response)
    assert not BoardReport.objects.exists()


def test_the_strategic_board_reports_to_nobody(group, strategic_board, analyst, board):
    form = BuildForm(user=analyst, board=board)
    assert list(form.fields["group"].queryset) == [group]


@pytest.mark.parametrize("name", ["board_member", "member", "lead", "moderator"])
def test_who_may_not_begin(client, group, name, request):
    assert page(client, request.getfixturevalue(name), "build").status_code == 403


@time_machine.travel("2026-05-20 10:00")
def test_the_quarter_that_has_ended_is_offered_first():
    assert [quarter.code for quarter in quarters_offered()] == [
        "2025-Q4",
        "2026-Q1",
        "2025-Q3",
        "2025-Q2",
        "2025-Q1",
        "2024-Q4",
        "2024-Q3",
        "2024-Q2",
    ]


# reading --------------------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_pdf_says(client, report, analyst):
    shown = text_of(page(client, analyst, "report", report.uid))
    assert f'<h1 class="govuk-heading-l">Quarterly report, {report.period.label}</h1>' in shown
    assert "1 Front sheet" in shown
    assert report.snapshot_sha256 in shown
    assert "Not issued." in shown


def test_ids_on_the_page_are_each_there_once(client, report, analyst):
    figures(IndicatorFactory(board=report.board), "1 2 3 4 5")
    operations.rebuild(report, by=analyst)
    ids = re.findall(r'\sid="([^"]+)"', page(client, analyst, "report", report.uid).content.decode())
    assert len(ids) == len(set(ids))
    assert any(name.startswith("indicator-") for name in ids)


def test_an_issued_report_is_read_by_the_board(client, report, chair, business_manager, board_member):
    issued(report, business_manager, chair)
    shown = text_of(page(client, board_member, "report", report.uid))
    assert "Not issued." not in shown
    assert "Signed off by" in shown
    assert "Open the builder" not in shown


@pytest.mark.parametrize("name", ["board_member", "member", "lead", "stranger", "adviser"])
@pytest.mark.parametrize("url", ["report", "download", "builder", "sign_off", "reopen", "issue", "progress"])
def test_a_draft_does_not_exist_for_others(client, report, url, name, request):
    assert page(client, request.getfixturevalue(name), url, report.uid).status_code == 404


def test_without_signing_in_one_is_asked_to(client, report):
    response = client.get(reverse("reports:report", args=["northmere", report.uid]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


# download -------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_given_out_as_a_file_and_noted(client, report, chair, business_manager, board_member):
    issued(report, business_manager, chair)
    response = page(client, board_member, "download", report.uid)
    report.refresh_from_db()
    assert response.content == report.pdf.read_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="northmere-report-{report.quarter}-v1.pdf"'
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")
    event = Event.objects.about(report).last()
    assert (event.verb, event.by) == ("report.downloaded", board_member)


def test_a_changed_file_is_a_clear_page_and_no_download(client, report, chair, business_manager, board_member):
    issued(report, business_manager, chair)
    report.refresh_from_db()
    report.pdf.write_bytes(b"changed")
    response = page(client, board_member, "download", report.uid)
    assert response.status_code == 409
    assert "It is not given out." in text_of(response)
    assert "report.downloaded" not in [event.verb for event in Event.objects.about(report)]


def test_a_draft_has_nothing_to_download(client, report, analyst):
    response = page(client, analyst, "download", report.uid)
    assert (response.status_code, "no PDF yet" in text_of(response)) == (409, True)


# signing off ----------------------------------------------------------------------------------------------------------


DECLARATION = (
    "I have read the report and its figures. I am satisfied that they are a fair account of the quarter, and I give "
    "them to the Strategic Board as chair of the QAPM."
)


def given_again(client):
    """Note in the session that the person has just given their password again, as allauth does."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    ]
    session.save()


def test_signing_asks_for_the_password_first(client, report, analyst, chair):
    made(report, analyst)
    response = page(client, chair, "sign_off", report.uid)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_the_chair_signs(client, report, analyst, chair):
    made(report, analyst)
    client.force_login(chair)
    given_again(client)
    url = reverse("reports:sign_off", args=["northmere", report.uid])
    shown = text_of(client.get(url))
    report.refresh_from_db()
    assert f'name="seen" value="{report.pdf_sha256}"' in shown
    assert DECLARATION in shown
    response = client.post(url, {"seen": report.pdf_sha256, "declared": "on"}, follow=True)
    report.refresh_from_db()
    assert (report.status, report.declaration, response.redirect_chain) == (
        Status.SIGNED_OFF,
        DECLARATION,
        [(reverse("reports:report", args=["northmere", report.uid]), 302)],
    )
    assert f"“{DECLARATION}”" in text_of(response)


def test_without_the_tick_nothing_is_signed(client, report, analyst, chair):
    made(report, analyst)
    client.force_login(chair)
    given_again(client)

    response = press(client, chair, "sign_off", report.uid, seen=report.pdf_sha256)

    report.refresh_from_db()
    assert (report.status, report.declaration) == (Status.READY, "")
    assert "Tick the box to sign the declaration." in text_of(response)


def test_a_signature_without_the_password_leads_back_to_it(client, report, analyst, chair):
    made(report, analyst)
    response = press(client, chair, "sign_off", report.uid, seen=report.pdf_sha256, declared="on")
    report.refresh_from_db()
    assert (report.status, response.url) == (Status.READY, reverse("reports:sign_off", args=["northmere", report.uid]))


def test_what_is_not_ready_cannot_be_signed(client, report, chair):
    client.force_login(chair)
    given_again(client)
    response = client.get(reverse("reports:sign_off", args=["northmere", report.uid]))
    assert response.url == reverse("reports:report", args=["northmere", report.uid])


@pytest.mark.parametrize("name", ["analyst", "business_manager"])
def test_who_prepares_does_not_sign(client, report, analyst, name, request):
    made(report, analyst)
    person = request.getfixturevalue(name)
    assert press(client, person, "sign_off", report.uid).status_code == 403


# back to draft, and to the Board --------------------------------------------------------------------------------------


def test_back_to_draft_with_a_reason(client, report, analyst):
    made(report, analyst)
    assert "Say why" in text_of(press(client, analyst, "reopen", report.uid, reason=""))
    response = press(client, analyst, "reopen", report.uid, reason="The figure came.")
    report.refresh_from_db()
    assert (report.status, report.reopened_reason) == (Status.DRAFT, "The figure came.")
    assert response.url == reverse("reports:builder", args=["northmere", report.uid])


def test_once_signed_the_analyst_cannot_take_it_back(client, report, analyst, chair):
    signed_off(report, analyst, chair)
    assert press(client, analyst, "reopen", report.uid, reason="x").status_code == 403


def test_the_business_manager_issues(client, report, analyst, chair, business_manager, board_member):
    signed_off(report, analyst, chair)
    shown = text_of(page(client, business_manager, "issue", report.uid))
    assert "1 person will be told by e-mail" in shown
    assert board_member.name in shown
    press(client, business_manager, "issue", report.uid)
    report.refresh_from_db()
    assert report.status == Status.ISSUED


def test_what_is_not_signed_is_not_issued(client, report, analyst, business_manager):
    made(report, analyst)
    response = press(client, business_manager, "issue", report.uid)
    report.refresh_from_db()
    assert (report.status, response.status_code) == (Status.READY, 302)


@pytest.mark.parametrize("name", ["analyst", "chair"])
def test_who_may_not_issue(client, report, analyst, chair, name, request):
    signed_off(report, analyst, chair)
    assert press(client, request.getfixturevalue(name), "issue", report.uid).status_code == 403


def test_the_reports_page_leads_to_its_issue_once_it_is_signed_off(client, report, analyst, chair, business_manager):
    link = reverse("reports:issue", args=["northmere", report.uid])
    assert link not in text_of(page(client, business_manager, "report", report.uid))
    signed_off(report, analyst, chair)

    assert link in text_of(page(client, business_manager, "report", report.uid))
    assert link not in text_of(page(client, chair, "report", report.uid))
