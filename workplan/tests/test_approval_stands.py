"""What was approved stands: the decision that approved minutes, and the words of items that one may not read."""

import pytest

from agencies.tests.asserting import refused
from workplan.models import Decision
from workplan.operations.approval import approve, correct
from workplan.operations.clearance import restrict
from workplan.operations.decision import correct_decision
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid

UNSEEN = "One of the amendments is for an item that you may not read."


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


def test_the_decision_that_approved_minutes_is_not_corrected(held, chair, member, constable):
    approval = way.approved(held, chair, chair, member, constable)

    with refused(
        f"{approval.decision.reference} approved the minutes of {held.day:%-d %B %Y}. "
        "What is wrong with them is put right by a correction of the minutes."
    ):
        correct_decision(approval.decision, uid=new_uid(), wording="Not approved.", outcome="rejected", by=chair)
    assert Decision.objects.filter(corrects=approval.decision).count() == 0


def test_nobody_amends_words_that_they_may_not_read(held, group, chair, member, constable, business_manager):
    item = held.items.first()
    restrict(item, [chair], by=chair)
    record = way.circulated(held, chair)
    item.clearances.all().delete()
    sitting = way.sitting(group, chair, chair, member, constable)

    facts = {"uid": new_uid(), "seen": 1, "by": chair}
    with refused(UNSEEN):
        approve(record, sitting.items.first(), amendments={str(item.uid): "Other words."}, **facts)
    approve(record, sitting.items.first(), **facts)
    facts = {"uid": new_uid(), "seen": 1, "reason": "A slip.", "by": business_manager}
    with refused(UNSEEN):
        correct(way.record(held), words={str(item.uid): "Other words."}, **facts)
