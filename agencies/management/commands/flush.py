"""Django's flush, with the database's guards lifted: append-only tables could not be emptied otherwise."""

from django.core.management.commands import flush
from django.db import connections, transaction

from lscb_portal.lib import guards


class Command(flush.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        # All at once: nobody meets the database without its guards, and the disk is waited for once.
        with transaction.atomic(using=connection.alias):
            guards.lift(connection)
            result = super().handle(*args, **options)
            guards.install(connection)
        return result
