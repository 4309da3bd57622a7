"""The pages of a mapping between two versions."""

from dataclasses import replace

import pytest

from agencies.models import User
from audits.models import Criterion, CriterionMapping
from audits.operations import framework as operations
from audits.operations import mapping
from audits.operations.framework import import_framework
from audits.tests.factories import small_framework
from audits.tests.factories_frameworks import draft_of
from audits.tests.framework_page import at, shown
from audits.tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(board, moderator):
    return draft_of(board, by=moderator)


@pytest.fixture
def editing(client, moderator):
    client.force_login(moderator)
    return client


def test_a_mapping_is_suggested_confirmed_entered_and_taken_back_on_its_page(editing, draft):
    old = draft.supersedes
    page = at("mapping", draft.uid, old.uid)
    assert "0 of 4 old criteria settled" in shown(editing.get(page))
    editing.post(at("mapping_suggest", draft.uid, old.uid))
    assert "4 to confirm" in shown(editing.get(page))

    one = CriterionMapping.objects.get(old__code="ST1.1")
    editing.post(at("mapping_confirm", draft.uid, old.uid, one.uid))
    editing.post(at("mapping_alike", draft.uid, old.uid), {"least": "100"})
    assert "4 of 4 old criteria settled" in shown(editing.get(page))

    editing.post(at("mapping_remove", draft.uid, old.uid, one.uid))
    enter = at("mapping_enter", draft.uid, old.uid, "ST1.1")
    assert "Needed unless they are equal." in shown(editing.get(enter))
    assert "Say why, in a few words." in shown(editing.post(enter, {"new": "-", "relation": "none"}))
    editing.post(enter, {"new": "-", "relation": "none", "rationale": "It is asked elsewhere."})
    assert CriterionMapping.objects.get(old__code="ST1.1").new is None
    assert "ST1.1" in shown(editing.get(page)).partition("New without a source")[2]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"new": "ST1.2", "relation": "none", "rationale": "x"}, "Choose how they are related, or nothing above."),
        ({"new": "-", "relation": "equal"}, "Choose “None”, or a criterion of the new version."),
        ({"new": "ST9", "relation": "equal"}, "Choose a criterion from the list."),
        ({}, "Choose a criterion of the new version, or nothing."),
    ],
)
def test_what_does_not_fit_together_is_said(editing, draft, data, sentence):
    page = editing.post(at("mapping_enter", draft.uid, draft.supersedes.uid, "ST1.1"), data)

    assert sentence in shown(page)
    assert not CriterionMapping.objects.exists()


def test_a_mapping_that_is_there_is_changed_in_place(editing, draft):
    old = draft.supersedes
    mapping.suggest(old, draft, by=draft.board.roles.get(role="qa_officer").person)
    one = CriterionMapping.objects.get(old__code="ST1.1")
    page = f"{at('mapping_enter', draft.uid, old.uid, 'ST1.1')}?mapping={one.uid}"
    assert 'value="equal"' in editing.get(page).text
    editing.post(page, {"new": "ST1.2", "relation": "partial", "rationale": "Both ask of leaders."})

    (said,) = CriterionMapping.objects.filter(old__code="ST1.1")
    assert (said.new.code, said.relation) == ("ST1.2", "partial")


def test_the_mapping_is_taken_as_a_file_no_program_runs(editing, draft):
    Criterion.of_version(draft).filter(code="ST1.1").update(statement="=cmd()")
    answer = editing.get(at("mapping_csv", draft.uid, draft.supersedes.uid))

    assert answer["Content-Disposition"] == 'attachment; filename="mapping-small-1-to-2.csv"'
    assert "'=cmd()" in answer.content.decode("utf-8-sig")


def test_the_mapping_page_takes_the_same_queries_for_one_mapping_and_many(editing, draft, moderator):
    old = draft.supersedes
    first = Criterion.of_version(old).first()
    mapping.enter(first, draft, new=None, relation="none", rationale="x", by=moderator)
    page = at("mapping", draft.uid, old.uid)
    few = queries_of(editing, page)
    mapping.suggest(old, draft, by=moderator)

    assert queries_of(editing, page) == few


def test_two_versions_of_different_frameworks_have_no_mapping(editing, draft):
    other = import_framework(replace(small_framework(), code="OTHER"), by=User.objects.system())[0]

    assert editing.get(at("mapping", draft.uid, other.uid)).status_code == 404
    assert editing.get(at("mapping", draft.uid, draft.uid)).status_code == 404


def test_who_may_not_map_reads_only(client, draft, moderator, lead):
    operations.publish(draft, by=moderator)
    client.force_login(lead)
    page = client.get(at("mapping", draft.uid, draft.supersedes.uid))

    assert (page.status_code, "Suggest matches" in page.text) == (200, False)
    assert client.post(at("mapping_suggest", draft.uid, draft.supersedes.uid)).status_code == 403
    assert client.get(at("mapping_enter", draft.uid, draft.supersedes.uid, "ST1.1")).status_code == 403
