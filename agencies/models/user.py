"""People. An account means something only through a role, a seat or a post; people are deactivated, never deleted."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import cached_property

from agencies.models.spell import current, in_force
from agencies.roles import Permission, Role, granted

SYSTEM_EMAIL = "system@portal.invalid"


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def visible_to(self, user):
        """The people of the boards that `user` belongs to; of boards whose people `user` manages, former people too."""
        if not user.is_authenticated:
            return self.none()
        return self.of_boards(user.boards) | self.ever_of_boards(user.boards_where(Permission.MANAGE_PEOPLE))

    def ever_of_boards(self, boards):
        """The people whom any of `boards` ever gave a role or a seat, or who held a post at one of its agencies."""
        from agencies.models.board import Membership

        agencies = Membership.objects.filter(board__in=boards).values("agency")
        return self.filter(
            models.Q(pk__in=self.model.objects.filter(board_roles__board__in=boards).values("pk"))
            | models.Q(pk__in=self.model.objects.filter(seats__group__board__in=boards).values("pk"))
            | models.Q(pk__in=self.model.objects.filter(posts__agency__in=agencies).values("pk"))
        )

    def of_boards(self, boards):
        """The people who belong to any of `boards` today, by role, seat or post."""
        from agencies.models.agency import Agency
        from agencies.models.group import Seat
        from agencies.models.post import BoardRole, Post

        by_role = BoardRole.objects.current().filter(board__in=boards)
        by_seat = Seat.objects.current().filter(group__board__in=boards)
        by_post = Post.objects.current().filter(agency__in=Agency.objects.of_boards(boards))
        return self.filter(
            models.Q(pk__in=by_role.values("person"))
            | models.Q(pk__in=by_seat.values("person"))
            | models.Q(pk__in=by_post.values("person"))
        )

    def of_board(self, board):
        return self.of_boards([board])

    def at(self, agency, *roles):
        """The active people who hold one of `roles` (default: any post) at `agency` today."""
        from agencies.models.post import Post

        posts = Post.objects.current().filter(agency=agency)
        return self.active().filter(pk__in=(posts.filter(role__in=roles) if roles else posts).values("person"))

    def with_board_role(self, board, *roles):
        """The active people whom `board` has given one of `roles`."""
        from agencies.models.post import BoardRole

        return self.active().filter(
            pk__in=BoardRole.objects.current().filter(board=board, role__in=roles).values("person")
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, name, password=None, **fields):
        """Create a person. Without a password they cannot sign in until they accept an invitation."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def system(self):
        """The user in whose name scheduled work acts; cannot sign in."""
        return self.get_or_create(email=SYSTEM_EMAIL, defaults={"name": "The portal", "is_active": False})[0]


class User(AbstractBaseUser):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)
    session_version = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counting it up ends every session the person has."
    )

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="email_once")]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_session_auth_hash(self):
        """Return what a session of this person must carry: it changes with the password and with `session_version`."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self):
        return (self._session_hash(secret=secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret=None):
        value = f"{self.password}{self.session_version}"
        return salted_hmac("agencies.session", value, secret=secret, algorithm="sha256").hexdigest()

    def holdings_at(self, board) -> list:
        """Return what this person holds at `board` today: its roles, posts at its agencies and seats in its groups.

        Each has the Role it `gives` and a `standing` in words. Kept on the instance (one request's user), so that a
        page asks the database once, whatever it asks and about however many boards.
        """
        return self._holdings.get(board.pk, [])

    @cached_property
    def _holdings(self) -> dict[int, list]:
        """What this person holds today, by the key of the board."""
        found = {}
        for board, held in self._held_at():
            found.setdefault(board.pk, []).append(held)
        return found

    def _held_at(self):
        """Yield (board, what is held there): roles, then posts, each at every board of its agency, then seats."""
        yield from ((role.board, role) for role in self._board_roles)
        yield from ((post.membership.board, post) for post in self._posts if post.membership)
        yield from ((seat.group.board, seat) for seat in self._seats)

    @cached_property
    def _board_roles(self) -> list:
        held = in_force(self.board_roles.select_related("board").order_by())
        return sorted(held, key=lambda role: (role.board.name, role.role, role.pk))

    @cached_property
    def _posts(self) -> list:
        """The posts held today, each once for every board that its agency belongs to today: its `membership`."""
        membership = models.FilteredRelation("agency__memberships", condition=current("agency__memberships__"))
        posts = self.posts.annotate(membership=membership).select_related("agency", "membership__board").order_by()
        return sorted(in_force(posts), key=lambda post: (post.agency.name, post.role, post.pk))

    @cached_property
    def _seats(self) -> list:
        held = in_force(self.seats.select_related("group__board", "agency").order_by())
        return sorted(held, key=lambda seat: (seat.group.kind, seat.group.name, seat.pk))

    def roles_at(self, board) -> frozenset[Role]:
        """Return the roles this person holds at `board` today, by appointment, by post and by seat."""
        return frozenset(holding.gives for holding in self.holdings_at(board))

    def may(self, permission: Permission, board) -> bool:
        """Whether any role this person holds at `board` carries `permission`."""
        return self.is_active and granted(self.roles_at(board), permission)

    @cached_property
    def boards(self) -> list:
        """The boards this person belongs to today, by name: those that `Board.objects.visible_to` finds."""
        boards = {board.pk: board for board, _ in self._held_at()}
        return sorted(boards.values(), key=lambda board: board.name)

    def boards_where(self, permission: Permission) -> list:
        """Return the boards at which this person has `permission`."""
        return [board for board in self.boards if self.may(permission, board)]

    def belongs_to(self, agency) -> bool:
        """Whether this person holds a post, or a seat, for `agency` today."""
        return any(held.agency_id == agency.pk for held in (*self._posts, *self._seats))

    def roles_for(self, agency) -> frozenset[Role]:
        """Return the posts this person holds at `agency` today."""
        return frozenset(post.gives for post in self._posts if post.agency_id == agency.pk)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those to boards whose people `user` manages, those that `user` sent, and `user`'s own."""
        boards = user.boards_where(Permission.MANAGE_PEOPLE)
        return self.filter(models.Q(board__in=boards) | models.Q(invited_by=user) | models.Q(person=user))

    def of_board(self, board):
        return self.filter(board=board)

    def open(self):
        """Those that can still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A letter asking a person to choose a password, or to take up the post that an agency's lead offers.

    Its key is kept nowhere: it is worked out from the invitation, the portal's secret and the person's password, so
    that it ends when it is used, when it is sent anew, and when it expires. An offer names the agency and the post's
    first day: the post is given when the person accepts, so that a lead's letter tells nobody whether an address has
    an account.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="invitations")
    starts_on = models.DateField(null=True, help_text="First day of the post that is offered.")
    name = models.CharField(max_length=120, blank=True, help_text="As the lead wrote it, who may not know the person.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agency__isnull=True, starts_on__isnull=True, name="")
                | (models.Q(agency__isnull=False, starts_on__isnull=False) & ~models.Q(name="")),
                name="offer_has_its_agency_day_and_name",
            )
        ]

    def __str__(self):
        return f"Invitation of {self.invitee} to {self.board}"

    @property
    def invitee(self) -> str:
        """The person's name as whoever sent the letter may know it."""
        return self.name or self.person.name

    @property
    def is_offer(self) -> bool:
        """Whether accepting it gives the post of a contributor."""
        return self.agency_id is not None

    @property
    def state(self) -> str:
        """In one word: accepted, withdrawn, expired or waiting."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at <= timezone.now() else "waiting"

    @property
    def key(self) -> str:
        """What the link in the letter ends with."""
        value = f"{self.uid}{self.person.password}{self.expires_at.timestamp()}"
        return salted_hmac("agencies.invitation", value, algorithm="sha256").hexdigest()[:40]

    def opens_with(self, key: str) -> bool:
        """Whether the letter with this `key` may be used now."""
        return self.state == "waiting" and self.person.is_active and constant_time_compare(key, self.key)

    @property
    def ledger_key(self):
        return self.board.ledger_key
