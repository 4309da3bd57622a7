"""Django's migrate, with the database's guards lifted while tables change and put back afterwards."""

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from lscb_portal.lib import guards


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        guards.lift(connection)
        try:
            result = super().handle(*args, **options)
        finally:
            count = guards.install(connection)
            # The embedded cache is a table; with a cache server this does nothing.
            call_command("createcachetable", database=options["database"], verbosity=0)
        if options["verbosity"] >= 1:
            self.stdout.write(f"{count} guards are installed.")
        return result
