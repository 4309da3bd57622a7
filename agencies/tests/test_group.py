import uuid
from datetime import date

from django.urls import reverse

from agencies.models import Seat
from agencies.tests.asserting import fresh, queries_of, verbs
from agencies.tests.factories import GroupFactory, QuorumRuleFactory, SeatFactory


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def words(response):
    return " ".join(response.content.decode().split())


def test_the_list_shows_who_chairs_and_how_many_agencies_sit(
    client, board, business_manager, group, chair, member, adviser
):
    client.force_login(business_manager)

    (row,) = client.get(page(board, "group_list")).context["rows"]

    assert (row["chairs"], row["seats"], row["agencies"]) == ([chair], 3, 2)


def test_a_groups_page_shows_its_terms_its_rule_in_words_and_its_seats(
    client, board, business_manager, group, chair, member, adviser
):
    client.force_login(business_manager)

    html = words(client.get(page(board, "group", group.uid)))

    for sentence in (
        "To scrutinise, monitor and evaluate.",
        "Version 1, agreed by Strategic Board on 1 April 2020. To be reviewed by 1 April 2027.",
        "At least 3 agencies must be there.",
        "Departments of one legal body count once.",
    ):
        assert sentence in html
    assert html.index("Helen Marsh") < html.index("Clare Pool") < html.index("Tom Hughes")


def test_a_rule_that_names_agencies_is_said_with_their_names(client, board, business_manager, group, police):
    rule = {"clauses": [{"kind": "at_least", "number": 1, "of": {"agencies": [str(police.uid)]}}]}
    QuorumRuleFactory(group=group, version=2, rule=rule)
    client.force_login(business_manager)

    assert "At least 1 of these must be there: Northmere Police." in words(client.get(page(board, "group", group.uid)))


def test_a_group_without_terms_rule_or_seats_says_so(client, board, business_manager):
    bare = GroupFactory(board=board, slug="bare", name="Task group on transitions", kind="task_group")
    client.force_login(business_manager)

    html = words(client.get(page(board, "group", bare.uid)))

    for sentence in ("None have been entered.", "No quorum rule has been entered.", "Nobody has a seat yet"):
        assert sentence in html


def test_seats_that_are_over_are_not_shown(client, board, business_manager, group, member):
    member.seats.update(ends_on=date(2024, 1, 1))
    client.force_login(business_manager)

    assert "Clare Pool" not in words(client.get(page(board, "group", group.uid)))


def test_pages_cost_the_same_for_one_seat_and_for_thirty(client, board, business_manager, group):
    client.force_login(business_manager)
    member = SeatFactory(group=group)
    SeatFactory(group=group, role="deputy", deputy_for=member)
    few = [queries_of(client, url) for url in (page(board, "group_list"), page(board, "group", group.uid))]
    for number in range(10):
        SeatFactory.create_batch(2, group=group)
        SeatFactory(group=group, role="deputy", deputy_for=member)
        GroupFactory(board=board, slug=f"group-{number}")

    assert [queries_of(client, url) for url in (page(board, "group_list"), page(board, "group", group.uid))] == few


def test_a_seat_is_given_on_the_groups_page(client, board, business_manager, group, lead, police):
    client.force_login(business_manager)
    form = {
        "uid": uuid.uuid4(),
        "person": lead.pk,
        "role": "member",
        "agency": police.uid,
        "authority_confirmed_on": "2026-01-05",
        "starts_on": "2026-01-05",
    }

    assert client.post(page(board, "seat_add", group.uid), form).url == page(board, "group", group.uid)

    seat = Seat.objects.get()
    assert (seat.person, seat.group, seat.agency, verbs(seat)) == (lead, group, police, ["seat.given"])


def test_a_refusal_is_shown_on_the_form(client, board, business_manager, group, chair, lead):
    client.force_login(business_manager)
    form = {"uid": uuid.uuid4(), "person": lead.pk, "role": "chair", "starts_on": "2026-01-05"}

    html = words(client.post(page(board, "seat_add", group.uid), form))

    assert "Helen Marsh chairs QAPM. End that seat first." in html


def test_deputies_stand_in_for_members_of_the_same_group(
    client, board, business_manager, group, member, strategic_board
):
    elsewhere = SeatFactory(group=strategic_board)
    client.force_login(business_manager)

    choices = client.get(page(board, "seat_add", group.uid)).context["form"].fields["deputy_for"].queryset

    assert list(choices) == [member.seats.get()]
    assert elsewhere not in choices


def test_groups_of_another_board_are_not_found(client, board, business_manager, stranger, group):
    westvale = GroupFactory(board=stranger.board_roles.get().board, slug="westvale")
    client.force_login(business_manager)
    for name in ("group", "seat_add"):
        assert client.get(page(board, name, westvale.uid)).status_code == 404


def test_others_are_shown_a_closed_door(client, board, group, chair, lead, administrator):
    for somebody in (chair, lead, administrator):
        client.force_login(somebody)
        for name, args in [("group_list", []), ("group", [group.uid]), ("seat_add", [group.uid])]:
            assert client.get(page(board, name, *args)).status_code == 403
    assert fresh(chair).roles_at(board)
