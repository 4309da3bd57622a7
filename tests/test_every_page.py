"""Every kind of page that anybody can reach by links: it opens, it is accessible, and it fits a telephone.

Each person of the demonstration walks from their home page. A page is put on the screen when it shows something that
its kind has not shown before.
"""

import fcntl
import json
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from reports.demo.people import PEOPLE, SIGN_INS
from tests import demonstration
from tests.journeys.crawl import walk
from tests.journeys.looking import PHONE, SMALL_PHONE, at_width, axe_faults, header_faults, overflow_faults
from tests.journeys.person import Person

pytestmark = pytest.mark.browser
REDIRECTS = {301, 302, 303}
BOARDS = {person.key: person.board for person in PEOPLE}


@pytest.fixture(scope="module")
def address(filled_demonstration, tmp_path_factory):
    """Where a demonstration runs that everybody here shares: they only look."""
    folder = demonstration.copy_of(filled_demonstration, tmp_path_factory.mktemp("shared") / "demo")
    with demonstration.running(folder) as portal:
        yield portal.address


class Shown:
    """What each kind of page has shown so far, whoever looked: in a file, for people are looked after side by side."""

    def __init__(self, path):
        self.path = path

    def adds(self, visit) -> bool:
        """Whether the page shows something new of its address; from then on it is known."""
        with self.path.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            known = json.loads(file.read() or "{}")
            before = {tuple(shape) for shape in known.get(visit.name, [])}
            if visit.shapes <= before:
                return False
            file.truncate(0)
            file.write(json.dumps(known | {visit.name: sorted(before | visit.shapes)}))
            return True


@pytest.fixture(scope="module")
def shown(tmp_path_factory, testrun_uid):
    """One record for all processes of this run."""
    return Shown(tmp_path_factory.getbasetemp().parent / f"shown-{testrun_uid}.json")


def fetch(page, address):
    """Return the function that opens a path without showing it, in the person's own session."""
    # Not through the browser, which would take a third of the walk's time for handing pages on.
    host = urlsplit(address).netloc
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())

    def get(path):
        with closing(HTTPConnection(host)) as server:
            server.request("GET", path, headers={"Cookie": cookies, "Accept": "text/html"})
            response = server.getresponse()
            body = response.read()
        if response.status in REDIRECTS:
            return get(response.headers["Location"])
        is_page = response.headers.get_content_type() == "text/html"
        return response.status, body.decode() if is_page else ""

    return get


def look(page, visit) -> list[str]:
    """Put the page on the screen and return what is wrong with it, wide and narrow."""
    page.goto(visit.path)
    faults = axe_faults(page)
    faults += at_width(page, PHONE, axe_faults, overflow_faults, header_faults)
    return faults + at_width(page, SMALL_PHONE, overflow_faults)


def faults_on_the_way(page, address, start, shown):
    """Walk from `start` and yield what is wrong: links that lead nowhere, and faults of pages not seen before."""
    for visit in walk(start, fetch(page, address)):
        if visit.status != 200:
            yield f"{visit.linked_from} links to {visit.path}, which answers {visit.status}"
        elif visit.is_page and shown.adds(visit):
            yield from look(page, visit)


def test_what_anybody_reaches(new_page, address, shown):
    assert list(faults_on_the_way(new_page(), address, "/accounts/login/", shown)) == []


@pytest.mark.parametrize("key", [sign_in.person for sign_in in SIGN_INS])
def test_what_a_person_reaches(new_page, address, shown, key):
    person = Person(new_page(), key, scripts=True, faults=[])
    person.sign_in()

    assert list(faults_on_the_way(person.page, address, f"/b/{BOARDS[key]}/", shown)) == []
