"""Counting the queries of a page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, address) -> int:
    """How many queries a page takes once the session has been written, which only a first request does."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
