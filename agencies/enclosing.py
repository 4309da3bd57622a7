"""What may go with a mail: files that the record it is about offers, made anew at every sending.

`agencies` sends the mails and knows no meeting. A model above that has something to enclose says so by having the
method of `Encloses`; see docs/adr/0018.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Enclosure:
    """A file for one reader: its name, its type ("text/calendar"), what else the type says, and its bytes."""

    name: str
    type: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)

    def as_part(self) -> MIMEBase:
        """Return the part of a mail. It is sent as base64, so that no mail server touches a line end."""
        main, _, sub = self.type.partition("/")
        part = MIMEBase(main, sub, **self.parameters)
        part.set_payload(self.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=self.name)
        return part


@runtime_checkable
class Encloses(Protocol):
    """A record that mails are about and that has something to enclose."""

    def enclosures(self, notification) -> list[Enclosure]:
        """Return what goes with this `notification` to its recipient; an empty list where nothing does."""


def enclosures_of(notification) -> list[Enclosure]:
    """Return what goes with the mail, for the recipient alone."""
    about = notification.about
    return about.enclosures(notification) if isinstance(about, Encloses) else []
