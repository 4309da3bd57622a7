"""How much stands on one page."""

from hypothesis import given
from hypothesis import strategies as st

from workplan.one_page import BOXES, CHARACTERS, LINES, LONGEST, lines_of, over_the_page

boxes = st.fixed_dictionaries({name: st.text(alphabet="ab\n ", max_size=LONGEST) for name in BOXES})


@given(boxes)
def test_what_is_let_through_is_one_page(words):
    if not over_the_page(words):
        assert sum(lines_of(text) for text in words.values()) <= LINES


@given(boxes, st.sampled_from(sorted(BOXES)))
def test_taking_words_away_never_makes_it_longer(words, name):
    shorter = words | {name: words[name][: len(words[name]) // 2]}

    assert sum(map(lines_of, shorter.values())) <= sum(map(lines_of, words.values()))


def test_every_box_full_of_plain_words_is_one_page():
    assert over_the_page(dict.fromkeys(BOXES, "word " * (LONGEST // 5))) == ""


def test_lines_are_counted_as_they_are_laid_out():
    assert [lines_of(text) for text in ("", " \n ", "a", "a\n\nb", "a" * CHARACTERS, "a" * (CHARACTERS + 1))] == [
        *(0, 0, 1, 3, 1, 2)
    ]


def test_too_long_a_box_is_named():
    words = dict.fromkeys(BOXES, "") | {"worries": "a" * (LONGEST + 1)}

    assert over_the_page(words) == "“What worries us”: write at most 700 characters."
