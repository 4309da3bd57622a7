"""Standards and criteria of a draft: added, changed, moved, taken out; what refuses and what is recorded."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from audits.framework_record import criterion_content, mark_of, standard_content
from audits.models import Criterion, CriterionMapping, Descriptor, Standard
from audits.operations import framework_part as operations
from audits.operations.framework import publish
from audits.tests.factories_frameworks import counted, draft_of, rated, standard
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(board, moderator):
    return draft_of(board, by=moderator)


@pytest.fixture
def first(draft):
    return draft.standards.get(code="ST1")


def criterion(draft, code="ST1.1"):
    return Criterion.of_version(draft).select_related("standard__version").get(code=code)


def change(draft, by, code="ST1.1", seen=None, **changed):
    """Change one criterion as a page opened just now would."""
    found = criterion(draft, code)
    before = criterion_content(found)
    values = replace(before, **changed)
    return operations.save_criterion(found.standard, found, values, by=by, seen=seen or mark_of(before))


def codes(rows):
    return list(rows.order_by("position").values_list("code", flat=True))


def verbs(draft):
    return [event.verb for event in Event.objects.about(draft)][1:]


# ---- Saving ----------------------------------------------------------------------------------------------------------


def test_a_standard_and_a_criterion_are_added_at_the_end_and_recorded(draft, moderator):
    made = operations.save_standard(draft, None, standard(descriptors={"G": "Named early."}), by=moderator)
    operations.save_criterion(
        made, None, counted("X1.1", guidance=({"audience": "all", "text": "Count."},)), by=moderator
    )

    assert codes(draft.standards) == ["ST1", "ST2", "X1"]
    assert standard_content(made) == standard(descriptors={"G": "Named early."})
    assert criterion_content(made.criteria.get()).unit == "tools"
    assert verbs(draft) == ["framework.standard_saved", "framework.criterion_saved"]


def test_a_criterion_is_changed_with_its_own_descriptors(draft, first, moderator):
    change(
        draft, moderator, statement="Somebody answers.", descriptors={"G": "All know.", "R": "Nobody knows."}, weight=3
    )
    change(draft, moderator, descriptors={"A": "Some know."})

    told = criterion_content(criterion(draft))
    assert (told.statement, told.weight, told.descriptors) == ("Somebody answers.", 3, {"A": "Some know."})
    assert standard_content(first).descriptors["G"] == "Everybody can name the person."


def test_a_standard_is_changed_without_its_criteria_or_theirs_descriptors(draft, first, moderator):
    change(draft, moderator, descriptors={"G": "All know."})
    before = standard_content(first)
    values = replace(before, title="Leaders", basis={"wt2018": "item 1"}, descriptors={})
    operations.save_standard(draft, first, values, by=moderator, seen=mark_of(before))

    assert standard_content(Standard.objects.get(pk=first.pk)) == values
    assert criterion_content(criterion(draft)).descriptors == {"G": "All know."}
    assert first.criteria.count() == 2


def test_saving_what_stands_already_changes_and_records_nothing(draft, moderator):
    change(draft, moderator)

    assert verbs(draft) == []


def test_of_two_editors_the_later_is_refused_and_nothing_of_theirs_is_saved(draft, moderator, business_manager):
    opened = mark_of(criterion_content(criterion(draft)))
    change(draft, moderator, statement="First.")

    with pytest.raises(Refused, match="^Somebody else changed this while you had it open."):
        change(draft, business_manager, seen=opened, statement="Second.")
    assert criterion(draft).statement == "First."
    assert verbs(draft) == ["framework.criterion_saved"]


def test_two_editors_of_different_criteria_do_not_meet(draft, moderator, business_manager):
    opened = mark_of(criterion_content(criterion(draft, "ST1.2")))
    change(draft, moderator, statement="First.")
    change(draft, business_manager, "ST1.2", seen=opened, statement="Second.")

    assert (criterion(draft).statement, criterion(draft, "ST1.2").statement) == ("First.", "Second.")


def test_what_somebody_took_out_meanwhile_is_not_saved(draft, first, moderator):
    found = criterion(draft)
    before = criterion_content(found)
    operations.remove_criterion(found, by=moderator)

    with pytest.raises(Refused, match="^Somebody took “ST1.1” out while you had it open.$"):
        operations.save_criterion(first, found, replace(before, weight=2), by=moderator, seen=mark_of(before))


@pytest.mark.parametrize("code", ["ST1.2", "ST2.1"])
def test_a_code_is_used_once_in_a_version(draft, first, moderator, code):
    with pytest.raises(Refused, match=f"^Another criterion has the code “{code}”. Choose another.$"):
        operations.save_criterion(first, None, rated(code), by=moderator)
    with pytest.raises(Refused, match="^Another standard has the code “ST2”. Choose another.$"):
        operations.save_standard(draft, None, standard("ST2"), by=moderator)
    assert verbs(draft) == []


def test_other_words_take_the_confirmation_of_what_leads_to_it_back(draft, moderator):
    old = Criterion.objects.exclude(standard__version=draft).get(code="ST1.1")
    confirmed = {"confirmed_at": draft.imported_at, "confirmed_by": moderator, "provenance": "entered"}
    for code in ("ST1.1", "ST1.2"):
        CriterionMapping.objects.create(
            old=old, new_version=draft, new=criterion(draft, code), relation="equal", **confirmed
        )
    change(draft, moderator, weight=2)
    change(draft, moderator, statement="Something else.")

    assert {one.new.code for one in CriterionMapping.objects.confirmed()} == {"ST1.2"}


# ---- Order and removal -----------------------------------------------------------------------------------------------


def test_up_and_down_change_places_and_stop_at_the_ends(draft, first, moderator):
    operations.move_standard(first, "down", by=moderator)
    operations.move_standard(first, "down", by=moderator)
    operations.move_criterion(criterion(draft, "ST1.2"), "up", by=moderator)

    assert (codes(draft.standards), codes(first.criteria)) == (["ST2", "ST1"], ["ST1.2", "ST1.1"])
    assert verbs(draft) == ["framework.standard_moved", "framework.criterion_moved"]


def test_there_is_only_up_and_down(first, moderator):
    with pytest.raises(Refused, match="^Choose up or down.$"):
        operations.move_standard(first, "sideways", by=moderator)


def test_what_is_taken_out_leaves_no_gap(draft, first, moderator):
    operations.save_standard(draft, None, standard(), by=moderator)
    operations.remove_criterion(criterion(draft), by=moderator)
    operations.remove_standard(draft.standards.get(code="ST2"), by=moderator)

    assert list(draft.standards.values_list("code", "position")) == [("ST1", 1), ("X1", 2)]
    assert list(first.criteria.values_list("code", "position")) == [("ST1.2", 1)]
    assert verbs(draft)[1:] == ["framework.criterion_removed", "framework.standard_removed"]


def test_a_standard_taken_out_takes_descriptors_and_mappings_with_it(draft, first, moderator):
    old = Criterion.objects.exclude(standard__version=draft).get(code="ST1.1")
    mapped = {"old": old, "new_version": draft, "relation": "equal", "provenance": "suggested"}
    CriterionMapping.objects.create(new=criterion(draft), **mapped)
    CriterionMapping.objects.create(new=criterion(draft, "ST2.1"), **mapped)
    operations.remove_standard(first, by=moderator)

    assert [one.new.code for one in CriterionMapping.objects.all()] == ["ST2.1"]
    assert not Descriptor.objects.filter(standard__version=draft).exists()


# ---- Who and when ----------------------------------------------------------------------------------------------------


def acts(draft):
    first, found = draft.standards.get(code="ST1"), criterion(draft)
    yield lambda by: operations.save_standard(draft, None, standard(), by=by)
    yield lambda by: operations.save_criterion(first, None, rated(), by=by)
    yield lambda by: operations.move_standard(first, "down", by=by)
    yield lambda by: operations.move_criterion(found, "down", by=by)
    yield lambda by: operations.remove_criterion(found, by=by)
    yield lambda by: operations.remove_standard(first, by=by)


def test_nobody_but_the_boards_editors_changes_a_draft(draft, analyst, lead, stranger):
    for act in acts(draft):
        for person in (analyst, lead, stranger):
            with pytest.raises(PermissionDenied):
                act(person)
    assert verbs(draft) == []


def test_nothing_of_a_published_version_changes(draft, moderator):
    publish(draft, by=moderator)

    for act in acts(draft):
        with pytest.raises(Refused, match="^This version is published"):
            act(moderator)
    assert verbs(draft) == ["framework.published"]
