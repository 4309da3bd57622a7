"""A report's words in the browser: what is typed while a save is under way follows it, and neither is lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.models import Part
from reports.tests.factories import draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


@pytest.fixture
def writing(page, client, analyst, report, live_server):
    """The analyst in the builder."""
    client.force_login(analyst)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(reverse("reports:builder", args=["northmere", report.uid]))
    return page


def write(page, words):
    box = page.get_by_role("textbox", name=Part.SUMMARY.label)
    box.fill(words)
    box.blur()


def test_a_save_under_way_is_finished_before_the_next(writing, report):
    held, failed = [], []
    writing.on("requestfailed", lambda request: failed.append(request.url))
    writing.route("**/words/**", lambda route: route.continue_() if held else held.append(route))

    with writing.expect_request("**/words/**"):
        write(writing, "Agree the plan.")
    write(writing, "Agree the plan, and its dates.")
    writing.wait_for_timeout(1500)  # longer than a change waits before it is sent
    with writing.expect_response(lambda response: "dates" in (response.request.post_data or "")):
        held[0].continue_()

    expect(writing.locator(f"#saved-{Part.SUMMARY}")).to_contain_text("Saved at")
    narrative = report.narratives.get(part=Part.SUMMARY)
    assert (narrative.text, narrative.version, failed) == ("Agree the plan, and its dates.", 2, [])
