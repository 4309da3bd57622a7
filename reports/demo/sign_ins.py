"""Whom to sign in as, and what to try first as each: the table that the demonstration prints."""

from django.conf import settings

from reports.demo.people import PASSWORD, PEOPLE, SIGN_INS

FILE = "demo-sign-ins.txt"
HEAD = ("Role", "Name", "E-mail", "Try first")


def table() -> str:
    """Return the sign-ins as a table for a terminal, with the one password above it."""
    known = {person.key: person for person in PEOPLE}
    rows = [HEAD, *((one.role, known[one.person].name, known[one.person].email, one.first) for one in SIGN_INS)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    return "\n".join([f"Everybody’s password is: {PASSWORD}", "", *lines, "", ""])


def write():
    """Keep the table where `make demo` finds it, and return its path."""
    path = settings.VAR_DIR / FILE
    path.write_text(table(), encoding="utf-8")
    return path
