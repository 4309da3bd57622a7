"""The screening of identifiers: check digits as properties, and how much it finds of a fixed set of texts."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.screening import UPN_LETTERS, Kind, is_nhs_number, is_upn, marked, screen

DATA = Path(__file__).parent / "data"
LEAST_FOUND = 95  # of a hundred
MOST_FALSE = 5  # of a hundred texts

digits = st.integers(0, 9)
nine_digits = st.lists(digits, min_size=9, max_size=9)
twelve_digits = st.lists(digits, min_size=12, max_size=12)


def kinds(text):
    return [(finding.kind, text[finding.start : finding.end]) for finding in screen(text)]


# ---- Check digits ------------------------------------------------------------------------------------------------


def nhs_numbers_beginning(first):
    """The NHS numbers that begin with these nine digits: one, or none."""
    return [number for last in range(10) if is_nhs_number(number := "".join(map(str, [*first, last])))]


@given(nine_digits)
def test_nine_digits_have_one_check_digit_at_most(first):
    remainder = sum(digit * weight for digit, weight in zip(first, range(10, 1, -1), strict=True)) % 11
    assert len(nhs_numbers_beginning(first)) == (0 if remainder == 1 else 1)


@given(nine_digits, st.integers(0, 9), st.integers(1, 9))
def test_an_nhs_number_with_one_wrong_digit_is_none(first, place, difference):
    for number in nhs_numbers_beginning(first):
        wrong = str((int(number[place]) + difference) % 10)
        assert not is_nhs_number(number[:place] + wrong + number[place + 1 :])


@given(nine_digits, st.integers(0, 8))
def test_an_nhs_number_with_two_digits_exchanged_is_none(first, place):
    for number in nhs_numbers_beginning(first):
        one, other = number[place], number[place + 1]
        exchanged = number[:place] + other + one + number[place + 2 :]
        assert is_nhs_number(exchanged) is (one == other)


def pupil_number(rest):
    """The pupil number with these twelve digits behind its check letter."""
    (letter,) = [each for each in UPN_LETTERS if is_upn(each + rest)]
    return letter + rest


@given(twelve_digits, st.integers(1, 12), st.integers(1, 9))
def test_a_pupil_number_has_one_check_letter_and_shows_one_wrong_digit(rest, place, difference):
    number = pupil_number("".join(map(str, rest)))
    wrong = str((int(number[place]) + difference) % 10)

    assert is_upn(number.lower())
    assert not is_upn(number[:place] + wrong + number[place + 1 :])


@given(st.lists(digits, min_size=11, max_size=11), st.sampled_from(UPN_LETTERS))
def test_a_temporary_pupil_number_ends_with_a_letter(rest, last):
    assert is_upn(pupil_number("".join(map(str, rest)) + last))


@pytest.mark.parametrize("wrong", ["A12345678901", "A1234567890123", "I123456789012", "A12345678901O", "A12345X789012"])
def test_what_is_shaped_otherwise_is_no_pupil_number(wrong):
    assert not is_upn(wrong)


# ---- The fixed set -----------------------------------------------------------------------------------------------


def lines_of(name):
    return [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def seeded():
    """[(the text, the kind of its identifier, its span)]."""
    found = []
    for line in lines_of("identifiers.txt"):
        kind, _, text = line.partition(": ")
        seed = re.search(r"\[\[(.*?)\]\]", text)
        plain = text.replace("[[", "").replace("]]", "")
        found.append((plain, Kind(kind), (seed.start(), seed.start() + len(seed[1]))))
    return found


def is_found(text, kind, span):
    return any(finding.kind == kind and finding.start < span[1] and finding.end > span[0] for finding in screen(text))


def test_at_least_95_of_100_identifiers_are_found(record_property):
    texts = seeded()
    found = [each for each in texts if is_found(*each)]
    record_property("identifiers_seeded", len(texts))
    record_property("identifiers_found", len(found))

    assert len(texts) >= 200
    assert {kind for _, kind, _ in texts} == set(Kind)
    assert 100 * len(found) >= LEAST_FOUND * len(texts), [text for text, *_ in texts if (text, *_) not in found]


def test_false_alarms_are_counted(record_property):
    texts = lines_of("no_identifiers.txt")
    false = [(text, text[finding.start : finding.end]) for text in texts for finding in screen(text)]
    record_property("texts_without_identifiers", len(texts))
    record_property("false_alarms", len(false))
    print(f"False alarms: {len(false)} in {len(texts)} texts without identifiers. {false}")

    assert len(texts) >= 80
    assert 100 * len(false) <= MOST_FALSE * len(texts), false


# ---- What is found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ring Mrs Okoye on 01632 960123.", [(Kind.NAME, "Mrs Okoye"), (Kind.TELEPHONE, "01632 960123")]),
        (
            "Her son Kacper, born 3 March 2015, of NR1 2AB",
            [(Kind.NAME, "Kacper"), (Kind.DATE_OF_BIRTH, "3 March 2015"), (Kind.POSTCODE, "NR1 2AB")],
        ),
        ("NHS no. 943 476 5919", [(Kind.NHS_NUMBER, "943 476 5919")]),
        ("NHS no. 943 476 5918", []),
        ("Łukasz Kamiński’s plan", [(Kind.NAME, "Łukasz Kamiński")]),
        ("Ada’s mentor", [(Kind.NAME, "Ada")]),
        ("a.b+c@example.org", [(Kind.EMAIL, "a.b+c@example.org")]),
        ("Sarah Green; Amber Green; Clare’s Law", [(Kind.NAME, "Sarah Green")]),
        ("The meeting of 3 March 2015", []),
        ("", []),
    ],
)
def test_what_is_found(text, expected):
    assert kinds(text) == expected


def test_the_text_is_marked_piece_by_piece():
    text = "Ring Mrs Okoye on 01632 960123."

    assert marked(text, screen(text)) == [
        ("Ring ", None),
        ("Mrs Okoye", Kind.NAME),
        (" on ", None),
        ("01632 960123", Kind.TELEPHONE),
        (".", None),
    ]


@given(st.text(max_size=300))
def test_findings_of_any_text_stand_in_order_and_apart_and_make_up_the_text(text):
    findings = screen(text)

    assert all(one.end <= other.start for one, other in zip(findings, findings[1:], strict=False))
    assert "".join(words for words, _ in marked(text, findings)) == text


@pytest.mark.parametrize("text", ["0" * 3000, "Ada " * 750, "A1 " * 1000, "born " * 600, "a@" * 1500, "+44 " * 750])
def test_a_long_text_takes_no_time(text):
    began = time.perf_counter()
    screen(text)

    assert time.perf_counter() - began < 2
