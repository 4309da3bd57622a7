from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.models import Board, Event, User
from agencies.operations.founding import found_board
from agencies.roles import Role

DETAILS = {
    "slug": "westmarch",
    "name": "Westmarch Safeguarding Children Board",
    "area": "Westmarch",
    "social-care": "01632 960401",
    "out-of-hours": "01632 960402",
    "lado": "01632 960403",
    "manager-name": "Nia Prŷs",
    "manager-email": "nia.prys@westmarch.example",
}


def found(**changed):
    """Run the command; return what it printed."""
    said = StringIO()
    call_command("found_board", *(f"--{name}={value}" for name, value in (DETAILS | changed).items()), stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_new_portal_begins_with_a_board_its_groups_and_an_invited_manager():
    said = found()

    board = Board.objects.get(slug="westmarch")
    manager = User.objects.get(email="nia.prys@westmarch.example")
    assert said == (
        "Westmarch Safeguarding Children Board is at /b/westmarch/. nia.prys@westmarch.example is invited by e-mail.\n"
    )
    assert manager.roles_at(board) == {Role.BUSINESS_MANAGER}
    assert [group.slug for group in board.groups.order_by("slug")] == ["qapm", "strategic"]
    assert board.groups.get(slug="qapm").quorum_rule.rule["clauses"][0]["number"] == 3
    terms = board.groups.get(slug="qapm").terms
    assert (len(terms.standing_items), terms.closing_items) == (4, ["Forward plan and close"])
    assert [event.verb for event in Event.objects.of_board(board)] == [
        "board.founded", "role.given", "invitation.sent",
    ]  # fmt: skip
    assert [note.kind for note in manager.notifications.all()] == ["agencies/invitation"]


@pytest.mark.django_db
def test_a_board_of_that_word_is_not_made_twice():
    found()

    with pytest.raises(CommandError, match="There is a board “westmarch” already."):
        found()

    assert Board.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"slug": "west march"}, {"manager-email": "nia"}])
def test_bad_words_are_refused_and_nothing_is_made(changed):
    with pytest.raises(CommandError):
        found(**changed)

    assert (Board.objects.count(), User.objects.count()) == (0, 0)


def test_nobody_founds_a_board_but_the_portal_itself(business_manager):
    with pytest.raises(PermissionDenied):
        found_board(
            slug="own", name="Own", area="Own", phones=("1", "2", "3"), manager=business_manager,
            starts_on=timezone.localdate(), by=business_manager,
        )  # fmt: skip

    assert not Board.objects.filter(slug="own").exists()
