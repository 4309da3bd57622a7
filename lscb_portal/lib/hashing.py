"""Canonical JSON and its SHA-256: what a snapshot, a submission and a ledger entry are frozen as.

The same facts always give the same text, so the text can be kept beside its hash and checked years later. The text
itself is stored (a jsonb column reorders keys and would change the hash). Floats are refused: two machines may print
one differently, and a figure belongs in a Decimal.
"""

import hashlib
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID


def canonical(data):
    """Facts as one line of JSON with sorted keys, no needless spaces and letters as they are (no \\u escapes).

    Takes dicts with text keys, lists, tuples, text, whole numbers, booleans, None, and: Decimal (as text, every printed
    digit kept), date and time (ISO), datetime (ISO, in UTC; it must know its time zone) and UUID (as text). Reading the
    result with `json.loads` and writing it again gives the same text. Anything else is a TypeError with a sentence.
    """
    return json.dumps(_plain(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(text):
    """The SHA-256 of a text's UTF-8 bytes, as 64 small hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, dict):
        return {_key(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _text(value)


def _key(key):
    if not isinstance(key, str):
        raise TypeError(f"A key must be text, and {key!r} is not.")
    return key


def _text(value):
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float):
        raise TypeError(f"A float has no lasting written form: give {value!r} as a Decimal.")
    raise TypeError(f"{value!r} cannot be frozen: it is no text, number, date, time, UUID, list or dict.")


def _moment(value):
    if value.tzinfo is None:
        raise TypeError(f"{value.isoformat()} has no time zone, so nobody could say later which moment it was.")
    return value.astimezone(UTC).isoformat()
