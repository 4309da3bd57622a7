"""A form's uid that a row has already: the own row is found, another's is neither shown as done nor a fault."""

import uuid
from datetime import date
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Board, BoardRole, Group, Post, SafetyRecord
from agencies.operations.agency import add_agency
from agencies.operations.appointment import give_board_role, give_post, give_seat
from agencies.operations.group import add_group
from agencies.operations.invitation import invite, invite_contributor
from agencies.operations.safety import record_safety
from agencies.roles import Role
from agencies.tests.asserting import refused
from agencies.tests.cast import person
from agencies.tests.factories import AgencyFactory, BoardRoleFactory, GroupFactory, PostFactory, SeatFactory
from agencies.tests.test_agency import DETAILS
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.once import USED, made_before, make_once, unused

TODAY = date(2026, 11, 18)
GROUP = {"name": "Learning", "short_name": "Learning", "kind": "sub_group", "meetings_a_year": 4}
CALL = {"route": "social_care", "rung_at": timezone.now(), "recipient_role": "Duty", "outcome": "Visit"}


# The rule ------------------------------------------------------------------------------------------------------------


def test_the_own_row_is_found_and_a_new_uid_finds_nothing(board, group):
    assert made_before(board.groups.all(), group.uid) == group
    assert made_before(board.groups.all(), uuid.uuid4()) is None


def test_a_row_of_somebody_else_is_refused(board, group, stranger):
    with pytest.raises(Refused, match=USED):
        made_before(stranger.board_roles.get().board.groups.all(), group.uid)


def test_a_row_that_was_made_in_the_same_moment_is_refused(group):
    """Two who lock different boards do not wait for each other: the second finds the uid taken when it writes."""
    with pytest.raises(Refused, match=USED):
        make_once(Group, uid=group.uid, board=group.board, slug="other", **GROUP)

    assert Group.objects.count() == 1


def test_a_row_of_a_list_gets_another_uid(group):
    free, new = uuid.uuid4(), uuid.uuid4()

    assert (unused(Group, free, new=lambda: new), unused(Group, group.uid, new=lambda: new)) == (free, new)


# Where it is kept ----------------------------------------------------------------------------------------------------


@pytest.fixture
def westvale(stranger):
    return stranger.board_roles.get().board


def of_another_board(model, westvale):
    """A row of another board, made by its people."""
    makers = {
        "agency": lambda: AgencyFactory(boards=[westvale]),
        "group": lambda: GroupFactory(board=westvale),
        "post": lambda: PostFactory(agency=AgencyFactory(boards=[westvale])),
        "seat": lambda: SeatFactory(group=GroupFactory(board=westvale), agency=None),
        "role": lambda: BoardRoleFactory(board=westvale),
    }
    return makers[model]()


@pytest.mark.parametrize("model", ["agency", "group", "post", "seat", "role"])
def test_no_deed_is_done_under_the_uid_of_another_boards_row(board, business_manager, group, police, westvale, model):
    uid, newcomer = of_another_board(model, westvale).uid, person("Ray Quill")
    how = {"by": business_manager, "uid": uid}
    given = how | {"board": board, "starts_on": TODAY}
    deeds = {
        "agency": partial(add_agency, board, starts_on=TODAY, **how, **DETAILS),
        "group": partial(add_group, board, **how, **GROUP),
        "post": partial(give_post, newcomer, agency=police, role=Role.AUDITOR, **given),
        "seat": partial(give_seat, newcomer, group=group, role="member", **given),
        "role": partial(give_board_role, newcomer, role=Role.ANALYST, **given),
    }

    with refused(USED):
        deeds[model]()


def test_a_form_that_was_changed_and_sent_again_is_not_reported_as_done(board, business_manager, police, hospital):
    newcomer, uid = person("Ray Quill"), uuid.uuid4()
    give = partial(give_post, newcomer, by=business_manager, board=board, uid=uid, starts_on=TODAY)
    give(agency=police, role=Role.AUDITOR)

    for changed in ({"agency": hospital, "role": Role.AUDITOR}, {"agency": police, "role": Role.DATA_OFFICER}):
        with refused(USED):
            give(**changed)
    assert Post.objects.filter(person=newcomer).count() == 1


def test_a_call_is_recorded_under_a_uid_of_ones_own(board, lead, outsider):
    uid = uuid.uuid4()
    record_safety(board, by=lead, uid=uid, **CALL)

    with refused(USED):
        record_safety(board, by=outsider, uid=uid, **CALL)
    assert SafetyRecord.objects.get().recorded_by == lead


def test_a_letter_under_another_letters_uid_is_not_sent(board, business_manager, police, lead, hospital, outsider):
    uid = uuid.uuid4()
    ray = {"email": "ray@example.org", "name": "Ray Quill", "job_title": ""}
    ask = partial(invite_contributor, board=board, uid=uid, starts_on=TODAY, **ray)
    ask(police, by=lead)

    with refused(USED):
        ask(hospital, by=outsider)
    with refused(USED):
        give = partial(give_board_role, role=Role.LAY_MEMBER, starts_on=TODAY)
        invite(board, by=business_manager, uid=uid, give=give, **ray | {"email": "kim@example.org"})
    assert not BoardRole.objects.filter(role=Role.LAY_MEMBER).exists()


def test_the_page_shows_the_sentence_and_no_fault(client, board, business_manager, westvale):
    client.force_login(business_manager)
    form = GROUP | {"uid": of_another_board("group", westvale).uid}

    response = client.post(reverse("agencies:group_add", args=[board.slug]), form)

    assert (response.status_code, USED in response.content.decode()) == (200, True)
    assert Board.objects.get(pk=board.pk).groups.count() == 0
