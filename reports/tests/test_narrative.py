"""The author's words: saved part by part, and never over somebody else's unseen."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from lscb_portal.lib.errors import Refused
from reports.models import Part
from reports.operations.narrative import Overtaken, save_words
from reports.tests.factories import draft, queued


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


def words(report, part=Part.SUMMARY):
    return report.narratives.get(part=part)


def saves(report):
    return [event.verb for event in Event.objects.about(report) if event.verb == "report.words_saved"]


def test_words_are_saved_with_who_and_when(report, analyst):
    saved = save_words(report, "summary", " Mine.\r\nTwo. ", version=0, by=analyst, explicit=True)
    assert (saved.text, saved.version, saved.changed_by) == ("Mine.\nTwo.", 1, analyst)
    assert saved.changed_at is not None
    assert saves(report) == ["report.words_saved"]


def test_saving_as_one_types_is_not_an_event(report, analyst):
    save_words(report, "summary", "Mine.", version=0, by=analyst)
    assert saves(report) == []


def test_the_ledger_holds_no_words(report, analyst):
    save_words(report, "summary", "Canary.", version=0, by=analyst, explicit=True)
    assert "Canary" not in Event.objects.about(report).last().facts


def test_a_second_editor_is_told_and_overwrites_nothing(report, analyst, chair):
    save_words(report, "summary", "Theirs.", version=0, page=uuid.uuid4(), by=chair)
    with pytest.raises(Overtaken) as overtaken:
        save_words(report, "summary", "Mine.", version=0, page=uuid.uuid4(), by=analyst)
    assert (overtaken.value.narrative.text, overtaken.value.narrative.changed_by) == ("Theirs.", chair)
    assert words(report).text == "Theirs."


def test_knowing_theirs_one_may_save_over_it(report, analyst, chair):
    save_words(report, "summary", "Theirs.", version=0, by=chair)
    assert save_words(report, "summary", "Both.", version=1, by=analyst).text == "Both."


def test_a_page_does_not_overtake_itself(report, analyst):
    page = uuid.uuid4()
    for text in ("M", "Mi", "Mine."):
        save_words(report, "summary", text, version=0, page=page, by=analyst)
    assert (words(report).text, words(report).version) == ("Mine.", 3)


def test_the_same_words_from_an_old_page_are_no_conflict(report, analyst, chair):
    save_words(report, "summary", "Same.", version=0, by=chair)
    assert save_words(report, "summary", "Same.", version=0, by=analyst).version == 1


def test_parts_do_not_get_in_each_other_s_way(report, analyst, chair):
    save_words(report, "summary", "One.", version=0, by=chair)
    save_words(report, "judgement", "Two.", version=0, by=analyst)
    assert (words(report).text, words(report, Part.JUDGEMENT).text) == ("One.", "Two.")


@pytest.mark.parametrize(("part", "longest"), [("summary", 900), ("judgement", 450), ("performance", 3000)])
def test_the_front_sheet_s_words_stay_short(report, analyst, part, longest):
    save_words(report, part, "x" * longest, version=0, by=analyst)
    with pytest.raises(Refused, match=f"{longest} characters at most"):
        save_words(report, part, "x" * (longest + 1), version=1, by=analyst)


def test_words_change_in_a_draft_only(report, analyst):
    queued(report, analyst)
    with pytest.raises(Refused, match="its words cannot change now"):
        save_words(report, "summary", "Late.", version=0, by=analyst)


@pytest.mark.parametrize("name", ["member", "board_member", "moderator", "lead", "stranger"])
def test_who_may_not_write(report, name, request):
    with pytest.raises(PermissionDenied):
        save_words(report, "summary", "x", version=0, by=request.getfixturevalue(name))
