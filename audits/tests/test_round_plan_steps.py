"""The steps of a plan as they are pressed: days counted anew, what is kept of a page, and who comes too late."""

import datetime as dt

import pytest

from audits.models import RoundPlan
from audits.tests.factories import FrameworkVersionFactory
from audits.tests.factories_frameworks import counting_version
from audits.tests.plan_page import address, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september(time_machine):
    time_machine.move_to("2026-09-01T10:00:00Z")


@pytest.fixture
def version(db):
    return FrameworkVersionFactory()


@pytest.fixture
def manager(client, business_manager):
    client.force_login(business_manager)
    return client


@pytest.fixture
def plan(board, business_manager):
    return RoundPlan.objects.create(board=board, begun_by=business_manager)


@pytest.mark.parametrize("opens_on", ["9999-12-31", "0026-10-05", "2026-13-45"])
def test_nothing_is_counted_from_a_first_day_that_is_none(manager, plan, version, police, opens_on):
    filled(plan, version, [police])
    dates = {"opens_on": opens_on, "due_on": "2026-10-27", "suggest": "1"}

    page = manager.post(address(plan, "dates"), dates)

    assert page.status_code == 200
    (said,) = page.context["form"].errors.values()
    assert "for example 30 November 2026." in said[0]
    assert f'value="{opens_on}"' in page.text
    assert 'value="2026-10-27"' in page.text


def test_days_are_counted_from_the_last_day_that_may_be_typed(manager, plan, version, police):
    filled(plan, version, [police])

    page = manager.post(address(plan, "dates"), {"opens_on": "2199-12-31", "suggest": "1"})

    assert page.context["form"].initial["due_on"] == dt.date(2200, 2, 11)


def test_days_counted_anew_leave_the_count_date_as_it_was_typed(manager, plan, police):
    filled(plan, counting_version(), [police])
    dates = {"opens_on": "2026-10-05", "count_date": "2026-09-30", "suggest": "1"}

    page = manager.post(address(plan, "dates"), dates).text

    assert "Monday 16 November 2026" in page
    assert "Wednesday 30 September 2026" in page
    assert 'value="2026-09-30"' in page
