from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse

from agencies import context
from agencies.models import SafetyRecord
from agencies.roles import Role
from agencies.tests.asserting import fresh
from agencies.tests.cast import person
from agencies.tests.factories import BoardRoleFactory, PostFactory, SeatFactory


def around(somebody, board, path="/b/northmere/"):
    """What a page at `path` shows round itself for somebody, seen with fresh eyes."""
    request = RequestFactory().get(path)
    request.user, request.board, request.resolver_match = fresh(somebody), board, resolve(path)
    return context.board(request)


def labels(somebody, board):
    return [entry["label"] for entry in around(somebody, board)["menu"]]


def current(somebody, board, path):
    return [entry["label"] for entry in around(somebody, board, path)["menu"] if entry["current"]]


def test_a_visitor_is_shown_no_board(client, board):
    given = client.get(reverse("account_login")).context

    assert given["board"] is None
    assert [name for name in ("menu", "boards", "standing", "words") if name in given] == []


def test_everybody_is_offered_what_they_may_use(
    board,
    lead,
    signatory,
    contributor,
    chair,
    adviser,
    moderator,
    business_manager,
    administrator,
    board_member,
    analyst,
):
    assert {somebody.name: labels(somebody, board) for somebody in (lead, signatory, contributor)} == {
        "Joy Okafor": ["Home", "Self-evaluation", "Policies", "Actions", "Your agency"],
        "Daniel Orme": ["Home", "Self-evaluation", "Policies", "Actions"],
        "Mina Farrow": ["Home", "Self-evaluation", "Policies", "Actions"],
    }
    assert labels(chair, board) == [
        "Home",
        "Self-evaluation",
        "Policies",
        "Performance",
        "Meetings",
        "Actions",
        "Reports",
    ]
    assert labels(adviser, board) == ["Home", "Meetings", "Actions"]
    assert labels(moderator, board) == [
        "Home",
        "Self-evaluation",
        "Policies",
        "Performance",
        "Meetings",
        "Actions",
        "Reports",
    ]
    assert labels(analyst, board) == [
        "Home",
        "Self-evaluation",
        "Policies",
        "Performance",
        "Meetings",
        "Actions",
        "Reports",
    ]
    assert labels(administrator, board) == [
        "Home",
        "Self-evaluation",
        "Policies",
        "Performance",
        "Meetings",
        "Actions",
        "Reports",
    ]
    assert labels(board_member, board) == ["Home", "Performance", "Meetings", "Actions", "Reports"]
    assert labels(business_manager, board) == [
        "Home",
        "Self-evaluation",
        "Policies",
        "Performance",
        "Meetings",
        "Actions",
        "Reports",
        "Board",
    ]


def test_every_entry_opens_for_whoever_is_offered_it(
    client, board, business_manager, lead, chair, adviser, contributor
):
    for somebody in (business_manager, lead, chair, adviser, contributor):
        client.force_login(somebody)
        for entry in around(somebody, board)["menu"]:
            assert (entry["label"], client.get(entry["url"]).status_code) == (entry["label"], 200)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("", "Home"),
        ("returns/", "Self-evaluation"),
        ("policies/", "Policies"),
        ("performance/", "Performance"),
        ("meetings/", "Meetings"),
        ("actions/", "Actions"),
        ("reports/", "Reports"),
        ("board/agencies/", "Board"),
        ("board/people/", "Board"),
        ("board/ledger/", "Board"),
    ],
)
def test_the_menu_marks_where_one_is(board, business_manager, path, label):
    assert current(business_manager, board, f"/b/northmere/{path}") == [label]


def test_the_way_out_belongs_to_no_entry(board, business_manager):
    assert current(business_manager, board, "/b/northmere/unsafe/") == []


def routes(resolver):
    """The addresses below a resolver, those of included files too."""
    for page in resolver.url_patterns:
        yield from routes(page) if hasattr(page, "url_patterns") else [str(page.pattern)]


@pytest.mark.parametrize("app", ["audits", "workplan"])
def test_pages_of_the_two_middle_apps_have_a_place_in_the_menu(app):
    _, resolver = get_resolver().namespace_dict[app]
    places = [context.place_of(route, SimpleNamespace(namespace=app)) for route in routes(resolver)]

    assert {place.label for place in places} <= {"Self-evaluation", "Policies", "Performance", "Meetings", "Actions"}


def test_the_standing_says_what_one_is_in_a_line(board, lead, group, police):
    SeatFactory(person=lead, group=group, agency=police)

    assert str(around(lead, board)["standing"]) == "Agency lead, Northmere Police; Member, QAPM"


def test_one_with_seats_in_two_boards_switches_between_them(client, board, business_manager, stranger):
    westvale = stranger.board_roles.get().board
    BoardRoleFactory(person=business_manager, board=westvale, role=Role.ANALYST)
    client.force_login(business_manager)

    html = client.get(reverse("agencies:agency_list", args=[board.slug])).content.decode()

    assert list(around(business_manager, board)["boards"]) == [board, westvale]
    assert "Switch board" in html
    assert f'href="{reverse("reports:home", args=[westvale.slug])}"' in html
    assert str(around(business_manager, westvale)["standing"]) == "Analyst"


def test_one_with_one_board_has_nothing_to_switch(client, board, business_manager):
    client.force_login(business_manager)

    assert "Switch board" not in client.get(reverse("agencies:agency_list", args=[board.slug])).content.decode()


def test_only_the_business_unit_is_told_that_calls_wait(board, business_manager, administrator, lead):
    SafetyRecord.objects.create(
        board=board, recorded_by=lead, route="lado", rung_at="2026-11-18T09:00Z", recipient_role="x", outcome="x"
    )

    assert [around(somebody, board)["safety_waiting"]() for somebody in (business_manager, administrator, lead)] == [
        1,
        1,
        0,
    ]


def test_what_is_round_a_page_costs_the_same_for_one_role_and_for_many(board, police, django_assert_num_queries):
    somebody = person("Ada Moss")
    PostFactory(person=somebody, agency=police)
    everything = ("boards", "standing", "menu")

    def cost(expected):
        given = around(somebody, board)
        with django_assert_num_queries(expected):
            for name in everything:
                str(given[name])
            given["safety_waiting"]()

    cost(3)
    for seat in SeatFactory.create_batch(10, person=somebody):
        PostFactory(person=somebody, agency=seat.agency)
    cost(3)


def test_a_page_that_asks_for_none_of_it_pays_nothing(board, lead, django_assert_num_queries):
    with django_assert_num_queries(1):  # the person
        around(lead, board)
