"""Deciding without a quorum where the group's rule knows a way: chosen items, ratification, the chair's discretion."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from agencies.models import QuorumRule
from lscb_portal.lib.errors import Refused
from workplan.minuted import content_of, held
from workplan.models import Authority, Decision, Handling, Meeting, Outcome
from workplan.operations.agenda import mark_without_quorum
from workplan.operations.decision import correct_decision, record_decision
from workplan.operations.interest import note_on_item, use_discretion
from workplan.operations.register import leave
from workplan.operations.session import close_meeting
from workplan.papers import html_of
from workplan.tests import minuting as way
from workplan.tests.factories import ItemFactory, here, in_session, line, new_uid, verbs
from workplan.tests.pages import address, words

AGREED = Outcome.AGREED


def ruled(group, **settings):
    """Give the group another rule of three agencies with these settings, in force before any meeting."""
    clauses = [{"kind": "at_least", "number": 3, "of": {"all": True}}]
    return QuorumRule.objects.create(
        group=group,
        version=group.quorum_rules.count() + 1,
        rule={"clauses": clauses, **settings},
        in_force_from="2020-01-01",
    )


def decided(meeting, by, outcome=AGREED, item=None, **more):
    facts = {"uid": new_uid(), "wording": "Commission the audit.", "outcome": outcome}
    return record_decision(item or meeting.items.first(), **facts | more, by=by)


@pytest.fixture
def inquorate(group, chair, member, constable):
    """Open a meeting under a rule with these settings, two of three agencies here."""

    def opened(marked=False, **settings):
        ruled(group, **settings)
        meeting = in_session(group, chair)
        if marked:
            # As the agenda would have been agreed with it.
            late = ItemFactory(meeting=meeting, position=9, late_reason="Marked.", without_quorum=True)
            assert late.without_quorum
        here(meeting, chair, member)
        return meeting

    return opened


# ---- Called off ----------------------------------------------------------------------------------------------------


def test_under_a_rule_that_calls_it_off_nothing_is_recorded(inquorate, chair):
    meeting = inquorate(if_inquorate="cancel")

    with pytest.raises(
        Refused, match="^The meeting is not quorate, and by its terms is called off: it records nothing."
    ):
        decided(meeting, chair, Outcome.NOTED)
    assert Decision.objects.count() == 0


# ---- Chosen items --------------------------------------------------------------------------------------------------


def test_an_item_that_the_agenda_marks_is_decided_and_no_other(inquorate, chair):
    meeting = inquorate(marked=True, if_inquorate="chosen_items")

    with pytest.raises(Refused, match="^The meeting is not quorate: it can note or defer"):
        decided(meeting, chair)
    decision = decided(meeting, chair, item=meeting.items.get(without_quorum=True))

    assert (decision.quorate, decision.authority) == (False, Authority.CHOSEN)


def test_the_chair_marks_items_while_the_agenda_is_open(group, chair, meeting, member):
    ruled(group, if_inquorate="chosen_items")
    Meeting.objects.update(status=Meeting.Status.AGENDA_OPEN)
    item = ItemFactory(meeting=meeting, position=1)

    with pytest.raises(PermissionDenied):
        mark_without_quorum(item, marked=True, by=member)
    assert mark_without_quorum(item, marked=True, by=chair).without_quorum is True
    assert mark_without_quorum(item, marked=False, by=chair).without_quorum is False
    assert verbs(item) == ["agenda.item_marked", "agenda.item_marked"]


def test_no_item_is_marked_where_the_rule_does_not_know_it_or_too_late(group, chair, meeting):
    item = ItemFactory(meeting=meeting, position=1)
    Meeting.objects.update(status=Meeting.Status.AGENDA_OPEN)
    ruled(group)
    with pytest.raises(Refused, match="^The group’s rule of quorum lets no item be decided without one.$"):
        mark_without_quorum(item, marked=True, by=chair)

    ruled(group, if_inquorate="chosen_items")
    opened = in_session(group, chair)
    with pytest.raises(Refused, match="^The agenda is agreed and no longer changes."):
        mark_without_quorum(opened.items.first(), marked=True, by=chair)
    with pytest.raises(DatabaseError), transaction.atomic():
        opened.items.update(without_quorum=True)


# ---- Ratified later ------------------------------------------------------------------------------------------------


@pytest.fixture
def provisional(inquorate, chair):
    """A decision of a meeting without a quorum, which is closed."""
    meeting = inquorate(if_inquorate="ratify_later")
    decision = decided(meeting, chair)
    close_meeting(meeting, by=chair)
    return decision


@pytest.fixture
def later(group, provisional, chair, member, constable):
    """The next meeting of the group, quorate."""
    meeting = in_session(group, chair, starts_at="17:00")
    here(meeting, chair, member, constable)
    return meeting


def test_what_is_decided_without_a_quorum_waits_to_be_ratified(provisional):
    assert (provisional.authority, provisional.is_provisional, provisional.ratified_by) == (
        Authority.RATIFY,
        True,
        None,
    )
    assert list(Decision.objects.to_ratify()) == [provisional]


def test_what_is_only_noted_needs_no_ratifying(inquorate, chair):
    noted = decided(inquorate(if_inquorate="ratify_later"), chair, Outcome.NOTED)

    assert (noted.authority, noted.is_provisional) == (Authority.QUORUM, False)
    assert list(Decision.objects.to_ratify()) == []


@pytest.mark.parametrize("outcome", [Outcome.AGREED, Outcome.REJECTED])
def test_a_quorate_meeting_ratifies_it_or_not(provisional, later, chair, outcome):
    answer = decided(later, chair, outcome, ratifies=provisional)

    provisional.refresh_from_db()
    assert (answer.ratifies, provisional.ratified_by) == (provisional, answer)
    assert list(Decision.objects.to_ratify()) == []
    with pytest.raises(Refused, match="^D-001 is not waiting to be ratified by this group.$"):
        decided(later, chair, outcome, ratifies=provisional)


def test_ratifying_says_yes_or_no_and_wants_a_quorum(provisional, later, chair, constable):
    with pytest.raises(Refused, match="^Say whether the meeting agrees to D-001 or does not.$"):
        decided(later, chair, Outcome.DEFERRED, ratifies=provisional)
    from workplan.operations.register import leave
    from workplan.tests.factories import line

    leave(line(later, constable), by=chair)
    with pytest.raises(Refused, match="^Only a quorate meeting ratifies. 2 agencies here, 3 needed."):
        decided(later, chair, Outcome.AGREED, ratifies=provisional)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            meeting=later,
            item=later.items.first(),
            number=99,
            board=later.board,
            wording="By hand.",
            outcome=Outcome.NOTED,
            quorate=False,
            agencies_present=2,
            quorum_sentence="",
            decided_at=later.opened_at,
            recorded_by=chair,
            ratifies=provisional,
        )


def test_a_correction_of_the_ratifying_decision_still_ratifies(provisional, later, chair):
    first = decided(later, chair, ratifies=provisional)

    second = correct_decision(first, uid=new_uid(), wording="Ratified, with thanks.", outcome=AGREED, by=chair)

    provisional = Decision.objects.with_standing().get(pk=provisional.pk)
    assert (second.ratifies, provisional.ratified_by) == (provisional, second)


# ---- The chair's discretion ----------------------------------------------------------------------------------------


def test_the_chair_lets_one_item_be_decided_and_says_why(inquorate, chair):
    meeting = inquorate(chair_discretion=True)
    item, other = meeting.items.all()

    used = use_discretion(item, reason=" A child waits for it. ", by=chair)
    item = meeting.items.get(pk=item.pk)
    decision = decided(meeting, chair, item=item)

    assert (used.reason, used.used_by, verbs(item)) == ("A child waits for it.", chair, ["item.discretion_used"])
    assert (decision.quorate, decision.authority) == (False, Authority.DISCRETION)
    with pytest.raises(Refused, match="^The meeting is not quorate: it can note or defer"):
        decided(meeting, chair, item=other)


def test_discretion_is_the_chairs_of_the_rules_and_has_a_reason(inquorate, chair, business_manager):
    meeting = inquorate(chair_discretion=True)
    item = meeting.items.first()

    with pytest.raises(PermissionDenied):
        use_discretion(item, reason="It is urgent.", by=business_manager)
    with pytest.raises(Refused, match="^Give the reason: it stands in the minutes.$"):
        use_discretion(item, reason=" ", by=chair)


def test_a_rule_without_discretion_gives_none(inquorate, chair):
    with pytest.raises(Refused, match="^The group’s rule of quorum gives the chair no such discretion.$"):
        use_discretion(inquorate().items.first(), reason="It is urgent.", by=chair)


def test_nothing_binding_without_a_quorum_rests_on_nothing(inquorate, chair):
    meeting = inquorate()

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            meeting=meeting,
            item=meeting.items.first(),
            number=99,
            board=meeting.board,
            wording="By hand.",
            outcome=AGREED,
            quorate=False,
            agencies_present=2,
            quorum_sentence="",
            decided_at=meeting.opened_at,
            recorded_by=chair,
        )


# ---- In the minutes --------------------------------------------------------------------------------------------------


def test_the_minutes_say_what_a_decision_rests_on_and_how_interests_were_handled(client, inquorate, chair, member):
    meeting = inquorate(chair_discretion=True)
    item = meeting.items.first()
    use_discretion(item, reason="A child waits for it.", by=chair)
    taken = decided(meeting, chair, item=meeting.items.get(pk=item.pk))
    facts = {"uid": new_uid(), "nature": "Trustee of the Trust", "handling": Handling.SILENT}
    note_on_item(item, line(meeting, member), **facts, by=chair)
    close_meeting(meeting, by=chair)
    version = way.cleared(Meeting.objects.get(pk=meeting.pk), chair)

    kept = held(version)["items"][0]
    assert [(one["name"], one["nature"], one["handling"]) for one in kept["interests"]] == [
        (member.name, "Trustee of the Trust", "Stays and is silent")
    ]
    assert kept["decisions"][0]["rests_on"] == "By the chair’s discretion: A child waits for it."
    client.force_login(chair)
    pages = [
        words(client.get(address("minutes", meeting))),
        html_of(version.papers.get()),
        words(client.get(address("decision", taken))),
    ]
    for page in pages:
        assert "By the chair’s discretion: A child waits for it." in page
    for page in pages[:2]:
        assert "Trustee of the Trust" in page


def test_the_minutes_say_that_a_decision_holds_only_once_it_is_ratified(inquorate, chair):
    meeting = inquorate(if_inquorate="ratify_later")
    decided(meeting, chair)

    assert [one["rests_on"] for one in content_of(meeting)["items"][0]["decisions"]] == [
        "Holds only once a quorate meeting ratifies it."
    ]


def test_a_ratifying_decision_is_corrected_as_it_was_taken(provisional, later, chair, constable):
    first = decided(later, chair, ratifies=provisional)

    with pytest.raises(Refused, match="^Say whether the meeting agrees to D-001 or does not.$"):
        correct_decision(first, uid=new_uid(), wording="Noted.", outcome=Outcome.NOTED, by=chair)
    leave(line(later, constable), by=chair)
    with pytest.raises(Refused, match="^Only a quorate meeting ratifies. 2 agencies here, 3 needed."):
        correct_decision(first, uid=new_uid(), wording="Ratified.", outcome=AGREED, by=chair)
