"""Reading what an agency signed: the frozen words of a submission, standard by standard."""

import json
from datetime import date

from audits import scoring
from audits.models.evidence import EvidenceItem
from audits.models.framework import CriterionKind
from audits.scoring import NOT_APPLICABLE

WITHHELD = "Sensitive evidence"


def standards_of(submission) -> list[dict]:
    """Return the standards the agency answered, in order, as they were frozen."""
    return json.loads(submission.content)["standards"]


def standard_of(submission, code) -> dict | None:
    """Return one standard as it was frozen, its dates as dates; None when the agency was not asked it."""
    found = next((standard for standard in standards_of(submission) if standard["code"] == code), None)
    return dated(found) if found else None


def dated(standard: dict) -> dict:
    """Return the frozen standard itself, with its dates as dates again."""
    for improvement in standard["improvements"]:
        improvement["due_on"] = date.fromisoformat(improvement["due_on"])
    for item in (item for answer in standard["answers"] for item in answer["evidence"]):
        item["relates_to"] = date.fromisoformat(item["relates_to"])
    for policy in filter(None, (answer.get("policy") for answer in standard["answers"])):
        policy["reviewed_on"] = date.fromisoformat(policy["reviewed_on"])
        policy["next_due_on"] = date.fromisoformat(policy["next_due_on"])
    return standard


def as_read_by(user, standards) -> list[dict]:
    """Return the frozen standards themselves, without the names and links of evidence that `user` may not open.

    What was frozen stays as it is, and so does its hash: only what is shown of it differs from reader to reader. One
    query, for one standard and for all.
    """
    return _withheld(standards, EvidenceItem.objects.visible_to(user))


def as_printed(standards) -> list[dict]:
    """Return the frozen standards themselves as every reader may have them on paper: nothing sensitive is named."""
    return _withheld(standards, EvidenceItem.objects.filter(is_sensitive=False))


def _withheld(standards, readable):
    """Empty those items of evidence that are not among the readable ones: of them stands only that there is one."""
    items = [item for standard in standards for answer in standard["answers"] for item in answer["evidence"]]
    uids = [item["uid"] for item in items]
    named = {str(uid) for uid in readable.filter(uid__in=uids).values_list("uid", flat=True)} if uids else set()
    for item in items:
        if item["uid"] not in named:
            item.update(title=WITHHELD, link="", file=None, is_withheld=True)
    return list(standards)


def answers_by_standard(submission) -> dict[str, list]:
    """Return {standard's code: [a rating's code, N/A or None for each criterion]}, as `audits.scoring` takes them.

    Only rated criteria: a number is never rated.
    """
    return {code: [answer for answer, _ in weighed] for code, weighed in weighed_by_standard(submission).items()}


def weighed_by_standard(submission) -> dict[str, list]:
    """Return the same with each criterion's weight: {standard's code: [(a rating's code, N/A or None, weight)]}."""
    return {
        standard["code"]: [
            (answer_code(answer), answer.get("weight", 1)) for answer in standard["answers"] if is_rated(answer)
        ]
        for standard in standards_of(submission)
    }


def is_rated(answer) -> bool:
    """Whether a frozen answer is to a criterion that is rated; all were before some counted."""
    return answer.get("kind", CriterionKind.RATING) == CriterionKind.RATING


def rolled_up(submission, code, scale) -> scoring.Rollup | None:
    """Return a standard's rating from its frozen answers, by the rule of `scale` (a RatingScale); None if not asked."""
    weighed = weighed_by_standard(submission).get(code)
    if weighed is None:
        return None
    return scoring.roll_up(
        scale.plain(), [answer for answer, _ in weighed], scale.roll_up, [weight for _, weight in weighed]
    )


def answer_code(answer):
    """Return a frozen answer's rating code, N/A where it was not applicable, or None."""
    return NOT_APPLICABLE if answer["not_applicable"] else answer["rating"]


def rating_of(submission, code) -> tuple[dict, dict] | None:
    """Return the rating of a standard as it was signed, a point of the scale of its day, and that scale.

    None where the standard had no rating or was not asked.
    """
    content = json.loads(submission.content)
    rolled = next((one["rollup"]["rating"] for one in content["standards"] if one["code"] == code), None)
    points = {point["code"]: point for point in content["scale"]["points"]}
    return (points[rolled], content["scale"]) if rolled else None
