"""Putting right the words of a decision by e-mail after it was closed: a new decision, with a reason."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from agencies.tests.asserting import refused
from agencies.tests.frozen import copyable
from workplan.models import Decision, Meeting, Outcome
from workplan.operations.agenda import open_agenda
from workplan.operations.answer import enter_answer
from workplan.operations.email_decision import correct_email_decision
from workplan.tests.factories import MeetingFactory, new_uid, told, verbs
from workplan.tests.pages import address, words
from workplan.tests.test_email_decision import MONDAY, all_agree, asked, closed

SLIP = "The audit is paid for from the reserve."
NOON = MONDAY + dt.timedelta(hours=2)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def question(group, chair, member, constable, business_manager):
    return asked(group, business_manager)


@pytest.fixture
def decision(question, chair, member, constable):
    """Agreed by all three, closed at ten."""
    all_agree(question, chair, member, constable)
    return closed(question, chair)


def corrected(decision, by, wording=SLIP, reason="The account was missing.", **more):
    facts = {"uid": new_uid(), "dissent": ""} | more
    return correct_email_decision(decision, wording=wording, reason=reason, **facts, by=by)


def test_a_correction_is_a_new_decision_with_its_reason_and_the_old_stays(decision, question, chair, member):
    with time_machine.travel(NOON):
        later = corrected(decision, chair)

    assert (later.reference, later.wording, later.correction_reason) == ("D-002", SLIP, "The account was missing.")
    kept = ("outcome", "quorate", "agencies_present", "quorum_sentence", "decided_at", "authority", "by_email")
    assert [name for name in kept if getattr(later, name) != getattr(decision, name)] == []
    decision.refresh_from_db()
    assert (decision.wording, decision.corrected_by, question.decision) == ("The audit is paid for.", later, later)
    assert list(Decision.objects.standing()) == [later]
    assert verbs(later) == ["decision.corrected"]
    assert verbs(question)[-1] == "email_decision.corrected"
    assert told(member)[-1] == "workplan/email_decision_corrected"
    assert "workplan/email_decision_corrected" not in told(chair)


def test_a_double_click_corrects_once(decision, chair):
    uid = new_uid()

    assert corrected(decision, chair, uid=uid) == corrected(decision, chair, uid=uid)
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  "}, "Say why it is put right: the members will read it."),
        ({"wording": " "}, "Write down what was decided."),
        ({"wording": "The audit is paid for."}, "Nothing is changed: write down what the decision should say."),
    ],
)
def test_what_is_no_correction_is_refused_and_records_nothing(decision, question, chair, changed, sentence):
    before = verbs(question)

    with refused(sentence):
        corrected(decision, chair, **changed)

    assert (Decision.objects.count(), verbs(question)) == (1, before)


def test_one_that_was_corrected_is_corrected_in_its_place(decision, chair):
    later = corrected(decision, chair)

    with refused("D-001 has been corrected by D-002. Correct that one."):
        corrected(decision, chair, wording="Other.")
    assert corrected(later, chair, wording="Other.").reference == "D-003"


@pytest.mark.parametrize("who", ["member", "business_manager", "board_member", "stranger"])
def test_only_the_chair_corrects_as_of_every_decision(request, decision, who):
    with pytest.raises(PermissionDenied):
        corrected(decision, request.getfixturevalue(who))


def test_once_the_minutes_that_noted_it_are_approved_it_stands(client, decision, group, chair):
    meeting = open_agenda(MeetingFactory(group=group, date=dt.date(2026, 12, 10)), by=chair)
    assert meeting.items.filter(brought_forward__email_decision=decision.by_email).exists()
    corrected(decision, chair)
    Meeting.objects.filter(pk=meeting.pk).update(status="approved", opened_at=MONDAY, opened_by=chair, closed_at=MONDAY)

    with refused("The minutes of the meeting that noted it are approved. Only a new decision changes it."):
        corrected(decision.by_email.decision, chair, wording="Other.")
    client.force_login(chair)
    assert "Correct it" not in words(client.get(decision.by_email.decision.get_absolute_url()))


def test_what_the_board_has_answered_stands(question, chair, member, constable, business_manager):
    all_agree(question, chair, member, constable)
    gone_up = closed(question, chair, Outcome.RECOMMENDED)
    facts = {"uid": new_uid(), "answer": "accepted", "words": "Yes.", "answered_on": MONDAY.date()}
    enter_answer(gone_up, **facts, by=business_manager)

    with refused("The Strategic Board has answered it as it stands. Only a new decision changes it."):
        corrected(gone_up, chair)


def test_the_database_lets_nothing_else_into_a_closed_one(decision):
    assert not copyable(decision, number=9)


def test_the_chair_corrects_it_on_a_page_and_both_are_read(client, decision, question, chair, member):
    client.force_login(chair)
    url = address("correct_decision", decision)
    assert "Correct it" in words(client.get(decision.get_absolute_url()))
    page = client.get(url)
    assert "The members were asked The audit is paid for." in words(page)

    form = {"uid": new_uid(), "wording": SLIP, "dissent": "", "reason": ""}
    assert "Say why it is put right." in words(client.post(url, form))
    client.post(url, form | {"reason": "The account was missing."})

    later = question.decision
    client.force_login(member)
    shown = words(client.get(later.get_absolute_url()))
    assert SLIP in shown
    assert "Why it was put right The account was missing." in shown
    assert "Corrected by D-002" in words(client.get(decision.get_absolute_url()))
    at_question = words(client.get(question.get_absolute_url()))
    assert "D-002, which corrects D-001. The account was missing." in at_question
    assert "Correct it" not in words(client.get(later.get_absolute_url()))
    assert client.get(url).status_code == 403
