"""What a record puts into the mails about it."""

import email
from email import policy

from django.core import mail

from agencies.enclosing import Enclosure, enclosures_of
from agencies.models import BoardRole
from agencies.operations.notification import deliver, notify

LETTER = Enclosure("letter.txt", "text/plain", b"one\r\ntwo\r\n", {"charset": "utf-8"})


def told(person):
    role = person.board_roles.get()
    (notification,) = notify("agencies/appointed", [person], about=role, board=role.board, link="/", key="a")
    return notification


def test_a_record_that_has_nothing_to_enclose_sends_words_alone(business_manager):
    notification = told(business_manager)

    assert enclosures_of(notification) == []
    assert deliver(notification.pk) is True
    assert mail.outbox[0].attachments == []


def test_what_a_record_encloses_goes_with_the_mail_byte_by_byte(business_manager, monkeypatch):
    asked = []

    def enclosures(role, notification):
        asked.append((role, notification.recipient, notification.kind))
        return [LETTER]

    monkeypatch.setattr(BoardRole, "enclosures", enclosures, raising=False)
    notification = told(business_manager)

    assert deliver(notification.pk) is True

    wire = mail.outbox[0].message().as_bytes(linesep="\r\n")
    (part,) = email.message_from_bytes(wire, policy=policy.default).iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_payload(decode=True)) == (
        "letter.txt",
        "text/plain",
        b"one\r\ntwo\r\n",
    )
    assert asked == [(business_manager.board_roles.get(), business_manager, "agencies/appointed")]


def test_a_file_that_cannot_be_made_is_a_failure_of_that_mail_alone(business_manager, monkeypatch):
    def enclosures(role, notification):
        raise ValueError("no")

    monkeypatch.setattr(BoardRole, "enclosures", enclosures, raising=False)
    notification = told(business_manager)

    assert deliver(notification.pk) is False
    notification.refresh_from_db()
    assert notification.failure == "The message could not be written. Tell whoever runs the portal."
