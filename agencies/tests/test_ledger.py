import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.ledger import faults_in, in_words
from agencies.models import Book, Event, Installation, Membership, Through
from agencies.models.event import GENESIS
from agencies.tests.asserting import queries_of
from agencies.tests.factories import AgencyFactory
from agencies.views.ledger import facts_of
from lscb_portal.lib import guards


@pytest.fixture
def book(board, business_manager, police, lead):
    """The board's book with four lines."""
    for verb in ("agency.added", "agency.changed"):
        Event.record(verb, by=business_manager, about=police, book=board, changed=["name"])
    Event.record(
        "agency.changed", by=business_manager, about=police, book=board, on_behalf_of=lead, through=Through.LETTER
    )
    Event.record("board.contacts_changed", by=business_manager, about=board)
    return Book.objects.get(key=board.ledger_key)


@pytest.fixture
def unguarded(db):
    """The database without its guards, as somebody who owns it could make it."""
    guards.lift(connection)
    yield
    guards.install(connection)


def verify():
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    return said.getvalue()


# Writing -------------------------------------------------------------------------------------------------------------


def test_lines_are_numbered_and_each_follows_from_the_one_before(book):
    first, *others, last = book.events.order_by("number")

    assert [event.number for event in book.events.order_by("number")] == [1, 2, 3, 4]
    assert first.previous == GENESIS
    assert [event.previous for event in [*others, last]] == [event.hash for event in [first, *others]]
    assert (book.length, book.head) == (4, last.hash)


def test_every_board_agency_and_installation_has_a_book_of_its_own(board, police, lead):
    Event.record("a.b", by=lead, about=board)
    Event.record("a.b", by=lead, about=police)
    Event.record("a.b", by=lead, about=lead, book=Installation)

    assert sorted(Book.objects.values_list("key", "length")) == sorted(
        [(board.ledger_key, 1), (police.ledger_key, 1), ("installation", 1)]
    )


def test_a_line_keeps_both_names_and_how_it_came(book, business_manager, lead):
    event = book.events.get(number=3)

    assert (event.by, event.on_behalf_of, event.get_through_display()) == (business_manager, lead, "By letter")


def test_a_hash_does_not_depend_on_the_zone_a_time_is_read_in(book):
    event = book.events.first()
    event.at = event.at.astimezone(timezone.get_fixed_timezone(330))

    assert event.computed_hash() == event.hash


def test_two_moments_a_microsecond_apart_have_two_hashes(book):
    event = book.events.first()
    event.at = datetime(2026, 11, 18, 9, 30, 0, 1, tzinfo=UTC)
    first = event.computed_hash()
    event.at = datetime(2026, 11, 18, 9, 30, 0, 2, tzinfo=UTC)

    assert event.computed_hash() != first


def test_what_fails_after_its_line_leaves_no_gap(board, police, business_manager):
    @transaction.atomic
    def fail():
        Event.record("agency.changed", by=business_manager, about=police, book=board)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    Event.record("agency.changed", by=business_manager, about=police, book=board)

    assert [event.number for event in Event.objects.all()] == [1]
    assert faults_in(Book.objects.get()) == []


def test_one_deed_is_a_line_in_each_book_it_concerns_and_once_in_each(board, police, business_manager):
    event = Event.record("post.given", by=business_manager, about=police, book=board, also=[police, board], role="lead")

    lines = Event.objects.about(police)
    assert {(line.book.key, line.number) for line in lines} == {(board.ledger_key, 1), (police.ledger_key, 1)}
    assert len({(line.at, line.verb, line.facts) for line in lines}) == 1
    assert event.book.key == board.ledger_key
    assert [faults_in(book) for book in Book.objects.all()] == [[], []]


def test_books_are_locked_in_the_order_of_their_ids(board, police, hospital, lead):
    Event.record("a.b", by=lead, about=police)
    Event.record("a.b", by=lead, about=board)

    assert [book.key for book in Book.locked({board.ledger_key, hospital.ledger_key, police.ledger_key})] == [
        police.ledger_key,
        board.ledger_key,
        hospital.ledger_key,
    ]


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain(board, business_manager):
    def write():
        try:
            for _ in range(10):
                with transaction.atomic():
                    Event.record("board.changed", by=business_manager, about=board)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for written in [pool.submit(write) for _ in range(4)]:
            written.result()

    (book,) = Book.objects.all()
    assert (book.length, faults_in(book)) == (40, [])


# Guarding ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", ["UPDATE agencies_event SET verb = 'x'", "DELETE FROM agencies_event"])
def test_the_database_itself_refuses_to_change_a_line(book, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert verify().endswith("4 events in 1 books are unbroken.\n")


# Verifying -----------------------------------------------------------------------------------------------------------


def test_verify_says_that_every_book_is_unbroken(book):
    Event.record("a.b", by=Event.objects.first().by, about=Event.objects.first().by, book=Installation)

    lines = verify().splitlines()

    assert lines == [
        f"{book.key}  4 events  unbroken  {book.head}",
        f"installation  1 events  unbroken  {Book.objects.get(key='installation').head}",
        "5 events in 2 books are unbroken.",
    ]


def test_an_empty_ledger_is_unbroken(db):
    assert verify() == "0 events in 0 books are unbroken.\n"


def changed(book, number):
    return f"{book.key}: number {number} was changed after it was written."


CHANGES = {
    "verb": "agency.closed",
    "facts": '{"changed":["kind"]}',
    "through": "letter",
    "at": datetime(2020, 1, 1, tzinfo=UTC),
    "about_uid": "00000000-0000-4000-8000-000000000000",
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_line_is_found(book, unguarded, field):
    book.events.filter(number=2).update(**{field: CHANGES[field]})

    assert faults_in(book) == [changed(book, 2)]


def test_a_line_laid_on_somebody_else_is_found(book, unguarded, lead):
    book.events.filter(number=1).update(by=lead)

    assert faults_in(book) == [changed(book, 1)]


def test_a_changed_line_with_a_new_hash_no_longer_fits_the_next(book, unguarded):
    event = book.events.get(number=2)
    event.verb = "agency.closed"
    event.hash = event.computed_hash()
    event.save()

    assert faults_in(book) == [f"{book.key}: number 3 does not follow from the line before it."]


def test_a_missing_line_is_found(book, unguarded):
    book.events.filter(number=2).delete()

    assert faults_in(book) == [
        f"{book.key}: number 2 is missing; number 3 follows.",
        f"{book.key}: number 3 does not follow from the line before it.",
    ]


def test_a_missing_end_is_found(book, unguarded):
    book.events.filter(number=4).delete()

    assert faults_in(book) == [f"{book.key}: the book says it has 4 lines; the last one found is number 3."]


def test_a_changed_head_is_found(book):
    Book.objects.update(head="f" * 64)

    assert faults_in(Book.objects.get()) == [f"{book.key}: the book’s head is not the hash of its last line."]


def test_a_broken_ledger_fails_the_command_and_says_what_is_wrong(book, unguarded):
    book.events.filter(number=2).update(verb="x")

    with pytest.raises(CommandError) as failure:
        verify()

    assert str(failure.value) == f"The ledger is broken.\n{changed(book, 2)}"


def test_every_one_of_a_hundred_changes_is_found(board, police, business_manager, unguarded):
    for _ in range(100):
        Event.record("agency.changed", by=business_manager, about=police, book=board)
    book = Book.objects.get()

    for number in range(1, 101):
        book.events.filter(number=number).update(facts='{"x":1}')
        assert faults_in(book) == [changed(book, number)]
        book.events.filter(number=number).update(facts="{}")
    assert faults_in(book) == []


# Reading -------------------------------------------------------------------------------------------------------------


def url(board):
    return reverse("agencies:ledger", args=[board.slug])


def shown(client, board, **query):
    """The numbers of the lines on the page."""
    return [row["event"].number for row in client.get(url(board), query).context["rows"]]


def test_the_ledger_is_read_newest_first_in_words(client, board, book, business_manager):
    client.force_login(business_manager)

    html = " ".join(client.get(url(board)).content.decode().split())

    assert shown(client, board) == [4, 3, 2, 1]
    assert "Board contacts changed" in html
    assert "for Joy Okafor, by letter" in html
    assert "Changed: name" in html
    assert "Northmere Police" in html


def test_the_ledger_is_filtered_by_what_whom_and_when(client, board, book, business_manager, lead, time_machine):
    time_machine.move_to("2027-01-05T00:30:00Z")
    Event.record("agency.left", by=business_manager, about=board)
    client.force_login(business_manager)

    assert shown(client, board, verb="agency.changed") == [3, 2]
    assert shown(client, board, person=lead.uid) == [3]
    assert shown(client, board, about="board") == [5, 4]
    assert shown(client, board, since="2027-01-05") == [5]
    assert shown(client, board, until="2027-01-04") == [4, 3, 2, 1]
    assert shown(client, board, verb="agency.changed", about="board") == []


@pytest.mark.parametrize("query", [{"verb": "no.such"}, {"person": "x"}, {"since": "soon"}, {"page": "99"}])
def test_a_filter_that_cannot_be_read_shows_everything(client, board, book, business_manager, query):
    client.force_login(business_manager)

    assert shown(client, board, **query) == [4, 3, 2, 1]


def test_the_ledger_costs_the_same_for_four_lines_and_for_forty(client, board, book, business_manager):
    client.force_login(business_manager)
    few = queries_of(client, url(board))
    for agency in AgencyFactory.create_batch(20):
        Event.record("agency.added", by=business_manager, about=agency, book=board)
        Event.record("agency.changed", by=business_manager, about=agency, book=board)

    assert queries_of(client, url(board)) == few


def test_an_agency_that_left_keeps_its_name_and_a_strangers_record_has_none(
    client, board, business_manager, police, stranger
):
    Event.record("agency.left", by=business_manager, about=police, book=board)
    Event.record("person.changed", by=business_manager, about=stranger, book=board)
    Membership.objects.filter(agency=police).update(ends_on=datetime(2026, 1, 1, tzinfo=UTC).date())
    client.force_login(business_manager)

    html = client.get(url(board)).content.decode()

    assert ("Northmere Police" in html, "Ida Strand" in html) == (True, False)


def test_only_who_may_read_the_ledger_does(client, board, book, administrator, chair, lead, stranger):
    for somebody, status in [(administrator, 403), (chair, 403), (lead, 403), (stranger, 404)]:
        client.force_login(somebody)
        assert client.get(url(board)).status_code == status


def test_people_see_the_lines_of_what_they_did_or_what_was_done_for_them(book, business_manager, lead, chair):
    assert [event.number for event in Event.objects.visible_to(lead)] == [3]
    assert list(Event.objects.visible_to(chair)) == []
    assert Event.objects.visible_to(business_manager).count() == 4


def test_another_boards_manager_reads_nothing_of_it(book, stranger):
    assert list(Event.objects.visible_to(stranger)) == []


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("seat.given", "Seat given"),
        ("self_evaluation.submitted", "Self-evaluation submitted"),
        ("board.contacts_changed", "Board contacts changed"),
    ],
)
def test_verbs_are_said_in_words(verb, words):
    assert in_words(verb) == words


def test_facts_are_said_without_ids_and_hashes():
    facts = {
        "starts_on": "2026-11-08",
        "rung_at": "2026-07-01T23:30:00+00:00",
        "role": "board_member",
        "changed": ["name", "short_name"],
        "agency": "3f0d1c2e-0000-4000-8000-000000000000",
        "sha256": "a" * 64,
        "minutes": 20,
        "successor": None,
        "quorate": False,
        "order": [f"3f0d1c2e-0000-4000-8000-00000000000{number}" for number in range(3)],
        "rule": {"clauses": []},
    }

    assert facts_of(Event(facts=json.dumps(facts))) == [
        ("starts on", "8 Nov 2026"),
        ("rung at", "2 Jul 2026, 00:30"),
        ("role", "board member"),
        ("changed", "name, short name"),
        ("minutes", "20"),
        ("quorate", "no"),
        ("order", "3 items"),
    ]
