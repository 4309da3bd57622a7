"""The table's two screens: chair and minute-taker at once, in a browser, and the same without scripts."""

import pytest
from playwright.sync_api import expect

from agencies.tests.factories import TermsOfReferenceFactory
from tests.journeys.looking import axe_faults
from workplan.models import Decision, UpdateSettings
from workplan.operations.action import give_action
from workplan.operations.agenda import open_agenda
from workplan.operations.decision import record_decision
from workplan.operations.proposal import propose
from workplan.operations.session import close_meeting
from workplan.tests.factories import MeetingFactory, in_days, line, new_uid
from workplan.tests.pages import address

pytestmark = pytest.mark.browser

A_PULSE = 12_000  # the pages ask every five seconds


def tap(meeting, person):
    return f"#tap-{line(meeting, person).uid}"


def test_what_one_taps_the_other_sees(enter, session, chair, administrator, constable):
    leading, writing = (enter(person, address("chairing", session)) for person in (chair, administrator))
    leading.fill("#decision_wording", "Half a sentence")
    # Whatever styles an element from outside, a part that is put in its place must not carry it over as an attribute.
    leading.evaluate("document.getElementById('outcomes').style.color = 'inherit'")

    writing.click(tap(session, constable))

    expect(writing.locator("#q-h")).to_have_text("Not quorate")
    expect(writing.locator(tap(session, constable))).to_be_focused()
    expect(leading.locator("#q-h")).to_have_text("Not quorate", timeout=A_PULSE)
    expect(leading.locator("#outcomes label")).to_have_text(["Noted", "Deferred"])
    expect(leading.locator("#decision_wording")).to_have_value("Half a sentence")


def test_two_who_write_at_once_lose_no_word(enter, session, chair, administrator):
    leading, writing = (enter(person, address("chairing", session)) for person in (chair, administrator))
    writing.fill("#discussion-text", "The minute-taker's words")
    expect(writing.locator("#discussion-status")).to_contain_text("Saved at")

    expect(leading.locator("#news")).to_contain_text("Somebody else has written", timeout=A_PULSE)
    leading.fill("#discussion-text", "The chair's words")
    expect(leading.locator("#discussion-status")).to_contain_text("The minute-taker's words")
    leading.click("text=Keep both, theirs first")

    expect(leading.locator("#discussion-text")).to_have_value("The minute-taker's words\n\nThe chair's words")


def test_words_of_the_last_second_survive_leaving_the_page(enter, session, chair):
    page = enter(chair, address("chairing", session))
    page.fill("#discussion-text", "Last words")

    page.click(f"#step-{session.items.last().uid}")
    page.click(f"#step-{session.items.first().uid}")

    expect(page.locator("#discussion-text")).to_have_value("Last words")


def test_a_decision_is_recorded_without_leaving_the_page(enter, session, chair):
    page = enter(chair, address("chairing", session))
    page.fill("#decision_wording", "Agreed as drafted.")
    page.get_by_role("radio", name="Agreed", exact=True).check()
    page.fill("#discussion-text", "Not saved yet")

    page.click("#record")

    expect(page.locator("#taken")).to_contain_text("D-001")
    expect(page.locator("#decision_wording")).to_have_value("")
    expect(page.locator("#discussion-text")).to_have_value("Not saved yet")


def test_the_quorum_stays_in_sight_while_one_taps_down_the_register(enter, session, chair):
    page = enter(chair, address("chairing", session))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.querySelector('.reg').style.paddingBottom = '1500px'")

    page.evaluate("scrollTo(0, 1200)")

    expect(page.locator("#q-h")).to_be_in_viewport()
    line = page.locator(".room .tap").first
    line.focus()
    quorum, tapped = page.locator("#quorum").bounding_box(), line.bounding_box()
    assert tapped["y"] >= quorum["y"] + quorum["height"]


def test_the_table_works_without_scripts(enter, session, chair, constable):
    page = enter(chair, address("chairing", session), java_script_enabled=False)

    page.click(tap(session, constable))
    expect(page.locator("#q-h")).to_have_text("Not quorate")
    assert page.url.endswith(f"#line-{line(session, constable).uid}")
    page.fill("#decision_wording", "Noted.")
    page.get_by_role("radio", name="Noted").check()
    page.click("#record")

    expect(page.locator("#taken")).to_contain_text("Not quorate, 2 agencies")
    assert Decision.objects.get().outcome == "noted"


def titles(page):
    return page.locator(".item__t").all_inner_texts()


@pytest.fixture
def building(transactional_db, meeting, chair):
    """The address of the builder of a meeting with the standing items One, Two and Three."""
    TermsOfReferenceFactory(group=meeting.group, version=2, standing_items=["One", "Two", "Three"])
    UpdateSettings.objects.create(group=meeting.group, asks=False)
    return address("agenda", open_agenda(meeting, by=chair))


@pytest.fixture
def meeting(group):
    return MeetingFactory(group=group)


def test_items_move_by_keyboard_and_keep_the_focus(enter, building, chair):
    page = enter(chair, building)
    down = page.get_by_role("button", name="Move One down")
    down.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".item__t").first).to_have_text("Two")
    expect(down).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("One is now item 2 of 3.")


def drag_to_the_top(page, title):
    """Drag the last item to the top as a hand does: it stirs there until the others have made way."""
    start, end = page.locator(".item__h").last.bounding_box(), page.locator(".item__h").first.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 9)
    page.mouse.down()
    for stir in range(100):
        page.mouse.move(end["x"] + 5 + stir % 3, end["y"] - 2, steps=5)
        if titles(page)[0] == title:
            break
    page.mouse.up()


def test_items_are_dragged_and_minutes_typed(enter, building, chair):
    page = enter(chair, building)
    drag_to_the_top(page, "Three")
    expect(page.locator("#announcer")).to_have_text("Item moved to position 1 of 3")

    page.get_by_label("Minutes for Three").fill("25")
    page.keyboard.press("Tab")

    expect(page.locator("#time")).to_contain_text("45 of 120 minutes")
    page.reload()
    assert titles(page) == ["Three", "One", "Two"]
    expect(page.get_by_label("Minutes for Three")).to_have_value("25")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_wrong_number_of_minutes_leaves_the_buttons_in_their_row(enter, building, chair, width):
    page = enter(chair, building, viewport={"width": width, "height": 900})
    page.get_by_label("Minutes for Two").fill("9999")
    page.keyboard.press("Tab")
    expect(page.locator(".item__bad")).to_contain_text("Give between 1 and 240 minutes.")

    minutes, up = (page.locator(place).nth(1).bounding_box() for place in (".item__min", ".item__mv"))
    assert up["x"] > minutes["x"]
    assert abs(up["y"] + up["height"] / 2 - minutes["y"] - minutes["height"] / 2) < 2


def test_items_move_without_scripts(enter, building, chair):
    page = enter(chair, building, java_script_enabled=False)

    page.get_by_role("button", name="Move Three up").click()

    assert titles(page) == ["One", "Three", "Two"]
    expect(page.locator("[data-announce]")).to_have_text("Three is now item 2 of 3.")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_meetings_have_no_barrier(enter, building, session, meeting, chair, member, width):
    propose(meeting, uid=new_uid(), title="Custody", why="It fell.", purpose="assure", minutes=15, by=member)
    item = session.items.first()
    decision = record_decision(item, uid=new_uid(), wording="Agreed.", outcome="agreed", by=chair)
    action = give_action(item, uid=new_uid(), title="Sample", owner=member, due_on=in_days(9), by=chair)
    page = enter(chair, "/b/northmere/meetings/", viewport={"width": width, "height": 900})
    addresses = [page.url, building, address("meeting", meeting), address("chairing", session)]
    addresses += ["/b/northmere/actions/", action.get_absolute_url(), address("correct_decision", decision)]
    barriers = {path: barriers_on(page, path) for path in addresses}
    close_meeting(session, by=chair)
    barriers["minutes"] = barriers_on(page, address("minutes", session))

    assert {path: found for path, found in barriers.items() if found} == {}


def barriers_on(page, path):
    page.goto(path)
    return axe_faults(page)
