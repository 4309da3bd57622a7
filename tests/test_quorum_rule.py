"""The quorum rule in a browser: written without scripts, tried with them, and nothing for axe to find."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.tests.factories import SeatFactory, UserFactory
from tests.journeys.looking import axe_faults
from workplan.tests.factories import MeetingFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def constable(group, police):
    return SeatFactory(group=group, person=UserFactory(name="Joy Adebayo"), agency=police).person


@pytest.fixture
def enter(new_page, live_server, settings):
    """A function that opens an address as a person: `enter(chair, "/b/northmere/…")`."""

    def enter(person, path, **options):
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        page = new_page(**options)
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page.goto(path)
        return page

    return enter


@pytest.fixture
def change(transactional_db, group):
    """The address of the page on which the rule is written."""
    return reverse("agencies:quorum_change", args=["northmere", group.uid])


def test_a_rule_with_places_is_written_without_scripts(enter, change, group, business_manager, police, hospital):
    page = enter(business_manager, change, java_script_enabled=False)
    page.get_by_role("button", name="Remove this condition").click()
    page.get_by_role("button", name="Named places").click()
    page.get_by_label("Name of the place").first.fill("Police")
    page.locator("#clauses-0-places-0").get_by_label("Kinds of agency").check()
    assert not page.locator("#clauses-0-places-0 .among__agencies").is_visible()
    page.locator("#clauses-0-places-0").get_by_label("Police", exact=True).check()
    page.get_by_label("Name of the place").last.fill("Health")
    page.locator("#clauses-0-places-1").get_by_label("Named agencies").check()
    page.locator("#clauses-0-places-1").get_by_label("Mere Hospitals NHS Trust").check()
    page.get_by_role("button", name="Look at it in plain words").click()

    read_back = page.locator(".rule-words").inner_text()
    page.get_by_role("button", name="Enter the rule").click()

    assert "Police (Police) and Health (Mere Hospitals NHS Trust)" in read_back
    assert group.quorum_rule.rule["clauses"] == [
        {
            "kind": "slots",
            "slots": [
                {"name": "Police", "of": {"kinds": ["police"]}},
                {"name": "Health", "of": {"agencies": [str(hospital.uid)]}},
            ],
        }
    ]


def test_the_simulator_answers_as_one_ticks_and_its_address_can_be_passed_on(
    enter, transactional_db, group, chair, member, constable
):
    meeting = MeetingFactory(group=group)
    page = enter(chair, f"/b/northmere/meetings/groups/{group.uid}/quorum/?meeting={meeting.uid}")
    assert "Not quorate" in page.locator("#result").inner_text()
    for person in (chair, member, constable):
        page.get_by_label(person.name, exact=True).check()
    page.get_by_text("Quorate, at risk").wait_for()
    page.wait_for_url("**here=**here=**here=**")

    other = enter(member, page.url)

    assert "Quorate, at risk" in other.locator("#result").inner_text()
    assert other.get_by_label(constable.name, exact=True).is_checked()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(enter, change, group, business_manager, chair, member, constable, width):
    page = enter(business_manager, change, viewport={"width": width, "height": 900})
    page.get_by_role("button", name="Named places").click()
    page.get_by_role("button", name="Look at it in plain words").click()
    found = axe_faults(page)
    for name in ("terms", "quorum", "terms_add"):
        page.goto(reverse(f"agencies:{name}", args=["northmere", group.uid]))
        found += axe_faults(page)
    page.goto(f"/b/northmere/meetings/groups/{group.uid}/quorum/")
    found += axe_faults(page)

    assert found == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
