"""Walking through the portal by its links, as one person, from the home page outwards."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import resolve
from lxml import html

PAGES_OF_A_KIND = 2
CHOICES_OF_A_KIND = 1


@dataclass(frozen=True)
class Visit:
    """An address that some page links to, and what came back."""

    path: str
    linked_from: str
    status: int
    body: str

    @property
    def name(self) -> str:
        """The name of its address, whatever is chosen in the query."""
        return resolve(urlsplit(self.path).path).view_name

    @property
    def is_page(self) -> bool:
        return self.status == 200 and bool(self.body)

    @property
    def shapes(self) -> frozenset[tuple[str, str]]:
        """What the page is built of: the tags and classes in its main part."""
        parts = html.fromstring(self.body).xpath("//main//*[not(ancestor-or-self::svg)]")
        return frozenset(
            (part.tag, each)
            for part in parts
            if isinstance(part.tag, str)
            for each in part.get("class", "").split() or [""]
        )


def kind_of(path: str) -> tuple[str, ...]:
    """Return what sort of page is at `path`: the name of its address, and which words its query has."""
    parts = urlsplit(path)
    return resolve(parts.path).view_name, *sorted(parse_qs(parts.query))


def links_of(visit: Visit) -> list[str]:
    """Return the portal's own addresses that a page links to, without their anchors."""
    found = [urlsplit(urljoin(visit.path, each)) for each in html.fromstring(visit.body).xpath("//a/@href")]
    return [
        each._replace(fragment="").geturl()
        for each in found
        if not (each.scheme or each.netloc or each.path.startswith("/static/"))
    ]


def walk(start: str, fetch) -> Iterator[Visit]:
    """Yield every kind of page that can be reached from `start`, a few of each.

    `fetch` takes a path and returns the status, and the text where it is a page.
    """
    waiting, known, visited = deque([(start, "")]), {start}, Counter()
    while waiting:
        path, linked_from = waiting.popleft()
        kind = kind_of(path)
        if visited[kind] == (CHOICES_OF_A_KIND if kind[1:] else PAGES_OF_A_KIND):
            continue
        visited[kind] += 1
        visit = Visit(path, linked_from, *fetch(path))
        yield visit
        if visit.is_page:
            new = dict.fromkeys(each for each in links_of(visit) if each not in known)
            known.update(new)
            waiting.extend((each, path) for each in new)
