"""Fixtures for journeys: Chromium in front of a live server or the demonstration, and a real worker behind it."""

import fcntl
import shutil

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

from tests import demonstration, portal
from tests.journeys.person import Person

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
PARTS_OF_A_PAGE = {"stylesheet", "script", "image", "font"}
# Inside a container or as root Chromium's own sandbox cannot start; it only ever sees our pages. There is no graphics
# card to draw on, and pretending there is one costs more than drawing.
OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
NO_ANSWER = ("Failed to load resource", "htmx:afterRequest", "htmx:sendError")
SCREEN = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def chromium():
    """The machine's own Chromium, without a window."""
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert program, "The browser tests need Chromium: install the package chromium."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def plain_cookies(settings):
    """Cookies without `Secure`: the live server speaks plain HTTP, and Chromium refuses `__Host-` cookies there."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "sessionid", "csrftoken"


@pytest.fixture
def address(live_server, plain_cookies):
    """Where the portal of a test is. Journeys on the demonstration put its address in place of the live server's."""
    return live_server.url


@pytest.fixture(scope="session")
def filled_demonstration(tmp_path_factory, testrun_uid):
    """The folder of a demonstration nobody has touched. Making it takes half a minute; run copies of it.

    The processes of a run share it: the first makes it while the others wait.
    """
    folder = tmp_path_factory.getbasetemp().parent / f"demonstration-{testrun_uid}"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_suffix(".made")
            made.mkdir()
            demonstration.fill(made).rename(folder)
    return folder


@pytest.fixture
def new_page(chromium, address):
    """A function that opens a page as a new person: `new_page(java_script_enabled=False)`.

    Addresses given to `goto` may leave out the server. Anything that breaks on a page fails the test: an error in a
    script, something the content security policy refused, a missing part of the page, a server error.
    """
    contexts, faults = [], []

    def open_page(**options):
        options = {"base_url": address, "viewport": SCREEN, "locale": "en-GB"} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        context.on("weberror", lambda broken: faults.append(f"{broken.page.url}: {broken.error}"))
        context.on("console", lambda message: faults.extend(complaints(message)))
        context.on("response", lambda response: faults.extend(failures(response)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def complaints(message):
    """Return what the browser's console complains of; answers with an error are judged by `failures`, and what a lost
    connection does by the test that loses it."""
    of_interest = message.type == "error" and not message.text.startswith(NO_ANSWER)
    return [f"{message.location['url']}: {message.text}"] if of_interest else []


def failures(response):
    """Return the answer if no page should get it: a server error, or a missing part of a page."""
    part = response.request.resource_type in PARTS_OF_A_PAGE and not response.url.endswith("/favicon.ico")
    failed = response.status >= 500 or (part and response.status >= 400)
    return [f"{response.status} {response.url}"] if failed else []


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request):
    """Whether the browser of this test runs scripts: it is told once with and once without."""
    return request.param


@pytest.fixture(scope="module")
def signed_in():
    """The cookies of those who have signed in, by where they did and who they are: they need not do so again."""
    return {}


@pytest.fixture
def enters(new_page, address, scripts, signed_in):
    """A function that brings a person of the demonstration to the home page: `enters("joy.okafor")`.

    What they find amiss on any page fails the test. `looks` are those they take on arrival, if other than usual;
    the rest are options of the browser.
    """
    faults = []

    def enter(key, looks=None, **options):
        given = {} if looks is None else {"on_arrival": looks}
        cookies = signed_in.get((address, key))
        page = new_page(java_script_enabled=scripts, storage_state=cookies, **options)
        person = Person(page, key, scripts=scripts, faults=faults, **given)
        if cookies:
            person.come_back()
        else:
            person.sign_in()
        signed_in[address, key] = page.context.storage_state()
        return person

    yield enter
    assert faults == []


@pytest.fixture
def enter(new_page, live_server, settings):
    """A function that opens an address as a person: `enter(chair, "/b/northmere/…")`."""

    def enter(person, path, **options):
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        page = new_page(**options)
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page.goto(path)
        return page

    return enter


@pytest.fixture
def constable(group, police):
    """A member of the sub-group for the police."""
    from agencies.tests.factories import SeatFactory, UserFactory

    return SeatFactory(group=group, person=UserFactory(name="Joy Adebayo"), agency=police).person


@pytest.fixture
def session(transactional_db, group, chair, member, constable, adviser):
    """A meeting in session with three agencies here."""
    from workplan.tests.factories import here, in_session

    meeting = in_session(group, chair)
    here(meeting, chair, member, constable)
    return meeting


@pytest.fixture
def page(new_page):
    """A page of Chromium as a person uses it."""
    return new_page()


@pytest.fixture
def page_without_scripts(new_page):
    """A page of Chromium with JavaScript switched off."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def worker(transactional_db, tmp_path):
    """A real Celery worker, in a process of its own, on the test database and broker."""
    child = portal.worker(tmp_path)
    child.start()
    try:
        portal.wait_until_ready(child)
        yield child
    finally:
        child.kill()  # stopping in good order takes it seconds, and is tested with the whole demonstration
