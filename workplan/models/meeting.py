"""A meeting of a group, from planned to approved minutes."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.models.group import CHAIRING, Group, SeatRole
from agencies.roles import BOARD_ROLES, Permission, granted
from workplan.appointments import invitation_to

# The mails that carry the meeting for the reader's calendar.
INVITING = tuple(f"workplan/meeting_{what}" for what in ("planned", "changed", "moved", "cancelled"))
SCHEDULE = "workplan/schedule_planned"
LONDON = ZoneInfo("Europe/London")


def groups_read_by(user):
    """The groups whose meetings `user` may read: where they have a seat, and all of a board they support or sit on.

    A seat on one group does not open another's meetings; board-wide roles and Board membership do.
    """
    from agencies.roles import Role

    if not user.is_authenticated:
        return Group.objects.none()
    wide = {
        Role.BUSINESS_MANAGER,
        Role.ADMINISTRATOR,
        Role.QA_OFFICER,
        Role.ANALYST,
        Role.INDEPENDENT_CHAIR,
        Role.LAY_MEMBER,
        Role.BOARD_MEMBER,
    }
    boards = [board for board in user.boards_where(Permission.READ_MEETINGS) if wide & user.roles_at(board)]
    seats = user.seats.current().values("group")
    return Group.objects.filter(models.Q(board__in=boards) | models.Q(pk__in=seats))


def groups_supported_by(user):
    """The groups whose meetings `user` prepares: all of a board whose office they are, and those they chair."""
    if not user.is_authenticated or not user.is_active:
        return Group.objects.none()
    boards = [
        board
        for board in user.boards_where(Permission.SUPPORT_MEETING)
        if granted(user.roles_at(board).intersection(BOARD_ROLES), Permission.SUPPORT_MEETING)
    ]
    chaired = user.seats.current().filter(role__in=CHAIRING).values("group")
    return Group.objects.filter(models.Q(board__in=boards) | models.Q(pk__in=chaired))


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The meetings of the groups that `user` may read, and those where they stand in for a member."""
        if not user.is_authenticated:
            return self.none()
        standing_in = user.standing_in.in_person(user).values("meeting")
        return self.filter(models.Q(group__in=groups_read_by(user)) | models.Q(pk__in=standing_in))

    def of_board(self, board):
        return self.filter(group__board=board)

    def with_decisions_for(self, user):
        """Each with `decided`, how many standing decisions it took, and `inquorate`, how many of them without a quorum;
        those on a restricted item count for whoever reads it."""
        from workplan.models.agenda import AgendaItem

        hidden = AgendaItem.objects.hidden_from(user).values("pk")
        counted = models.Q(decisions__corrected_by__isnull=True) & ~models.Q(decisions__item__in=hidden)
        return self.annotate(
            decided=models.Count("decisions", filter=counted),
            inquorate=models.Count("decisions", filter=counted & models.Q(decisions__quorate=False)),
        )

    def coming(self):
        """Those from today on that have not been held, and any in session, soonest first."""
        ahead = models.Q(date__gte=timezone.localdate(), status__in=BEFORE_THE_MEETING)
        return self.filter(ahead | models.Q(status=Meeting.Status.IN_SESSION)).order_by("date", "starts_at")

    def to_begin(self):
        """Those from today on that have not begun, soonest first."""
        return self.coming().exclude(status=Status.IN_SESSION)

    def in_session(self):
        """Those that were opened and not closed, the one opened last first."""
        return self.filter(status=Status.IN_SESSION).order_by("-opened_at")

    def lapsed(self):
        """Those whose day has passed without their being opened or cancelled."""
        return self.filter(date__lt=timezone.localdate(), status__in=BEFORE_THE_MEETING).order_by("date")

    def held(self):
        """Those that have taken place, latest first."""
        return self.filter(status__in=[Status.IN_SESSION, *MINUTED]).order_by("-date")


class Status(models.TextChoices):
    PLANNED = "planned", "Planned"
    AGENDA_OPEN = "agenda_open", "Agenda open"
    AGENDA_AGREED = "agenda_agreed", "Agenda agreed"
    PAPERS_ISSUED = "papers_issued", "Papers issued"
    IN_SESSION = "in_session", "In session"
    DRAFT_MINUTES = "draft_minutes", "Draft minutes"
    APPROVED = "approved", "Minutes approved"
    CANCELLED = "cancelled", "Cancelled"


# While its agenda may still change, and until it is opened.
AGENDA_NOT_AGREED = (Status.PLANNED, Status.AGENDA_OPEN)
BEFORE_THE_MEETING = (*AGENDA_NOT_AGREED, Status.AGENDA_AGREED, Status.PAPERS_ISSUED)
MINUTED = (Status.DRAFT_MINUTES, Status.APPROVED)
OVER = (Status.CANCELLED, *MINUTED)
# From when members read the papers.
ISSUED = (Status.PAPERS_ISSUED, Status.IN_SESSION, *MINUTED)


class Meeting(models.Model):
    Status = Status

    STEPS = {
        Status.PLANNED: {Status.AGENDA_OPEN, Status.CANCELLED},
        Status.AGENDA_OPEN: {Status.AGENDA_AGREED, Status.CANCELLED},
        Status.AGENDA_AGREED: {Status.PAPERS_ISSUED, Status.IN_SESSION, Status.CANCELLED},
        Status.PAPERS_ISSUED: {Status.IN_SESSION, Status.CANCELLED},
        Status.IN_SESSION: {Status.DRAFT_MINUTES},
        Status.DRAFT_MINUTES: {Status.APPROVED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    starts_at = models.TimeField(default=dt.time(9, 30))
    minutes = models.PositiveSmallIntegerField("length in minutes", default=120)
    place = models.CharField(max_length=160, blank=True)
    online_link = models.URLField(max_length=500, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    # Seats and rule are copied when the meeting opens, so that a later change of either changes no decision.
    quorum_rule = models.JSONField(null=True, editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    agreed_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts the changes, so that calendars keep the latest (RFC 5545)."
    )
    # When the chair was last warned that replies forecast no quorum.
    warned_on = models.DateField(null=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "date", "starts_at"],
                condition=~models.Q(status=Status.CANCELLED),
                name="one_meeting_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | models.Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="agenda_agreed_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, opened_by__isnull=True)
                | models.Q(opened_at__isnull=False, opened_by__isnull=False),
                name="meeting_opened_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.group}, {self.day:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("workplan:meeting", args=[self.board.slug, self.uid])

    @property
    def board(self):
        return self.group.board

    @property
    def start(self) -> dt.datetime:
        """The local date and time the meeting starts."""
        return dt.datetime.combine(self.date, self.starts_at, LONDON)

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.minutes)

    @property
    def day(self) -> dt.date:
        """The day it is held: that of its opening, and until then the planned one."""
        return timezone.localdate(self.opened_at) if self.opened_at else self.date

    @property
    def began(self) -> dt.datetime:
        """When the timetable runs from: the planned start, or the opening when that was on another day."""
        return self.start if self.day == self.date else timezone.localtime(self.opened_at)

    @property
    def seats(self):
        """The seats in force on the day, the chair's first, advisers and observers last."""
        seats = self.group.seats.current(on=self.day).select_related("group", "person", "agency", "deputy_for")
        return sorted(seats, key=lambda seat: (SeatRole.values.index(seat.role), seat.pk))

    @property
    def possible_owners(self):
        """The people an action may be given to: those with a seat in the group and those on the register."""
        from agencies.models import User

        seated = self.group.seats.current().values("person")
        there = self.attendees.exclude(person=None).values("person")
        return User.objects.active().filter(models.Q(pk__in=seated) | models.Q(pk__in=there))

    @property
    def is_agenda_open(self) -> bool:
        """Whether items may still be accepted, ordered and timed."""
        return self.status in AGENDA_NOT_AGREED

    @property
    def is_coming(self) -> bool:
        """Whether members may still say if they attend."""
        return self.status in BEFORE_THE_MEETING

    @property
    def papers_are_issued(self) -> bool:
        """Whether members read the papers: from when they were issued, or the meeting began without."""
        return self.status in ISSUED

    @property
    def in_session(self) -> bool:
        return self.status == Status.IN_SESSION

    @property
    def was_held(self) -> bool:
        return self.status in MINUTED

    @property
    def ledger_key(self):
        return self.group.ledger_key

    def enclosures(self, notification):
        """What goes with a mail about it: the invitation where it says when the meeting is, of all that the group has
        planned where it speaks of the year; nothing with any other."""
        planned = self.group.meetings.to_begin() if notification.kind == SCHEDULE else [self]
        if notification.kind not in (SCHEDULE, *INVITING):
            return []
        return [invitation_to(notification.recipient, meeting) for meeting in planned]
