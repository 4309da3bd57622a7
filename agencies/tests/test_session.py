"""How long a session lasts, how a page is told, and that asking is no use of it."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.session import left
from agencies.tasks import clear_sessions

pytestmark = pytest.mark.django_db
IDLE, ABSOLUTE = 1800, 43200


@pytest.fixture
def clock(monkeypatch):
    """The portal's clock, to be moved by hand."""
    now = [1_800_000_000]
    for module in ("middleware", "session", "kept", "views.session"):
        monkeypatch.setattr(f"agencies.{module}.seconds_now", lambda: now[0])
    return now


def told(response):
    return response.headers["Session-Left"]


def test_what_is_left_counts_from_the_last_use_and_from_signing_in():
    assert left({}, 1000) == f"{IDLE} {ABSOLUTE}"
    assert left({"touched": 900, "began": 400}, 1000) == f"{IDLE - 100} {ABSOLUTE - 600}"


def test_a_page_says_how_long_is_left_and_so_does_its_head(client, lead, clock):
    client.force_login(lead)
    page = client.get(reverse("account"))
    assert told(page) == f"{IDLE} {ABSOLUTE}"
    assert f'data-left="{IDLE} {ABSOLUTE}"' in page.text

    clock[0] += 299  # a use so soon is not written down: the end that is told is the real one
    assert told(client.get(reverse("account"))) == f"{IDLE - 299} {ABSOLUTE - 299}"
    clock[0] += 2
    assert told(client.get(reverse("account"))) == f"{IDLE} {ABSOLUTE - 301}"


def test_asking_how_long_is_left_is_no_use_and_staying_is(client, lead, clock):
    client.force_login(lead)
    client.get(reverse("account"))
    clock[0] += 1600
    asked = client.get(reverse("session"))
    assert told(asked) == f"{IDLE - 1600} {ABSOLUTE - 1600}"
    assert (asked.json()["who"], asked.json()["name"]) == (str(lead.uid), "Joy Okafor")

    stayed = client.post(reverse("session"))
    assert told(stayed) == f"{IDLE} {ABSOLUTE - 1600}"


def test_after_twelve_hours_nobody_is_signed_in(client, lead, clock):
    client.force_login(lead)
    client.get(reverse("account"))
    clock[0] += ABSOLUTE + 1

    answer = client.get(reverse("session"))
    assert (answer.json(), "Session-Left" in answer.headers) == ({"who": None}, False)


def test_the_token_it_gives_is_good_for_a_page_of_an_earlier_session(lead):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    assert client.post(reverse("session")).status_code == 403
    token = client.get(reverse("session")).json()["token"]

    assert client.post(reverse("session"), {"csrfmiddlewaretoken": token}).status_code == 200


def test_what_is_left_of_ended_sessions_is_deleted(client, lead):
    client.force_login(lead)
    current = Session.objects.get()
    ended = Session.objects.create(session_key="x", expire_date=timezone.now() - dt.timedelta(seconds=1))
    clear_sessions()

    assert (list(Session.objects.all()), ended in Session.objects.all()) == ([current], False)
