"""The chairing page without a connection, and after the session has ended: nothing typed or tapped is lost, all of it
is sent once, and the room is as it truly is when the connection is back."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from agencies.operations.invitation import verify_address
from agencies.tests.factories import PASSWORD
from tests.journeys.looking import axe_faults
from workplan.models import Action, Decision
from workplan.operations.register import leave
from workplan.operations.session import start_item
from workplan.tests.factories import line
from workplan.tests.pages import address

pytestmark = pytest.mark.browser

A_WHILE = 20_000  # the page asks every five seconds
WORDING = "Custody reports reach the front door within a day."


@pytest.fixture
def page(enter, session, chair):
    """The chair at the item in hand."""
    start_item(session.items.first(), by=chair)
    return enter(chair, address("chairing", session))


def tap(meeting, person):
    return f"#tap-{line(meeting, person).uid}"


def bar(page):
    return page.locator("#waiting")


def lose_connection(page):
    page.context.set_offline(True)
    expect(bar(page)).to_contain_text("No connection since", timeout=A_WHILE)


def decide(page, wording, outcome="Agreed"):
    page.fill("#decision_wording", wording)
    page.get_by_role("radio", name=outcome, exact=True).check()
    page.click("#record")


def give(page, title):
    page.fill("#action_title", title)
    page.locator("#action_owner").select_option(index=1)
    page.click("#add-action")


def test_all_that_is_captured_without_a_connection_is_sent_once_when_it_is_back(page, session, constable):
    item = session.items.first()
    lose_connection(page)
    expect(page.locator(".quo__cut")).to_be_visible()
    page.fill("#discussion-text", "Police spoke of custody.")
    decide(page, WORDING)
    decide(page, "And another one.", "Noted")
    give(page, "Sample the records")
    page.click(tap(session, constable))

    for words in (f"Decision: {WORDING} Agreed", "Decision: And another one. Noted", "Joy Adebayo has left"):
        expect(bar(page)).to_contain_text(words)
    expect(bar(page)).to_contain_text("4 things wait to be sent.")
    expect(page.locator("#decision_wording")).to_have_value("")
    expect(page.locator(tap(session, constable))).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#discussion-status")).to_contain_text("Not saved, no connection.", timeout=A_WHILE)
    assert axe_faults(page) == []
    # The decision was taken with the constable in the room, so it is recorded before they leave.
    page.context.set_offline(False)
    expect(bar(page)).to_be_hidden(timeout=A_WHILE)

    expect(page.locator("#q-h")).to_have_text("Not quorate")
    expect(page.locator("#taken .taken__w")).to_have_text([WORDING, "And another one."])
    expect(page.locator("#given")).to_contain_text("Sample the records")
    expect(page.locator("#discussion-status")).to_contain_text("Saved at", timeout=A_WHILE)
    item.refresh_from_db()
    assert item.discussion == "Police spoke of custody."
    assert [each.quorate for each in Decision.objects.order_by("pk")] == [True, True]
    assert Action.objects.count() == 1
    assert line(session, constable).movements.count() == 2


def test_what_the_meeting_may_no_longer_decide_comes_back_with_its_words(page, session, chair, constable):
    lose_connection(page)
    decide(page, WORDING)
    leave(line(session, constable), by=chair)  # on the other screen
    page.context.set_offline(False)

    expect(bar(page)).to_contain_text("Not recorded.", timeout=A_WHILE)
    expect(bar(page)).to_contain_text(WORDING)
    expect(page.locator("#q-h")).to_have_text("Not quorate")
    bar(page).get_by_role("button", name="Put it back into the form").click()

    expect(page.locator("#decision_wording")).to_have_value(WORDING)
    expect(bar(page)).to_be_hidden()
    page.get_by_role("radio", name="Noted").check()
    page.click("#record")
    expect(page.locator("#taken")).to_contain_text("Not quorate, 2 agencies")
    assert [each.outcome for each in Decision.objects.all()] == ["noted"]


def test_an_answer_that_was_lost_on_its_way_makes_nothing_twice(page, session):
    """The portal takes it, the connection breaks before it can say so, and the page sends it again."""
    lost = []

    def lose(route):
        if len(lost) < 1:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/decide/", lose)
    decide(page, WORDING)
    expect(page.locator("#taken")).to_contain_text(WORDING, timeout=A_WHILE)
    expect(bar(page)).to_be_hidden(timeout=A_WHILE)

    assert (lost[0].status, Decision.objects.count()) == (200, 1)


def test_what_is_typed_while_an_answer_is_awaited_stays_in_the_form(page):
    awaited = []
    page.route("**/decide/", lambda route: route.continue_() if awaited else awaited.append(route))
    with page.expect_request("**/decide/"):
        decide(page, WORDING)
    page.fill("#decision_wording", "Something else.")
    awaited[0].abort()

    expect(page.locator("#taken")).to_contain_text(WORDING, timeout=A_WHILE)
    expect(page.locator("#decision_wording")).to_have_value("Something else.")
    assert [each.wording for each in Decision.objects.all()] == [WORDING]


def test_ones_own_words_that_arrived_unanswered_are_no_conflict(page, session):
    item, lost = session.items.first(), []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/discussion/", lose)
    words = page.locator("#discussion-text")
    words.press_sequentially("Police spoke")
    expect(page.locator("#discussion-status")).to_contain_text("Not saved", timeout=A_WHILE)
    words.press_sequentially(" of custody.")
    expect(page.locator("#discussion-status")).to_contain_text("Saved at", timeout=A_WHILE)

    item.refresh_from_db()
    assert (lost[0].status, item.discussion, item.discussion_version) == (200, "Police spoke of custody.", 2)


def test_a_session_that_ended_in_the_middle_loses_nothing(page, session, chair, constable):
    verify_address(chair)
    page.context.clear_cookies(name="sessionid")
    decide(page, WORDING)
    page.click(tap(session, constable))
    expect(bar(page)).to_contain_text("You have been signed out.", timeout=A_WHILE)
    expect(bar(page)).to_contain_text("2 things wait to be sent.")
    assert not Decision.objects.exists()

    with page.context.expect_page() as opened:
        bar(page).get_by_role("link", name="Sign in in another tab").click()
    opened.value.get_by_label("E-mail address").fill(chair.email)
    opened.value.get_by_label("Password").fill(PASSWORD)
    opened.value.get_by_role("button", name="Sign in").click()
    opened.value.wait_for_url("**/b/**")
    opened.value.close()

    expect(bar(page)).to_be_hidden(timeout=A_WHILE)
    expect(page.locator("#taken")).to_contain_text(WORDING)
    expect(page.locator("#q-h")).to_have_text("Not quorate")
    assert [each.wording for each in Decision.objects.all()] == [WORDING]


def test_somebody_else_who_signs_in_there_sends_nothing_of_it(page, administrator, settings, live_server):
    lose_connection(page)
    decide(page, WORDING)
    client = Client()
    client.force_login(administrator)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.context.set_offline(False)

    expect(bar(page)).to_contain_text(f"{administrator.name} is signed in here now.", timeout=A_WHILE)
    expect(bar(page)).to_contain_text(WORDING)
    assert not Decision.objects.exists()


def test_half_a_decision_is_not_taken_for_one(page, session):
    lose_connection(page)
    page.fill("#decision_wording", WORDING)
    page.click("#record")

    expect(page.locator(".cap__wait")).to_have_text("Not kept yet: write the wording and choose an outcome.")
    expect(page.locator("#decision_wording")).to_have_value(WORDING)
    expect(bar(page)).not_to_contain_text("to be sent")


def test_the_page_is_not_left_with_something_waiting(page, session, constable):
    lose_connection(page)
    page.click(tap(session, constable))

    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


@pytest.mark.parametrize("width", [1024, 768])
def test_on_a_tablet_every_target_is_large_enough_for_a_finger(page, width):
    page.set_viewport_size({"width": width, "height": 900})

    targets = "main :is(a, button, summary, select, textarea, input:not([type=hidden]))"
    small = page.locator(targets).evaluate_all(
        """all => all.filter(one => one.checkVisibility()).map(one => [one, one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 24).map(([one]) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
