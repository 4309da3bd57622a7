"""Every address × every person of the cast: who may open it, to whom it does not exist."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import reverse

from tests.access.matrix import PEOPLE, lines, named_urls, sign_of


def test_every_address_has_its_lines():
    assert {line.name for line in lines()} == set(named_urls())


def test_every_line_speaks_of_every_person_once():
    assert {len(line.signs) for line in lines()} == {len(PEOPLE)}
    assert len({(line.name, line.method, line.thing) for line in lines()}) == len(lines())


def found(client, line, world):
    """Return the sign `client` finds at a line's address; whatever the request did, signing out too, is undone."""
    address = reverse(line.name, kwargs=world.parts(line.name, line.thing))
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, line.method.lower())(address)
        transaction.set_rollback(True)
    put_away(response)
    client.cookies = cookies
    return sign_of(response)


def put_away(response):
    """Close an answer and its file, but not the test's own connection to the database."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_finds_what_the_matrix_says(person, client, world):
    client.raise_request_exception = False
    world.sign_in(client, person)
    other = []
    for line in lines():
        sign = found(client, line, world)
        if sign != line.sign_for(person):
            other.append(f"{line.name} {line.method} {line.thing}: {sign} instead of {line.sign_for(person)}")
    assert other == []
