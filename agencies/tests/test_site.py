import pytest
from django.urls import reverse

PAGES = ("accessibility", "privacy", "help")


@pytest.mark.parametrize("name", PAGES)
def test_anybody_may_read_the_pages_of_the_foot(client, board, name):
    html = client.get(reverse(name)).content.decode()

    assert html.count("<h1") == 1
    assert "Northmere" not in html


def test_help_shows_whom_to_ring_at_each_board_one_belongs_to(client, board, lead):
    client.force_login(lead)

    html = client.get(reverse("help")).content.decode()

    assert 'href="tel:01632960101"' in html
    assert f'href="{reverse("agencies:unsafe", args=[board.slug])}"' in html


def test_every_signed_in_page_leads_to_whom_to_ring(client, board, lead):
    client.force_login(lead)

    assert f'href="{reverse("help")}#unsafe"' in client.get(reverse("account")).content.decode()
    team = client.get(reverse("agencies:team", args=[board.slug])).content.decode()
    assert f'href="{reverse("agencies:unsafe", args=[board.slug])}"' in team


def test_a_board_is_not_found_by_who_has_nothing_to_do_with_it(client, board, stranger):
    client.force_login(stranger)
    assert client.get(reverse("agencies:unsafe", args=[board.slug])).status_code == 404
    assert client.get(reverse("agencies:unsafe", args=["nowhere"])).status_code == 404


def test_a_visitor_is_asked_to_sign_in_whether_the_board_exists_or_not(client, board):
    for slug in (board.slug, "nowhere"):
        path = reverse("agencies:unsafe", args=[slug])
        assert client.get(path).url == f"{reverse('account_login')}?next={path}"
