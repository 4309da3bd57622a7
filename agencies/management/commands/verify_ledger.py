"""Check every book of the ledger, line by line."""

from django.core.management.base import BaseCommand, CommandError

from agencies.ledger import faults_in
from agencies.models import Book


class Command(BaseCommand):
    help = "Check that no line of the ledger was changed, removed or added out of turn."

    def handle(self, *args, **options):
        faults, events = [], 0
        books = Book.objects.order_by("key")
        for book in books:
            found = faults_in(book)
            faults += found
            events += book.length
            self.stdout.write(f"{book.key}  {book.length} events  {'BROKEN' if found else 'unbroken'}  {book.head}")
        if faults:
            raise CommandError("The ledger is broken.\n" + "\n".join(faults))
        self.stdout.write(f"{events} events in {len(books)} books are unbroken.")
