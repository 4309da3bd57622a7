"""What tests of operations and pages assert again and again."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Event
from lscb_portal.lib.errors import Refused


@contextmanager
def refused(sentence):
    """The block is refused with exactly this sentence, and the ledger has nothing of it."""
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        yield
    assert str(refusal.value) == sentence
    assert Event.objects.count() == before


@contextmanager
def denied():
    """The person may not, and the ledger has nothing of it."""
    before = Event.objects.count()
    with pytest.raises(PermissionDenied):
        yield
    assert Event.objects.count() == before


def verbs(record):
    """What the ledger says happened to `record`, oldest first; once what stands in several books."""
    return [verb for verb, _, _ in dict.fromkeys(Event.objects.about(record).values_list("verb", "at", "facts"))]


def books_of(record, verb):
    """The keys of the books in which the ledger says that this happened to `record`."""
    return set(Event.objects.about(record).filter(verb=verb).values_list("book__key", flat=True))


def queries_of(client, url):
    """How many queries it takes to show the page, once the session knows when it began."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fresh(person):
    """The person as the next request sees them, with nothing kept from before."""
    return type(person).objects.get(pk=person.pk)
