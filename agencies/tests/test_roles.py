from agencies.roles import GRANTS, Permission, Role, granted


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
