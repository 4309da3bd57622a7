"""The steps of a plan as they are pressed: days counted anew, what is kept of a page, and who comes too late."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies import kept
from audits.models import Round, RoundPlan
from audits.operations.round_plan import begin_change
from audits.tests.factories import FrameworkVersionFactory, RoundFactory
from audits.tests.factories_frameworks import counting_version
from audits.tests.plan_page import address, filled
from audits.views import round_plan

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


def test_a_character_that_no_column_holds_is_left_out_of_what_is_kept(manager, plan, version):
    page = manager.post(address(plan, "what"), {"title": "Section\x00 11", "kind": "topic\x00"})

    assert page.status_code == 200
    assert RoundPlan.objects.get().typed == {"what": {"title": ["Section 11"], "kind": ["topic"]}}


def test_whoever_presses_after_the_plan_has_become_a_round_is_told(manager, board, business_manager, monkeypatch):
    planned = RoundFactory(status=Round.Status.PLANNED)
    plan = begin_change(planned, by=business_manager)
    given = round_plan.typed_in

    def finished_meanwhile(posted, step):
        RoundPlan.objects.update(finished_at=timezone.now())
        return given(posted, step)

    monkeypatch.setattr(round_plan, "typed_in", finished_meanwhile)

    answer = manager.post(address(plan, "message"), {"launch_message": "Too late."}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("audits:round", args=[board.slug, planned.uid])
    assert "This plan has become a round already. Change the round instead." in answer.text
    assert "Too late." not in str(RoundPlan.objects.get().typed)


def test_a_step_sent_after_its_author_was_signed_out_is_offered_back(client, plan, version, police, business_manager):
    filled(plan, version, [police])
    where = address(plan, "message")
    client.post(where, {"launch_message": "Bring your numbers.", kept.FIELD: kept.mark(business_manager, where)})
    client.force_login(business_manager)

    offered = client.get(where)

    assert offered.context["form"]["launch_message"].value() == "Bring your numbers."
    assert "Your words are back" in offered.text
    assert RoundPlan.objects.get().typed["message"]["launch_message"] == ["Welcome"]
