"""Agencies: the partner organisations, of 16 kinds, and the legal bodies they are part of."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.roles import Permission, roles_with


class Kind(models.TextChoices):
    """The 16 kinds a framework's criteria may apply to."""

    LA_SOCIAL_CARE = "la_social_care", "Children's social care and early help"
    LA_OTHER = "la_other", "Other council service"
    DISTRICT = "district", "District or borough council"
    NHS_COMMISSIONER = "nhs_commissioner", "NHS commissioner"
    NHS_PROVIDER = "nhs_provider", "NHS provider"
    GP = "gp", "General practice"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    YOT = "yot", "Youth justice service"
    SECURE = "secure", "Secure setting"
    SCHOOL_COLLEGE = "school_college", "School or college"
    EARLY_YEARS = "early_years", "Early years provider"
    CAFCASS = "cafcass", "Cafcass"
    FIRE = "fire", "Fire and rescue"
    VCS = "vcs", "Voluntary, community or faith organisation"
    COMMISSIONED = "commissioned", "Commissioned provider"


class LegalBody(models.Model):
    """What an agency is part of in law: three departments of one council are one body, and count once in a quorum."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "legal bodies"

    def __str__(self):
        return self.name


class AgencyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The agencies of the boards that `user` belongs to."""
        from agencies.models.board import Board

        return self.of_boards(Board.objects.visible_to(user))

    def of_boards(self, boards):
        """The agencies that are members, today, of any of `boards`."""
        from agencies.models.board import Membership

        return self.filter(pk__in=Membership.objects.current().filter(board__in=boards).values("agency"))

    def of_board(self, board):
        """The agencies that are members of `board` today."""
        return self.of_boards([board])

    def posted(self, user):
        """The agencies where `user` holds a post today."""
        return self.filter(pk__in=user.posts.current().values("agency"))

    def with_ledger_open_to(self, user):
        """Those whose own ledger `user` may read: by a post there, or by reading the ledgers of all its boards.

        One board of several does not open what an agency writes for the others (docs/adr/0012).
        """
        from agencies.models.board import Membership

        if not user.is_active:
            return self.none()
        posts = user.posts.current().filter(role__in=roles_with(Permission.READ_AGENCY_LEDGER))
        boards = user.boards_where(Permission.READ_LEDGER)
        shared = Membership.objects.current().exclude(board__in=boards)
        own = models.Q(pk__in=posts.values("agency"))
        return self.filter(own | models.Q(pk__in=self.of_boards(boards).exclude(pk__in=shared.values("agency"))))

    def in_force(self):
        """Those that have not closed or been succeeded."""
        today = timezone.localdate()
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=today))


class Agency(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, help_text="For tables, for example “Police”.")
    initials = models.CharField(max_length=3, help_text="Two or three letters, for pictures.")
    kind = models.CharField(max_length=20, choices=Kind)
    is_small = models.BooleanField(
        "small organisation", default=False, help_text="Answers the short set of a framework only."
    )
    is_statutory_partner = models.BooleanField("statutory partner", default=False)
    is_commissioned = models.BooleanField("commissioned", default=False)
    commissioned_by = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="commissions")
    legal_body = models.ForeignKey(LegalBody, on_delete=models.PROTECT, related_name="agencies")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="agency_closes_after_it_opens",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def tier(self) -> str:
        """The framework tier the agency answers: a small organisation the core one only."""
        return "core" if self.is_small else "full"

    def boards_on(self, day=None):
        """The boards that the agency is a member of on a day (default: today)."""
        from agencies.models.board import Board

        return Board.objects.filter(pk__in=self.memberships.current(on=day).values("board"))

    @property
    def ledger_key(self):
        return f"agency:{self.uid}"
