import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event, SeatRole
from agencies.tests.factories import SeatFactory
from lscb_portal.lib.errors import Refused
from workplan.models import ExtraMeeting, Meeting
from workplan.operations.extra_meeting import agree_to_meeting, decline_meeting, withdraw_request
from workplan.tests.factories import MeetingFactory, in_days, new_uid, told, verbs
from workplan.tests.pages import address, said, words
from workplan.tests.planning import requested

Status = ExtraMeeting.Status
WHEN = {"starts_at": dt.time(9, 30), "minutes": 60, "place": "Mere House", "online_link": ""}


@pytest.fixture
def extra(group, chair, business_manager, member):
    """A member's request, in about a month."""
    return requested(group, member)


def agree(extra, by, **changed):
    return agree_to_meeting(extra, **WHEN | {"uid": new_uid(), "date": in_days(28)} | changed, by=by)


def test_a_member_asks_and_chair_and_manager_are_told(extra, member, chair, business_manager, hospital):
    assert (extra.status, extra.asked_by, extra.agency) == (Status.WAITING, member, hospital)
    assert (told(chair), told(business_manager)) == (["workplan/extra_meeting_asked"],) * 2
    assert told(member) == []
    assert verbs(extra) == ["extra_meeting.asked"]
    assert "inspections" not in Event.objects.get(verb="extra_meeting.asked").facts


def test_the_same_form_twice_is_one_request(group, member):
    uid = new_uid()

    assert requested(group, member, uid=uid) == requested(group, member, uid=uid)


@pytest.mark.parametrize("role", [SeatRole.VICE_CHAIR, SeatRole.MEMBER])
def test_any_member_may_ask(group, role, police):
    assert requested(group, SeatFactory(group=group, agency=police, role=role).person).status == Status.WAITING


@pytest.mark.parametrize("who", ["adviser", "analyst", "business_manager", "board_member", "lead", "stranger"])
def test_nobody_else_asks(request, group, who):
    with pytest.raises(PermissionDenied):
        requested(group, request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"reason": "  "}, "Say why the group should meet."), ({"wished_by": dt.date(2020, 1, 6)}, "Choose today or")],
)
def test_what_cannot_be_asked(group, member, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        requested(group, member, **changed)

    assert ExtraMeeting.objects.count() == 0


def test_the_chair_agrees_by_planning_it(extra, chair, member):
    meeting = agree(extra, chair)

    extra.refresh_from_db()
    assert (extra.status, extra.meeting, extra.answered_by) == (Status.AGREED, meeting, chair)
    assert told(member) == ["workplan/meeting_planned", "workplan/extra_meeting_answered"]
    assert verbs(extra) == ["extra_meeting.asked", "extra_meeting.agreed"]


def test_agreeing_twice_is_agreeing_once(extra, chair):
    uid = new_uid()

    assert agree(extra, chair, uid=uid) == agree(extra, chair, uid=uid)
    assert Meeting.objects.count() == 1


def test_a_day_that_is_taken_leaves_the_request_waiting(extra, group, chair):
    MeetingFactory(group=group, date=in_days(28), starts_at=WHEN["starts_at"])

    with pytest.raises(Refused, match="already has a meeting"):
        agree(extra, chair)

    extra.refresh_from_db()
    assert (extra.status, verbs(extra)) == (Status.WAITING, ["extra_meeting.asked"])


def test_the_chair_declines_with_a_reason(extra, chair, member):
    decline_meeting(extra, reason=" It can wait. ", by=chair)

    extra.refresh_from_db()
    assert (extra.status, extra.answer, extra.answered_by) == (Status.DECLINED, "It can wait.", chair)
    assert told(member) == ["workplan/extra_meeting_answered"]
    assert verbs(extra) == ["extra_meeting.asked", "extra_meeting.declined"]


def test_no_without_a_reason_is_no_answer(extra, chair, member):
    with pytest.raises(Refused, match="Give a reason"):
        decline_meeting(extra, reason="  ", by=chair)

    assert told(member) == []


def test_an_answer_is_final(extra, chair, member):
    decline_meeting(extra, reason="It can wait.", by=chair)

    for deed in (
        lambda: agree(extra, chair),
        lambda: decline_meeting(extra, reason="Again", by=chair),
        lambda: withdraw_request(extra, by=member),
    ):
        with pytest.raises(Refused, match="This request is declined already."):
            deed()
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("who", ["member", "business_manager", "administrator", "board_member", "stranger"])
def test_only_the_chair_answers(request, extra, who):
    person = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        agree(extra, person)
    with pytest.raises(PermissionDenied):
        decline_meeting(extra, reason="No", by=person)


def test_a_request_is_withdrawn_by_whoever_made_it(extra, member, chair):
    with pytest.raises(PermissionDenied):
        withdraw_request(extra, by=chair)
    withdraw_request(extra, by=member)

    extra.refresh_from_db()
    assert (extra.status, verbs(extra)) == (Status.WITHDRAWN, ["extra_meeting.asked", "extra_meeting.withdrawn"])


# Pages ----------------------------------------------------------------------------------------------------------------


def test_it_is_asked_for_on_a_page(client, group, member):
    client.force_login(member)
    posted = {"uid": new_uid(), "reason": "Two inspections.", "wished_by": in_days(30).isoformat()}

    response = client.post(address("ask_for_meeting", group), posted, follow=True)

    assert said(response) == ["Your request is with the chair, who will agree or decline. You will be told."]
    assert "Waiting for the chair" in words(response)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"reason": ""}, "Say why the group should meet."),
        ({"reason": "x" * 1001}, "Write at most 1,000 characters."),
        ({"wished_by": "soon"}, "Give the day, for example 18 November 2026."),
        ({"wished_by": "2020-01-06"}, "Choose today or a later day."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, group, member, changed, fault):
    client.force_login(member)
    posted = {"uid": new_uid(), "reason": "Two inspections.", "wished_by": in_days(30).isoformat()} | changed

    page = client.post(address("ask_for_meeting", group), posted)

    assert words(page).count(fault) == 2
    assert posted["reason"][:16] in page.text


def test_the_chair_agrees_on_the_page(client, extra, chair, member):
    client.force_login(chair)
    url = address("agree_to_meeting", extra)
    posted = {"uid": new_uid(), "date": in_days(28).isoformat(), "starts_at": "09:30", "minutes": "60"}

    offered = client.get(url)
    response = client.post(url, posted, follow=True)

    assert f'value="{extra.wished_by.isoformat()}"' in offered.text
    assert said(response) == [f"The meeting is planned. The members, and {member.name}, have been told."]
    assert "The meeting is on" in words(client.get(address("extra_meeting", extra)))


def test_the_chair_declines_on_the_page_and_the_member_reads_why(client, extra, chair, member):
    client.force_login(chair)
    response = client.post(address("decline_meeting", extra), {"reason": "It can wait."}, follow=True)
    client.force_login(member)

    assert said(response) == [f"The request is declined. {member.name} has been told."]
    assert "It can wait." in words(client.get(address("extra_meeting", extra)))


def test_the_business_manager_sees_it_and_answers_nothing(client, extra, business_manager, member):
    client.force_login(business_manager)

    listed, page = words(client.get("/b/northmere/meetings/")), client.get(address("extra_meeting", extra))

    assert f"{member.name} (Acute trust) has asked for an extra meeting" in listed
    assert "Two inspections are announced." in words(page)
    assert "Agree and plan it" not in words(page)


def test_another_member_does_not_read_the_reason(client, extra, constable):
    client.force_login(constable)

    assert client.get(address("extra_meeting", extra)).status_code == 403
    assert "extra meeting by" not in words(client.get("/b/northmere/meetings/"))


def test_a_request_is_withdrawn_on_its_page(client, extra, member):
    client.force_login(member)

    assert said(client.post(address("withdraw_request", extra), follow=True)) == ["Your request is withdrawn."]
