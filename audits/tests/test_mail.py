"""What the mails about returns say: where to look, by when, and never a word of an answer."""

import re

import pytest
from django.utils import timezone

from agencies.models import Notification
from agencies.operations.notification import message
from audits.models import Round, SelfEvaluation, StandardResponse
from audits.operations import self_evaluation as returns
from audits.operations.round import open_round
from audits.operations.submission import sign_off
from audits.tests.factories import RoundFactory, fill

CANARY = "Canary words that an agency wrote"


@pytest.fixture
def mails(board, police, business_manager, lead, signatory, moderator):
    """Every mail of a return's life, by kind."""
    open_round(RoundFactory(title="Section 11", status=Round.Status.PLANNED, asked=[police]), by=business_manager)
    evaluation = SelfEvaluation.objects.get()
    fill(evaluation, {"ST1.1": "A"})
    StandardResponse.objects.update(gaps=CANARY)
    evaluation.answers.update(narrative=CANARY)
    returns.enter_for(evaluation, lead, by=business_manager, through="telephone")
    SelfEvaluation.objects.update(status=SelfEvaluation.Status.IN_PROGRESS)
    returns.hand_over(evaluation, by=lead)
    returns.send_back(evaluation, by=signatory, reason=CANARY)
    returns.hand_over(evaluation, by=lead)
    sign_off(evaluation, by=signatory, reauthenticated_at=timezone.now())
    return {each.kind: message(each) for each in Notification.objects.all()}


def test_each_deed_has_its_mail(mails):
    assert {kind: mail.subject for kind, mail in mails.items()} == {
        "audits/round_opened": "A return to Northmere Safeguarding Children Board is open for Northmere Police",
        "audits/return_entered": "Answers are being entered for you",
        "audits/return_to_sign": "A return is waiting for your signature",
        "audits/return_sent_back": "Your return was sent back before signing",
        "audits/return_submitted": "Northmere Police has submitted its return",
        "audits/return_signed": "Your return has been signed and submitted",
    }


def test_a_mail_names_its_reader_and_leads_to_a_page_and_tells_no_answer(mails, settings):
    for kind, mail in mails.items():
        assert re.match(r"(Joy Okafor|Daniel Orme|Sam Whitlock|Bethan Pryce),\n", mail.body), kind
        assert f"{settings.PORTAL_URL}/b/northmere/" in mail.body, kind
        assert CANARY not in mail.subject + mail.body, kind
        assert "{{" not in mail.body, kind
