"""Every address × every person of the cast: who may open it, to whom it does not exist, and what words stay hidden."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import reverse

from tests.access import canaries
from tests.access.matrix import PEOPLE, lines, named_urls, sign_of


def test_every_address_has_its_lines():
    assert {line.name for line in lines()} == set(named_urls())


def test_every_line_speaks_of_every_person_once():
    assert {len(line.signs) for line in lines()} == {len(PEOPLE)}
    assert len({(line.name, line.method, line.thing) for line in lines()}) == len(lines())


def found(client, line, world):
    """Return the sign `client` finds at a line's address, and the text of the answer.

    Whatever the request did, signing out too, is undone.
    """
    address = reverse(line.name, kwargs=world.parts(line.name, line.thing))
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, line.method.lower())(address)
        text = canaries.text_of(response)
        transaction.set_rollback(True)
    put_away(response)
    client.cookies = cookies
    return sign_of(response), text


def put_away(response):
    """Close an answer and its file, but not the test's own connection to the database."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_finds_what_the_matrix_says_and_no_words_they_may_not_read(person, client, world):
    client.raise_request_exception = False
    world.sign_in(client, person)
    hidden = canaries.hidden_from(person)
    other, seen = [], []
    for line in lines():
        sign, text = found(client, line, world)
        if sign != line.sign_for(person):
            other.append(f"{line.name} {line.method} {line.thing}: {sign} instead of {line.sign_for(person)}")
        seen += [f"{line.name} {line.method} {line.thing}: {canary}" for canary in hidden if canary.encode() in text]
    assert other == []
    assert seen == []


@pytest.mark.parametrize(
    ("canary", "name", "thing", "person"),
    [
        (canaries.DRAFT_OF_POLICE, "audits:check", "police_draft", "lead"),
        (canaries.DRAFT_OF_POLICE, "audits:return_xlsx", "police_draft", "lead"),
        (canaries.REPORT_IN_DRAFT, "reports:builder", "draft_report", "analyst"),
        (canaries.MEETING, "workplan:agenda", "coming", "chair"),
        (canaries.DRAFT_OF_HOSPITAL, "audits:standard", "hospital_draft", "outsider"),
        (canaries.POLICY_OF_POLICE, "audits:policy_at", "policy", "lead"),
        (canaries.LIBRARY_OF_POLICE, "audits:library", "-", "signatory"),
        (canaries.POLICY_OF_POLICE, "audits:policies", "-", "moderator"),
        (canaries.RESTRICTED, "workplan:minutes", "session", "chair"),
        (canaries.RESTRICTED, "workplan:papers", "session", "chair"),
        (canaries.RESTRICTED, "workplan:actions", "-", "chair"),
        (canaries.NOTE_OF_MEMBER, "workplan:paper", "issued_paper", "member"),
    ],
)
def test_who_may_read_the_planted_words_does(canary, name, thing, person, client, world):
    world.sign_in(client, person)
    assert canary.encode() in canaries.text_of(client.get(reverse(name, kwargs=world.parts(name, thing))))
