from django.urls import reverse

from agencies.roles import GRANTS, Role
from agencies.tests.asserting import queries_of
from agencies.tests.factories import BoardRoleFactory, PostFactory, SeatFactory


def url(board):
    return reverse("agencies:role_list", args=[board.slug])


def test_every_role_is_shown_with_its_prose_and_who_has_it(client, board, business_manager, lead, chair, moderator):
    client.force_login(business_manager)

    rows = client.get(url(board)).context["rows"]

    assert [(row["role"], row["prose"]) for row in rows] == [(role, grant.prose) for role, grant in GRANTS.items()]
    assert {row["role"]: [each.person for each in row["holdings"]] for row in rows if row["holdings"]} == {
        Role.BUSINESS_MANAGER: [business_manager],
        Role.QA_OFFICER: [moderator],
        Role.SUBGROUP_CHAIR: [chair],
        Role.LEAD: [lead],
    }


def test_the_page_says_why(client, board, business_manager, lead):
    client.force_login(business_manager)

    html = client.get(url(board)).content.decode()

    assert "Agency lead, Northmere Police, since 1 Apr 2020" in html
    assert "Answer the agency&#x27;s return and hand it to the signatory" in html


def test_the_page_costs_the_same_for_few_and_for_many(client, board, business_manager, lead, chair):
    client.force_login(business_manager)
    few = queries_of(client, url(board))
    for seat in SeatFactory.create_batch(15):
        PostFactory(person=seat.person)
        BoardRoleFactory(person=seat.person, board=board, role=Role.ANALYST)

    assert queries_of(client, url(board)) == few


def test_only_who_manages_people_sees_it(client, board, administrator, lead, chair, stranger):
    for somebody, status in [(administrator, 403), (lead, 403), (chair, 403), (stranger, 404)]:
        client.force_login(somebody)
        assert client.get(url(board)).status_code == status
