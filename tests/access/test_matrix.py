"""Every address × every person of the cast: who may open it, to whom it does not exist, and what words stay hidden."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
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


def walk_of(person, everywhere):
    """Return the lines `person` tries: all of them, or those with an answer that nobody before them in the cast gets.

    Who may open what is decided in Python, alike on both databases: everybody walks everywhere on SQLite, which takes
    half the time. On PostgreSQL each page, and each way it says no, is asked for once.
    """
    first = PEOPLE.index(person)
    return [line for line in lines() if everywhere or line.signs.index(line.signs[first]) == first]


def test_the_short_walk_still_gets_every_answer_of_every_address():
    once = {(line, line.sign_for(person)) for person in PEOPLE for line in walk_of(person, everywhere=False)}
    assert once == {(line, sign) for line in lines() for sign in line.signs}
    assert all(walk_of(person, everywhere=True) == lines() for person in PEOPLE)


EVERYWHERE = connection.vendor == "sqlite"
TOGETHER = 1 if EVERYWHERE else 5
WALKS = [PEOPLE[at : at + TOGETHER] for at in range(0, len(PEOPLE), TOGETHER)]


@pytest.mark.parametrize("walkers", WALKS, ids=" ".join)
def test_each_person_finds_what_the_matrix_says_and_no_words_they_may_not_read(walkers, client, world):
    client.raise_request_exception = False
    other, seen = [], []
    for person in walkers:
        world.sign_in(client, person)
        hidden = canaries.hidden_from(person)
        for line in walk_of(person, EVERYWHERE):
            sign, text = found(client, line, world)
            tried = f"{person}: {line.name} {line.method} {line.thing}"
            if sign != line.sign_for(person):
                other.append(f"{tried}: {sign} instead of {line.sign_for(person)}")
            seen += [f"{tried}: {canary}" for canary in hidden if canary.encode() in text]
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
        (canaries.BRIEF, "workplan:prepare", "stood_in", "lead"),
        (canaries.REQUEST, "workplan:extra_meeting", "extra", "business_manager"),
        (canaries.RESTRICTED, "workplan:minutes", "session", "chair"),
        (canaries.RESTRICTED, "workplan:papers", "session", "chair"),
        (canaries.RESTRICTED, "workplan:actions", "-", "chair"),
        (canaries.NOTE_OF_MEMBER, "workplan:paper", "issued_paper", "member"),
        (canaries.DRAFT_OF_UPDATE, "workplan:service_update", "police_update", "lead"),
    ],
)
def test_who_may_read_the_planted_words_does(canary, name, thing, person, client, world):
    world.sign_in(client, person)
    assert canary.encode() in canaries.text_of(client.get(reverse(name, kwargs=world.parts(name, thing))))
