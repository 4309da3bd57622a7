import itertools
import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from agencies.models import Notification
from agencies.models.notification import MAX_ATTEMPTS, RESTS
from agencies.operations import notification as operations
from agencies.operations.notification import claim, deliver, deliver_owed, notify, take
from agencies.tasks import deliver_notifications
from agencies.tests.factories import BoardRoleFactory


@pytest.fixture
def rung(monkeypatch):
    """The bells that operations ring, as (task, ids)."""
    bells = []
    monkeypatch.setattr(operations, "ring", lambda task, *ids: bells.append((task, *ids)))
    return bells


@pytest.fixture
def owed(board, business_manager, rung):
    """One message owed to the business manager, about their own role."""
    return notice(business_manager)


def notice(person, key="first"):
    return notify(
        "agencies/appointed",
        [person],
        about=person.board_roles.get(),
        board=person.board_roles.get().board,
        link="/b/northmere/",
        key=key,
    )[0]


def test_notify_writes_a_row_for_each_person_and_rings(board, business_manager, administrator, rung):
    role = business_manager.board_roles.get()

    written = notify("agencies/appointed", [business_manager, administrator], about=role, link="/b/x/", key="a")

    assert [(one.recipient, one.kind, one.about, one.sent_at) for one in written] == [
        (business_manager, "agencies/appointed", role, None),
        (administrator, "agencies/appointed", role, None),
    ]
    assert rung == [("agencies.deliver_notifications", written[0].pk, written[1].pk)]


def test_the_same_thing_is_told_once(business_manager, owed):
    assert notice(business_manager) == owed
    assert notice(business_manager, key="second") != owed
    assert Notification.objects.count() == 2


def test_telling_nobody_rings_for_nobody(business_manager, rung):
    assert notify("agencies/appointed", [], about=business_manager.board_roles.get(), link="/", key="a") == []
    assert rung == []


def test_a_mail_holds_neutral_words_a_link_and_a_lasting_message_id(business_manager, owed):
    assert deliver(owed.pk) is True

    (sent,) = mail.outbox
    assert sent.subject == "You have a new role in the portal"
    assert sent.to == [business_manager.email]
    assert sent.extra_headers["Message-ID"] == f"<{owed.uid}@localhost>"
    assert f"{settings.PORTAL_URL}/b/northmere/" in sent.body
    assert sent.body.endswith("Please do not reply to it.\n")


def test_a_name_is_written_as_it_is(board, rung):
    person = BoardRoleFactory(board=board, person__name="Siân O'Neil & Łukasz").person
    notice(person)

    deliver_owed()

    assert "Siân O'Neil & Łukasz" in mail.outbox[0].body


def test_what_was_sent_is_not_sent_again(owed):
    assert [deliver(owed.pk), deliver(owed.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_a_second_sweep_passes_by_what_is_being_sent(owed):
    """Between claim and mail another worker sweeps: it must find nothing."""
    claim(owed.pk)

    assert deliver_owed() == 0
    assert mail.outbox == []


def test_a_worker_killed_while_sending_loses_nothing(owed):
    claim(owed.pk)

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert deliver_owed() == 1

    assert len(mail.outbox) == 1


def test_of_two_who_take_it_at_once_one_wins(owed):
    one, other = (Notification.objects.get(pk=owed.pk) for _ in range(2))

    assert [take(one), take(other)] == [True, False]


def test_nothing_is_said_to_who_may_no_longer_see_the_record(business_manager, owed):
    business_manager.board_roles.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert deliver(owed.pk) is False

    owed.refresh_from_db()
    assert (mail.outbox, owed.sent_at) == ([], None)
    assert owed.dropped_at is not None


def test_nothing_is_said_to_the_deactivated(business_manager, owed):
    business_manager.is_active = False
    business_manager.save()

    deliver(owed.pk)

    owed.refresh_from_db()
    assert (mail.outbox, owed.dropped_at is not None) == ([], True)


def test_a_failure_leaves_it_owed_and_the_next_sweep_waits(owed, monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert deliver_owed() == 0
    monkeypatch.undo()

    owed.refresh_from_db()
    assert (owed.attempts, owed.sent_at, owed.dropped_at) == (1, None, None)
    assert deliver_owed() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert deliver_owed() == 1


def failing_with(monkeypatch, fault):
    """Let every mail fail with `fault`."""

    def fail(self):
        raise fault

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)


def minutes_tried(owed, monkeypatch):
    """At which minutes after the first one a message is tried that always fails, looked at for two days."""
    failing_with(monkeypatch, ConnectionRefusedError())
    began, minutes, attempts = timezone.now(), [], 0
    for minute in range(48 * 60):
        with time_machine.travel(began + timedelta(minutes=minute, seconds=1), tick=False):
            deliver_owed()
        now = Notification.objects.get(pk=owed.pk).attempts
        minutes += [minute] * (now - attempts)
        attempts = now
    return minutes


def test_a_message_rests_longer_after_each_attempt_until_the_fifth(owed, monkeypatch):
    minutes = minutes_tried(owed, monkeypatch)

    assert [later - earlier for earlier, later in itertools.pairwise(minutes)] == [
        rest // timedelta(minutes=1) for rest in RESTS
    ]
    assert (len(minutes), MAX_ATTEMPTS) == (5, 5)
    assert timedelta(hours=12) < sum(RESTS, timedelta()) < timedelta(days=1)


def test_after_the_last_attempt_it_is_let_be_and_known_as_undelivered(owed):
    Notification.objects.filter(pk=owed.pk).update(attempts=MAX_ATTEMPTS - 1)
    claim(owed.pk)
    assert Notification.objects.undelivered().count() == 0

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert deliver_owed() == 0
        assert list(Notification.objects.undelivered()) == [owed]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (ConnectionRefusedError("mail.example.org"), "The mail server could not be reached."),
        (TimeoutError(), "The mail server could not be reached."),
        (smtplib.SMTPConnectError(421, "busy"), "The mail server could not be reached."),
        (smtplib.SMTPServerDisconnected("gone"), "The mail server could not be reached."),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"none")}), "The mail server refused the address."),
        (smtplib.SMTPDataError(554, "spam"), "The mail server refused the message."),
        (
            smtplib.SMTPAuthenticationError(535, "no"),
            "The mail server does not know the portal. Tell whoever runs the portal.",
        ),
        (KeyError("no_such_word"), "The message could not be written. Tell whoever runs the portal."),
    ],
)
def test_why_it_failed_is_kept_in_a_sentence(owed, monkeypatch, fault, reason):
    failing_with(monkeypatch, fault)

    deliver(owed.pk)

    owed.refresh_from_db()
    assert (owed.failure, owed.sent_at) == (reason, None)


def test_what_was_sent_at_last_has_no_failure(owed, monkeypatch):
    failing_with(monkeypatch, ConnectionRefusedError())
    deliver(owed.pk)
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        deliver(owed.pk)

    owed.refresh_from_db()
    assert (owed.failure, owed.sent_at is None) == ("", False)


def test_a_text_that_is_missing_does_not_hold_up_the_others(business_manager, owed):
    notify("agencies/no_such_text", [business_manager], about=owed.about, link="/", key="a")

    assert deliver_owed() == 1


def test_a_message_for_later_waits(business_manager, owed):
    tomorrow = timezone.now() + timedelta(days=1)
    notify("agencies/appointed", [business_manager], about=owed.about, link="/", key="later", send_after=tomorrow)

    assert deliver_owed() == 1
    with time_machine.travel(tomorrow + timedelta(minutes=1)):
        assert deliver_owed() == 1


def test_the_task_sends_what_it_is_told_of_and_else_everything(business_manager, administrator, owed):
    other = notice(administrator)

    deliver_notifications(other.pk)
    assert [sent.to for sent in mail.outbox] == [[administrator.email]]

    deliver_notifications()
    assert len(mail.outbox) == 2


def test_every_mail_begins_with_its_subject_on_one_line():
    texts = [path for path in Path(settings.BASE_DIR, "templates").glob("*/mail/*.txt") if path.stem != "foot"]
    first_lines = [path.read_text().partition("\n")[0] for path in texts]

    assert texts
    assert [line for line in first_lines if not 6 <= len(line) <= 100] == []
