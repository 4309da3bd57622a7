"""The ledger, read: whether every book is the chain it says it is, and its verbs in words."""

from agencies.models import Book
from agencies.models.event import GENESIS


def faults_in(book: Book) -> list[str]:
    """Return, one sentence each, what is wrong with a book; an empty list when it is unbroken.

    The first fault of each kind of break is enough to find the rest, but all are told: numbers that do not follow one
    another, lines that do not follow from the line before, lines whose words were changed, and an end that is missing.
    """
    faults, number, previous = [], 0, GENESIS
    for event in book.events.order_by("number").select_related("about_type").iterator(chunk_size=2000):
        event.book = book
        number += 1
        if event.number != number:
            faults.append(f"{book.key}: number {number} is missing; number {event.number} follows.")
            number = event.number
        if event.previous != previous:
            faults.append(f"{book.key}: number {event.number} does not follow from the line before it.")
        if event.hash != event.computed_hash():
            faults.append(f"{book.key}: number {event.number} was changed after it was written.")
        previous = event.hash
    if book.length != number:
        faults.append(f"{book.key}: the book says it has {book.length} lines; the last one found is number {number}.")
    elif book.head != previous:
        faults.append(f"{book.key}: the book’s head is not the hash of its last line.")
    return faults


def in_words(name: str) -> str:
    """Return a verb or a kind of record as people say it: "seat.given" as "Seat given"."""
    return name.replace("self_evaluation", "self-evaluation").replace(".", " ").replace("_", " ").capitalize()
