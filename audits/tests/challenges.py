"""What tests of challenges do again and again."""

import datetime as dt
import uuid

from django.urls import reverse

from audits.operations.challenge import ask, conclude
from audits.operations.moderation import moderate

NEXT_WEEK = dt.date(2026, 11, 25)


def standard(review, number=1):
    return review.round_board.round.framework_version.standards.get(position=number)


def challenge(review, by, criterion="ST01.2", due_on=NEXT_WEEK, question="How are nights sampled?", uid=None):
    asked = {"question": question, "due_on": due_on, "by": by, "uid": uid or uuid.uuid4()}
    about = standard(review).criteria.get(code=criterion) if criterion else None
    return ask(review, standard(review), criterion=about, **asked)


def judge(review, by, letter, version=0, number=1):
    point = review.round_board.round.scale.points.get(code=letter)
    words = {"rating": point, "reason_code": "part", "reason": "Nights."}
    return moderate(review, standard(review, number), version=version, by=by, **words)


def settle(asked, by, outcome="kept"):
    conclude(asked, outcome=outcome, conclusion="It stands.", by=by)


def url(name, review, *more):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, review.uid, *more])
