"""How often a page that needs no sign-in may be asked for."""

import pytest
import time_machine
from django.core.cache import cache

from agencies import limits
from agencies.limits import is_too_often

TWO = {"from_one_place": 2, "in_all": 3, "uncounted": False}


@pytest.fixture(autouse=True)
def counted_from_none(db):
    cache.clear()
    with time_machine.travel("2026-11-18T10:00:20Z", tick=False):
        yield


@pytest.fixture
def asks(rf):
    """A function that asks once from a place: asks("192.0.2.1")."""
    return lambda place, name="page", **changed: is_too_often(rf.get("/", REMOTE_ADDR=place), name, **TWO | changed)


def test_one_place_may_ask_twice_a_minute(asks):
    assert [asks("192.0.2.1") for _ in range(4)] == [False, False, True, True]


def test_a_new_minute_counts_anew(asks):
    for _ in range(3):
        asks("192.0.2.1")
    with time_machine.travel("2026-11-18T10:01:20Z", tick=False):
        assert asks("192.0.2.1") is False


def test_one_place_that_asks_too_often_shuts_nobody_out(asks):
    for _ in range(50):
        asks("192.0.2.1")

    assert (asks("192.0.2.2"), asks("192.0.2.3")) == (False, True)


def test_pages_are_counted_apart(asks):
    for _ in range(3):
        asks("192.0.2.1", "page:1")

    assert asks("192.0.2.1", "page:2") is False


@pytest.mark.parametrize("uncounted", [True, False])
def test_without_the_cache_the_page_says_what_then(asks, monkeypatch, uncounted):
    def refuse(*args):
        raise ConnectionError("no cache")

    monkeypatch.setattr(limits.cache, "add", refuse)

    assert asks("192.0.2.1", uncounted=uncounted) is uncounted


def test_no_address_is_kept(asks, monkeypatch):
    kept = []
    monkeypatch.setattr(limits.cache, "add", lambda key, *rest: kept.append(key) or True)

    asks("192.0.2.1")

    assert len(kept) == 2
    assert "192.0.2.1" not in "".join(kept)
