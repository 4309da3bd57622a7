"""Amendments that members suggest to circulated minutes, and their answers."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import SeatRole
from agencies.tests.factories import SeatFactory
from agencies.tests.frozen import changeable, deletable
from lscb_portal.lib.errors import Refused
from workplan.models import SuggestedAmendment
from workplan.operations.suggestion import answer, suggest
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid, told, verbs


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


@pytest.fixture
def circulated(held, chair):
    way.circulated(held, chair)
    return held


def suggested(meeting, by, words="A third of the files.", uid=None):
    return suggest(meeting.items.first(), uid=uid or new_uid(), words=words, by=by)


def test_a_member_suggests_and_whoever_keeps_the_minutes_is_told(circulated, member, chair):
    one = suggested(circulated, member)

    assert (one.version.number, one.words, one.taken) == (1, "A third of the files.", None)
    assert told(chair)[-1] == "workplan/amendment_suggested"
    assert verbs(one) == ["minutes.amendment_suggested"]


def test_where_whoever_circulated_them_has_gone_the_chair_of_today_is_told(circulated, group, member, chair):
    chair.seats.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    successor = SeatFactory(group=group, role=SeatRole.CHAIR).person

    suggested(circulated, member)

    assert told(successor) == ["workplan/amendment_suggested"]


def test_a_double_click_suggests_once(circulated, member):
    uid = new_uid()

    assert suggested(circulated, member, uid=uid) == suggested(circulated, member, uid=uid)


def test_nothing_is_suggested_before_minutes_are_circulated_or_after_the_day(held, chair, member):
    with pytest.raises(Refused, match="while the minutes are circulated"):
        suggested(held, member)
    way.circulated(held, chair)
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)), pytest.raises(Refused, match="until"):
        suggested(held, member)
    with pytest.raises(Refused, match="Write what"):
        suggested(held, member, words=" ")
    assert not SuggestedAmendment.objects.exists()


@pytest.mark.parametrize("who", ["business_manager", "board_member", "outsider", "stranger"])
def test_only_people_of_the_group_suggest(request, circulated, who):
    with pytest.raises(PermissionDenied):
        suggested(circulated, request.getfixturevalue(who))


def test_every_suggestion_is_answered_once_and_a_no_has_its_reason(circulated, member, business_manager):
    one = suggested(circulated, member)

    with pytest.raises(Refused, match="Give a reason"):
        answer(one, taken=False, by=business_manager)
    answer(one, taken=False, reply="The register says otherwise.", by=business_manager)
    with pytest.raises(Refused, match="answered already"):
        answer(one, taken=True, by=business_manager)

    one.refresh_from_db()
    assert (one.taken, one.reply, one.answered_by) == (False, "The register says otherwise.", business_manager)
    assert told(member)[-1] == "workplan/amendment_answered"
    assert (changeable(one), deletable(one)) == (set(), False)


def test_members_do_not_answer(circulated, member, constable):
    with pytest.raises(PermissionDenied):
        answer(suggested(circulated, member), taken=True, by=constable)
