"""Who stands in for a member at one meeting."""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone

from workplan.appointments import invitation_to
from workplan.models.meeting import Meeting, groups_read_by

# So long after the meeting a deputy still opens its pages, unless its minutes are approved before.
OPEN_FOR = dt.timedelta(days=30)


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `user` is or was, and those of the groups whose meetings they may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(person=user) | models.Q(meeting__group__in=groups_read_by(user)))

    def standing(self):
        """Those that are still wanted."""
        return self.filter(ended_at__isnull=True)

    def in_person(self, user):
        """Those in which `user` stands in now, and still belongs to the agency that they speak for.

        A deputy is there for one meeting: it is open to them until its minutes are approved, or for 30 days after it.
        """
        agencies = models.Q(seat__agency__in=user.posts.current().values("agency"))
        agencies |= models.Q(seat__agency__in=user.seats.current().values("agency"))
        over = models.Q(meeting__status=Meeting.Status.APPROVED)
        over |= models.Q(meeting__date__lt=timezone.localdate() - OPEN_FOR)
        return self.standing().filter(agencies, person=user).exclude(over)


class Deputy(models.Model):
    """A deputy for one meeting. With an account (`person`) they are told, and may open the pages of that meeting as
    long as they stand in; without one the name in the reply and the member's words are all there is."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="deputies")
    seat = models.ForeignKey("agencies.Seat", on_delete=models.PROTECT, related_name="stood_in_for")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="standing_in")
    brief = models.TextField(max_length=2000, blank=True, help_text="The member's words for the deputy.")
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deputies"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                condition=models.Q(ended_at__isnull=True),
                name="one_deputy_a_seat_and_meeting",
            )
        ]

    def __str__(self):
        return f"{self.person or 'Somebody'} for {self.seat}"

    @property
    def board(self):
        return self.meeting.board

    @property
    def ledger_key(self):
        return self.meeting.ledger_key

    def enclosures(self, notification):
        """The meeting for their calendar, or its cancellation when they are no longer wanted; nothing where they come
        all the same, for a seat of their own or for somebody else: calendars know one meeting by one name."""
        person, off = notification.recipient, self.ended_at is not None
        if off and self._comes_otherwise(person):
            return []
        return [invitation_to(person, self.meeting, cancel=off)]

    def _comes_otherwise(self, person):
        seated = any(seat.person_id == person.pk for seat in self.meeting.seats)
        return seated or self.meeting.deputies.standing().filter(person=person).exists()
