"""The builder: figures, words part by part, and the making of the PDF on one page."""

import re
import uuid

import pytest
from django.urls import reverse

from reports.models import BoardReport, Part
from reports.operations import rendering as operations
from reports.operations.narrative import save_words
from reports.tests.factories import IndicatorFactory, claimed, draft, figures, made, queued

Status = BoardReport.Status
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


@pytest.fixture
def at(client, report):
    """A function: the address of one of the report's pages."""
    return lambda name, *more: reverse(f"reports:{name}", args=["northmere", report.uid, *more])


def text_of(response):
    return " ".join(response.content.decode().split())


def typed(text, version=0, page=None):
    return {"text": text, "version": version, "page": page or uuid.uuid4()}


def test_everything_is_on_one_page(client, at, analyst):
    client.force_login(analyst)
    shown = text_of(client.get(at("builder")))
    for part in Part:
        assert part.label in shown
        assert at("words", part) in shown
    assert "So what: what it means for children" in shown
    assert "Make the PDF" in shown
    assert "Freeze the figures anew" in shown
    assert 'aria-current="step"' in shown


def test_ids_on_the_page_are_each_there_once(client, at, analyst):
    client.force_login(analyst)
    ids = re.findall(r'\sid="([^"]+)"', client.get(at("builder")).content.decode())
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("number", [1, 30])
def test_the_queries_do_not_grow(client, at, analyst, report, number, django_assert_max_num_queries):
    for _ in range(number):
        figures(IndicatorFactory(board=report.board), "1 2 3 4")
    client.force_login(analyst)
    client.get(at("builder"))
    with django_assert_max_num_queries(10):
        client.get(at("builder"))


def test_words_are_saved_by_the_button(client, at, analyst, report):
    client.force_login(analyst)
    response = client.post(at("words", "summary"), typed("Mine."))
    assert response.url == f"{at('builder')}#summary"
    assert report.narratives.get(part="summary").text == "Mine."


def test_words_are_saved_as_they_are_typed(client, at, analyst, report):
    client.force_login(analyst)
    response = client.post(at("words", "summary"), typed("Mine."), **HTMX)
    assert re.fullmatch(r"Saved at \d\d:\d\d", response.content.decode())
    assert report.narratives.get(part="summary").text == "Mine."


def test_typing_into_an_empty_part_and_out_again_is_saved_too(client, at, analyst, report):
    client.force_login(analyst)
    assert client.post(at("words", "summary"), typed(""), **HTMX).status_code == 200


def test_a_late_editor_sees_both_texts(client, at, analyst, chair, report):
    save_words(report, "summary", "Theirs.", version=0, by=chair)
    client.force_login(analyst)
    response = client.post(at("words", "summary"), typed("Mine."))
    shown = text_of(response)
    assert response.status_code == 409
    assert "Helen Marsh saved this meanwhile" in shown
    assert "Theirs." in shown
    assert "Mine.</textarea>" in shown
    assert 'name="version" value="1"' in shown
    assert report.narratives.get(part="summary").text == "Theirs."


def test_a_late_editor_is_told_while_typing(client, at, analyst, chair, report):
    save_words(report, "summary", "Theirs.", version=0, by=chair)
    client.force_login(analyst)
    response = client.post(at("words", "summary"), typed("Mine."), **HTMX)
    assert response.status_code == 409
    assert "Helen Marsh saved other words at" in text_of(response)
    assert 'form="words-summary"' in text_of(response)


@pytest.mark.parametrize(("headers", "status"), [({}, 422), (HTMX, 409)])
def test_words_that_are_too_long_are_not_saved_and_not_lost(client, at, analyst, report, headers, status):
    client.force_login(analyst)
    response = client.post(at("words", "judgement"), typed("x" * 451), **headers)
    assert response.status_code == status
    assert "450 characters at most" in text_of(response)
    assert report.narratives.get(part="judgement").text == ""


def test_words_of_a_report_that_is_being_made_are_refused(client, at, analyst, report):
    queued(report, analyst)
    client.force_login(analyst)
    assert "its words cannot change now" in text_of(client.post(at("words", "summary"), typed("Late."), **HTMX))


def test_there_is_no_other_part(client, at, analyst):
    client.force_login(analyst)
    assert client.post(at("words", "elsewhere"), typed("x")).status_code == 404


def test_figures_frozen_anew_show_what_is_different(client, at, analyst, report):
    figures(IndicatorFactory(board=report.board, code="9.9", name="Referrals"), "5")
    client.force_login(analyst)
    shown = text_of(client.post(at("rebuild"), follow=True))
    assert "What is different now" in shown
    assert "9.9 Referrals" in shown
    assert "What is different now" not in text_of(client.get(at("builder")))


def test_figures_that_are_the_same_say_so(client, at, analyst):
    client.force_login(analyst)
    assert "The figures are as they were." in text_of(client.post(at("rebuild"), follow=True))


def test_making_the_pdf_shows_how_far_it_is(client, at, analyst, report):
    client.force_login(analyst)
    shown = text_of(client.post(at("make"), follow=True))
    assert "Waiting for its turn" in shown
    assert at("progress") in shown
    operations.note_progress(operations.claim(report.pk), "Laying out the pages", 25)
    part = text_of(client.get(at("progress"), **HTMX))
    assert "Laying out the pages" in part
    assert 'value="25"' in part
    assert 'hx-trigger="every 2s"' in part


def test_once_it_is_made_the_whole_page_is_asked_for(client, at, analyst, report):
    made(report, analyst)
    client.force_login(analyst)
    assert client.get(at("progress"), **HTMX)["HX-Refresh"] == "true"
    assert "It waits for" in text_of(client.get(at("builder")))


def test_without_script_one_looks_again(client, at, analyst, report):
    queued(report, analyst)
    client.force_login(analyst)
    assert f'href="{at("builder")}">Look again' in text_of(client.get(at("builder")))
    assert client.get(at("progress")).url == at("builder")


def test_a_failure_says_why_and_can_be_tried_again(client, at, analyst, report):
    operations.fail(claimed(report, analyst), "The portal's disk is full.")
    client.force_login(analyst)
    shown = text_of(client.get(at("builder")))
    assert "The portal&#x27;s disk is full." in shown
    assert "Try again" in shown
    client.post(at("make"))
    report.refresh_from_db()
    assert report.status == Status.QUEUED


def test_the_reason_it_came_back_is_shown(client, at, analyst, report):
    BoardReport.objects.update(reopened_reason="Page 4 is wrong.")
    client.force_login(analyst)
    assert "Page 4 is wrong." in text_of(client.get(at("builder")))


@pytest.mark.parametrize("name", ["rebuild", "make"])
def test_deeds_are_done_by_post_only(client, at, analyst, name):
    client.force_login(analyst)
    assert client.get(at(name)).status_code == 405


@pytest.mark.parametrize("name", ["rebuild", "make"])
@pytest.mark.parametrize("person", ["board_member", "member", "stranger"])
def test_a_report_that_others_may_not_see_does_not_exist_for_them(client, at, name, person, request):
    client.force_login(request.getfixturevalue(person))
    assert client.post(at(name)).status_code == 404
