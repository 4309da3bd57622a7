"""The tables of a database, as it describes them itself: to compare two."""

from django.db import connection


def described() -> dict[str, list]:
    """Return the columns and constraints of every table, in an order that says nothing."""
    introspect = connection.introspection
    with connection.cursor() as cursor:
        return {
            table: [
                sorted(map(repr, introspect.get_table_description(cursor, table))),
                sorted(
                    str(sorted(each.items(), key=str)) for each in introspect.get_constraints(cursor, table).values()
                ),
            ]
            for table in introspect.table_names(cursor)
        }
