"""Asking the people of a group which of several days suits them."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.models import Group, SeatRole, Through
from workplan.models.meeting import Meeting, groups_read_by


class PollQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The polls of the groups whose meetings `user` may read."""
        return self.filter(group__in=groups_read_by(user))

    def of_board(self, board):
        return self.filter(group__board=board)

    def undecided(self):
        """Those in which no day is chosen yet, whether or not people may still answer."""
        return self.filter(status=Poll.Status.OPEN)

    def answerable(self):
        """Those that may still be answered."""
        return self.undecided().filter(closes_on__gte=timezone.localdate())


class Poll(models.Model):
    """A choice of days and times for one meeting. Members answer until the end of `closes_on`; whoever organises
    chooses one, which plans the meeting."""

    class Status(models.TextChoices):
        OPEN = "open", "Asked"
        CHOSEN = "chosen", "Day chosen"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STEPS = {Status.OPEN: {Status.CHOSEN, Status.WITHDRAWN}}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="polls")
    title = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField("length in minutes", default=120)
    place = models.CharField(max_length=160, blank=True)
    closes_on = models.DateField()
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, editable=False, related_name="polls")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="poll_ended_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("workplan:poll", args=[self.board.slug, self.uid])

    @property
    def board(self):
        return self.group.board

    @property
    def ledger_key(self):
        return self.group.ledger_key

    @property
    def is_answerable(self) -> bool:
        return self.status == self.Status.OPEN and timezone.localdate() <= self.closes_on

    @property
    def seats(self):
        """The seats that are asked: those in force today, but for standing deputies, whom their member asks."""
        seats = self.group.seats.current().exclude(role=SeatRole.DEPUTY)
        seats = seats.select_related("group", "person", "agency")
        return sorted(seats, key=lambda seat: (SeatRole.values.index(seat.role), seat.pk))


class PollOption(models.Model):
    """One day and time of a poll."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="options")
    date = models.DateField()
    starts_at = models.TimeField()

    class Meta:
        ordering = ["date", "starts_at"]
        constraints = [models.UniqueConstraint(fields=["poll", "date", "starts_at"], name="poll_option_once")]

    def __str__(self):
        return f"{self.date:%A %-d %B %Y}, {self.starts_at:%H:%M}"


class PollAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(option__poll__in=Poll.objects.visible_to(user))


class PollAnswer(models.Model):
    """What the holder of a seat says of one option; the last answer counts."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        IF_NEED_BE = "if_need_be", "If need be"
        NO = "no", "No"

    option = models.ForeignKey(PollOption, on_delete=models.PROTECT, related_name="answers")
    seat = models.ForeignKey("agencies.Seat", on_delete=models.PROTECT, related_name="poll_answers")
    answer = models.CharField(max_length=12, choices=Answer)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)

    objects = PollAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["option", "seat"], name="one_poll_answer_a_seat")]

    def __str__(self):
        return f"{self.seat}: {self.get_answer_display()}"
