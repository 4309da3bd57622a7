"""Nothing typed into a return is lost: without a connection, after the session has ended, with and without script."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.operations.invitation import verify_address
from agencies.tests.factories import PASSWORD
from audits.models import StandardResponse
from audits.tests.factories import SelfEvaluationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LABEL = "Impact on children"
WORDS = "Children tell us that they are heard."


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def where(evaluation):
    return reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"])


@pytest.fixture
def sign_in(client, lead, live_server):
    """A function that signs the lead in, in the browser of a page."""
    verify_address(lead)

    def signed_in(page):
        client.force_login(lead)
        key = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])

    return signed_in


def impact(evaluation):
    return StandardResponse.objects.get(evaluation=evaluation, standard__code="ST1").impact


def by_hand(page):
    """Sign in as the page asks."""
    page.get_by_label("E-mail address").fill("joy.okafor@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def status(page):
    return page.locator("#save-status")


def test_a_lost_connection_keeps_the_words_and_saves_them_when_it_is_back(page, sign_in, evaluation, where):
    sign_in(page)
    page.goto(where)
    page.context.set_offline(True)
    page.get_by_label(LABEL).fill(WORDS)
    page.get_by_label(LABEL).blur()
    words = "Not saved, no connection. Your words are still on this page, and are saved when the connection is back."
    expect(status(page)).to_have_text(words, timeout=10_000)
    page.get_by_role("button", name="Save and continue").click()
    expect(status(page)).to_have_text(words)
    assert page.url.endswith(where)

    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Draft saved at", timeout=10_000)
    assert impact(evaluation) == WORDS


def test_signed_in_again_in_another_tab_the_same_page_saves(page, sign_in, evaluation, where):
    sign_in(page)
    page.goto(where)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label(LABEL).fill(WORDS)
    page.get_by_label(LABEL).blur()
    expect(status(page)).to_contain_text("Not saved: you have been signed out.", timeout=10_000)
    expect(page.locator("#session")).to_contain_text("You have been signed out.")

    with page.context.expect_page() as opened:
        status(page).get_by_role("link", name="Sign in in another tab").click()
    by_hand(opened.value)
    expect(opened.value).not_to_have_url(re.compile("login"))
    opened.value.close()
    page.get_by_role("button", name="Save and return later").click()

    expect(page.get_by_role("heading", level=1)).not_to_contain_text("too long")
    expect(page).not_to_have_url(re.compile(f"{where}$"))
    assert impact(evaluation) == WORDS


def test_without_script_the_words_are_offered_back_after_signing_in(page_without_scripts, sign_in, evaluation, where):
    page = page_without_scripts
    sign_in(page)
    page.goto(where)
    page.get_by_label(LABEL).fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save and return later").click()
    expect(page.get_by_text("What you wrote is kept for 30 minutes")).to_be_visible()
    by_hand(page)

    expect(page.get_by_text("Your words are back")).to_be_visible()
    expect(page.get_by_label(LABEL)).to_have_value(WORDS)
    assert impact(evaluation) == ""
    page.get_by_role("button", name="Save and return later").click()
    assert impact(evaluation) == WORDS


def test_the_end_of_a_session_is_told_and_put_off(page, sign_in, where):
    page.clock.install(time=dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC))
    sign_in(page)
    # The server's clock stands still for the browser's: it answers as if as much time had passed there.
    left = {"seconds": 240}
    page.route("**/accounts/session/", lambda route: _answered(route, left))
    page.goto(where)
    bar = page.locator("#session")
    expect(bar).to_be_hidden()
    page.clock.run_for(26 * 60_000)
    expect(bar).to_contain_text("You will be signed out at 09:30")
    expect(page.locator("#announcer")).to_contain_text("You will be signed out at 09:30")

    left["seconds"] = 1800
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        bar.get_by_role("button", name="Stay signed in").click()
    expect(bar).to_be_hidden()


def _answered(route, left):
    response = route.fetch()
    route.fulfill(response=response, headers=response.headers | {"session-left": f"{left['seconds']} 40000"})
