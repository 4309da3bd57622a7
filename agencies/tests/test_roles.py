import datetime as dt

from django.utils import timezone

from agencies.models import Board, Membership
from agencies.roles import GRANTS, Permission, Role, granted
from agencies.tests.factories import (
    BoardFactory,
    BoardRoleFactory,
    GroupFactory,
    PostFactory,
    SeatFactory,
    UserFactory,
)


def test_every_role_has_prose_and_a_place_in_the_table():
    assert set(GRANTS) == set(Role)
    assert all(grant.prose.endswith(".") for grant in GRANTS.values())


def test_every_permission_is_granted_to_somebody():
    assert {permission for grant in GRANTS.values() for permission in grant.permissions} == set(Permission)


def test_nobody_who_answers_a_return_signs_it():
    assert not granted([Role.LEAD, Role.CONTRIBUTOR], Permission.SIGN_RETURN)


def test_roles_follow_from_seats_posts_and_appointments(board, chair, lead, moderator, board_member, stranger):
    assert chair.roles_at(board) == {Role.SUBGROUP_CHAIR}
    assert lead.roles_at(board) == {Role.LEAD}
    assert moderator.roles_at(board) == {Role.QA_OFFICER}
    assert board_member.roles_at(board) == {Role.BOARD_MEMBER}
    assert stranger.roles_at(board) == frozenset()


def test_the_boards_one_belongs_to_are_those_one_may_see(board, police, django_assert_num_queries):
    person, yesterday = UserFactory(), timezone.localdate() - dt.timedelta(days=1)
    by_role, by_seat, shared, former = (
        BoardFactory(slug=name.lower(), name=name) for name in ("Westvale", "Avon", "Mere", "Old")
    )
    Membership.objects.create(board=shared, agency=police)
    PostFactory(person=person, agency=police)
    BoardRoleFactory(person=person, board=by_role, role=Role.ANALYST)
    SeatFactory(person=person, group=GroupFactory(board=by_seat))
    BoardRoleFactory(person=person, board=former, role=Role.ANALYST, starts_on=yesterday, ends_on=yesterday)

    with django_assert_num_queries(3):
        assert person.boards == [by_seat, shared, board, by_role]
        assert [person.roles_at(each) for each in (shared, board)] == [{Role.LEAD}] * 2
        assert person.roles_for(police) == {Role.LEAD}
        assert person.belongs_to(police)
    assert person.boards == list(Board.objects.visible_to(person))
