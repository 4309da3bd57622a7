"""Reading the access matrix: one line per address, method and object, one sign per person of the cast.

+  opens (or does it, or answers the form)     -  may not (403)     .  does not exist for them (404, 410)
>  is sent to sign in                          x  the method is refused (405)
"""

from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, get_resolver

MATRIX = Path(__file__).with_name("matrix.txt")
PEOPLE = (
    "lead",
    "signatory",
    "contributor",
    "outsider",
    "chair",
    "member",
    "adviser",
    "moderator",
    "business_manager",
    "administrator",
    "analyst",
    "independent_chair",
    "board_member",
    "stranger",
    "anonymous",
)
# The person was let in; what they sent was wrong (400, 422) or came too late (409).
ANSWERED_BADLY = (400, 409, 422)
SIGNS = {403: "-", 404: ".", 405: "x", 410: "."}


@dataclass(frozen=True)
class Line:
    """What each person finds at one address."""

    name: str
    method: str
    thing: str
    signs: str

    def sign_for(self, person: str) -> str:
        return self.signs[PEOPLE.index(person)]

    def __str__(self):
        return f"{self.name:40}{self.method:6}{self.thing:22}{' '.join(self.signs)}"


def lines() -> list[Line]:
    """Return the matrix as it is written."""
    rows = (row.split() for row in MATRIX.read_text().splitlines())
    return [Line(*row[:3], "".join(row[3:])) for row in rows if row and not row[0].startswith("#")]


def sign_of(response) -> str:
    """Return the sign of an answer; the status itself where no sign fits."""
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/?next="):
        return ">"
    answered = response.status_code < 400 or response.status_code in ANSWERED_BADLY
    return "+" if answered else SIGNS.get(response.status_code, "!")


def named_urls(patterns=None, namespace="", above=frozenset()) -> dict[str, set[str]]:
    """Return the name of every address the portal answers, with the names of the parts that vary in it."""
    found = {}
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        parts = above | set(pattern.pattern.converters or pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            found[namespace + (pattern.name or str(pattern.pattern))] = parts
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= named_urls(pattern.url_patterns, inner, parts)
    return found
