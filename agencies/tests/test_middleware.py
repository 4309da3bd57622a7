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


def cached(client, url):
    return client.get(url)["Cache-Control"]


@pytest.mark.parametrize("name", ["accessibility", "privacy", "help"])
def test_what_anybody_may_read_may_be_kept_and_what_a_person_reads_signed_in_may_not(client, lead, name):
    assert cached(client, reverse(name)) == "private, no-cache"
    client.force_login(lead)
    assert cached(client, reverse(name)) == "no-store"


def test_nothing_of_a_signed_in_person_is_kept_errors_and_redirects_neither(client, board, lead, business_manager):
    addresses = {
        reverse("reports:home", args=[board.slug]): 200,
        reverse("agencies:ledger", args=[board.slug]): 403,
        reverse("agencies:person", args=[board.slug, board.uid]): 403,
        "/b/nowhere/": 404,
        reverse("reports:start"): 302,
    }
    client.force_login(lead)

    answers = {address: client.get(address) for address in addresses}

    assert {address: answer.status_code for address, answer in answers.items()} == addresses
    assert {answer["Cache-Control"] for answer in answers.values()} == {"no-store"}


def test_a_static_file_may_be_kept_by_whoever_is_signed_in(client, lead, settings, tmp_path):
    (tmp_path / "a.css").write_text("p { margin: 0 }")
    settings.STATIC_ROOT = tmp_path
    client.force_login(lead)

    response = client.get("/static/a.css")

    assert (b"".join(response), response["Cache-Control"]) == (b"p { margin: 0 }", "max-age=60, public")
    response.close()


def test_every_page_says_what_browsers_may_use_and_that_it_is_private(client, db):
    response = client.get(reverse("account_signup"))

    assert response["Permissions-Policy"] == "camera=(), microphone=(), geolocation=(), payment=()"
    assert response["Cache-Control"] == "private, no-cache"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
