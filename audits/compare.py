"""Two submissions of one return side by side: what the agency changed, answer by answer, word by word.

changes_between(earlier, later)    [StandardChange], in the order of the later submission; unchanged ones too
changed_standards(first, second)   the codes of the standards of which anything at all differs
"""

import json
from dataclasses import dataclass

from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.differences import TextChange, text_change

WORDS = {"impact": "Impact on children", "strengths": "Strengths", "gaps": "Gaps"}
ANSWER_WORDS = {"narrative": "Evidence", "na_reason": "Why it does not apply"}


@dataclass(frozen=True)
class AnswerChange:
    """One criterion: the codes of its two ratings (N/A and None among them), its texts that differ, evidence that came
    or went. `is_new` where only the later submission answers it."""

    code: str
    statement: str
    before: str | None
    after: str | None
    texts: tuple[TextChange, ...]
    evidence_added: tuple[str, ...]
    evidence_removed: tuple[str, ...]
    is_new: bool = False

    @property
    def is_rated_anew(self) -> bool:
        return self.before != self.after

    @property
    def is_changed(self) -> bool:
        return bool(self.is_new or self.is_rated_anew or self.texts or self.evidence_added or self.evidence_removed)


@dataclass(frozen=True)
class StandardChange:
    """One standard of the later submission: its answers, what is said once of it, and its planned improvements."""

    code: str
    position: int
    title: str
    before: str | None
    after: str | None
    answers: tuple[AnswerChange, ...]
    texts: tuple[TextChange, ...]
    improvements_added: tuple[str, ...]
    improvements_removed: tuple[str, ...]

    @property
    def changed_answers(self) -> list[AnswerChange]:
        return [answer for answer in self.answers if answer.is_changed]

    @property
    def is_changed(self) -> bool:
        improvements = self.improvements_added or self.improvements_removed
        return bool(self.changed_answers or self.texts or improvements or self.before != self.after)


def changes_between(earlier, later) -> list[StandardChange]:
    """Compare the frozen standards of two submissions of one return (see `submitted.as_read_by`)."""
    before = {standard["code"]: standard for standard in earlier}
    return [_standard(before.get(standard["code"], {}), standard) for standard in later]


def changed_standards(first, second) -> set[str]:
    """The codes of the later submission's standards that the agency changed; all of them where words were redacted."""
    after = {standard["code"]: standard for standard in json.loads(second.content)["standards"]}
    if first.redacted_at:
        return set(after)
    before = {standard["code"]: standard for standard in json.loads(first.content)["standards"]}
    return {code for code, standard in after.items() if before.get(code) != standard}


def _standard(before, after):
    answers_before = {answer["code"]: answer for answer in before.get("answers", ())}
    planned_before, planned_after = _planned(before), _planned(after)
    return StandardChange(
        code=after["code"],
        position=after["position"],
        title=after["title"],
        before=before["rollup"]["rating"] if before else None,
        after=after["rollup"]["rating"],
        answers=tuple(_answer(answers_before.get(answer["code"]), answer) for answer in after["answers"]),
        texts=_texts(WORDS, before, after),
        improvements_added=_without(planned_after, planned_before),
        improvements_removed=_without(planned_before, planned_after),
    )


def _answer(before, after):
    evidence_before, evidence_after = _evidence(before or {}), _evidence(after)
    return AnswerChange(
        code=after["code"],
        statement=after["statement"],
        before=_given(before) if before else None,
        after=_given(after),
        texts=_texts(ANSWER_WORDS, before or {}, after),
        evidence_added=_without(evidence_after, evidence_before),
        evidence_removed=_without(evidence_before, evidence_after),
        is_new=before is None,
    )


def _given(answer):
    """What was answered: a rating's code, N/A, or the count in words."""
    if answer["not_applicable"]:
        return NOT_APPLICABLE
    count, total = answer.get("count"), answer.get("total")
    if count is not None:
        return f"{count} of {total}" if total is not None else str(count)
    return answer["rating"]


def _texts(labels, before, after):
    found = (text_change(label, before.get(name) or "", after.get(name) or "") for name, label in labels.items())
    return tuple(change for change in found if change)


def _evidence(answer):
    """{what tells one item from another: its title}."""
    return {(item["uid"], (item["file"] or {}).get("sha256")): item["title"] for item in answer.get("evidence", ())}


def _planned(standard):
    """{an improvement's own words: those words as a line}."""
    parts = ("what", "lead", "due_on", "success_measure")
    rows = [tuple(str(row[part] or "") for part in parts) for row in standard.get("improvements", ())]
    return {row: f"{row[0]} ({row[1]}, {row[2]}). {row[3]}" for row in rows}


def _without(these, those):
    return tuple(title for key, title in these.items() if key not in those)
