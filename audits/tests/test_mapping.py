"""What criteria became in a new version: likeness, suggestions, what people say, and what carry-forward is given."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Event
from audits.framework_record import criterion_content, mark_of
from audits.likeness import LEAST, best_match, likeness, relation
from audits.mapping import HEAD, rows_for_file, steps, table
from audits.models import Criterion, CriterionMapping
from audits.operations import framework_part
from audits.operations import mapping as operations
from audits.tests.factories import FrameworkVersionFactory
from audits.tests.factories_frameworks import counting_version, draft_of, rated
from lscb_portal.lib.errors import Refused


@dataclass(frozen=True)
class Asked:
    code: str
    statement: str
    kind: str = "rating"


# ---- Likeness --------------------------------------------------------------------------------------------------------

OLD = Asked("ST1.1", "Staff who hold cases have supervision.")


@pytest.mark.parametrize(
    ("new", "alike", "what"),
    [
        (Asked("ST1.1", "Staff who hold cases have supervision."), 100, "equal"),
        (Asked("ST9.9", "Staff who hold cases have supervision!"), 90, "equal"),
        (Asked("ST1.1", "Staff who hold cases have supervision, and it is recorded."), 82, "subset"),
        (Asked("ST1.1", "Staff have supervision."), 77, "superset"),
        (Asked("ST1.1", "Staff who hold cases are trained."), 73, "partial"),
    ],
)
def test_likeness_is_of_words_and_code_and_the_relation_of_words_alone(new, alike, what):
    assert (likeness(OLD, new), relation(OLD, new)) == (alike, what)


def test_the_most_alike_is_suggested_and_nothing_below_the_least():
    near, far = Asked("A", "Staff who hold cases have regular supervision."), Asked("B", "Premises are safe.")

    assert best_match(OLD, [far, near]).new is near
    assert best_match(OLD, [far]) is None
    assert best_match(OLD, []) is None


def test_a_count_is_never_suggested_for_a_rating():
    assert best_match(OLD, [Asked("ST1.1", OLD.statement, kind="count")]) is None


asked = st.builds(Asked, st.sampled_from(["A", "B"]), st.text(max_size=40))


@given(asked, asked)
def test_likeness_is_from_0_to_100_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 100
    assert best_match(one, [other]) is None or likeness(one, other) >= LEAST


# ---- In the database -------------------------------------------------------------------------------------------------


@pytest.fixture
def old(db):
    return FrameworkVersionFactory()


@pytest.fixture
def new(board, moderator, old):
    """A draft where ST1.1 asks more, ST1.2 is out and ST2.9 is new."""
    draft = draft_of(board, by=moderator)
    first = criterion(draft, "ST1.1")
    before = criterion_content(first)
    more = criterion_content(first).__class__(
        **vars(before) | {"statement": "A named senior leader answers for safeguarding and reports on it."}
    )
    framework_part.save_criterion(first.standard, first, more, by=moderator, seen=mark_of(before))
    framework_part.remove_criterion(criterion(draft, "ST1.2"), by=moderator)
    added = rated("ST2.9", statement="Premises are looked at with children's eyes.")
    framework_part.save_criterion(draft.standards.get(code="ST2"), None, added, by=moderator)
    return draft


def criterion(version, code):
    return Criterion.of_version(version).select_related("standard__version").get(code=code)


def said(version):
    """{old code: (new code, relation, confirmed)} of what is said so far."""
    mappings = CriterionMapping.objects.filter(new_version=version).select_related("old", "new")
    return {one.old.code: (one.new and one.new.code, one.relation, one.confirmed_at is not None) for one in mappings}


def verbs(version):
    return [event.verb for event in Event.objects.about(version) if event.verb.startswith("mapping.")]


def enter(old, new, code, to=None, relation="equal", by=None, **more):
    target = criterion(new, to) if to else None
    return operations.enter(
        criterion(old, code), new, new=target, relation=relation, rationale="Because.", by=by, **more
    )


def test_suggestions_count_for_nothing_until_somebody_confirms_them(old, new, moderator):
    number = operations.suggest(old, new, by=moderator)

    assert number == 3
    assert said(new) == {
        "ST1.1": ("ST1.1", "subset", False),
        "ST2.1": ("ST2.1", "equal", False),
        "ST2.2": ("ST2.2", "equal", False),
    }
    assert steps(old, new) == []
    assert verbs(new) == ["mapping.suggested"]


def test_suggesting_again_adds_and_records_nothing(old, new, moderator):
    operations.suggest(old, new, by=moderator)

    assert operations.suggest(old, new, by=moderator) == 0
    assert verbs(new) == ["mapping.suggested"]


def test_what_a_person_said_is_not_suggested_over(old, new, moderator):
    enter(old, new, "ST2.1", relation="none", by=moderator)
    operations.suggest(old, new, by=moderator)

    assert said(new)["ST2.1"] == (None, "none", True)


def test_confirming_says_who_and_only_once(old, new, moderator, business_manager):
    operations.suggest(old, new, by=moderator)
    one = CriterionMapping.objects.get(old__code="ST2.1")
    operations.confirm(one, by=moderator)
    operations.confirm(one, by=business_manager)

    one.refresh_from_db()
    assert one.confirmed_by == moderator
    assert [step.old.code for step in steps(old, new)] == ["ST2.1"]
    assert verbs(new) == ["mapping.suggested", "mapping.confirmed"]


def test_all_above_a_likeness_are_confirmed_at_once(old, new, moderator):
    operations.suggest(old, new, by=moderator)

    assert operations.confirm_alike(old, new, least=100, by=moderator) == 2
    assert {code for code, (_, _, confirmed) in said(new).items() if confirmed} == {"ST2.1", "ST2.2"}
    assert operations.confirm_alike(old, new, least=100, by=moderator) == 0
    assert verbs(new) == ["mapping.suggested", "mapping.confirmed_alike"]


def test_what_a_person_enters_is_confirmed_with_its_reason(old, new, moderator):
    one = enter(old, new, "ST1.2", "ST2.9", "partial", moderator)

    assert (one.provenance, one.rationale, one.confirmed_by) == ("entered", "Because.", moderator)
    assert verbs(new) == ["mapping.entered"]


def test_one_old_criterion_may_lead_to_several_and_nothing_takes_their_place(old, new, moderator):
    enter(old, new, "ST1.1", "ST1.1", "subset", moderator)
    enter(old, new, "ST1.1", "ST2.9", "partial", moderator)
    assert len(steps(old, new)) == 2

    enter(old, new, "ST1.1", None, "none", moderator)
    assert [(step.old.code, step.new) for step in steps(old, new)] == [("ST1.1", None)]

    enter(old, new, "ST1.1", "ST1.1", "subset", moderator)
    assert [step.new.code for step in steps(old, new)] == ["ST1.1"]


def test_a_change_takes_the_place_of_what_was_said(old, new, moderator):
    first = enter(old, new, "ST1.2", "ST2.1", "partial", moderator)
    enter(old, new, "ST1.2", "ST2.9", "partial", moderator, instead_of=first)

    assert [step.new.code for step in steps(old, new)] == ["ST2.9"]


def test_what_was_said_is_taken_back(old, new, moderator):
    operations.remove(enter(old, new, "ST1.2", None, "none", moderator), by=moderator)

    assert said(new) == {}
    assert verbs(new) == ["mapping.entered", "mapping.removed"]


@pytest.mark.parametrize(("to", "relation"), [(None, "equal"), ("ST1.1", "none")])
def test_nothing_and_none_belong_together(old, new, moderator, to, relation):
    with pytest.raises(Refused, match="^Choose a criterion and what the old one is to it"):
        enter(old, new, "ST1.1", to, relation, moderator)
    assert verbs(new) == []


def test_a_criterion_of_another_version_is_refused(old, new, moderator):
    with pytest.raises(Refused, match="^Choose a criterion of the new version.$"):
        operations.enter(
            criterion(old, "ST1.1"), new, new=criterion(old, "ST1.2"), relation="equal", rationale="", by=moderator
        )


def test_a_version_is_not_mapped_to_itself(old, moderator):
    with pytest.raises(Refused, match="^Choose two versions of one framework.$"):
        operations.suggest(old, old, by=moderator)


def test_only_editors_map_and_what_a_board_writes_only_its_own(old, new, moderator, analyst, lead, stranger):
    one = enter(old, new, "ST1.2", None, "none", moderator)
    acts = [
        lambda by: operations.suggest(old, new, by=by),
        lambda by: operations.confirm(one, by=by),
        lambda by: operations.confirm_alike(old, new, least=90, by=by),
        lambda by: operations.remove(one, by=by),
        lambda by: enter(old, new, "ST1.1", None, "none", by),
    ]
    for act in acts:
        for person in (analyst, lead, stranger):
            with pytest.raises(PermissionDenied):
                act(person)
    assert verbs(new) == ["mapping.entered"]


def test_what_the_portal_brought_in_is_mapped_by_any_boards_editor(old, moderator, analyst):
    counting = counting_version()

    assert operations.suggest(old, counting, by=moderator) == 3
    with pytest.raises(PermissionDenied):
        operations.suggest(old, counting, by=analyst)


# ---- The whole table -------------------------------------------------------------------------------------------------


def test_the_table_names_what_is_unmapped_and_what_has_no_source(old, new, moderator):
    operations.suggest(old, new, by=moderator)
    operations.confirm_alike(old, new, least=100, by=moderator)
    found = table(old, new)

    assert [one.code for one in found.unmapped] == ["ST1.2"]
    assert [one.code for one in found.sourceless] == ["ST2.9"]
    assert ([one.old.code for one in found.unconfirmed], found.settled) == (["ST1.1"], 2)


def test_table_and_steps_take_the_same_queries_for_any_number(old, new, moderator, django_assert_num_queries):
    operations.suggest(old, new, by=moderator)
    operations.confirm_alike(old, new, least=LEAST, by=moderator)

    with django_assert_num_queries(3):
        rows = rows_for_file(table(old, new))
    with django_assert_num_queries(1):
        assert [(one.old.standard.code, one.new.standard.code) for one in steps(old, new)] == [
            ("ST1", "ST1"),
            ("ST2", "ST2"),
            ("ST2", "ST2"),
        ]
    assert len(rows) == 6


def test_the_file_tells_every_old_criterion_and_every_new_one_without_a_source(old, new, moderator):
    enter(old, new, "ST1.1", "ST1.1", "subset", moderator)
    enter(old, new, "ST2.1", None, "none", moderator)
    head, first, second, third, *rest = rows_for_file(table(old, new))

    assert head == HEAD
    assert first[1:2] + first[3:8] == (
        "ST1.1",
        "subset",
        "ST1.1",
        "A named senior leader answers for safeguarding and reports on it.",
        "Because.",
        "Entered by a person",
    )
    assert first[9] == moderator.name
    assert (second[1], second[3]) == ("ST1.2", "not said yet")
    assert (third[1], third[3], third[4]) == ("ST2.1", "none", "")
    assert [row[3:5] for row in rest] == [
        ("not said yet", ""),
        *(("no source", code) for code in ("ST2.1", "ST2.2", "ST2.9")),
    ]
    assert {len(row) for row in (first, second, third, *rest)} == {len(HEAD)}
