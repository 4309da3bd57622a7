"""No mail says what a record holds: every text is written about records that are full of canaries."""

import uuid
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import mail
from django.utils import timezone

from agencies.models import Membership, Notification
from agencies.operations.appointment import end_holding, give_board_role, give_post, give_seat
from agencies.operations.invitation import invite
from agencies.operations.notification import deliver_owed
from agencies.operations.safety import record_safety
from agencies.roles import Role
from agencies.tests.factories import LONG_AGO

CANARY = "Canary-3f9"
TODAY = date(2026, 11, 18)


@pytest.fixture
def sent(board, business_manager, lead, chair, police, hospital, group, stranger):
    """Every kind of mail that this app sends, each about a record with a canary wherever a person may write."""
    common = {"by": business_manager, "board": board, "starts_on": TODAY}
    record_safety(
        board,
        by=lead,
        uid=uuid.uuid4(),
        route="lado",
        rung_at=timezone.now(),
        recipient_role=CANARY,
        outcome=f"{CANARY} will be seen today.",
    )
    Membership.objects.create(board=stranger.board_roles.get().board, agency=police, starts_on=LONG_AGO)
    post = give_post(chair, uid=uuid.uuid4(), agency=police, role=Role.AUDITOR, **common)
    end_holding(post, by=business_manager, board=board, ends_on=TODAY)
    give_seat(lead, uid=uuid.uuid4(), group=group, role="member", agency=police, job_title=CANARY, **common)
    give = partial(give_board_role, role=Role.LAY_MEMBER, starts_on=TODAY)
    invite(
        board,
        by=business_manager,
        uid=uuid.uuid4(),
        email="ray@example.org",
        name="Ray Quill",
        job_title=CANARY,
        give=give,
    )
    deliver_owed()
    return mail.outbox


def test_every_text_of_this_app_was_written_once(sent):
    texts = {f"agencies/{path.stem}" for path in Path(settings.BASE_DIR, "templates/agencies/mail").glob("*.txt")}

    assert set(Notification.objects.values_list("kind", flat=True)) == texts - {"agencies/foot"}
    assert Notification.objects.filter(sent_at=None).count() == 0


def test_no_mail_holds_a_canary(sent):
    assert [message.subject for message in sent if CANARY in message.subject + message.body] == []


def test_every_mail_has_a_link_its_reader_and_no_attachment(sent):
    for message in sent:
        assert settings.PORTAL_URL in message.body
        assert message.attachments == []
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_no_mail_has_gaps_or_leftovers_of_its_template(sent):
    for message in sent:
        assert [sign for sign in ("{{", "{%", "\n\n\n", "None") if sign in message.body] == []


SIGN_IN_MAILS = sorted(
    path.name.removesuffix("_subject.txt")
    for path in Path(settings.BASE_DIR, "templates/account/email").glob("*_subject.txt")
)


@pytest.mark.parametrize("name", SIGN_IN_MAILS)
def test_the_mails_of_sign_in_are_plain_and_name_no_board(lead, rf, name):
    """The link is all they know."""
    context = {
        "user": lead,
        "email": lead.email,
        "timestamp": timezone.now(),
        "password_reset_url": "https://portal.example.org/link",
        "activate_url": "https://portal.example.org/link",
    }

    message = get_adapter(rf.get("/")).render_mail(f"account/email/{name}", lead.email, context)

    assert (message.alternatives, message.attachments) == ([], [])
    assert message.body.rstrip().endswith("Please do not reply to it.")
    assert [sign for sign in ("{{", "{%", "\n\n\n", "Northmere", "&#") if sign in message.body] == []
