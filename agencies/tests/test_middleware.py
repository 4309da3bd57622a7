import pytest
from django.db import DatabaseError
from django.urls import reverse

from agencies import middleware


@pytest.mark.parametrize(
    ("path", "word"), [("/healthz", "ready"), ("/healthz/ready", "ready"), ("/healthz/live", "live")]
)
def test_health_is_told_to_whoever_asks_without_redirect_or_session(client, db, settings, path, word):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"host": "10.0.0.7"})

    assert (response.status_code, response.content.decode()) == (200, word)
    assert response.cookies == {}


def test_a_database_that_does_not_answer_is_not_ready_but_alive(client, db, monkeypatch):
    class Gone:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(middleware, "connection", Gone())

    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz/live").status_code == 200


def test_every_page_says_what_browsers_may_use_and_that_it_is_private(client, db):
    response = client.get(reverse("account_signup"))

    assert response["Permissions-Policy"] == "camera=(), microphone=(), geolocation=(), payment=()"
    assert response["Cache-Control"] == "private, no-cache"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
