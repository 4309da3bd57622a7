"""The frame round every page: who is signed in, the marking, the way out, and what it never needs."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string

PERSON = SimpleNamespace(is_authenticated=True, name="Joy Okafor")
PORTAL_CSS = settings.BASE_DIR / "static" / "portal"
NOBODY = SimpleNamespace(is_authenticated=False)


def board(name, slug):
    return SimpleNamespace(name=name, slug=slug, get_marking_display="OFFICIAL-SENSITIVE")


NORTHMERE = board("Northmere Safeguarding Children Board", "northmere")
EASTVALE = board("Eastvale Safeguarding Children Partnership", "eastvale")
EVERYTHING = {
    "board": NORTHMERE,
    "boards": [NORTHMERE],
    "standing": "Agency lead, Northmere Police",
    "menu": [{"label": "Home", "url": "/b/northmere/", "current": True}],
    "safety_waiting": 0,
}


@pytest.fixture
def page(rf):
    def render(user=PERSON, template="base.html", said=(), **context):
        request = rf.get("/")
        request.user = user
        request._messages = CookieStorage(request)
        for level, words in said:
            messages.add_message(request, level, words)
        return render_to_string(template, EVERYTHING | context, request)

    return render


def test_the_frame_shows_the_board_its_marking_and_who_is_signed_in(page):
    html = page()

    for words in ("OFFICIAL-SENSITIVE", NORTHMERE.name, "Joy Okafor", "Agency lead, Northmere Police", "Sign out"):
        assert words in html


def test_signing_out_is_a_post_with_a_token(page):
    html = page()

    assert '<form method="post" action=' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_every_signed_in_board_page_has_the_way_out_in_a_tab_of_its_own(page):
    link = page().partition('class="unsafe"')[2].partition("</a>")[0]

    assert 'target="_blank"' in link
    assert 'rel="noopener"' in link
    assert "A child may be unsafe" in link
    assert "(opens in new tab)" in link
    assert "waiting" not in link
    assert "2 waiting" in page(safety_waiting=2)


def test_the_anonymous_see_neither_a_person_nor_the_way_out(page):
    html = page(user=NOBODY, board=None, boards=[], menu=None, standing="")

    assert "Sign out" not in html
    assert 'class="unsafe"' not in html
    assert "LSCB Portal" in html
    assert "OFFICIAL" in html


def test_a_page_of_no_board_leads_to_whom_to_ring_at_each(page):
    html = page(board=None)

    assert re.search(r'class="unsafe"\s+href="/help/#unsafe"', html)
    assert "Sign out" in html


def test_the_menu_marks_where_we_are(page):
    assert 'aria-current="page"' in page()
    assert 'aria-current="page"' not in page(menu=[{"label": "Home", "url": "/", "current": False}])


def test_boards_are_offered_only_to_people_of_several(page):
    assert "Switch board" not in page()


def test_nothing_on_a_page_needs_an_exception_in_the_content_policy(page):
    html = page()

    assert "<style" not in html
    assert "style=" not in html
    assert "<script>" not in html
    assert "onclick" not in html


def test_messages_are_announced_by_their_kind(page):
    html = page(said=[(messages.SUCCESS, "Your reply was saved."), (messages.ERROR, "3 ratings are missing.")])

    assert html.count('role="alert"') == 2
    assert 'class="banner banner--success"' in html
    assert 'class="banner banner--error"' in html
    assert html.count('data-module="govuk-notification-banner"') == 1


@pytest.mark.parametrize("template", ["403.html", "404.html", "403_csrf.html"])
def test_pages_for_what_went_wrong_keep_the_frame(page, template):
    assert "Joy Okafor" in page(template=template)
    assert "Joy Okafor" not in page(template=template, user=NOBODY)


def test_what_an_item_of_an_agenda_is_for_is_never_filled_like_a_button():
    css = (PORTAL_CSS / "components.css").read_text()
    rules = dict(re.findall(r"^\.(purpose\S*) \{(.*?)\}", css, re.DOTALL | re.MULTILINE))
    grounds = {name: re.findall(r"background: (.*?);", rule) for name, rule in rules.items()}

    assert grounds == {
        "purpose": ["var(--wash)"],
        "purpose--decide": [],
        "purpose--note": ["#ece8e3"],
        "purpose--discuss": ["#fff"],
    }


def test_the_page_for_our_own_fault_needs_nothing():
    html = render_to_string("500.html")

    assert "Something went wrong on our side" in html
    assert "ring 999" in html
