"""The rows behind the short names by which the stories speak of boards, agencies, groups, people and seats."""

import random
import uuid

from agencies.models import Agency, Board, Group, Seat, User
from agencies.roles import Role

SEED = 20_150_331


class Cast:
    """Everybody in the demonstration. Filled by the founding story; afterwards the other stories only ask.

    `rng(*names)` gives a generator of its own to each part of the story, so that one part's change moves no other.
    """

    def __init__(self, days):
        self.days = days
        self.boards: dict[str, Board] = {}
        self.agencies: dict[str, Agency] = {}
        self.groups: dict[tuple[str, str], Group] = {}
        self.people: dict[str, User] = {}
        self.seats: dict[tuple[str, str, str], Seat] = {}

    def rng(self, *names):
        """Return a random generator that depends on the names alone."""
        return random.Random(f"{SEED} {' '.join(map(str, names))}")

    def manager(self, board):
        """Return who runs the business of the board of that slug at the time."""
        return self.same(User.objects.with_board_role(self.boards[board], Role.BUSINESS_MANAGER).get())

    def same(self, person):
        """Return our own row of a person, which keeps in hand what they may do."""
        return self.people[self.key_of(person)]

    def key_of(self, person):
        return person.email.partition("@")[0]

    def forget(self):
        """Read the people anew, for each keeps in hand what roles they hold."""
        self.people = {key: User.objects.get(pk=person.pk) for key, person in self.people.items()}


def new_uid():
    """Return the identity that a form would have carried."""
    return uuid.uuid4()
