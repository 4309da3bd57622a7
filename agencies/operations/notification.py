"""Telling people. A message is written with the deed that causes it and sent later, if it is still theirs to know.

A mail holds a link and neutral words, never case detail. The row is its own outbox: it is owed until `sent_at` or
`dropped_at` stands in it, however often a message of the broker is lost or doubled.
"""

import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from agencies.concerning import Concerns
from agencies.enclosing import enclosures_of
from agencies.models import Event, Notification
from agencies.models.notification import RESTS
from agencies.permissions import can_resend_messages, require
from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

log = structlog.get_logger(__name__)

SENT_IN_ONE_SWEEP = 200
# A message that is being sent for the last time is not called undelivered before this.
WHILE_SENDING = timedelta(minutes=1)
UNREACHABLE = "The mail server could not be reached."
UNWRITTEN = "The message could not be written. Tell whoever runs the portal."
# The first that fits; smtplib's faults are OSErrors too.
REASONS = (
    (smtplib.SMTPRecipientsRefused, "The mail server refused the address."),
    (smtplib.SMTPAuthenticationError, "The mail server does not know the portal. Tell whoever runs the portal."),
    ((smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError), UNREACHABLE),
    (smtplib.SMTPException, "The mail server refused the message."),
    (OSError, UNREACHABLE),
)


def notify(kind, recipients, *, about, link, key, board=None, send_after=None) -> list[Notification]:
    """Write that each of `recipients` is to be told of `about`, and ring for delivery; call it inside an operation.

    `kind` is "<app>/<name>" and names the text, `templates/<app>/mail/<name>.txt`. `link` is the path of the page to
    open. `key` says which telling this is ("reminder-1"): the same kind, record, key and person are told once. Returns
    the notifications, those written earlier included.
    """
    wanted = [
        Notification(
            key=f"{kind}:{about.uid}:{key}:{recipient.uid}",
            kind=kind,
            recipient=recipient,
            board=board,
            about_type=ContentType.objects.get_for_model(about),
            about_id=about.pk,
            link=link,
            send_after=send_after or timezone.now(),
        )
        for recipient in recipients
    ]
    Notification.objects.bulk_create(wanted, ignore_conflicts=True)
    written = list(Notification.objects.filter(key__in=[notification.key for notification in wanted]).order_by("pk"))
    if written:
        ring("agencies.deliver_notifications", *(notification.pk for notification in written))
    return written


def deliver_owed(ids=()) -> int:
    """Deliver what is owed (of `ids`, when any are given); return how many were sent. Safe to run twice at once."""
    owed = Notification.objects.owed()
    if ids:
        owed = owed.filter(pk__in=ids)
    return sum(deliver(pk) for pk in owed.values_list("pk", flat=True)[:SENT_IN_ONE_SWEEP])


def deliver(notification_id) -> bool:
    """Send one owed notification; return whether it went.

    It is dropped when the recipient has been deactivated or may no longer see the record. A failure leaves it owed.
    """
    notification = claim(notification_id)
    if notification is None:
        return False
    if not may_be_told(notification):
        settle(notification, dropped_at=timezone.now())
        return False
    return send(notification)


def claim(notification_id):
    """Take a notification for one attempt; None when it is not owed, or somebody else has just taken it."""
    notification = Notification.objects.owed().filter(pk=notification_id).first()
    return notification if notification and take(notification) else None


def take(notification) -> bool:
    """Count the attempt and put the next one off, in one conditional update; return whether we were first.

    So a second sweep passes by, and a worker that is killed while sending loses nothing.
    """
    rest = RESTS[notification.attempts] if notification.attempts < len(RESTS) else WHILE_SENDING
    untouched = Notification.objects.filter(pk=notification.pk, attempts=notification.attempts)
    return bool(untouched.update(attempts=F("attempts") + 1, send_after=timezone.now() + rest))


def may_be_told(notification) -> bool:
    """Whether the recipient is active and may, at this moment, see what the message is about; and whether it still
    concerns them, where the record says so."""
    about = notification.about
    if about is None or not notification.recipient.is_active:
        return False
    if isinstance(about, Concerns) and not about.still_concerns(notification):
        return False
    return type(about).objects.visible_to(notification.recipient).filter(pk=about.pk).exists()


def send(notification) -> bool:
    """Send the mail and note it. Whatever goes wrong is noted, so that one bad message does not hold up the others."""
    try:
        message(notification).send()
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:
        log.exception("notification_not_sent", notification=str(notification.uid), kind=notification.kind)
        settle(notification, failure=reason_of(fault))
        return False
    settle(notification, sent_at=timezone.now(), failure="")
    return True


def reason_of(fault: Exception) -> str:
    """Return in a sentence why a mail did not go; what the server said is in the log, for it may name anybody."""
    return next((words for kinds, words in REASONS if isinstance(fault, kinds)), UNWRITTEN)


def settle(notification, **stamp) -> None:
    """Write what became of an attempt, unless the notification is no longer owed."""
    Notification.objects.filter(pk=notification.pk, sent_at=None, dropped_at=None).update(**stamp)


@transaction.atomic
def try_again(notification, *, by) -> None:
    """Owe a message anew that did not arrive, with as many attempts as at first."""
    require(notification.board is not None and can_resend_messages(by, notification.board))
    notification = lock(notification)
    if not Notification.objects.undelivered().contains(notification):
        raise Refused("This message waits for nobody: it is being tried, or it was sent.")
    owed = {"attempts": 0, "send_after": timezone.now(), "failure": ""}
    Notification.objects.filter(pk=notification.pk).update(**owed)
    Event.record(
        "message.tried_again",
        by=by,
        about=notification,
        book=notification.board,
        recipient=notification.recipient.uid,
    )
    ring("agencies.deliver_notifications", notification.pk)


@transaction.atomic
def try_all_again(board, *, by) -> int:
    """Owe every message of the board anew that did not arrive, say after its mail server was down; return how many."""
    require(can_resend_messages(by, board))
    waiting = list(board.notifications.undelivered().order_by("pk"))
    for notification in waiting:
        try_again(notification, by=by)
    return len(waiting)


def message(notification) -> EmailMessage:
    """Return the mail, with what its record encloses for this recipient.

    Its Message-ID stays the same at every attempt, so that a copy sent twice is seen to be one.
    """
    subject, body = words_of(notification)
    return EmailMessage(
        subject=subject,
        body=body,
        to=[notification.recipient.email],
        headers={
            "Message-ID": f"<{notification.uid}@{urlsplit(settings.PORTAL_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
        attachments=[enclosure.as_part() for enclosure in enclosures_of(notification)],
    )


def words_of(notification) -> tuple[str, str]:
    """Return the subject (first line of the text) and the body, with the link and the same last lines on every mail."""
    app, _, name = notification.kind.partition("/")
    facts = {
        "about": notification.about,
        "board": notification.board,
        "words": notification.board.words if notification.board else {},
        "recipient": notification.recipient,
        "url": f"{settings.PORTAL_URL}{notification.link}",
        "portal": settings.PORTAL_URL,
    }
    text = plain(f"{app}/mail/{name}.txt", facts)
    subject, _, body = text.partition("\n")
    return subject.strip(), f"{body.strip()}\n\n{plain('agencies/mail/foot.txt', facts).strip()}\n"


def plain(template_name, facts) -> str:
    """Render a text: nothing is escaped, for no browser reads it."""
    return get_template(template_name).template.render(Context(facts, autoescape=False))
