"""What people are appointed to: posts at an agency, and roles at a board."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.spell import SpellQuerySet, ends_after_it_starts
from agencies.roles import BOARD_ROLES, POST_ROLES, Role


def choices_of(roles):
    return [(role.value, role.label) for role in roles]


class PostQuerySet(SpellQuerySet):
    def visible_to(self, user):
        """The posts at agencies of the boards that `user` belongs to."""
        from agencies.models.agency import Agency

        return self.filter(agency__in=Agency.objects.visible_to(user))

    def of_board(self, board):
        """The posts at the agencies that are members of `board` today."""
        from agencies.models.agency import Agency

        return self.filter(agency__in=Agency.objects.of_board(board))


class Post(models.Model):
    """A person's post at an agency: lead, signatory, contributor, auditor or data officer."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=choices_of(POST_ROLES))
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "role", "pk"]
        constraints = [ends_after_it_starts("post_ends_after_it_starts")]

    def __str__(self):
        return f"{self.person}, {self.gives.noun} at {self.agency}"

    @property
    def gives(self) -> Role:
        """The role that the post gives."""
        return Role(self.role)

    @property
    def standing(self) -> str:
        """What the person is by it, as a page's head says it: "Agency lead, Northmere Police"."""
        return f"{self.gives.label}, {self.agency}"

    @property
    def ledger_key(self):
        return self.agency.ledger_key


class BoardRoleQuerySet(SpellQuerySet):
    def visible_to(self, user):
        """The roles at the boards that `user` belongs to."""
        from agencies.models.board import Board

        return self.filter(board__in=Board.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(board=board)


class BoardRole(models.Model):
    """A role the board gives a person: business manager, QA officer, analyst, independent chair and so on."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="board_roles")
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=choices_of(BOARD_ROLES))
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = BoardRoleQuerySet.as_manager()

    class Meta:
        ordering = ["board", "role", "pk"]
        constraints = [ends_after_it_starts("board_role_ends_after_it_starts")]

    def __str__(self):
        return f"{self.person}, {self.gives.noun} of {self.board}"

    @property
    def gives(self) -> Role:
        """The role itself."""
        return Role(self.role)

    @property
    def standing(self) -> str:
        """What the person is by it, as a page's head says it: "Business manager"."""
        return self.gives.label

    @property
    def ledger_key(self):
        return self.board.ledger_key
