"""The feedback letter of one return, standard by standard: one reading for the page, the PDF and the first draft."""

import datetime as dt
import json
from dataclasses import dataclass

from django.utils import timezone

from audits.agreement import change_words
from audits.models import AnswerChallenge, Feedback, Moderation, Tested
from lscb_portal.lib.charts.words import plural

CONCLUDED = AnswerChallenge.Status.CONCLUDED
# What was counted, by kind of test.
COUNTED = {
    Tested.Method.VISIT: ("person spoken to", "people spoken to"),
    Tested.Method.DIP_SAMPLE: ("file", "files"),
    Tested.Method.SURVEY: ("person answered", "people answered"),
}


@dataclass(frozen=True)
class Part:
    """One standard of the letter. `own` is a point of the scale of its day; `text` is what the board writes of it."""

    code: str
    position: int
    title: str
    own: dict | None
    is_not_applicable: bool
    moderation: Moderation | None
    challenges: tuple[AnswerChallenge, ...]
    tests: tuple[Tested, ...]
    text: str = ""

    @property
    def moved(self) -> str:
        """ "Lowered 1 step", "Agreed"; nothing where there are not two ratings."""
        if not (self.moderation and self.moderation.self_rating):
            return ""
        ranks = [point.points for point in self.moderation.rating.scale.points.all()][::-1]
        steps = ranks.index(self.moderation.rating.points) - ranks.index(self.moderation.self_rating.points)
        return change_words(steps) if steps else "Agreed"


@dataclass(frozen=True)
class Letter:
    """A whole letter. `days` are the calendar days from the submission to the letter; None until it is sent."""

    feedback: Feedback
    parts: tuple[Part, ...]

    @property
    def review(self):
        return self.feedback.review

    @property
    def days(self) -> int | None:
        return days_between(self.review.submission.signed_at, self.feedback.sent_at)


def days_between(signed_at, sent_at) -> int | None:
    """The calendar days, in London, from a signature to a letter; None without one."""
    return (timezone.localdate(sent_at) - timezone.localdate(signed_at)).days if sent_at else None


def letter_of(feedback) -> Letter:
    """Read a letter with what it rests on; of a sent one, with what was known when it went."""
    texts = dict(feedback.parts.values_list("standard__code", "text"))
    return Letter(feedback, tuple(parts_of(feedback.review, texts, feedback.sent_at)))


def parts_of(review, texts=None, until=None) -> list[Part]:
    """The standards of the return's submission in order, with the board's findings up to a moment, and the words."""
    content = json.loads(review.submission.content)
    points = {point["code"]: point for point in content["scale"]["points"]}
    moderations = review.moderations.filter(is_stale=False).select_related("standard", "rating__scale", "self_rating")
    moderations = {one.standard.code: one for one in moderations.prefetch_related("rating__scale__points")}
    challenges = review.challenges.filter(status=CONCLUDED).select_related("standard", "criterion")
    tests = review.tests.select_related("standard", "rating")
    tests = tests.filter(recorded_at__lte=until) if until else tests
    challenges, tests = _by_standard(challenges), _by_standard(tests.order_by("tested_on", "pk"))
    return [
        Part(
            code=standard["code"],
            position=standard["position"],
            title=standard["title"],
            own=points.get(standard["rollup"]["rating"]),
            is_not_applicable=standard["rollup"]["state"] == "not_applicable",
            moderation=moderations.get(standard["code"]),
            challenges=tuple(challenges.get(standard["code"], ())),
            tests=tuple(tests.get(standard["code"], ())),
            text=(texts or {}).get(standard["code"], ""),
        )
        for standard in content["standards"]
    ]


def _by_standard(rows):
    found = {}
    for row in rows:
        found.setdefault(row.standard.code, []).append(row)
    return found


# The first draft ------------------------------------------------------------------------------------------------------


def drafted(part) -> str:
    """What the letter first says of a standard: the reason, what came of challenges, what tests showed."""
    paragraphs = [_judged(part)]
    paragraphs += [f"We asked you about this. {one.get_outcome_display()}. {one.conclusion}" for one in part.challenges]
    paragraphs += [f"{_test_words(one)}: {one.findings}" for one in part.tests]
    return "\n\n".join(paragraphs)


def _judged(part):
    if part.moderation:
        return part.moderation.reason
    if part.is_not_applicable:
        return "This standard does not apply to you."
    return "We did not moderate this standard this time. Your own rating stands beside no other."


def _test_words(test):
    counted = plural(test.size, *COUNTED[Tested.Method(test.method)])
    return f"{test.get_method_display()} of {_day(test.tested_on)}, {counted}"


def opening_of(review, parts) -> str:
    """The first draft of what the letter begins with."""
    submission, moved = review.submission, [part.moved for part in parts if part.moderation]
    lowered, raised = (sum(one.startswith(way) for one in moved) for way in ("Lowered", "Raised"))
    signed = _day(timezone.localdate(submission.signed_at))
    return (
        f"Thank you for your return to “{review.round_board.round.title}”, which {submission.signed_by_name} signed on "
        f"{signed}. We have read it standard by standard.\n\n"
        f"We moderated {plural(len(moved), 'standard')}: {lowered} lowered, {raised} raised, "
        f"{len(moved) - lowered - raised} agreed. What we made of each, and why, is below."
    )


def closing_of(review) -> str:
    """The first draft of what the letter ends with."""
    right = getattr(review, "right_of_reply", None)
    reply = (
        f"You may reply until {_day(right.due_on)}. Your reply prints beside our judgement when the Board reads it.\n\n"
        if right and not right.replied_at
        else ""
    )
    return (
        "Your own ratings stay as you signed them.\n\n"
        f"{reply}Please tell your colleagues what we say here, and acknowledge this letter in the portal. If you would "
        "like to talk any of it through, ring us."
    )


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
