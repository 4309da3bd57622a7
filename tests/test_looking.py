"""The journeys' own eyes: they see what is wrong, on a second page too."""

import pytest

from tests.journeys import looking

pytestmark = pytest.mark.browser
PAGE = """
    <!doctype html><html lang="en"><title>A page</title>
    <style>.pale {{ color: #999 }} .dark {{ background: {ground} }}</style>
    <main><h1>A page</h1><p class="{name}">Some words</p><p>More</p></main></html>
"""


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(looking, "good_looks", [])


@pytest.fixture
def blank(chromium):
    page = chromium.new_page()
    yield page
    page.close()


def seen(page, name="", ground="#fff"):
    page.set_content(PAGE.format(name=name, ground=ground))
    return [fault.partition(": ")[2].partition(",")[0] for fault in looking.axe_faults(page)]


def test_a_good_page_has_no_faults_and_its_looks_are_known(blank):
    assert seen(blank) == []
    assert len(looking.good_looks) == 2
    assert seen(blank) == []
    assert len(looking.good_looks) == 2


def test_pale_words_are_seen_each_time(blank):
    assert [seen(blank), seen(blank, "pale"), seen(blank, "pale")] == [[], ["color-contrast"], ["color-contrast"]]


def test_words_that_were_good_are_looked_at_again_on_another_ground(blank):
    assert [seen(blank, "dark"), seen(blank, "dark", ground="#333")] == [[], ["color-contrast"]]


def test_other_rules_are_asked_on_every_page(blank):
    blank.set_content('<!doctype html><html lang="en"><title>A</title><main><h1>A</h1><img src="/a.png"></main></html>')

    assert "image-alt" in "".join(looking.axe_faults(blank))
    assert "image-alt" in "".join(looking.axe_faults(blank))


TALL = '<!doctype html><header class="top" style="height: 393px"></header>'
FOLDS = "() => setTimeout(() => document.querySelector('header').style.height = '120px', 200)"


def test_a_menu_that_folds_soon_is_waited_for(blank):
    blank.set_content(TALL)
    blank.evaluate(FOLDS)

    assert looking.header_faults(blank) == []


def test_a_header_that_stays_tall_is_told(blank):
    blank.set_content(TALL)

    assert [fault.partition(": ")[2] for fault in looking.header_faults(blank)] == ["the header is 393 px tall"]
