"""A framework written on the pages: begun, its parts, published, discarded; a board's own questions."""

import uuid
from dataclasses import replace

import pytest

from audits.framework_record import content_of
from audits.models import Criterion, FrameworkVersion
from audits.operations import framework as operations
from audits.tests.factories import FrameworkVersionFactory, RoundFactory, small_framework
from audits.tests.factories_frameworks import draft_of, own_questions
from audits.tests.framework_page import at, criterion_data, head, hidden, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(board, moderator):
    return draft_of(board, by=moderator)


@pytest.fixture
def editing(client, moderator):
    client.force_login(moderator)
    return client


def test_a_framework_is_written_on_the_pages_from_nothing_to_publication(editing, board):
    FrameworkVersionFactory()
    begun = editing.post(at("framework_add"), first := head())
    page = editing.get(begun.url)
    assert "Before it can be published" in page.text

    added = editing.post(
        at("framework_standard_add", first["uid"]),
        {"code": "ST01", "title": "Leadership and more", "description": "They lead.", "basis": "wt2018: item 1"},
    )
    assert added.url == at("framework_standard", first["uid"], "ST01")
    editing.post(at("criterion_add", first["uid"], "ST01"), criterion_data())
    counted = criterion_data(
        code="ST01.2", kind="count", unit="adults", period="count_date", descriptor_G="", with_total="on"
    )
    editing.post(at("criterion_add", first["uid"], "ST01"), counted)
    editing.post(at("criterion_move", first["uid"], "ST01.2"), {"direction": "up"})
    assert editing.post(at("framework_publish", first["uid"])).url == at("framework", first["uid"])

    version = FrameworkVersion.objects.get(uid=first["uid"])
    (standard,) = content_of(version).standards
    counting, rated = standard.criteria
    assert (version.is_draft, version.editions) == (False, [2018, 2023])
    assert (standard.short_title, standard.basis) == ("Leadership", {"wt2018": "item 1"})
    assert (counting.code, counting.unit, counting.with_total) == ("ST01.2", "adults", True)
    assert (rated.kinds, rated.example_evidence, rated.descriptors) == (
        ("police",),
        ("Chart", "Survey"),
        {"G": "All know."},
    )
    assert rated.guidance == ({"audience": "all", "text": "Ask a newcomer."},)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "no space"}, "Use letters, digits, dots and hyphens only"),
        ({"title": ""}, "Enter a title."),
        ({"editions": "soon"}, "Enter the years of the editions, for example 2015, 2018, 2023."),
        ({"editions": ""}, "Enter the years of the editions, for example 2015, 2018, 2023."),
        ({"default_scale": "99999"}, "Choose a scale from the list."),
        ({"signatories": "9"}, "Choose 1 or 2."),
    ],
)
def test_what_is_wrong_with_a_head_is_said(editing, changed, sentence):
    FrameworkVersionFactory()
    page = editing.post(at("framework_add"), head(**changed))

    assert sentence in shown(page)
    assert FrameworkVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"statement": ""}, "Enter what is asked."),
        ({"weight": "0"}, "Enter a whole number from 1 to 1000."),
        ({"since": "1989"}, "Choose an edition from the list."),
        ({"na_when": "Never."}, "Tick that it may be not applicable, or leave this empty."),
        ({"unit": "adults"}, "Leave this empty: only counts have it."),
        ({"with_total": "on"}, "Only a count can be out of something."),
        ({"kind": "count"}, "Enter what is counted, for example referrals."),
        ({"kind": "count", "unit": "x", "period": "count_date"}, "A count is never rated"),
        ({"code": "ST1.2"}, "Another criterion has the code “ST1.2”. Choose another."),
    ],
)
def test_what_is_wrong_with_a_criterion_is_said_and_not_saved(editing, draft, changed, sentence):
    page = editing.post(at("criterion_add", draft.uid, "ST1"), criterion_data(**changed))

    assert sentence in shown(page)
    assert Criterion.of_version(draft).count() == 4


def test_of_two_editors_the_later_is_told_and_keeps_what_was_typed(editing, draft):
    page = editing.get(at("criterion", draft.uid, "ST1.2"))
    posted = criterion_data(code="ST1.2", seen=hidden(page, "seen"), kinds=[], tier="full", since="2015")
    assert editing.post(at("criterion", draft.uid, "ST1.2"), posted | {"statement": "First."}).status_code == 302

    late = editing.post(at("criterion", draft.uid, "ST1.2"), posted | {"statement": "Second."})
    assert "Somebody else changed this while you had it open." in shown(late)
    assert "Second." in late.text
    assert Criterion.of_version(draft).get(code="ST1.2").statement == "First."


def test_a_page_saved_as_it_was_opened_changes_nothing(editing, draft):
    before = content_of(draft)
    for page in (
        at("framework_standard", draft.uid, "ST1"),
        at("criterion", draft.uid, "ST1.1"),
        at("framework_change", draft.uid),
    ):
        opened = editing.get(page)
        form = opened.context["form"]
        data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
        posted = editing.post(page, data)
        assert posted.status_code == 302, posted.context["form"].errors
    assert content_of(draft) == before


def test_parts_are_moved_and_taken_out_after_asking(editing, draft):
    assert "Take ST1.1 out of the draft?" in shown(editing.get(at("criterion_remove", draft.uid, "ST1.1")))
    editing.post(at("criterion_remove", draft.uid, "ST1.1"))
    editing.post(at("framework_standard_move", draft.uid, "ST1"), {"direction": "down"})
    assert "It is lost with its 2 criteria." in shown(editing.get(at("framework_standard_remove", draft.uid, "ST2")))
    editing.post(at("framework_standard_remove", draft.uid, "ST2"))

    assert [(one.code, one.position) for one in draft.standards.all()] == [("ST1", 1)]
    assert list(Criterion.of_version(draft).values_list("code", flat=True)) == ["ST1.2"]


def test_a_draft_is_copied_and_discarded(editing):
    source = FrameworkVersionFactory()
    uid = str(uuid.uuid4())
    copied = editing.post(at("framework_copy", source.uid), {"uid": uid, "number": "2", "title": "Next"})
    assert copied.url == at("framework", uid)
    assert editing.post(at("framework_discard", uid)).url == at("frameworks")
    assert FrameworkVersion.objects.count() == 1


def test_own_questions_are_begun_with_one_press_and_chosen_for_a_round(editing, client, board, business_manager):
    version = FrameworkVersionFactory()
    uid = str(uuid.uuid4())
    assert editing.post(at("framework_questions", version.uid), {"uid": uid}).url == at("framework", uid)
    again = editing.post(at("framework_questions", version.uid), {"uid": "x"}, follow=True)
    assert "The page was no longer good, so nothing is begun. Press the button once more." in shown(again)
    page = editing.get(at("framework_standard_add", uid))
    assert 'value="NORTHMERE1"' in page.text

    own = own_questions(board, by=business_manager)
    planned = RoundFactory(status="planned", boards=[board])
    client.force_login(business_manager)
    assert "none" in shown(client.get(at("round", planned.uid)))
    client.post(at("round_supplement", planned.uid), {"supplement": own.pk})
    assert planned.round_boards.get().supplement == own
    client.post(at("round_supplement", planned.uid), {"supplement": ""})
    assert planned.round_boards.get().supplement is None


def test_a_draft_of_another_board_does_not_exist_here(editing, draft, stranger, board):
    theirs = stranger.board_roles.get().board
    foreign = operations.save_draft(theirs, replace(small_framework(), number="9"), by=stranger, uid=uuid.uuid4())
    for name, parts in [
        ("framework", ()),
        ("framework_change", ()),
        ("framework_standard", ("ST1",)),
        ("framework_xlsx", ()),
    ]:
        assert editing.get(at(name, foreign.uid, *parts)).status_code == 404


def test_a_published_version_has_no_page_to_change_it(editing, board):
    version = FrameworkVersionFactory()
    assert editing.get(at("framework_change", version.uid)).status_code == 404
    assert "Discard the draft" not in editing.get(at("framework", version.uid)).text


@pytest.mark.parametrize("name", ["framework_questions", "framework_save"])
def test_what_changes_something_is_only_posted(editing, name):
    parts = () if name == "framework_save" else (FrameworkVersionFactory().uid,)
    assert editing.get(at(name, *parts)).status_code == 405
