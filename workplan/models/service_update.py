"""Each agency's one-page service update for the quarter: asked for with a meeting, written, gathered into one paper."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.models.event import Through
from agencies.models.group import COUNTED_ROLES, Group, GroupKind, Seat
from agencies.roles import Permission, Role
from lscb_portal.lib.periods import Quarter, add_working_days
from workplan.models.agenda import AgendaItem
from workplan.models.meeting import Meeting, groups_supported_by
from workplan.models.paper import Paper, PaperVersion

DAYS_BEFORE = 5
REMINDING = tuple(f"workplan/service_update_{what}" for what in ("asked", "reminder"))


class UpdateSettings(models.Model):
    """Whether a group asks its agencies for a service update by itself, and how long before the papers it is due."""

    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="update_settings")
    asks = models.BooleanField(default=True)
    days_before = models.PositiveSmallIntegerField(
        default=DAYS_BEFORE, help_text="Working days before the papers go out by which the updates are due."
    )
    changed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "update settings"

    def __str__(self):
        return f"Service updates of {self.group}"

    @classmethod
    def of(cls, group) -> "UpdateSettings":
        """Those of the group; until somebody has set them a sub-group asks, and no other group does."""
        usual = cls(group=group, asks=group.kind == GroupKind.SUB_GROUP)
        return cls.objects.filter(group=group).first() or usual


class UpdateRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the groups whose meetings `user` prepares."""
        return self.filter(meeting__group__in=groups_supported_by(user))

    def of_board(self, board):
        return self.filter(meeting__group__board=board)


class UpdateRound(models.Model):
    """The service updates asked for with one meeting, and the paper that they are gathered into."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="update_round")
    quarter = models.CharField(max_length=7)
    days_before = models.PositiveSmallIntegerField()
    # An item without papers may be taken off an open agenda.
    item = models.OneToOneField(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="update_round")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, null=True, related_name="update_round")
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = UpdateRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__date", "-pk"]

    def __str__(self):
        return f"Service updates, {self.months}"

    @property
    def months(self) -> str:
        """The quarter in words: "October to December 2026"."""
        return Quarter(self.quarter).label.partition(" (")[0]

    def due_on(self, papers_notice):
        """The day by which updates are due, where the papers go out so many working days before the meeting.

        It follows the meeting when that is moved, and leaves a working day at least from the day of asking.
        """
        first = add_working_days(timezone.localdate(self.asked_at), 1)
        return max(first, add_working_days(self.meeting.date, -(papers_notice + self.days_before)))

    @property
    def ledger_key(self):
        return self.meeting.ledger_key


class ServiceUpdateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the agency that `user` leads or speaks for in the group, and all of a board where they enter for
        others; whoever chairs the group reads those that were sent."""
        if not user.is_authenticated:
            return self.none()
        seats = Seat.objects.current().filter(person=user.pk, role__in=COUNTED_ROLES)
        seats = seats.filter(agency=models.OuterRef("agency"), group=models.OuterRef("round__meeting__group"))
        sent = models.Q(round__meeting__group__in=groups_supported_by(user)) & ~models.Q(
            status=ServiceUpdate.Status.AWAITED
        )
        return self.filter(
            models.Exists(seats)
            | models.Q(agency__in=user.posts.current().filter(role=Role.LEAD).values("agency"))
            | models.Q(round__meeting__group__board__in=user.boards_where(Permission.ENTER_FOR_OTHERS))
            | sent
        )

    def of_board(self, board):
        return self.filter(round__meeting__group__board=board)

    def awaited(self):
        """Those that were not sent."""
        return self.filter(status=ServiceUpdate.Status.AWAITED)


class ServiceUpdate(models.Model):
    """One agency's page for one meeting. "Nothing to report" is an answer too."""

    class Status(models.TextChoices):
        AWAITED = "awaited", "Not sent"
        SENT = "sent", "Sent"
        GATHERED = "gathered", "Gathered"

    STEPS = {
        Status.AWAITED: {Status.SENT},
        Status.SENT: {Status.AWAITED, Status.GATHERED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(UpdateRound, on_delete=models.PROTECT, related_name="updates")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.AWAITED, editable=False)
    changed = models.TextField("what has changed in the service", max_length=700, blank=True)
    worries = models.TextField("what worries us", max_length=700, blank=True)
    doing = models.TextField("what we are doing about it", max_length=700, blank=True)
    asks = models.TextField("what we ask of the board", max_length=700, blank=True)
    nothing_to_report = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0, help_text="Counts each saved change of the words.")
    saved_at = models.DateTimeField(null=True, editable=False)
    saved_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Whose update it is: they sent it, or said it to whoever entered it.",
    )
    entered_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who entered it for them, where it came otherwise.",
    )
    through = models.CharField(max_length=20, blank=True, choices=Through, editable=False)
    gathered_in = models.ForeignKey(
        PaperVersion, on_delete=models.PROTECT, null=True, editable=False, related_name="updates"
    )

    objects = ServiceUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["round", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "agency"], name="one_update_an_agency_and_round"),
            models.CheckConstraint(
                condition=models.Q(status="awaited", sent_at__isnull=True, sent_by__isnull=True)
                | models.Q(sent_at__isnull=False, sent_by__isnull=False) & ~models.Q(status="awaited"),
                name="update_sent_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status="gathered", gathered_in__isnull=False)
                | models.Q(gathered_in__isnull=True) & ~models.Q(status="gathered"),
                name="update_gathered_in_a_version",
            ),
        ]

    def __str__(self):
        return f"Service update of {self.agency.short_name}, {self.round.months}"

    def get_absolute_url(self):
        return reverse("workplan:service_update", args=[self.meeting.board.slug, self.uid])

    @property
    def meeting(self) -> Meeting:
        return self.round.meeting

    @property
    def is_open(self) -> bool:
        """Whether it may be written: not sent yet, and its meeting is not over."""
        return self.status == self.Status.AWAITED and (self.meeting.is_coming or self.meeting.in_session)

    @property
    def state(self) -> str:
        """How far it is: "nothing", "sent", "draft" or "not sent"."""
        if self.status != self.Status.AWAITED:
            return "nothing" if self.nothing_to_report else "sent"
        return "draft" if self.saved_at else "not sent"

    @property
    def writers(self):
        """The people who may speak for the agency here: its leads, and its members of the group."""
        from agencies.models import Post, User

        leads = Post.objects.current().filter(agency=self.agency_id, role=Role.LEAD).values("person")
        seats = Seat.objects.current().filter(agency=self.agency_id, group=self.meeting.group_id)
        seated = seats.filter(role__in=COUNTED_ROLES).values("person")
        return User.objects.active().filter(models.Q(pk__in=leads) | models.Q(pk__in=seated)).order_by("pk")

    def still_concerns(self, notification) -> bool:
        """Whether a message about it is still to go: nobody is asked for what was sent, or for a meeting that is
        over."""
        return self.is_open or notification.kind not in REMINDING

    @property
    def ledger_key(self):
        return self.round.ledger_key
