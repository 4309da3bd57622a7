"""Reading what an agency signed: the frozen words of a submission, standard by standard."""

import json

from audits.scoring import NOT_APPLICABLE


def standards_of(submission) -> list[dict]:
    """Return the standards the agency answered, in order, as they were frozen."""
    return json.loads(submission.content)["standards"]


def standard_of(submission, code) -> dict | None:
    """Return one standard as it was frozen; None when the agency was not asked it."""
    return next((standard for standard in standards_of(submission) if standard["code"] == code), None)


def answers_by_standard(submission) -> dict[str, list]:
    """Return {standard's code: [a rating's code, N/A or None for each criterion]}, as `audits.scoring` takes them."""
    return {standard["code"]: list(map(answer_code, standard["answers"])) for standard in standards_of(submission)}


def answer_code(answer):
    """Return a frozen answer's rating code, N/A where it was not applicable, or None."""
    return NOT_APPLICABLE if answer["not_applicable"] else answer["rating"]
