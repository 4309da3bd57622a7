"""Whether a message that waits is still to go: a record may say that what it asks for was done meanwhile.

`agencies` sends the mails and knows no work that is asked for. A model above that asks people for something says so by
having the method of `Concerns`.
"""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Concerns(Protocol):
    """A record that people are asked and reminded about."""

    def still_concerns(self, notification) -> bool:
        """Return whether this `notification` is still to be sent to its recipient."""
