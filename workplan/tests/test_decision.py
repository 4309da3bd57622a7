import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from agencies.models import Event
from agencies.tests.factories import AgencyFactory, SeatFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from workplan.models import Decision, Meeting, Outcome
from workplan.operations.decision import correct_decision, record_decision
from workplan.operations.register import arrive, leave
from workplan.operations.session import close_meeting
from workplan.tests.factories import MovementFactory, here, in_session, line, london, new_uid, verbs

TEN = london(2026, 11, 18, 10)
STAMP = ("quorate", "agencies_present", "quorum_sentence", "decided_at")


@pytest.fixture
def session(group, chair, member, constable, adviser):
    """A meeting opened at ten o'clock."""
    with time_machine.travel(TEN, tick=False):
        yield in_session(group, chair)


@pytest.fixture
def quorate(session, chair, member, constable):
    """The same meeting with all three agencies in the room."""
    here(session, chair, member, constable)
    return session


def decided(meeting, by, **more):
    facts = {"uid": new_uid(), "wording": "Agreed as drafted.", "outcome": Outcome.AGREED}
    return record_decision(meeting.items.first(), **facts | more, by=by)


def corrected(decision, by, **more):
    facts = {"uid": new_uid(), "wording": "In other words.", "outcome": decision.outcome}
    return correct_decision(decision, **facts | more, by=by)


def stamp(decision):
    return tuple(getattr(decision, name) for name in STAMP)


def test_a_decision_carries_the_quorum_of_its_moment(quorate, chair):
    decision = decided(quorate, chair, dissent="Probation")

    assert (decision.reference, decision.outcome, decision.dissent) == ("D-001", Outcome.AGREED, "Probation")
    assert stamp(decision) == (
        True,
        3,
        "3 agencies here, 3 needed. If any leaves, the meeting cannot decide.",
        TEN,
    )
    assert (decision.recorded_by, decision.board) == (chair, quorate.board)


def test_the_ledger_holds_a_hash_and_not_the_words(quorate, chair):
    decision = decided(quorate, chair, wording="Names of people")

    event = Event.objects.about(decision).get()
    assert event.verb == "decision.recorded"
    assert sha256_of("Names of people") in event.facts
    assert "Names" not in event.facts


def test_a_departure_between_two_decisions_changes_the_stamp(quorate, chair, constable):
    first = decided(quorate, chair)
    with time_machine.travel(TEN + dt.timedelta(minutes=4), tick=False):
        leave(line(quorate, constable), by=chair)
        second = decided(quorate, chair, outcome=Outcome.NOTED)
    with time_machine.travel(TEN + dt.timedelta(minutes=9), tick=False):
        arrive(line(quorate, constable), by=chair)
        third = decided(quorate, chair)

    assert [(one.quorate, one.agencies_present) for one in (first, second, third)] == [(True, 3), (False, 2), (True, 3)]


def test_a_stamp_never_changes_afterwards(quorate, chair, member):
    decision = decided(quorate, chair)
    before = stamp(decision)
    leave(line(quorate, member), by=chair)

    decision.refresh_from_db()
    assert stamp(decision) == before


def test_two_agencies_of_one_legal_body_do_not_make_a_quorum(group, chair, member, council):
    housing = SeatFactory(group=group, agency=AgencyFactory(name="Housing", legal_body=council.legal_body))
    meeting = in_session(group, chair)
    here(meeting, chair, member, housing)

    with pytest.raises(Refused, match="The meeting is not quorate"):
        decided(meeting, chair)
    assert decided(meeting, chair, outcome=Outcome.NOTED).agencies_present == 2


def test_a_deputy_makes_the_quorum(session, chair, member, constable):
    from workplan.operations.register import add_person

    here(session, chair, member)
    add_person(session, uid=new_uid(), name="Ruth Adeyemi", deputy_for=line(session, constable), by=chair)

    assert stamp(decided(session, chair))[:2] == (True, 3)


def test_an_arrival_stamped_by_a_clock_that_is_ahead_still_counts(session, chair, member, constable):
    here(session, chair, member)
    ahead = TEN + dt.timedelta(seconds=2)
    MovementFactory(attendee=line(session, constable), at=ahead)

    assert stamp(decided(session, chair))[::3] == (True, ahead)


@pytest.mark.parametrize("outcome", [Outcome.AGREED, Outcome.REJECTED, Outcome.RECOMMENDED])
def test_without_a_quorum_nothing_binding_is_recorded(session, chair, member, outcome):
    here(session, chair, member)

    with pytest.raises(Refused) as refusal:
        decided(session, chair, outcome=outcome)

    assert str(refusal.value) == (
        "The meeting is not quorate: it can note or defer, and cannot agree, reject or recommend. "
        "2 agencies here, 3 needed. One more is needed: Police."
    )
    assert (Decision.objects.count(), Event.objects.filter(verb="decision.recorded").count()) == (0, 0)


@pytest.mark.parametrize("outcome", [Outcome.NOTED, Outcome.DEFERRED])
def test_without_a_quorum_it_can_note_and_defer(session, chair, outcome):
    assert stamp(decided(session, chair, outcome=outcome))[:2] == (False, 0)


@pytest.mark.parametrize("outcome", [Outcome.AGREED, Outcome.REJECTED, Outcome.RECOMMENDED])
def test_the_database_refuses_it_too(session, chair, outcome):
    noted = decided(session, chair, outcome=Outcome.NOTED)
    fields = {field.name: getattr(noted, field.name) for field in Decision._meta.concrete_fields}
    fields |= {"id": None, "uid": new_uid(), "number": 99, "outcome": outcome}

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**fields)


def test_a_decision_is_never_changed_or_deleted(quorate, chair):
    decision = decided(quorate, chair)

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(wording="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.delete()


def test_the_same_form_twice_is_one_decision(quorate, chair):
    uid = new_uid()

    assert decided(quorate, chair, uid=uid) == decided(quorate, chair, uid=uid)
    assert Decision.objects.count() == 1


def test_numbers_count_on_through_the_board(quorate, group, chair, member, constable):
    first = [decided(quorate, chair).reference for _ in range(2)]
    close_meeting(quorate, by=chair)
    following = in_session(group, chair)
    here(following, chair, member, constable)

    assert [*first, decided(following, chair).reference] == ["D-001", "D-002", "D-003"]


def test_a_refused_decision_leaves_no_gap(quorate, chair, constable):
    decided(quorate, chair)
    leave(line(quorate, constable), by=chair)
    with pytest.raises(Refused):
        decided(quorate, chair)
    arrive(line(quorate, constable), by=chair)

    assert decided(quorate, chair).number == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"wording": "  "}, "Write down what was decided."),
        ({"outcome": "perhaps"}, "Choose an outcome."),
        ({"outcome": ""}, "Choose an outcome."),
    ],
)
def test_what_is_no_decision(quorate, chair, facts, words):
    with pytest.raises(Refused, match=words):
        decided(quorate, chair, **facts)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("status", ["agenda_agreed", "draft_minutes", "approved", "cancelled"])
def test_decisions_are_recorded_in_session(quorate, chair, status):
    Meeting.objects.update(status=status)

    with pytest.raises(Refused, match="Decisions are recorded in session."):
        decided(quorate, chair)


@pytest.mark.parametrize(
    "who", ["business_manager", "administrator", "member", "adviser", "moderator", "board_member", "stranger"]
)
def test_only_the_chair_records_and_corrects(request, quorate, chair, who):
    user, decision = request.getfixturevalue(who), decided(quorate, chair)
    with pytest.raises(PermissionDenied):
        decided(quorate, user)
    with pytest.raises(PermissionDenied):
        corrected(decision, user)


def test_a_correction_is_a_new_decision_with_the_quorum_of_now(quorate, chair, member):
    first = decided(quorate, chair)
    with time_machine.travel(TEN + dt.timedelta(minutes=5), tick=False):
        second = corrected(first, chair, wording="Noted only.", outcome=Outcome.NOTED)

    assert (second.reference, second.corrects, second.decided_at) == ("D-002", first, TEN + dt.timedelta(minutes=5))
    assert list(Decision.objects.standing()) == [second]
    assert (verbs(first), verbs(second)) == (["decision.recorded"], ["decision.corrected"])


def test_a_correction_without_a_quorum_cannot_bind(quorate, chair, constable):
    first = decided(quorate, chair)
    leave(line(quorate, constable), by=chair)

    with pytest.raises(Refused, match="The meeting is not quorate"):
        corrected(first, chair)


def test_a_decision_is_corrected_once(quorate, chair):
    first = decided(quorate, chair)
    corrected(first, chair)

    with pytest.raises(Refused, match="D-001 has been corrected by D-002. Correct that one."):
        corrected(first, chair)


def test_after_the_meeting_only_the_words_are_put_right(quorate, chair):
    first = decided(quorate, chair)
    close_meeting(quorate, by=chair)

    with pytest.raises(Refused, match="its words can be put right, what it decided cannot"):
        corrected(first, chair, outcome=Outcome.NOTED)
    second = corrected(first, chair)

    assert (second.wording, stamp(second)) == ("In other words.", stamp(first))


@pytest.mark.usefixtures("unguarded")
def test_once_the_minutes_are_approved_nothing_is_put_right(quorate, chair):
    first = decided(quorate, chair)
    Meeting.objects.update(status="approved")

    with pytest.raises(Refused, match="The minutes are approved."):
        corrected(first, chair)


def test_the_same_correction_twice_is_one(quorate, chair):
    first, uid = decided(quorate, chair), new_uid()

    assert corrected(first, chair, uid=uid) == corrected(first, chair, uid=uid)
    assert Decision.objects.count() == 2
