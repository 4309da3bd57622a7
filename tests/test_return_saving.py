"""A standard's page in the browser: saved while one writes, and honest when it was not."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from audits.models import StandardResponse
from audits.operations.carrying import carry_forward
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def writing(page, client, lead, evaluation, live_server):
    """The lead at the first standard of the agency's return."""
    client.force_login(lead)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"]))
    return page


def status(page):
    return page.locator("#save-status")


def impact(evaluation):
    return StandardResponse.objects.get(evaluation=evaluation, standard__code="ST1").impact


def test_what_is_typed_is_saved_without_a_button(writing, evaluation):
    writing.get_by_label("Impact on children").fill("Children are heard.")
    expect(status(writing)).to_contain_text("Draft saved at", timeout=10_000)
    writing.get_by_label("Impact on children").fill("Children are heard, and told what became of it.")
    expect(writing.locator("[name=version]")).to_have_value("2", timeout=10_000)

    assert impact(evaluation) == "Children are heard, and told what became of it."


def test_the_reason_is_asked_where_not_applicable_is_chosen(writing, evaluation):
    writing.goto(reverse("audits:standard", args=["northmere", evaluation.uid, "ST2"]))
    reason = writing.get_by_label("Why does it not apply to your agency?")
    expect(reason).to_be_hidden()
    writing.locator("input[value=NA]").check(force=True)

    expect(reason).to_be_visible()


def test_a_save_after_signing_out_does_not_look_like_one(writing, evaluation):
    writing.context.clear_cookies(name="sessionid")
    writing.get_by_label("Impact on children").fill("Typed too late.")
    expect(status(writing)).to_contain_text("Not saved: you have been signed out.", timeout=10_000)

    expect(writing.locator("#save-beside")).to_contain_text("Not saved: you have been signed out.")
    assert impact(evaluation) == ""
    assert writing.get_by_label("Impact on children").input_value() == "Typed too late."


def test_on_a_telephone_a_failed_save_is_told_below_what_was_written(writing):
    writing.set_viewport_size({"width": 390, "height": 844})
    writing.context.clear_cookies(name="sessionid")
    writing.get_by_label("Impact on children").fill("Typed too late.")

    told = writing.locator(".savehere")
    expect(told).to_contain_text("Not saved: you have been signed out.", timeout=10_000)
    expect(told).to_be_in_viewport()
    assert writing.locator("[role=status]").evaluate_all("all => all.filter(one => one.textContent.trim()).length") == 1


def test_a_comment_half_written_is_not_called_saved_and_is_asked_about(writing):
    writing.locator("#id_comment-text").fill("Who has the figures of June?")
    writing.get_by_label("Impact on children").click()  # leaves the box, as for a change
    writing.wait_for_timeout(1200)  # longer than a change waits before it is sent
    assert "Draft saved" not in status(writing).inner_text()

    with writing.expect_event("dialog") as asked:
        writing.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_a_carried_answer_that_is_changed_is_no_longer_called_unconfirmed(writing, evaluation, police):
    then = SelfEvaluationFactory(
        round=RoundFactory(opens_on=dt.date(2025, 1, 10)), agency=police, awaiting=True, ratings={"ST1.1": "A"}
    )
    SubmissionFactory(evaluation=then)
    carry_forward(evaluation)
    writing.reload()
    waits = writing.get_by_text("Carried from 2025. Not confirmed yet.")
    expect(waits).to_have_count(2)
    words = writing.locator("#id_c1-narrative")
    words.press("End")
    words.press_sequentially(" And more of it.")
    writing.evaluate("document.querySelector('#announcer').textContent = ''")

    expect(waits).to_have_count(1, timeout=10_000)
    expect(writing.locator("#unconfirmed")).to_contain_text("1 of 2 answers were carried over")
    expect(writing.locator("#announcer")).to_contain_text("ST1.1 counted as answered. 1 carried over still to confirm.")
    expect(words).to_be_focused()
    assert words.input_value().endswith(" And more of it.")
