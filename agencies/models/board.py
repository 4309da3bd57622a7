"""The board: the local partnership whose portal this is. Several boards may share agencies."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.models.spell import SpellQuerySet, ends_after_it_starts


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The boards where `user` has a role, a seat or a post at a member agency, today."""
        if not user.is_authenticated:
            return self.none()
        by_role = user.board_roles.current().values("board")
        by_seat = user.seats.current().values("group__board")
        by_post = Membership.objects.current().filter(agency__in=user.posts.current().values("agency"))
        return self.filter(
            models.Q(pk__in=by_role) | models.Q(pk__in=by_seat) | models.Q(pk__in=by_post.values("board"))
        )


class Vocabulary(models.TextChoices):
    LSCB = "lscb", "LSCB (2006 to 2019)"
    LSCP_2018 = "lscp2018", "LSCP 2018"
    LSCP_2023 = "lscp2023", "LSCP 2023 and after"


class Marking(models.TextChoices):
    OFFICIAL = "official", "OFFICIAL"
    OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"


# The words of each profile. Templates say {{ words.review }}; old records keep the words of their own day.
WORDS = {
    Vocabulary.LSCB: {
        "body": "Safeguarding Children Board",
        "top_group": "Strategic Board",
        "chair": "independent chair",
        "review": "Serious Case Review",
        "review_short": "SCR",
        "health_commissioner": "clinical commissioning group",
        "annual_report": "annual report",
    },
    Vocabulary.LSCP_2018: {
        "body": "Safeguarding Children Partnership",
        "top_group": "Executive",
        "chair": "independent scrutineer",
        "review": "Local Child Safeguarding Practice Review",
        "review_short": "LCSPR",
        "health_commissioner": "clinical commissioning group",
        "annual_report": "yearly report",
    },
    Vocabulary.LSCP_2023: {
        "body": "Safeguarding Children Partnership",
        "top_group": "Lead safeguarding partners",
        "chair": "partnership chair",
        "review": "Local Child Safeguarding Practice Review",
        "review_short": "LCSPR",
        "health_commissioner": "integrated care board",
        "annual_report": "yearly report",
    },
}


class Board(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=80)
    vocabulary = models.CharField(max_length=20, choices=Vocabulary, default=Vocabulary.LSCB)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL_SENSITIVE)
    # "A child may be unsafe" shows these on every page: a portal is not the place to refer a child.
    social_care_phone = models.CharField(max_length=40)
    out_of_hours_phone = models.CharField(max_length=40)
    lado_phone = models.CharField("LADO's telephone", max_length=40)
    agencies = models.ManyToManyField("agencies.Agency", through="agencies.Membership", related_name="boards")

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def words(self) -> dict[str, str]:
        """The board's own names for the body, its review and its people."""
        return WORDS[Vocabulary(self.vocabulary)]

    @cached_property
    def calls_waiting(self) -> int:
        """How many records that a child may be unsafe nobody has acknowledged; asked once a request."""
        return self.safety_records.waiting().count()

    @property
    def ledger_key(self):
        return f"board:{self.uid}"


class MembershipQuerySet(SpellQuerySet):
    def visible_to(self, user):
        """The memberships of the boards that `user` belongs to."""
        return self.filter(board__in=Board.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(board=board)


class Membership(models.Model):
    """An agency's membership of a board. A police force may belong to five."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "agency", "starts_on"], name="membership_once"),
            ends_after_it_starts("membership_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.agency} at {self.board}"
