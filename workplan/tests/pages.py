"""Reading pages in tests: what they say, and how a person of the cast comes to them."""

import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

HTMX = {"HX-Request": "true"}


def address(name, thing, **more):
    """Return the address of a page about a meeting, an item or whatever has a uid, at Northmere."""
    return reverse(f"workplan:{name}", kwargs={"board": "northmere", "uid": thing.uid, **more})


def words(response) -> str:
    """Return what a page says, without its marks and with single spaces."""
    text = unescape(re.sub(r"<[^>]*>", " ", response.content.decode()))
    return re.sub(r"\s+([.,:;])", r"\1", " ".join(text.split()))


def said(response) -> list[str]:
    """Return the messages shown after the redirects of a request that followed them."""
    return [str(message) for message in response.context["messages"]]


def count_queries(client, url) -> int:
    """Return how many queries a page asks."""
    client.get(url)  # the first request of a session saves it
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
