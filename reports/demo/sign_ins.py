"""Whom to sign in as, and what to try first as each: the list that the demonstration prints."""

from django.conf import settings

from reports.demo.people import PASSWORD, PEOPLE, SIGN_INS

FILE = "demo-sign-ins.txt"


def table() -> str:
    """Return the sign-ins for a terminal of 80 columns, with the one password above them."""
    known = {person.key: person for person in PEOPLE}
    wide = max(len(one.role) for one in SIGN_INS)
    lines = [f"Sign in as any of these. The password is always: {PASSWORD}", ""]
    for one in SIGN_INS:
        person = known[one.person]
        lines += [f"{one.role:<{wide}}  {person.email}", f"{'':<{wide}}  {person.name}. {one.first}."]
    return "\n".join([*lines, "", ""])


def write():
    """Keep the list where `make demo` finds it, and return its path."""
    path = settings.VAR_DIR / FILE
    path.write_text(table(), encoding="utf-8")
    return path
