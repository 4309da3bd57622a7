import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.hashing import canonical, sha256_of

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | words
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.uuids()
)
facts = st.recursive(leaves, lambda held: st.lists(held, max_size=4) | st.dictionaries(words, held, max_size=4))


def reordered(value):
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [reordered(item) for item in value]
    return value


def test_the_text_is_exact():
    data = {
        "z": [1, True, None],
        "agency": "Ysgol Gymraeg Ŵyn-Łódź",
        "value": Decimal("88.50"),
        "large": Decimal("1E+2"),
        "due": date(2026, 3, 31),
        "starts": time(9, 30),
        "at": datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1))),
        "uid": UUID("12345678-1234-5678-1234-567812345678"),
    }

    assert canonical(data) == (
        '{"agency":"Ysgol Gymraeg Ŵyn-Łódź","at":"2026-07-01T09:00:00+00:00","due":"2026-03-31","large":"100",'
        '"starts":"09:30:00","uid":"12345678-1234-5678-1234-567812345678","value":"88.50","z":[1,true,null]}'
    )


def test_the_hash_is_the_published_one_of_a_known_text():
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(facts)
def test_the_order_of_keys_does_not_matter(data):
    assert canonical(reordered(data)) == canonical(data)


@given(facts)
def test_reading_and_writing_again_gives_the_same_text_and_hash(data):
    text = canonical(data)

    assert canonical(json.loads(text)) == text
    assert sha256_of(canonical(json.loads(text))) == sha256_of(text)


@given(st.floats())
def test_a_float_is_refused_however_deep(value):
    with pytest.raises(TypeError, match="^A float has no lasting written form"):
        canonical({"figures": [{"value": value}]})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({1: "one"}, "A key must be text, and 1 is not."),
        (datetime(2026, 1, 1), "2026-01-01T00:00:00 has no time zone"),  # noqa: DTZ001 -- that is the point
        (Decimal("NaN"), "Decimal('NaN') cannot be frozen"),
        (b"bytes", "b'bytes' cannot be frozen"),
        ({"a"}, "{'a'} cannot be frozen"),
    ],
)
def test_what_has_no_lasting_form_is_refused_with_a_sentence(value, sentence):
    with pytest.raises(TypeError) as refusal:
        canonical([value])

    assert str(refusal.value).startswith(sentence)
