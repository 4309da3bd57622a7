"""The decisions that the Board's report lists for a quarter."""

import datetime as dt

import pytest
import time_machine

from agencies.tests.factories import SeatFactory
from lscb_portal.lib.periods import Quarter
from reports.figures.decisions import decisions_of
from workplan.operations.email_decision import answer, close_email_decision, open_email_decision
from workplan.replies import replies_to
from workplan.tests.factories import new_uid


@pytest.fixture
def by_email(group, chair, member, police):
    """Agreed by all three agencies in writing on 23 November 2026."""
    SeatFactory(group=group, agency=police)
    with time_machine.travel(dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)):
        facts = {"title": "Funding", "wording": "It is paid for.", "background": "£900."}
        facts |= {"uid": new_uid(), "closes_on": dt.date(2026, 11, 27)}
        question = open_email_decision(group, **facts, by=chair)
        for place in question.asked.all():
            answer(place, answer="agree", seen=0, by=place.person)
        facts = {"uid": new_uid(), "seen": replies_to(question).mark, "outcome": "agreed"}
        return close_email_decision(question, **facts, by=chair)


def test_a_decision_by_email_is_listed_in_the_quarter_in_which_it_was_closed(group, by_email):
    third, second = (decisions_of(group, Quarter(code)) for code in ("2026-Q3", "2026-Q2"))

    assert [(one["reference"], one["meeting_on"], one["item"], one["quorate"]) for one in third] == [
        ("D-001", dt.date(2026, 11, 23), "Funding (by e-mail)", True)
    ]
    assert second == []
