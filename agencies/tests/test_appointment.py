import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.models import BoardRole, Event, Notification, Post, Seat, SeatRole
from agencies.operations.appointment import end_holding, give_board_role, give_post, give_seat
from agencies.roles import Role
from agencies.tests.asserting import books_of, denied, fresh, refused, verbs
from agencies.tests.cast import person
from agencies.tests.factories import AgencyFactory, BoardRoleFactory, GroupFactory, PostFactory, SeatFactory

TODAY = date(2026, 11, 18)
NOTHING = {"csrfmiddlewaretoken": ""}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")


@pytest.fixture
def newcomer(db):
    return person("Ray Quill")


def post(somebody, by, agency, role, board, **more):
    details = {"uid": uuid.uuid4(), "starts_on": TODAY} | more
    return give_post(somebody, by=by, board=board, agency=agency, role=role, **details)


def seat(somebody, by, group, **more):
    details = {"uid": uuid.uuid4(), "starts_on": TODAY, "role": SeatRole.MEMBER} | more
    return give_seat(somebody, by=by, board=group.board, group=group, **details)


def role(somebody, by, board, given, **more):
    return give_board_role(somebody, by=by, board=board, role=given, **{"uid": uuid.uuid4(), "starts_on": TODAY} | more)


# Giving --------------------------------------------------------------------------------------------------------------


def test_a_post_gives_its_role_at_once_and_the_person_is_told(board, police, business_manager, newcomer):
    given = post(newcomer, business_manager, police, Role.LEAD, board)

    assert fresh(newcomer).roles_at(board) == {Role.LEAD}
    assert {event.by for event in Event.objects.about(given)} == {business_manager}
    assert (verbs(given), books_of(given, "post.given")) == (["post.given"], {board.ledger_key, police.ledger_key})
    assert [(one.kind, one.recipient) for one in Notification.objects.all()] == [("agencies/appointed", newcomer)]


def test_a_second_click_gives_nothing_more(board, police, business_manager, newcomer, group):
    uid = uuid.uuid4()

    assert post(newcomer, business_manager, police, Role.LEAD, board, uid=uid) == post(
        newcomer, business_manager, police, Role.LEAD, board, uid=uid
    )
    assert seat(newcomer, business_manager, group, uid=uid) == seat(newcomer, business_manager, group, uid=uid)
    assert role(newcomer, business_manager, board, Role.ANALYST, uid=uid) == role(
        newcomer, business_manager, board, Role.ANALYST, uid=uid
    )
    assert (Post.objects.count(), Seat.objects.count(), BoardRole.objects.filter(person=newcomer).count()) == (1, 1, 1)
    assert Event.objects.filter(book__key=board.ledger_key).count() == 3


def test_the_same_is_not_given_twice(board, police, business_manager, lead, chair, moderator, council, group):
    with refused("Joy Okafor is agency lead at Northmere Police already."):
        post(lead, business_manager, police, Role.LEAD, board)
    with refused("Helen Marsh has this seat in QAPM already."):
        seat(chair, business_manager, group, agency=council)
    with refused("Bethan Pryce is QA officer already."):
        role(moderator, business_manager, board, Role.QA_OFFICER)


def test_who_answers_the_return_does_not_sign_it(board, police, business_manager, lead, signatory, hospital):
    with refused(
        "Joy Okafor is agency lead at Northmere Police: who answers the agency’s return cannot be its signatory."
    ):
        post(lead, business_manager, police, Role.SIGNATORY, board)
    with refused(
        "Daniel Orme is signatory at Northmere Police: who answers the agency’s return cannot be its signatory."
    ):
        post(signatory, business_manager, police, Role.CONTRIBUTOR, board)

    assert post(lead, business_manager, hospital, Role.SIGNATORY, board).agency == hospital
    assert post(signatory, business_manager, police, Role.DATA_OFFICER, board).agency == police


def test_a_former_lead_may_sign(board, police, business_manager, lead):
    lead.posts.update(ends_on=TODAY - timedelta(days=1))

    assert post(lead, business_manager, police, Role.SIGNATORY, board).role == Role.SIGNATORY


def test_a_lead_makes_contributors_of_the_own_agency_and_nobody_else(board, police, hospital, lead, newcomer):
    assert post(newcomer, lead, police, Role.CONTRIBUTOR, board).role == Role.CONTRIBUTOR
    with denied():
        post(newcomer, lead, police, Role.SIGNATORY, board)
    with denied():
        post(newcomer, lead, hospital, Role.CONTRIBUTOR, board)


def test_nobody_gives_what_is_not_the_boards(board, stranger, business_manager, newcomer, police, group):
    elsewhere = AgencyFactory(boards=[])
    with denied():
        post(newcomer, business_manager, elsewhere, Role.LEAD, board)
    with denied():
        post(newcomer, stranger, police, Role.LEAD, stranger.board_roles.get().board)
    with denied():
        seat(newcomer, stranger, group)
    with denied():
        give_seat(
            newcomer,
            by=stranger,
            board=stranger.board_roles.get().board,
            group=group,
            uid=uuid.uuid4(),
            role=SeatRole.MEMBER,
            starts_on=TODAY,
        )


def test_only_who_manages_people_gives_seats_and_roles(board, group, chair, administrator, lead, newcomer):
    for somebody in (chair, administrator, lead):
        with denied():
            seat(newcomer, somebody, group)
        with denied():
            role(newcomer, somebody, board, Role.ANALYST)


def test_what_begins_later_is_told_on_its_morning(board, business_manager, newcomer):
    role(newcomer, business_manager, board, Role.ANALYST, starts_on=date(2026, 12, 1))

    assert fresh(newcomer).roles_at(board) == frozenset()
    assert Notification.objects.get().send_after.isoformat() == "2026-12-01T08:00:00+00:00"


def test_who_has_no_password_yet_is_not_told(board, business_manager, newcomer):
    newcomer.set_unusable_password()
    newcomer.save()

    role(newcomer, business_manager, board, Role.ANALYST)

    assert Notification.objects.count() == 0


# Ending --------------------------------------------------------------------------------------------------------------


def test_what_is_ended_holds_until_the_end_of_its_last_day(board, business_manager, lead, time_machine):
    held = lead.posts.get()

    end_holding(held, by=business_manager, board=board, ends_on=TODAY)

    assert (fresh(lead).roles_at(board), verbs(held)) == ({Role.LEAD}, ["post.ended"])
    time_machine.move_to("2026-11-19T10:00:00Z")
    assert fresh(lead).roles_at(board) == frozenset()


def test_who_loses_something_is_signed_out(client, board, business_manager, lead):
    client.force_login(lead)
    assert client.get(reverse("account")).status_code == 200

    end_holding(lead.posts.get(), by=business_manager, board=board, ends_on=TODAY)

    assert client.get(reverse("account")).status_code == 302


def test_what_is_over_does_not_end_again_later(board, business_manager, moderator):
    held = moderator.board_roles.get()
    end_holding(held, by=business_manager, board=board, ends_on=TODAY)

    with refused("It ends on 18 Nov 2026 already."):
        end_holding(held, by=business_manager, board=board, ends_on=TODAY)
    end_holding(held, by=business_manager, board=board, ends_on=TODAY - timedelta(days=1))
    assert fresh(moderator).roles_at(board) == frozenset()


def test_nothing_ends_before_it_began(board, business_manager, moderator):
    with refused("It began on 1 Apr 2020, so its last day cannot be 31 Mar 2020."):
        end_holding(moderator.board_roles.get(), by=business_manager, board=board, ends_on=date(2020, 3, 31))


def test_a_board_keeps_a_business_manager(board, business_manager):
    held = business_manager.board_roles.get()
    with refused("The board needs a business manager. Appoint another one first."):
        end_holding(held, by=business_manager, board=board, ends_on=TODAY)

    other = BoardRoleFactory(board=board, person__is_active=False)
    with refused("The board needs a business manager. Appoint another one first."):
        end_holding(held, by=business_manager, board=board, ends_on=TODAY)

    other.person.is_active = True
    other.person.save()
    end_holding(held, by=business_manager, board=board, ends_on=TODAY)
    assert verbs(held) == ["role.ended"]


def test_a_lead_ends_the_posts_of_contributors_only(board, lead, contributor, signatory, outsider):
    end_holding(contributor.posts.get(), by=lead, board=board, ends_on=TODAY)

    for somebody in (signatory, outsider, lead):
        with denied():
            end_holding(somebody.posts.get(), by=lead, board=board, ends_on=TODAY)


def test_another_boards_manager_ends_nothing(board, stranger, lead, chair, moderator):
    westvale = stranger.board_roles.get().board
    for held in (lead.posts.get(), chair.seats.get(), moderator.board_roles.get()):
        for place in (board, westvale):
            with denied():
                end_holding(held, by=stranger, board=place, ends_on=TODAY)


# Pages ---------------------------------------------------------------------------------------------------------------


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def test_a_person_is_given_a_post_a_seat_and_a_role_on_pages(
    client, board, business_manager, lead, police, hospital, group
):
    client.force_login(business_manager)
    first_day = {"starts_on": "2026-11-18"}
    forms = {
        "post": {"agency": hospital.uid, "role": "auditor"},
        "seat": {"group": group.uid, "role": "member", "agency": police.uid},
        "role": {"role": "lay_member"},
    }

    for kind, form in forms.items():
        response = client.post(page(board, "appoint", lead.uid, kind), form | first_day | {"uid": uuid.uuid4()})
        assert response.url == page(board, "person", lead.uid)

    assert fresh(lead).roles_at(board) == {Role.LEAD, Role.AUDITOR, Role.SUBGROUP_MEMBER, Role.LAY_MEMBER}


def test_a_form_says_what_is_wrong(client, board, business_manager, lead, member):
    client.force_login(business_manager)
    other = GroupFactory(board=board, slug="learning", short_name="Learning")

    post_page = client.post(page(board, "appoint", lead.uid, "post"), NOTHING).content.decode()
    seat_page = client.post(
        page(board, "appoint", lead.uid, "seat"),
        {
            "uid": uuid.uuid4(),
            "group": other.uid,
            "role": "deputy",
            "deputy_for": member.seats.get().pk,
            "authority_confirmed_on": "2026-11-19",
            "starts_on": "2026-11-18",
        },
    ).content.decode()
    refusal = client.post(
        page(board, "appoint", member.uid, "role"), {"uid": uuid.uuid4(), "role": "chair", "starts_on": "2026-11-18"}
    ).content.decode()

    assert post_page.count("Choose the agency.") == post_page.count("Choose the post.") == 2
    assert seat_page.count("Clare Pool has no seat in Learning.") == 2
    assert seat_page.count("The day must not be in the future.") == 2
    assert "Select a valid choice" in refusal


def test_a_deputy_without_a_member_is_asked_for_one(client, board, business_manager, lead, group):
    client.force_login(business_manager)
    form = {"uid": uuid.uuid4(), "group": group.uid, "role": "deputy", "starts_on": "2026-11-18"}

    html = client.post(page(board, "appoint", lead.uid, "seat"), form).content.decode()

    assert html.count("Say whose deputy this is.") == 2


def test_a_refusal_is_shown_on_the_form(client, board, business_manager, moderator):
    client.force_login(business_manager)
    form = {"uid": uuid.uuid4(), "role": "qa_officer", "starts_on": "2026-11-18"}

    html = client.post(page(board, "appoint", moderator.uid, "role"), form).content.decode()

    assert "Bethan Pryce is QA officer already." in html


def test_ending_asks_for_the_last_day(client, board, business_manager, contributor):
    client.force_login(business_manager)
    held = contributor.posts.get()

    assert "Contributor, Northmere Police" in client.get(page(board, "end", "post", held.uid)).content.decode()
    assert "Enter the last day." in client.post(page(board, "end", "post", held.uid), NOTHING).content.decode()
    response = client.post(page(board, "end", "post", held.uid), {"ends_on": "2026-11-18"})

    assert response.url == page(board, "person", contributor.uid)
    assert verbs(held) == ["post.ended"]


def test_a_lead_ends_a_contributors_post_and_comes_back_to_the_team(client, board, lead, contributor, signatory):
    client.force_login(lead)

    ended = client.post(page(board, "end", "post", contributor.posts.get().uid), {"ends_on": "2026-11-18"})

    assert ended.url == page(board, "team")
    assert client.get(page(board, "end", "post", signatory.posts.get().uid)).status_code == 403


def test_what_does_not_exist_is_not_found(client, board, business_manager, lead, stranger):
    client.force_login(business_manager)
    assert client.get(page(board, "appoint", lead.uid, "crown")).status_code == 404
    assert client.get(page(board, "appoint", uuid.uuid4(), "post")).status_code == 404
    assert client.get(page(board, "end", "crown", lead.posts.get().uid)).status_code == 404
    assert client.get(page(board, "end", "role", stranger.board_roles.get().uid)).status_code == 404


def test_others_give_and_end_nothing(client, board, chair, administrator, lead, moderator):
    held = BoardRole.objects.get(person=moderator)
    for somebody in (chair, administrator, lead):
        client.force_login(somebody)
        assert client.get(page(board, "appoint", moderator.uid, "role")).status_code == 403
        assert client.post(page(board, "end", "role", held.uid), {"ends_on": "2026-11-18"}).status_code == 403


def test_a_link_chooses_the_agency_or_the_group(client, board, business_manager, lead, police, group):
    client.force_login(business_manager)

    html = client.get(f"{page(board, 'appoint', lead.uid, 'post')}?agency={police.uid}").content.decode()

    assert f'value="{police.uid}" selected' in html


def test_seats_of_other_boards_cannot_be_chosen(client, board, business_manager, lead, stranger):
    westvale = GroupFactory(board=stranger.board_roles.get().board, name="Westvale QAPM", short_name="WQ")
    SeatFactory(group=westvale, agency=None)
    PostFactory(agency=AgencyFactory(name="Westvale Police", boards=[westvale.board]))
    client.force_login(business_manager)

    html = client.get(page(board, "appoint", lead.uid, "seat")).content.decode()

    assert "Westvale" not in html


@pytest.mark.parametrize("given", [Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY])
def test_nobody_gives_themself_a_post_that_answers_or_signs(board, police, business_manager, given):
    with refused(f"Nobody makes themself {given.noun}. Ask another manager of the board."):
        post(business_manager, business_manager, police, given, board)

    assert not Post.objects.filter(person=business_manager).exists()


def test_nobody_makes_themself_a_judge(board, business_manager):
    with refused(f"Nobody makes themself {Role.QA_OFFICER.noun}. Ask another manager of the board."):
        role(business_manager, business_manager, board, Role.QA_OFFICER)

    assert not BoardRole.objects.filter(person=business_manager, role=Role.QA_OFFICER).exists()
