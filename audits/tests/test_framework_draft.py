"""Drafts of frameworks: begun, changed, published, discarded; what refuses, and what the database refuses."""

import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agencies.models import Event
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory, UserFactory
from audits.framework_check import problems_of
from audits.framework_content import CORE_LIMIT
from audits.framework_record import content_of, mark_of_head
from audits.models import Criterion, CriterionMapping, Descriptor, Framework, FrameworkVersion, RatingScale, Standard
from audits.operations import framework as operations
from audits.operations.framework_part import save_criterion, save_standard
from audits.operations.scale import import_scales
from audits.tests.factories import FrameworkVersionFactory, small_framework
from audits.tests.factories_frameworks import draft_of, own_questions, rated, standard
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


def saved(board, by, **changed):
    return operations.save_draft(board, replace(small_framework(), **changed), by=by, uid=uuid.uuid4())


def verbs(record):
    return [event.verb for event in Event.objects.about(record)]


@pytest.fixture
def neighbour():
    """The QA officer of another board."""
    board = BoardFactory(slug="westvale", name="Westvale")
    return BoardRoleFactory(board=board, person=UserFactory(), role=Role.QA_OFFICER).person


@pytest.fixture
def draft(board, moderator):
    return draft_of(board, by=moderator)


# ---- Beginning -----------------------------------------------------------------------------------------------------


def test_a_file_becomes_a_draft_of_the_board_and_is_in_its_ledger(board, moderator):
    draft = saved(board, moderator)

    assert (draft.board, draft.is_draft, draft.published_by) == (board, True, None)
    assert content_of(draft) == small_framework()
    (event,) = Event.objects.about(draft)
    assert (event.verb, event.by, event.book.key) == ("framework.drafted", moderator, board.ledger_key)


def test_a_double_click_makes_one_draft(board, moderator):
    uid = uuid.uuid4()
    first, second = (operations.save_draft(board, small_framework(), by=moderator, uid=uid) for _ in range(2))

    assert first == second
    assert FrameworkVersion.objects.count() == Event.objects.count() == 1


def test_a_number_that_is_taken_is_refused(board, moderator):
    FrameworkVersionFactory()

    with pytest.raises(Refused, match="^There is a version 1 of SMALL already. Choose another number.$"):
        saved(board, moderator)
    assert FrameworkVersion.objects.count() == 1


def test_a_copy_holds_everything_and_supersedes_its_source(board, moderator):
    source = FrameworkVersionFactory()
    copy = draft_of(board, by=moderator)

    assert (copy.supersedes, copy.default_scale, copy.number) == (source, source.default_scale, "2")
    assert content_of(copy).standards == content_of(source).standards


def test_a_board_officer_without_the_permission_drafts_nothing(board, analyst, administrator, neighbour):
    for person in (analyst, administrator, neighbour):
        with pytest.raises(PermissionDenied):
            saved(board, person)
    assert not FrameworkVersion.objects.exists()


def test_a_scale_that_comes_with_a_draft_is_published_with_it(board, moderator):
    scale = replace(small_framework().scale, code="OURS")
    draft = saved(board, moderator, scale=scale)
    assert draft.default_scale.published_at is None

    operations.publish(draft, by=moderator)

    assert RatingScale.objects.get(code="OURS").published_at is not None


# ---- Who sees it ---------------------------------------------------------------------------------------------------


def test_a_draft_is_seen_by_its_editors_a_published_version_by_everybody(draft, moderator, analyst, lead, neighbour):
    seen = FrameworkVersion.objects.visible_to
    assert draft in seen(moderator)
    assert not any(draft in seen(person) for person in (analyst, lead, neighbour))

    operations.publish(draft, by=moderator)

    assert all(draft in seen(person) for person in (moderator, analyst, lead, neighbour))


def test_a_boards_own_questions_are_seen_by_its_people_only(board, moderator, lead, neighbour):
    own = own_questions(board, by=moderator)
    seen = FrameworkVersion.objects.visible_to

    assert (own in seen(moderator), own in seen(lead), own in seen(neighbour)) == (True, True, False)


# ---- The head ------------------------------------------------------------------------------------------------------


def change_head(draft, by, **changed):
    names = ("number", "title", "legal_basis", "edition_of", "editions", "signatories", "default_scale")
    values = {name: getattr(draft, name) for name in names} | {"seen": mark_of_head(draft)}
    return operations.change_head(draft, by=by, **values | changed)


def test_the_head_is_changed_and_recorded(draft, moderator):
    change_head(draft, moderator, title="Another", editions=[2023], signatories=2)

    draft.refresh_from_db()
    assert (draft.title, draft.editions, draft.signatories) == ("Another", [2023], 2)
    assert verbs(draft)[-1] == "framework.head_changed"


def test_of_two_editors_the_later_is_told_and_nothing_of_theirs_is_saved(draft, moderator, business_manager):
    seen = mark_of_head(draft)
    change_head(draft, moderator, title="First")

    with pytest.raises(Refused, match="^Somebody else changed this while you had it open."):
        change_head(draft, business_manager, seen=seen, title="Second")
    draft.refresh_from_db()
    assert (draft.title, len(verbs(draft))) == ("First", 2)


def test_another_scale_keeps_the_descriptors_of_ratings_it_has(draft, moderator):
    two = replace(small_framework().scale, code="TWO", points=small_framework().scale.points[:2])
    (scale,) = import_scales([two], by=draft_system())
    change_head(draft, moderator, default_scale=scale)

    assert content_of(draft).standards[0].descriptors == {
        "G": "Everybody can name the person.",
        "A": "It is written down.",
    }


def draft_system():
    from agencies.models import User

    return User.objects.system()


def test_a_number_of_another_version_is_refused_in_the_head(draft, moderator):
    with pytest.raises(Refused, match="There is a version 1 of SMALL already"):
        change_head(draft, moderator, number="1")


# ---- Publishing ----------------------------------------------------------------------------------------------------


def test_publishing_freezes_the_version_and_says_who_did_it(draft, moderator):
    operations.publish(draft, by=moderator)

    draft.refresh_from_db()
    assert (draft.is_draft, draft.published_by) == (False, moderator)
    assert draft.content_sha256 == content_of(draft).sha256
    assert verbs(draft)[-1] == "framework.published"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda draft: Criterion.objects.filter(standard__version=draft).delete(), "ST1 Leadership: add at least one"),
        (lambda draft: FrameworkVersion.objects.filter(pk=draft.pk).update(editions=[2018]), "ST1.1 begins with the"),
    ],
)
def test_an_unfinished_draft_is_not_published(draft, moderator, spoil, sentence):
    spoil(draft)
    draft.refresh_from_db()

    with pytest.raises(Refused, match=f"^{sentence}"):
        operations.publish(draft, by=moderator)
    draft.refresh_from_db()
    assert draft.is_draft
    assert "framework.published" not in verbs(draft)


def test_a_draft_without_standards_or_with_too_large_a_short_set_is_not_published(board, moderator):
    empty = saved(board, moderator, standards=())
    assert problems_of(empty) == ["“standards” should hold at least one standard."]

    made = save_standard(empty, None, standard(), by=moderator)
    for number in range(CORE_LIMIT + 1):
        save_criterion(made, None, rated(f"X1.{number}", tier="core"), by=moderator)
    assert problems_of(empty) == ["16 criteria have tier “core”; a small organisation is asked 15 at most."]


def test_only_an_editor_of_its_board_publishes(draft, analyst, neighbour):
    for person in (analyst, neighbour):
        with pytest.raises(PermissionDenied):
            operations.publish(draft, by=person)


def test_a_published_version_is_published_changed_or_discarded_by_nobody(draft, moderator):
    operations.publish(draft, by=moderator)

    for act in (operations.publish, operations.discard):
        with pytest.raises(Refused, match="^This version is published"):
            act(draft, by=moderator)
    with pytest.raises(Refused, match="^This version is published"):
        change_head(draft, moderator, title="Another")
    assert verbs(draft) == ["framework.drafted", "framework.published"]


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Criterion, {"weight": 7}),
        (Criterion, {"kind": "count"}),
        (Criterion, {"with_total": True}),
        (Criterion, {"unit": "x"}),
        (Criterion, {"period": "count_date"}),
        (Standard, {"basis": {"wt2018": "x"}}),
        (Descriptor, {"text": "Another"}),
        (Descriptor, {"criterion": None}),
        (FrameworkVersion, {"signatories": 2}),
        (FrameworkVersion, {"edition_of": "x"}),
        (FrameworkVersion, {"published_at": None}),
        (RatingScale, {"na_allowed": True}),
    ],
)
def test_the_database_itself_keeps_what_is_published(board, moderator, model, change):
    own = own_questions(board, by=moderator, published=False)
    told = rated("X1.3", descriptors={"G": "Named early."})
    save_criterion(own.standards.get(), None, told, by=moderator)
    operations.publish(own, by=moderator)

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**change)


def test_nothing_is_added_to_a_published_version_in_the_database(draft, moderator):
    point = draft.default_scale.points.first()
    made = draft.standards.last()
    operations.publish(draft, by=moderator)

    with pytest.raises(DatabaseError), transaction.atomic():
        Descriptor.objects.create(standard=made, point=point, text="Late")
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.create(standard=made, code="X", position=9, statement="Late", since="local")


# ---- Discarding ----------------------------------------------------------------------------------------------------


def test_a_discarded_draft_is_gone_with_all_it_held_and_its_event_stays(board, moderator):
    draft = saved(board, moderator, code="OWN", scale=replace(small_framework().scale, code="OURS"))
    uid = draft.uid
    operations.discard(draft, by=moderator)

    assert not any(model.objects.exists() for model in (FrameworkVersion, Standard, Criterion, Descriptor, Framework))
    assert not RatingScale.objects.filter(code="OURS").exists()
    assert Event.objects.get(verb="framework.discarded").about_uid == uid


def test_discarding_takes_back_what_criteria_were_to_become_in_it(draft, moderator):
    old = Criterion.objects.exclude(standard__version=draft).first()
    new = Criterion.of_version(draft).first()
    CriterionMapping.objects.create(old=old, new_version=draft, new=new, relation="equal", provenance="entered")

    operations.discard(draft, by=moderator)

    assert not CriterionMapping.objects.exists()
    assert FrameworkVersion.objects.count() == 1


def test_a_draft_that_another_was_begun_from_is_kept(board, draft, moderator):
    operations.copy_draft(draft, board, by=moderator, uid=uuid.uuid4(), number="3", title="Third")

    with pytest.raises(Refused, match="^Another draft was begun from this one."):
        operations.discard(draft, by=moderator)


def test_nobody_else_discards_it(draft, analyst, neighbour):
    for person in (analyst, neighbour):
        with pytest.raises(PermissionDenied):
            operations.discard(draft, by=person)
