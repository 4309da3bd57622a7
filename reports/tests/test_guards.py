"""What raw SQL cannot do to a report, from the moment it is made to the moment the Board has it."""

import pytest

from agencies.tests.frozen import allows, changeable, copyable, deletable, refusal
from lscb_portal.lib.guards.promises import FIGURES
from reports.models import Part
from reports.tests.factories import claimed, draft, issued, last_quarter, made, queued, signed_off

WORDS_FROZEN = "The words of a report change only while it is a draft."
UPDATE = "UPDATE reports_boardreport SET"
SIGNING = f"{UPDATE} status = 'signed_off', signed_off_at = built_at, signed_off_by_id = built_by_id"
ISSUING = f"{UPDATE} status = 'issued', issued_at = built_at, issued_by_id = built_by_id"
REOPENING = f"{UPDATE} status = 'draft', pdf_path = '', signed_off_at = NULL, signed_off_by_id = NULL, declaration = ''"


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


def words_of(report):
    return report.narratives.get(part=Part.SUMMARY)


def test_a_draft_changes_freely(report):
    assert changeable(report) >= {"snapshot", "snapshot_sha256", "built_at", "status"}
    assert changeable(words_of(report)) >= {"text", "version", "changed_by_id"}


@pytest.mark.parametrize("state", [queued, claimed], ids=lambda state: state.__name__)
def test_the_figures_are_frozen_once_it_is_queued(report, analyst, state):
    state(report, analyst)

    assert changeable(report) & {"id", *FIGURES} == set()
    assert changeable(report) >= {"status", "progress", "stage", "alive_at", "attempts"}
    assert not deletable(report)


@pytest.mark.parametrize("state", ["ready", "signed_off", "issued"])
def test_nothing_of_a_report_that_was_made_changes_by_itself(report, analyst, chair, business_manager, state):
    {
        "ready": lambda: made(report, analyst),
        "signed_off": lambda: signed_off(report, analyst, chair),
        "issued": lambda: issued(report, business_manager, chair),
    }[state]()

    assert (changeable(report), deletable(report)) == (set(), False)


def test_a_report_is_signed_off_as_it_was_made(report, analyst):
    made(report, analyst)

    assert allows(SIGNING)
    assert not allows(f"{SIGNING}, pdf_sha256 = ''")
    assert not allows(f"{SIGNING}, snapshot = ''")
    assert not allows(ISSUING)
    assert allows(REOPENING)


def test_a_signed_report_is_issued_as_it_is_or_taken_back(report, analyst, chair):
    signed_off(report, analyst, chair)

    assert allows(ISSUING)
    assert not allows(f"{ISSUING}, pdf_path = 'another.pdf'")
    assert not allows(f"{ISSUING}, signed_off_by_id = signed_off_by_id + 1")
    assert not allows(f"{ISSUING}, declaration = 'Something else.'")
    assert not allows(f"{SIGNING}, attempts = 9")
    assert allows(REOPENING)
    assert not allows(f"{REOPENING}, snapshot = ''")


@pytest.mark.parametrize("status", ["draft", "ready", "signed_off"])
def test_an_issued_report_is_never_taken_back(report, business_manager, chair, status):
    issued(report, business_manager, chair)

    assert refusal(f"{UPDATE} status = %s", status) == "An issued report never changes."
    assert not allows(REOPENING)


@pytest.mark.parametrize("state", [queued, claimed, made], ids=lambda state: state.__name__)
def test_the_words_change_only_in_a_draft(report, analyst, state):
    state(report, analyst)
    words = words_of(report)

    assert (changeable(words), deletable(words), copyable(words, part="more")) == (set(), False, False)
    assert refusal("UPDATE reports_reportnarrative SET text = 'Later.'") == WORDS_FROZEN


def test_words_move_neither_into_a_report_that_was_made_nor_out_of_it(report, group, analyst):
    other = draft(group, analyst, last_quarter().previous)
    made(report, analyst)
    move = "UPDATE reports_reportnarrative SET report_id = %s, part = 'more' WHERE id = %s"

    assert refusal(move, other.pk, words_of(report).pk) == WORDS_FROZEN
    assert refusal(move, report.pk, words_of(other).pk) == WORDS_FROZEN
