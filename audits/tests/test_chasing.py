"""More time, a word to the lead, and the note of who first opened a return."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, Membership, Notification
from agencies.operations.notification import message
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory
from agencies.tests.frozen import changeable, deletable
from audits.models import Extension, Nudge, Round, RoundBoard, SelfEvaluation
from audits.operations.answer import may_be_changed
from audits.operations.chasing import extend, note_opened, nudge
from audits.operations.first_look import recall, return_for_revision
from audits.operations.nil_return import declare_nil
from audits.operations.self_evaluation import hand_over, take_back
from audits.operations.submission import sign_off
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.first_look import share
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db

CANARY = "Canary words that only the page may show"
TWO_WEEKS = dt.timedelta(days=14)


@pytest.fixture
def evaluation(board, police):
    return SelfEvaluationFactory(agency=police)


def given(evaluation, by, **changed):
    details = {"uid": uuid.uuid4(), "due_on": evaluation.round.due_on + TWO_WEEKS, "reason": "Their system was down."}
    return extend(evaluation, by=by, **details | changed)


def verbs(evaluation):
    return [event.verb for event in Event.objects.about(evaluation).filter(book__key=evaluation.ledger_key)]


def told():
    return sorted((each.kind, each.recipient.name) for each in Notification.objects.all())


# ---- More time ---------------------------------------------------------------------------------------------------


def test_more_time_is_that_agencys_own_day_and_both_are_told(evaluation, business_manager, lead, signatory):
    made = given(evaluation, business_manager)

    evaluation.refresh_from_db()
    assert (evaluation.due_on, made.reason) == (evaluation.round.due_on + TWO_WEEKS, "Their system was down.")
    assert verbs(evaluation) == ["self_evaluation.extended"]
    assert told() == [("audits/return_extended", "Daniel Orme"), ("audits/return_extended", "Joy Okafor")]


def test_the_latest_extension_stands_and_the_earlier_ones_stay(evaluation, business_manager):
    given(evaluation, business_manager)
    given(evaluation, business_manager, due_on=evaluation.round.due_on + TWO_WEEKS * 2, reason="A second fire.")

    evaluation.refresh_from_db()
    assert evaluation.due_on == evaluation.round.due_on + TWO_WEEKS * 2
    assert [each.reason for each in Extension.objects.all()] == ["Their system was down.", "A second fire."]


def test_the_same_form_twice_gives_time_once(evaluation, business_manager, lead):
    uid = uuid.uuid4()
    assert given(evaluation, business_manager, uid=uid) == given(evaluation, business_manager, uid=uid)
    assert verbs(evaluation) == ["self_evaluation.extended"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  "}, "Say why the agency gets more time."),
        ({"reason": "x" * 501}, "500 characters at most"),
        ({"due_on": dt.date(2020, 1, 1)}, "That day is past."),
        ({"due_on": "round"}, "due on that day already"),
        ({"due_on": "before"}, "The round itself gives every agency until"),
    ],
)
def test_what_is_refused_gives_no_time_and_is_not_recorded(evaluation, business_manager, changed, sentence):
    days = {"round": evaluation.round.due_on, "before": evaluation.round.due_on - dt.timedelta(days=1)}
    if changed.get("due_on") in days:
        changed = {"due_on": days[changed["due_on"]]}

    with pytest.raises(Refused, match=sentence):
        given(evaluation, business_manager, **changed)

    evaluation.refresh_from_db()
    assert (evaluation.extended_to, verbs(evaluation), told()) == (None, [], [])


def test_a_return_that_is_in_gets_no_more_time(board, police, business_manager):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation

    with pytest.raises(Refused, match="The return is in"):
        given(evaluation, business_manager)


def test_a_round_that_is_over_gives_no_more_time(board, police, business_manager):
    evaluation = SelfEvaluationFactory(round=RoundFactory(status=Round.Status.MODERATED), agency=police)

    with pytest.raises(Refused, match="The round is over"):
        given(evaluation, business_manager)


@pytest.mark.parametrize("role", ["lead", "signatory", "moderator", "administrator", "chair", "stranger"])
def test_only_who_runs_the_round_gives_more_time(request, evaluation, role):
    with pytest.raises(PermissionDenied):
        given(evaluation, request.getfixturevalue(role))


def test_a_board_that_shares_the_round_leaves_time_to_the_organiser(board, police):
    other = BoardFactory(slug="westvale", name="Westvale")
    Membership.objects.create(board=other, agency=police, starts_on=dt.date(2020, 4, 1))
    theirs = BoardRoleFactory(board=other, role=Role.BUSINESS_MANAGER).person
    evaluation = SelfEvaluationFactory(round=RoundFactory(boards=[board, other]), agency=police)

    with pytest.raises(PermissionDenied):
        given(evaluation, theirs)


def test_an_agency_with_more_time_answers_and_hands_over_though_the_round_has_closed(
    board, police, business_manager, lead, signatory
):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    Round.objects.update(status=Round.Status.CLOSED)
    evaluation.refresh_from_db()
    with pytest.raises(Refused, match="The round has closed"):
        may_be_changed(evaluation, lead)

    given(evaluation, business_manager)
    evaluation.refresh_from_db()
    hand_over(evaluation, by=lead)
    take_back(evaluation, by=lead)

    assert SelfEvaluation.objects.get().status == "in_progress"


def test_when_the_extra_time_is_over_the_closed_round_is_closed_again(evaluation, lead):
    Round.objects.update(status=Round.Status.CLOSED)
    SelfEvaluation.objects.update(extended_to=timezone.localdate() - dt.timedelta(days=1))

    with pytest.raises(Refused, match="The round has closed"):
        may_be_changed(SelfEvaluation.objects.get(), lead)


# ---- What a board sent back --------------------------------------------------------------------------------------


@pytest.fixture
def back(board, police, moderator):
    """The police's return in a closed round, which the board has sent back."""
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation
    Round.objects.update(status=Round.Status.CLOSED)
    return_for_revision(evaluation.reviews.get(), reason="Please date the figures.", by=moderator)
    evaluation.refresh_from_db()
    return evaluation


def test_a_return_that_came_back_is_chased_until_it_is_in_again(back, business_manager, lead, signatory):
    part = back.reviews.get().round_board
    (word,) = nudge(part, [back], by=business_manager, uid=uuid.uuid4(), text="How far are you?")
    extension = given(back, business_manager)

    assert (word.evaluation, extension.evaluation) == (back, back)
    assert list(SelfEvaluation.objects.awaited()) == [back]
    assert declare_nil(back, by=signatory, reason="No service now.", reauthenticated_at=timezone.now()).number == 2
    assert list(SelfEvaluation.objects.outstanding()) == []


def test_a_board_that_has_the_return_does_not_chase_it_for_another(back, moderator, business_manager, lead):
    mine = back.reviews.get()
    theirs, _ = share(mine)
    recall(mine, reason="We can do without.", by=moderator)

    assert list(SelfEvaluation.objects.awaited().owed_to(theirs.round_board.board)) == [back]
    with pytest.raises(Refused, match="Nobody was written to"):
        nudge(mine.round_board, [back], by=business_manager, uid=uuid.uuid4(), text="How far are you?")


def test_words_from_before_it_was_in_are_done_with_though_it_came_back(
    board, police, moderator, business_manager, lead, signatory
):
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True)
    part = evaluation.reviews.get().round_board
    nudge(part, [evaluation], by=business_manager, uid=uuid.uuid4(), text="How far are you?")
    sign_off(evaluation, by=signatory, reauthenticated_at=timezone.now())
    return_for_revision(evaluation.reviews.get(), reason="Please date the figures.", by=moderator)

    assert list(Nudge.objects.visible_to(lead)) == []


# ---- A word ------------------------------------------------------------------------------------------------------


@pytest.fixture
def part(evaluation):
    return RoundBoard.objects.get()


def said(part, evaluations, by, **changed):
    return nudge(part, evaluations, by=by, **{"uid": uuid.uuid4(), "text": CANARY} | changed)


def test_a_word_stands_on_the_return_and_the_mail_holds_a_link(part, evaluation, business_manager, lead):
    (made,) = said(part, [evaluation], business_manager)

    assert (made.text, made.sent_by) == (CANARY, business_manager)
    assert verbs(evaluation) == ["self_evaluation.nudged"]
    mail = message(Notification.objects.get())
    assert mail.subject == "A message about your return from Northmere Safeguarding Children Board"
    assert f"/b/northmere/returns/{evaluation.uid}/" in mail.body
    assert CANARY not in mail.body


def test_many_are_written_to_at_once_and_each_once(part, evaluation, hospital, business_manager, lead, outsider):
    theirs, uid = SelfEvaluationFactory(round=evaluation.round, agency=hospital), uuid.uuid4()
    first = said(part, [evaluation, theirs], business_manager, uid=uid)
    second = said(part, [evaluation, theirs], business_manager, uid=uid)

    assert first == second
    assert Nudge.objects.count() == 2
    assert told() == [("audits/return_nudged", "Amara Sesay"), ("audits/return_nudged", "Joy Okafor")]


def test_who_has_submitted_and_where_nobody_could_be_told_are_left_out(
    part, evaluation, hospital, council, business_manager, lead
):
    SubmissionFactory(evaluation=SelfEvaluationFactory(round=evaluation.round, agency=hospital, awaiting=True))
    nobody = SelfEvaluationFactory(round=evaluation.round, agency=council)
    made = said(part, SelfEvaluation.objects.all(), business_manager)

    assert [each.evaluation for each in made] == [evaluation]
    with pytest.raises(Refused, match="Nobody was written to"):
        said(part, [nobody], business_manager)


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Write what you want to say."), ("x" * 1001, "1,000 characters")])
def test_a_word_that_is_refused_reaches_nobody(part, evaluation, business_manager, lead, text, sentence):
    with pytest.raises(Refused, match=sentence):
        said(part, [evaluation], business_manager, text=text)

    assert (Nudge.objects.count(), verbs(evaluation), told()) == (0, [], [])


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "chair", "stranger"])
def test_only_who_runs_rounds_sends_a_word(request, part, evaluation, role):
    with pytest.raises(PermissionDenied):
        said(part, [evaluation], request.getfixturevalue(role))


def test_a_board_writes_only_to_agencies_it_asked(part, evaluation, business_manager, lead):
    elsewhere = SelfEvaluationFactory(round=RoundFactory(boards=[BoardFactory(slug="other", name="Other")]))

    assert [each.evaluation for each in said(part, [evaluation, elsewhere], business_manager)] == [evaluation]


def test_what_was_given_and_said_never_changes(part, evaluation, business_manager, lead):
    records = [given(evaluation, business_manager), *said(part, [evaluation], business_manager)]

    assert [(changeable(each), deletable(each)) for each in records] == [(set(), False)] * 2


# ---- Who first opened it ---------------------------------------------------------------------------------------------


def test_the_first_of_the_agency_who_opens_it_is_noted(evaluation, lead, contributor):
    note_opened(evaluation, by=contributor)
    note_opened(evaluation, by=lead)

    evaluation.refresh_from_db()
    assert evaluation.first_opened_by == contributor
    assert verbs(evaluation) == ["self_evaluation.first_opened"]


def test_somebody_of_the_board_who_opens_it_is_not_the_agency(evaluation, business_manager):
    note_opened(evaluation, by=business_manager)

    evaluation.refresh_from_db()
    assert (evaluation.first_opened_at, verbs(evaluation)) == (None, [])


def test_a_return_that_was_entered_and_is_in_stays_unopened(board, police, lead):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation
    note_opened(evaluation, by=lead)

    evaluation.refresh_from_db()
    assert evaluation.first_opened_at is None
