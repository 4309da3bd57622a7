"""The papers of an agenda item: a front sheet, and versions of what is to be read. Nothing replaced is lost."""

import uuid

from django.db import models
from django.utils import timezone

from workplan.models.agenda import AgendaItem
from workplan.models.meeting import ISSUED, groups_supported_by


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of items that `user` may read: once the papers are issued, and before it those they keep or brought."""
        items = AgendaItem.objects.visible_to(user).values("pk")
        return self.filter(item__in=items).filter(models.Q(item__meeting__status__in=ISSUED) | kept_by(user, ""))

    def of_board(self, board):
        return self.filter(item__meeting__group__board=board)

    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


def kept_by(user, prefix):
    """The condition that a person looks after a paper: they prepare its meeting, brought it, or proposed its item."""
    return (
        models.Q(**{f"{prefix}item__meeting__group__in": groups_supported_by(user)})
        | models.Q(**{f"{prefix}added_by": user.pk})
        | models.Q(**{f"{prefix}item__proposal__proposed_by": user.pk})
    )


class Paper(models.Model):
    """One paper of an item, with the front sheet that becomes a page of the pack."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    presented_by = models.CharField(max_length=120)
    asked = models.TextField("what the group is asked to do", max_length=1000)
    summary = models.TextField(max_length=3000)
    children = models.TextField("what it means for children", max_length=2000)
    consulted = models.TextField("who was consulted", max_length=1000, blank=True)
    front_version = models.PositiveIntegerField(default=1, help_text="Counts each saved change of the front sheet.")
    late_reason = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["item", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="paper_withdrawn_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def meeting(self):
        return self.item.meeting

    @property
    def current(self) -> "PaperVersion":
        """The version that is read: the newest."""
        return max(self.versions.all(), key=lambda version: version.number)

    @property
    def ledger_key(self):
        return self.item.ledger_key


class PaperVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of papers that `user` may read; of a withdrawn paper for those who look after it."""
        return self.filter(paper__in=Paper.objects.visible_to(user).values("pk")).filter(
            models.Q(paper__withdrawn_at=None) | kept_by(user, "paper__")
        )

    def of_board(self, board):
        return self.filter(paper__item__meeting__group__board=board)


class PaperVersion(models.Model):
    """What a paper says, as it was given: a PDF, a Word document or plain words. A new one replaces, none is lost.

    One that is gathered from the service updates has what they say in `words`, as canonical JSON.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "word", "Word"
        TEXT = "text", "Text"
        GATHERED = "gathered", "Gathered"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey("agencies.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, max_length=60_000)
    pages = models.PositiveSmallIntegerField(null=True, help_text="Of a PDF.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as it is kept, or of the words.")
    cleaned = models.CharField(max_length=200, blank=True, help_text="What was taken out of the file, in words.")
    late_reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        ordering = ["paper", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["text", "gathered"]) | models.Q(file__isnull=False),
                name="paper_version_has_its_file",
            ),
        ]

    def __str__(self):
        return f"{self.paper}, version {self.number}"

    @property
    def printable(self):
        """The PDF to bind into the pack; None for words, and for what is not turned into one yet."""
        if self.kind == self.Kind.PDF:
            return self.file
        made = getattr(self, "printout", None)
        return made.file if made else None

    @property
    def ledger_key(self):
        return self.paper.ledger_key


class PaperNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own, and nobody else's: no role opens them."""
        return self.filter(person=user.pk)


class PaperNote(models.Model):
    """A member's own words on a paper. Never shown to anybody else, printed, or exported."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(max_length=4000)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PaperNoteQuerySet.as_manager()

    class Meta:
        ordering = ["page", "pk"]

    def __str__(self):
        return f"Note {self.uid}"
