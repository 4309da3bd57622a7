import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse

from agencies.models import Notification, SafetyRecord
from agencies.operations.notification import deliver_owed
from agencies.operations.safety import acknowledge, record_safety
from agencies.roles import Role
from agencies.tasks import repeat_safety_alerts
from agencies.tests.asserting import denied, queries_of, refused, verbs
from agencies.tests.factories import BoardRoleFactory

LONDON = ZoneInfo("Europe/London")
CALL = {
    "route": "social_care",
    "rung_at": datetime(2026, 11, 18, 9, 30, tzinfo=LONDON),
    "recipient_role": "Duty social worker",
    "outcome": "Strategy meeting this afternoon.",
}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z", tick=False)


def keep(board, by, **more):
    return record_safety(board, by=by, **({"uid": uuid.uuid4()} | CALL | more))


@pytest.fixture
def record(board, lead, business_manager, administrator):
    return keep(board, lead)


def test_a_call_is_kept_and_the_business_unit_alerted(record, lead, business_manager, administrator):
    assert (record.recorded_by, record.outcome, verbs(record)) == (lead, CALL["outcome"], ["safety_record.made"])
    assert {(one.kind, one.recipient) for one in Notification.objects.all()} == {
        ("agencies/safety_alert", business_manager),
        ("agencies/safety_alert", administrator),
    }


def test_the_alert_says_nothing_of_the_call(record):
    deliver_owed()

    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert message.subject == "Please look at the portal now"
        assert [word for word in ("child", "Strategy", "social worker", "Joy") if word in message.body] == []
        assert f"/b/northmere/unsafe/records/{record.uid}/" in message.body


def test_a_second_click_keeps_one_call(board, lead, business_manager):
    uid = uuid.uuid4()

    assert keep(board, lead, uid=uid) == keep(board, lead, uid=uid)
    assert (SafetyRecord.objects.count(), Notification.objects.count()) == (1, 1)


def test_the_alert_comes_again_every_hour_until_somebody_acknowledges(record, business_manager, time_machine):
    repeat_safety_alerts()
    assert Notification.objects.count() == 2

    time_machine.move_to("2026-11-18T11:00:00Z", tick=False)
    repeat_safety_alerts()
    repeat_safety_alerts()
    assert Notification.objects.count() == 4

    acknowledge(record, by=business_manager)
    time_machine.move_to("2026-11-18T12:00:00Z", tick=False)
    repeat_safety_alerts()
    assert Notification.objects.count() == 4


def test_one_of_the_business_unit_acknowledges_once(record, business_manager, administrator):
    acknowledge(record, by=administrator)

    record.refresh_from_db()
    assert (record.acknowledged_by, verbs(record)) == (
        administrator,
        ["safety_record.made", "safety_record.acknowledged"],
    )
    with refused("Priya Nair has acknowledged this already."):
        acknowledge(record, by=business_manager)


def test_nobody_else_acknowledges(record, lead, chair, moderator, stranger):
    for somebody in (lead, chair, moderator, stranger):
        with denied():
            acknowledge(record, by=somebody)


def test_everybody_of_the_board_may_record_and_nobody_else(board, contributor, adviser, board_member, stranger):
    for somebody in (contributor, adviser, board_member):
        assert keep(board, somebody).recorded_by == somebody
    with denied():
        keep(board, stranger)


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


FORM = {
    "route": "social_care",
    "day": "2026-11-18",
    "time": "09:30",
    "recipient_role": "Duty social worker",
    "outcome": "Strategy meeting this afternoon.",
}


def test_the_page_says_whom_to_ring(client, board, contributor):
    client.force_login(contributor)

    html = client.get(page(board, "unsafe")).content.decode()

    for link in ("tel:999", "tel:01632960101", "tel:01632960102", "tel:01632960103"):
        assert f'href="{link}"' in html
    assert "This portal is not a referral system" in html
    assert "Do not write the child’s name" in html


def test_the_page_asks_for_no_name(client, board, contributor):
    client.force_login(contributor)

    form = client.get(page(board, "unsafe")).context["form"]

    assert list(form.fields) == ["uid", "route", "day", "time", "recipient_role", "outcome"]


def test_a_call_is_recorded_from_the_page_in_london_time(client, board, contributor):
    client.force_login(contributor)
    uid = uuid.uuid4()

    response = client.post(page(board, "unsafe"), FORM | {"uid": uid})

    assert response.url == page(board, "safety_record", uid)
    assert SafetyRecord.objects.get().rung_at == CALL["rung_at"]


def test_what_is_missing_is_said(client, board, contributor):
    client.force_login(contributor)

    html = client.post(page(board, "unsafe"), {"day": "", "time": "soon"}).content.decode()

    for sentence in ("Choose whom you rang.", "Enter the day of the call.", "Enter the time, like 14:30."):
        assert html.count(sentence) == 2


def test_a_call_is_not_in_the_future(client, board, contributor):
    client.force_login(contributor)

    html = client.post(page(board, "unsafe"), FORM | {"uid": uuid.uuid4(), "time": "10:06"}).content.decode()

    assert html.count("The call must not be in the future.") == 2


def test_the_business_unit_sees_all_calls_and_others_their_own(client, board, record, contributor, business_manager):
    own = keep(board, contributor)
    client.force_login(contributor)
    assert list(client.get(page(board, "safety_list")).context["page"]) == [own]
    assert client.get(page(board, "safety_record", record.uid)).status_code == 404

    client.force_login(business_manager)
    assert set(client.get(page(board, "safety_list")).context["page"]) == {own, record}


def test_the_list_costs_the_same_for_one_and_for_thirty(client, board, record, business_manager, lead):
    client.force_login(business_manager)
    one = queries_of(client, page(board, "safety_list"))
    for _ in range(30):
        keep(board, lead)

    assert queries_of(client, page(board, "safety_list")) == one


def test_acknowledging_is_a_button_for_the_business_unit(client, board, record, business_manager, lead):
    client.force_login(lead)
    assert "Acknowledge</button>" not in client.get(page(board, "safety_record", record.uid)).content.decode()
    assert client.post(page(board, "safety_acknowledge", record.uid)).status_code == 403

    client.force_login(business_manager)
    assert client.get(page(board, "safety_acknowledge", record.uid)).status_code == 405
    client.post(page(board, "safety_acknowledge", record.uid))
    html = client.post(page(board, "safety_acknowledge", record.uid), follow=True).content.decode()
    assert "Sam Whitlock has acknowledged this already." in html


def test_every_page_of_the_business_unit_says_how_many_wait(client, board, record, business_manager, lead):
    client.force_login(business_manager)
    assert "1 waiting" in client.get(page(board, "agency_list")).content.decode()
    client.force_login(lead)
    assert "waiting" not in client.get(page(board, "team")).content.decode()


def test_the_business_unit_is_led_from_the_way_out_to_what_waits(client, board, record, business_manager, lead):
    client.force_login(business_manager)
    assert "1 call about a child who may be unsafe waits for you." in words(client.get(page(board, "unsafe")))
    keep(board, lead)
    assert "2 calls about a child who may be unsafe wait for you." in words(client.get(page(board, "unsafe")))


def words(response):
    return " ".join(response.content.decode().split())


def test_calls_of_another_board_are_not_found(client, board, record, stranger):
    westvale = stranger.board_roles.get().board
    client.force_login(stranger)

    assert client.get(page(board, "unsafe")).status_code == 404
    assert client.get(page(westvale, "safety_record", record.uid)).status_code == 404
    assert client.post(page(westvale, "safety_acknowledge", record.uid)).status_code == 404


def test_a_new_administrator_is_alerted_too(record, board, time_machine):
    newcomer = BoardRoleFactory(board=board, role=Role.ADMINISTRATOR).person
    time_machine.move_to("2026-11-18T11:30:00Z", tick=False)

    repeat_safety_alerts()

    assert Notification.objects.filter(recipient=newcomer).count() == 1
    assert record.recorded_at + timedelta(minutes=90) == datetime(2026, 11, 18, 11, 30, tzinfo=LONDON)
