"""What members propose and what the meeting takes."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.group import Group
from workplan.models.meeting import OVER, Meeting, groups_read_by


class Purpose(models.TextChoices):
    DECIDE = "decide", "Decide"
    DISCUSS = "discuss", "Discuss"
    ASSURE = "assure", "Assure"
    NOTE = "note", "Note"


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The proposals to groups whose meetings `user` may read, but for those that became a restricted item they are
        not cleared for, or part of one; their own stay theirs."""
        hidden = AgendaItem.objects.hidden_from(user)
        became = hidden.exclude(proposal=None).values("proposal")
        part = models.Q(merged_into__in=became) | models.Q(merged_into_item__in=hidden.values("pk"))
        theirs = (models.Q(pk__in=became) | part) & ~models.Q(proposed_by=user.pk)
        return self.filter(group__in=groups_read_by(user)).exclude(theirs)

    def of_board(self, board):
        return self.filter(group__board=board)

    def waiting(self):
        """Those that still want an answer for their meeting; a deferred one waits again."""
        return self.filter(status__in=[Proposal.Status.PROPOSED, Proposal.Status.DEFERRED])

    def left_behind(self):
        """Those that wait for an answer though their meeting is over."""
        return self.waiting().filter(meeting__status__in=OVER)


class Proposal(models.Model):
    """An item any member may propose; the chair answers every one, with a reason when it is not accepted."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DEFERRED = "deferred", "Deferred"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        MERGED = "merged", "Merged"

    STEPS = {
        Status.PROPOSED: {Status.ACCEPTED, Status.DEFERRED, Status.DECLINED, Status.WITHDRAWN, Status.MERGED},
        Status.DEFERRED: {Status.ACCEPTED, Status.DEFERRED, Status.DECLINED, Status.WITHDRAWN, Status.MERGED},
        # What it was merged into comes off the agenda, is declined or withdrawn, or the meeting never takes it.
        Status.MERGED: {Status.PROPOSED},
        # The chair takes the item off the agenda before it is agreed, or the meeting never takes it.
        Status.ACCEPTED: {Status.PROPOSED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="proposals")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="proposals", help_text="The meeting it is proposed for."
    )
    passed_on_from = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The meeting that was cancelled or closed without it.",
    )
    title = models.CharField(max_length=160)
    why = models.TextField("why now", max_length=1000)
    purpose = models.CharField(max_length=10, choices=Purpose)
    minutes = models.PositiveSmallIntegerField("minutes wanted")
    proposed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="proposals")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED, editable=False)
    answered_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged", help_text="Taken with it."
    )
    merged_into_item = models.ForeignKey(
        "workplan.AgendaItem",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        help_text="An item that nobody proposed, and that takes it along.",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="merged", merged_into__isnull=False, merged_into_item__isnull=True)
                | models.Q(status="merged", merged_into__isnull=True, merged_into_item__isnull=False)
                | models.Q(merged_into__isnull=True, merged_into_item__isnull=True) & ~models.Q(status="merged"),
                name="proposal_merged_into_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="proposal_answered_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_left_behind(self) -> bool:
        """Whether it waits for an answer though its meeting is over: no next one is planned yet."""
        waits = self.status in (self.Status.PROPOSED, self.Status.DEFERRED)
        return waits and self.meeting.status in OVER

    @property
    def ledger_key(self):
        return self.group.ledger_key


RESTRICTED = "Restricted item"


class AgendaItemQuerySet(models.QuerySet):
    def visible_to(self, user, concealed=False):
        """The items of meetings that `user` may read, but for restricted ones that they are not cleared for.

        With `concealed` those too: whoever asks for them shows nothing that they say.
        """
        readable = self.filter(meeting__in=Meeting.objects.visible_to(user))
        return readable if concealed else readable.exclude(pk__in=self.model.objects.hidden_from(user).values("pk"))

    def hidden_from(self, user):
        """The restricted items that `user` is not cleared for, of whatever meeting."""
        return self.filter(is_restricted=True).exclude(clearances__person=user.pk)

    def shown_to(self, user) -> list:
        """Every item, in order, as `user` may see it: of those hidden from them only that they are there, and when.

        This is how a page, a mail or a paper lists an agenda; nothing else takes the items of a meeting.
        """
        items = list(self)
        if not any(item.is_restricted for item in items):
            return items
        hidden = set(self.model.objects.hidden_from(user).values_list("pk", flat=True))
        return [item.concealed() if item.pk in hidden else item for item in items]

    def of_board(self, board):
        return self.filter(meeting__group__board=board)

    def lacking_a_paper(self):
        """Those that one looks for a paper with, and that have none: what every agenda has by itself comes without."""
        from workplan.models.paper import Paper

        by_itself = models.Q(is_standing=True) | models.Q(is_closing=True) | models.Q(brought_forward__isnull=False)
        found = self.exclude(by_itself | models.Q(update_round__isnull=False))
        return found.exclude(pk__in=Paper.objects.standing().values("item"))

    def untouched(self):
        """Those that a meeting did not come to: never taken up, with nothing said, decided or given on them."""
        return self.filter(started_at=None, discussion="", decisions=None, action_sources=None)


class AgendaItem(models.Model):
    """One item of a meeting. Title, purpose, place and time freeze when the chair agrees the agenda; an item that
    comes later is marked late, with a reason."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.NOTE)
    minutes = models.PositiveSmallIntegerField(default=10)
    lead = models.CharField(max_length=120, blank=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    is_standing = models.BooleanField(default=False, help_text="From the group's terms: it begins every agenda.")
    is_closing = models.BooleanField(default=False, help_text="From the group's terms: it ends every agenda.")
    late_reason = models.CharField(max_length=300, blank=True)
    without_quorum = models.BooleanField(
        default=False, help_text="The chair marked it as one to decide without a quorum, where the rule knows that."
    )
    is_restricted = models.BooleanField(default=False, editable=False, help_text="For the people cleared for it only.")
    started_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    discussion = models.TextField(blank=True, max_length=8000)
    discussion_version = models.PositiveIntegerField(default=0)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position", "pk"]
        constraints = [
            # What one meeting did not come to is an item of the next one too.
            models.UniqueConstraint(fields=["proposal", "meeting"], name="proposal_once_an_agenda")
        ]

    def __str__(self):
        return f"{self.position}. {self.title}"

    # Whether this is what somebody who is not cleared is shown in the item's place.
    is_concealed = False

    def save(self, *args, **kwargs):
        if self.is_concealed:
            raise ValueError("What stands in for a restricted item is never saved.")
        super().save(*args, **kwargs)

    def concealed(self) -> "AgendaItem":
        """What somebody who is not cleared sees in the item's place: that it is there, and its time."""
        kept = ("id", "uid", "meeting", "position", "minutes", "is_closing", "started_at", "closed_at")
        shown = {name: getattr(self, name) for name in kept}
        stand_in = AgendaItem(title=RESTRICTED, purpose="", is_restricted=True, **shown)
        stand_in.is_concealed = True
        return stand_in

    @property
    def is_late(self) -> bool:
        return bool(self.late_reason)

    @property
    def ledger_key(self):
        return self.meeting.ledger_key
