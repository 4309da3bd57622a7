"""A file whose problems are named by line."""

import pytest

from lscb_portal.lib.document import LinedPart, in_order_of_lines

TEXT = """\
board: northmere
group:
  name: A

  kind: [x]
rows:
  - name: first
  - name: 7
    more: {deep: 2026-02-30}
  - words
"""


def part(text=TEXT):
    return LinedPart.of(text, [])


def test_a_wrong_value_is_named_by_the_line_of_its_key():
    document = part()

    document.part("group").text("kind")

    assert document.problems == ["Line 5: “kind” should be words."]


def test_what_is_missing_is_named_by_the_line_its_part_begins_in():
    document = part()

    document.part("group").text("slug")

    assert document.problems == ["Line 3: “slug” is missing."]


def test_rows_know_their_own_lines():
    document = part()
    first, second, third = document.parts("rows")

    for row in (first, second):
        row.text("name")

    assert document.problems == [
        "Line 6: should be a list of words and values.",
        "Line 8: “name” should be words.",
    ]
    assert (first.line_of(), second.line_of("more"), second.part("more").line_of("deep"), third.line_of()) == (
        7,
        9,
        9,
        6,
    )


def test_a_day_that_the_calendar_does_not_have_is_left_as_words():
    assert part("day: 2026-02-30").raw("day") == "2026-02-30"
    assert part("day: 2026-02-28").raw("day").isoformat() == "2026-02-28"


def test_a_slip_of_the_pen_is_named_by_its_line():
    document = part()
    document.raw("board")

    document.nothing_else("rows")

    assert document.problems == ["Line 2: “group” is not a word of this file."]


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x", "a: [", "? [1, 2]\n: 3", "- 1", "", "7"])
def test_what_is_no_such_file_is_a_problem_and_no_crash(text):
    assert part(text).problems != []


def test_problems_stand_in_the_order_of_the_file():
    assert in_order_of_lines(["Line 10: b", "This is not YAML", "Line 2: a"]) == [
        "This is not YAML",
        "Line 2: a",
        "Line 10: b",
    ]
