import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from lscb_portal.lib.errors import Refused
from workplan.models import DeclaredInterest, Handling, ItemInterest, Outcome
from workplan.operations.decision import record_decision
from workplan.operations.interest import declare, end, note_on_item, take_back
from workplan.operations.register import add_person, leave
from workplan.operations.session import close_meeting
from workplan.room import room
from workplan.tests.factories import in_session, line, new_uid, verbs

NATURE = "Trustee of the Mere Youth Trust"


def declared(board, person, by=None, **more):
    return declare(board, person, **{"uid": new_uid(), "nature": NATURE} | more, by=by or person)


def noted(item, person, by, handling=Handling.LEAVES, **more):
    facts = {"uid": new_uid(), "nature": NATURE, "handling": handling}
    return note_on_item(item, line(item.meeting, person), **facts | more, by=by)


# ---- The register of interests -----------------------------------------------------------------------------------


def test_a_member_declares_an_interest_and_says_when_it_has_ended(board, member):
    interest = declared(board, member, nature=f" {NATURE} ")

    assert (interest.nature, interest.declared_by, interest.through) == (NATURE, member, Through.PORTAL)
    end(interest, by=member)
    interest.refresh_from_db()
    assert (interest.ended_on, interest.ended_by) == (timezone.localdate(), member)
    assert verbs(interest) == ["interest.declared", "interest.ended"]
    assert list(DeclaredInterest.objects.standing()) == []


def test_the_office_enters_one_for_a_member_and_it_is_kept_how_it_came(board, member, business_manager):
    interest = declared(board, member, by=business_manager, through=Through.TELEPHONE)

    assert (interest.person, interest.declared_by, interest.through) == (member, business_manager, Through.TELEPHONE)
    assert Event.objects.about(interest).get().on_behalf_of == member


def test_the_same_declaration_twice_is_one(board, member):
    uid = new_uid()

    assert declared(board, member, uid=uid) == declared(board, member, uid=uid)
    assert DeclaredInterest.objects.count() == 1


def test_nobody_declares_for_another_member(board, member, constable):
    with pytest.raises(PermissionDenied):
        declared(board, member, by=constable)
    with pytest.raises(PermissionDenied):
        end(declared(board, member), by=constable)


def test_an_interest_says_what_it_is(board, member):
    with pytest.raises(Refused, match="^Say what the interest is.$"):
        declared(board, member, nature="  ")
    assert DeclaredInterest.objects.count() == 0


def test_a_declaration_never_changes_in_the_database(board, member):
    interest = declared(board, member)

    with pytest.raises(DatabaseError), transaction.atomic():
        DeclaredInterest.objects.filter(pk=interest.pk).update(nature="Nothing at all")


# ---- On an item ----------------------------------------------------------------------------------------------------


def test_who_leaves_for_an_item_does_not_count_for_it_and_counts_for_the_next(quorate, item, chair, constable):
    noted(item, constable, chair)

    assert (room(quorate, item=item).quorum.count, room(quorate).quorum.count) == (2, 3)
    assert room(quorate, item=quorate.items.last()).quorum.quorate


@pytest.mark.parametrize("handling", [Handling.NONE, Handling.SILENT])
def test_who_stays_counts(quorate, item, chair, constable, handling):
    noted(item, constable, chair, handling=handling)

    assert room(quorate, item=item).quorum.count == 3


def test_a_deputy_still_carries_the_agency_of_who_leaves(quorate, item, chair, constable):
    add_person(quorate, uid=new_uid(), name="Ruth Adeyemi", deputy_for=line(quorate, constable), by=chair)

    noted(item, constable, chair)

    assert room(quorate, item=item).quorum.quorate


def test_a_decision_is_stamped_without_who_left(quorate, item, chair, constable):
    noted(item, constable, chair)

    with pytest.raises(Refused, match="^The meeting is not quorate: it can note or defer"):
        record_decision(item, uid=new_uid(), wording="Agreed.", outcome=Outcome.AGREED, by=chair)
    decision = record_decision(item, uid=new_uid(), wording="Noted.", outcome=Outcome.NOTED, by=chair)

    assert (decision.quorate, decision.agencies_present) == (False, 2)


def test_what_was_noted_by_mistake_is_taken_back_and_stays_readable(quorate, item, chair, constable):
    slip = noted(item, constable, chair)

    take_back(slip, by=chair)
    take_back(slip, by=chair)

    assert room(quorate, item=item).quorum.quorate
    assert verbs(slip) == ["item.interest_noted", "item.interest_taken_back"]
    again = noted(item, constable, chair, handling=Handling.SILENT)
    assert list(item.interests.standing()) == [again]
    assert item.interests.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"nature": " "}, "Say what the interest is."), ({"handling": "sings"}, "Say how it is handled.")],
)
def test_what_is_not_whole_is_refused(quorate, item, chair, constable, wrong, sentence):
    with pytest.raises(Refused, match=f"^{sentence}$"):
        noted(item, constable, chair, **wrong)
    assert ItemInterest.objects.count() == 0


def test_one_person_has_one_interest_in_an_item(quorate, item, chair, constable):
    uid = new_uid()
    first = noted(item, constable, chair, uid=uid)

    assert noted(item, constable, chair, uid=uid) == first
    with pytest.raises(Refused, match="is noted on this item already. Take that one back first.$"):
        noted(item, constable, chair)


def test_only_somebody_on_this_register(quorate, item, chair, group):
    other = in_session(group, chair, starts_at="17:00")

    with pytest.raises(Refused, match="^Choose somebody on this meeting’s register.$"):
        note_on_item(item, other.attendees.first(), uid=new_uid(), nature=NATURE, handling=Handling.NONE, by=chair)


def test_members_do_not_note_and_nothing_is_noted_afterwards(quorate, item, chair, member, constable):
    with pytest.raises(PermissionDenied):
        noted(item, constable, member)
    slip = noted(item, constable, chair)
    close_meeting(quorate, by=chair)

    for deed in (lambda: noted(item, member, chair), lambda: take_back(slip, by=chair)):
        with pytest.raises(Refused, match="^This is noted while the meeting is in session.$"):
            deed()
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemInterest.objects.update(voided_at=timezone.now())


def test_who_leaves_for_an_item_leaves_with_every_agency_they_carry(quorate, item, chair, member, constable):
    """The constable stands in for the hospital's member too, who has gone: one person, two lines of the register."""
    leave(line(quorate, member), by=chair)
    deputy = add_person(quorate, uid=new_uid(), name=constable.name, deputy_for=line(quorate, member), by=chair)
    own = quorate.attendees.get(person=constable, seat__isnull=False)
    before = room(quorate, item=item)

    note_on_item(item, own, uid=new_uid(), nature=NATURE, handling=Handling.LEAVES, by=chair)

    after = room(quorate, item=item)
    assert deputy.person == constable
    assert (before.quorum.count, before.quorum_without({own.pk}).count, after.quorum.count) == (2, 1, 1)
    assert {one.attendee for one in after.lines if one.out_for_item} == {own, deputy}
