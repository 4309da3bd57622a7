"""Django's flush, with the database's guards lifted: append-only tables could not be emptied otherwise."""

from django.core.management.commands import flush
from django.db import connections

from lscb_portal.lib import guards


class Command(flush.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        guards.lift(connection)
        try:
            return super().handle(*args, **options)
        finally:
            guards.install(connection)
