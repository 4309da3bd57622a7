"""The line on the home page about evidence that is due to be looked at again."""

import datetime as dt

import pytest
from django.utils import timezone

from audits.tests.factories import EvidenceItemFactory
from reports.todo.evidence import evidence_to_review

pytestmark = pytest.mark.django_db


def test_the_home_page_names_what_is_due(police, board, lead, contributor, signatory):
    today = timezone.localdate()
    item = EvidenceItemFactory(agency=police, title="Survey", review_due_on=today - dt.timedelta(days=1))
    (todo,) = evidence_to_review(lead, board)
    assert (todo.title, todo.due, todo.minutes, str(item.uid) in todo.url) == (
        "Look again at Survey",
        item.review_due_on,
        10,
        True,
    )
    EvidenceItemFactory(agency=police, review_due_on=today)
    (todo,) = evidence_to_review(lead, board)
    assert (todo.title, todo.why) == (
        "Look again at two items of evidence",
        "One is overdue. Replace what there is a newer version of.",
    )
    assert todo.url == "/b/northmere/library/?show=due"
    assert evidence_to_review(contributor, board) == evidence_to_review(signatory, board) == []
