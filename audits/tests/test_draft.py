"""How two editors' pages are compared, and what a return still misses: plain rules, many inputs."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.draft import Improvement, Judgement, changes, differences, digests
from audits.wording import in_days

UID = uuid.UUID(int=7)
words = st.text(max_size=20)
improvements = st.builds(Improvement, st.just(UID), words, words, st.none() | st.dates(), words)
judgements = st.builds(Judgement.of, st.sampled_from(["G", "A", "R", "NA", None]), words)
drafts = st.fixed_dictionaries(
    {
        "c1-rating": judgements,
        "c1-narrative": words,
        "impact": words,
        "strengths": words,
        "gaps": words,
        "improvements": st.lists(improvements, max_size=2).map(tuple),
    }
)


def test_only_not_applicable_keeps_a_reason():
    assert Judgement.of("NA", "No one holds cases.") == ("NA", "No one holds cases.")
    assert Judgement.of("G", "No one holds cases.") == ("G", "")
    assert Judgement.of("", "") == (None, "")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (Improvement(UID), False),
        (Improvement(UID, lead="Head of Custody"), True),
        (Improvement(UID, "", "", dt.date(2027, 1, 1)), True),
    ],
)
def test_an_improvement_that_says_nothing(row, says):
    assert row.says_anything is says


@given(drafts)
def test_a_draft_does_not_differ_from_itself(draft):
    assert changes(draft, draft) == {}
    assert differences(draft, draft, digests(draft)) == []


@given(drafts, drafts, drafts)
def test_every_part_that_differs_is_told_and_no_other(base, mine, theirs):
    found = differences(theirs, mine, digests(base))

    assert {each.part for each in found} == {part for part in mine if mine[part] != theirs[part]}
    for each in found:
        assert each.changed_by_me is (mine[each.part] != base[each.part])
        assert each.changed_by_them is (theirs[each.part] != base[each.part])


@given(drafts, drafts)
def test_what_the_page_was_opened_on_is_not_known(mine, theirs):
    assert all(each.changed_by_me and each.changed_by_them for each in differences(theirs, mine, {}))


@given(drafts)
def test_a_part_that_was_not_valid_is_left_alone(draft):
    part = {name: value for name, value in draft.items() if name != "impact"}

    assert "impact" not in changes(draft, part)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 11, 30), "in 18 days"),
        (dt.date(2026, 11, 13), "tomorrow"),
        (dt.date(2026, 11, 12), "today"),
        (dt.date(2026, 11, 11), "1 day overdue"),
        (dt.date(2026, 11, 6), "6 days overdue"),
    ],
)
def test_how_far_off_a_day_is(day, said):
    assert in_days(day, today=dt.date(2026, 11, 12)) == said
