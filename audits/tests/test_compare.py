"""Two submissions of one return side by side."""

import copy
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.compare import changed_standards, changes_between
from lscb_portal.lib.differences import ADDED, REMOVED, SAME, text_change

ANSWER = {
    "code": "ST1.1",
    "statement": "Staff know whom to ring.",
    "rating": "A",
    "not_applicable": False,
    "na_reason": "",
    "narrative": "A dip sample of 40 records found 36.",
    "evidence": [{"uid": "1", "title": "Audit", "relates_to": "2026-02-01", "link": "x", "file": None}],
}
IMPROVEMENT = {
    "uid": "9",
    "what": "Sample nights",
    "lead": "Head",
    "due_on": "2027-01-01",
    "success_measure": "Nine in ten",
}
STANDARD = {
    "code": "ST1",
    "position": 1,
    "title": "Leadership",
    "rollup": {"rating": "A"},
    "impact": "Children are heard.",
    "strengths": "",
    "gaps": "Nights.",
    "answers": [ANSWER],
    "improvements": [IMPROVEMENT],
}


def submission(*standards, redacted_at=None):
    return SimpleNamespace(content=json.dumps({"standards": list(standards)}), redacted_at=redacted_at)


def changed(**answer):
    """The standard with other words in its one answer."""
    other = copy.deepcopy(STANDARD)
    other["answers"][0] |= answer
    return other


def only(first, second):
    (standard,) = changes_between([first], [second])
    return standard


def words(change):
    return [(piece.kind, piece.text) for piece in change.pieces]


def test_the_same_words_are_no_change():
    standard = only(STANDARD, copy.deepcopy(STANDARD))

    assert (standard.is_changed, standard.changed_answers) == (False, [])


def test_a_rating_that_moved_is_named():
    answer = only(STANDARD, changed(rating="G")).answers[0]

    assert (answer.before, answer.after, answer.is_rated_anew, answer.is_changed) == ("A", "G", True, True)


def test_not_applicable_is_an_answer_of_its_own():
    answer = only(STANDARD, changed(rating=None, not_applicable=True, na_reason="No one holds cases.")).answers[0]

    assert (answer.before, answer.after) == ("A", "NA")
    assert [change.label for change in answer.texts] == ["Why it does not apply"]


@pytest.mark.parametrize(("total", "said"), [(None, "7"), (9, "7 of 9")])
def test_a_count_is_said_in_words(total, said):
    assert only(STANDARD, changed(rating=None, count=7, total=total)).answers[0].after == said


def test_a_few_words_are_marked_where_they_changed():
    answer = only(STANDARD, changed(narrative="A dip sample of 40 records found 38.")).answers[0]

    assert words(answer.texts[0]) == [(SAME, "A dip sample of 40 records found "), (REMOVED, "36."), (ADDED, "38.")]


def test_a_text_written_anew_is_shown_after_the_old_one():
    answer = only(STANDARD, changed(narrative="We asked every school.")).answers[0]

    assert words(answer.texts[0]) == [
        (REMOVED, "A dip sample of 40 records found 36."),
        (ADDED, "We asked every school."),
    ]


def test_evidence_that_came_and_went_is_named():
    survey = {"uid": "2", "title": "Survey", "relates_to": "2026-03-01", "link": "y", "file": None}
    answer = only(STANDARD, changed(evidence=[survey])).answers[0]

    assert (answer.evidence_added, answer.evidence_removed) == (("Survey",), ("Audit",))


def test_a_file_in_a_new_version_is_another_item():
    file = {"name": "a.pdf", "sha256": "1", "size": 1}
    first = changed(evidence=[{"uid": "1", "title": "Audit", "file": file}])
    second = changed(evidence=[{"uid": "1", "title": "Audit, version 2", "file": file | {"sha256": "2"}}])

    answer = only(first, second).answers[0]

    assert (answer.evidence_added, answer.evidence_removed) == (("Audit, version 2",), ("Audit",))


def test_what_is_said_once_and_what_is_planned_is_compared_too():
    other = copy.deepcopy(STANDARD) | {"gaps": "", "improvements": []}
    standard = only(STANDARD, other)

    assert [change.label for change in standard.texts] == ["Gaps"]
    assert standard.improvements_removed == ("Sample nights (Head, 2027-01-01). Nine in ten",)
    assert (standard.improvements_added, standard.changed_answers, standard.is_changed) == ((), [], True)


def test_an_answer_that_was_not_there_is_new():
    other = copy.deepcopy(STANDARD)
    other["answers"].append(ANSWER | {"code": "ST1.2"})

    assert [answer.is_new for answer in only(STANDARD, other).answers] == [False, True]


def test_the_standards_that_changed_are_named_by_code():
    second = STANDARD | {"code": "ST2"}

    assert changed_standards(submission(STANDARD, second), submission(changed(rating="G"), second)) == {"ST1"}


def test_of_redacted_words_everything_counts_as_changed():
    gone = SimpleNamespace(content="", redacted_at="2026-11-01")

    assert changed_standards(gone, submission(STANDARD)) == {"ST1"}


@given(st.text(), st.text())
def test_the_pieces_make_up_both_texts(before, after):
    change = text_change("Evidence", before, after)

    if change is None:
        assert before == after
        return
    was = "".join(piece.text for piece in change.pieces if piece.kind != ADDED)
    now = "".join(piece.text for piece in change.pieces if piece.kind != REMOVED)
    assert (was, now) == (before, after)
