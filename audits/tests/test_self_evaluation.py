import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Membership, Notification
from agencies.roles import Role
from agencies.tests.asserting import books_of, refused, verbs
from agencies.tests.factories import LONG_AGO, BoardFactory, PostFactory
from audits.models import Answer, SelfEvaluation
from audits.operations import self_evaluation as operations
from audits.operations.first_look import withdraw
from audits.operations.round import close_round
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def complete(police):
    return SelfEvaluationFactory(agency=police, complete=True)


@pytest.fixture
def awaiting(police, lead):
    return SelfEvaluationFactory(agency=police, awaiting=True, handed_over_by=lead)


# ---- Handing over ------------------------------------------------------------------------------------------------


def test_handing_over_locks_the_answers_and_tells_the_signatories(complete, lead, signatory):
    operations.hand_over(complete, by=lead)

    complete.refresh_from_db()
    assert (complete.status, complete.handed_over_by) == ("awaiting_sign_off", lead)
    assert verbs(complete) == ["self_evaluation.handed_over"]
    (told,) = Notification.objects.all()
    assert (told.kind, told.recipient, told.about) == ("audits/return_to_sign", signatory, complete)
    assert told.link == reverse("audits:sign", args=["northmere", complete.uid])


def test_a_return_that_misses_something_is_not_handed_over(complete, lead, signatory):
    Answer.objects.filter(criterion__code="ST1.1").update(rating=None)

    with pytest.raises(Refused, match="1 thing still to do"):
        operations.hand_over(complete, by=lead)

    complete.refresh_from_db()
    assert (complete.status, verbs(complete), Notification.objects.count()) == ("in_progress", [], 0)


def test_nothing_is_handed_over_where_nobody_can_sign(complete, lead):
    with pytest.raises(Refused, match="Nobody can sign this return"):
        operations.hand_over(complete, by=lead)


def test_a_signatory_who_answered_cannot_be_the_one_who_signs(complete, lead, signatory):
    complete.contributors.add(signatory)
    with pytest.raises(Refused, match="Nobody can sign this return"):
        operations.hand_over(complete, by=lead)

    other = PostFactory(agency=complete.agency, role=Role.SIGNATORY).person
    operations.hand_over(complete, by=lead)
    assert [told.recipient for told in Notification.objects.all()] == [other]


@pytest.mark.parametrize("role", ["contributor", "signatory", "outsider", "moderator", "chair", "stranger"])
def test_only_the_lead_hands_over_and_takes_back(request, role, complete, awaiting):
    person = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        operations.hand_over(complete, by=person)
    with pytest.raises(PermissionDenied):
        operations.take_back(awaiting, by=person)


def test_the_lead_takes_a_return_back(awaiting, lead):
    operations.take_back(awaiting, by=lead)

    awaiting.refresh_from_db()
    assert (awaiting.status, awaiting.handed_over_at, awaiting.handed_over_by) == ("in_progress", None, None)
    assert verbs(awaiting) == ["self_evaluation.taken_back"]


@pytest.mark.parametrize("operation", [operations.take_back, operations.send_back])
def test_what_is_not_with_the_signatory_does_not_come_back(complete, lead, signatory, operation):
    by, more = (lead, {}) if operation is operations.take_back else (signatory, {"reason": "Look again."})

    with pytest.raises(Refused, match="not with the signatory"):
        operation(complete, by=by, **more)


def test_the_signatory_sends_a_return_back_with_a_reason(awaiting, lead, signatory):
    operations.send_back(awaiting, by=signatory, reason=" Say more of custody. ")

    awaiting.refresh_from_db()
    assert (awaiting.status, awaiting.sent_back_by, awaiting.sent_back_reason) == (
        "in_progress",
        signatory,
        "Say more of custody.",
    )
    assert (awaiting.handed_over_at, awaiting.handed_over_by) == (None, None)
    assert [(told.kind, told.recipient) for told in Notification.objects.all()] == [("audits/return_sent_back", lead)]
    assert verbs(awaiting) == ["self_evaluation.sent_back"]
    assert {event.facts for event in Event.objects.about(awaiting)} == {"{}"}


@pytest.mark.parametrize(("reason", "sentence"), [("  ", "Say why"), ("x" * 501, "500 characters")])
def test_sending_back_needs_a_reason_that_fits(awaiting, signatory, reason, sentence):
    with pytest.raises(Refused, match=sentence):
        operations.send_back(awaiting, by=signatory, reason=reason)


@pytest.mark.parametrize("role", ["lead", "contributor", "outsider", "business_manager"])
def test_only_the_signatory_sends_back(request, role, awaiting):
    with pytest.raises(PermissionDenied):
        operations.send_back(awaiting, by=request.getfixturevalue(role), reason="Look again.")


def test_handing_over_again_forgets_why_it_came_back_and_tells_anew(awaiting, lead, signatory):
    operations.send_back(awaiting, by=signatory, reason="Look again.")
    operations.hand_over(awaiting, by=lead)

    awaiting.refresh_from_db()
    assert (awaiting.sent_back_at, awaiting.sent_back_by, awaiting.sent_back_reason) == (None, None, "")
    assert [told.kind for told in Notification.objects.order_by("pk")] == [
        "audits/return_sent_back",
        "audits/return_to_sign",
    ]


# ---- For somebody else -------------------------------------------------------------------------------------------


def test_the_person_whose_answers_are_entered_is_told_and_both_names_are_kept(evaluation, administrator, lead):
    operations.enter_for(evaluation, lead, by=administrator, through="letter")

    evaluation.refresh_from_db()
    assert (evaluation.entered_for, evaluation.entered_through) == (lead, "letter")
    lines = Event.objects.about(evaluation)
    assert {(line.verb, line.by, line.on_behalf_of, line.through) for line in lines} == {
        ("self_evaluation.entering", administrator, lead, "letter")
    }
    assert [(told.kind, told.recipient) for told in Notification.objects.all()] == [("audits/return_entered", lead)]


def test_answers_are_entered_for_somebody_of_the_agency(evaluation, administrator, outsider):
    with pytest.raises(Refused, match="does not answer for"):
        operations.enter_for(evaluation, outsider, by=administrator, through="letter")


@pytest.mark.parametrize("through", ["", "carrier pigeon"])
def test_how_the_answers_came_is_said(evaluation, administrator, lead, through):
    with pytest.raises(Refused, match="how the answers came"):
        operations.enter_for(evaluation, lead, by=administrator, through=through)


@pytest.mark.parametrize("role", ["lead", "contributor", "outsider", "moderator", "chair", "stranger"])
def test_who_may_not_enter_for_others(request, role, evaluation, lead):
    with pytest.raises(PermissionDenied):
        operations.enter_for(evaluation, lead, by=request.getfixturevalue(role), through="letter")


def test_the_business_unit_hands_over_what_it_entered(complete, business_manager, lead, signatory):
    operations.enter_for(complete, lead, by=business_manager, through="telephone")
    operations.hand_over(complete, by=business_manager)

    event = Event.objects.about(complete).last()
    assert (event.verb, event.by, event.on_behalf_of) == ("self_evaluation.handed_over", business_manager, lead)


def test_a_return_sent_back_after_the_round_closed_can_be_completed_and_handed_over(
    police, lead, signatory, business_manager
):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    operations.hand_over(evaluation, by=lead)
    close_round(evaluation.round, by=business_manager)
    evaluation.refresh_from_db()

    with pytest.raises(Refused, match="The round has closed. The signatory can sign the return, or send it back"):
        operations.take_back(evaluation, by=lead)
    operations.send_back(evaluation, by=signatory, reason="The figures of June are missing.")
    operations.hand_over(evaluation, by=lead)

    evaluation.refresh_from_db()
    assert evaluation.status == "awaiting_sign_off"


def test_what_the_signatory_sent_back_before_the_round_closed_is_not_open_after_it(
    police, lead, signatory, business_manager
):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    operations.hand_over(evaluation, by=lead)
    operations.send_back(evaluation, by=signatory, reason="The figures of June are missing.")
    close_round(evaluation.round, by=business_manager)
    evaluation.refresh_from_db()

    with refused("The round has closed. Ask the board’s business unit what to do."):
        operations.hand_over(evaluation, by=lead)


def test_what_was_withdrawn_is_not_open_after_the_round_has_closed(police, lead, business_manager):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation
    withdraw(evaluation, reason="A standard was about another service.", by=lead)
    close_round(evaluation.round, by=business_manager)
    evaluation.refresh_from_db()

    with refused("The round has closed. Ask the board’s business unit what to do."):
        operations.hand_over(evaluation, by=lead)


def test_what_was_sent_back_within_extra_time_is_not_open_after_it(
    police, lead, signatory, business_manager, time_machine
):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    close_round(evaluation.round, by=business_manager)
    SelfEvaluation.objects.update(extended_to=timezone.localdate() + dt.timedelta(days=7))
    operations.hand_over(evaluation, by=lead)
    operations.send_back(evaluation, by=signatory, reason="The figures of June are missing.")
    time_machine.move_to(timezone.now() + dt.timedelta(days=8))
    evaluation.refresh_from_db()

    with refused("The round has closed. Ask the board’s business unit what to do."):
        operations.hand_over(evaluation, by=lead)


# ---- The ledgers -------------------------------------------------------------------------------------------------


def test_every_move_is_in_the_book_of_the_agency_and_of_each_board_that_asked(
    board, police, lead, signatory, business_manager
):
    asking, other = BoardFactory(slug="westvale", name="Westvale"), BoardFactory(slug="eastmere", name="Eastmere")
    for each in (asking, other):
        Membership.objects.create(board=each, agency=police, starts_on=LONG_AGO)
    evaluation = SelfEvaluationFactory(agency=police, complete=True, round=RoundFactory(boards=[board, asking]))
    operations.enter_for(evaluation, lead, by=business_manager, through="letter")
    operations.hand_over(evaluation, by=lead)
    operations.take_back(evaluation, by=lead)
    operations.hand_over(evaluation, by=lead)
    operations.send_back(evaluation, by=signatory, reason="Say more.")

    moves = ["entering", "handed_over", "taken_back", "handed_over", "sent_back"]
    assert verbs(evaluation) == [f"self_evaluation.{move}" for move in moves]
    for move in moves:
        assert books_of(evaluation, f"self_evaluation.{move}") == {
            police.ledger_key,
            board.ledger_key,
            asking.ledger_key,
        }


def test_the_boards_own_page_shows_the_line(client, complete, board, lead, signatory, business_manager):
    operations.hand_over(complete, by=lead)
    client.force_login(business_manager)

    html = client.get(reverse("agencies:ledger", args=[board.slug])).content.decode()

    assert "Self-evaluation handed over" in html
