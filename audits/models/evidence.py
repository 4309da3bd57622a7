"""Evidence that an agency holds, and the answers it is attached to."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.roles import Permission


class EvidenceItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The evidence of agencies where `user` holds a post, and what is not sensitive of returns and policy reviews
        they may read. What is sensitive of a return is for those who judge it, or enter it for the agency."""
        from audits.models.policy import PolicyReview
        from audits.models.self_evaluation import Answer

        attached = AnswerEvidence.objects.filter(answer__in=Answer.objects.visible_to(user))
        boards = {*user.boards_where(Permission.MODERATE), *user.boards_where(Permission.ENTER_FOR_OTHERS)}
        judged = attached.filter(answer__evaluation__reviews__round_board__board__in=boards)
        reviews = PolicyReview.objects.visible_to(user)
        return self.filter(
            models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(pk__in=attached.values("item"), is_sensitive=False)
            | models.Q(pk__in=judged.values("item"))
            | models.Q(pk__in=reviews.values("evidence"), is_sensitive=False)
        )

    def of_board(self, board):
        """The evidence of the agencies that are members of `board`."""
        from agencies.models import Agency

        return self.filter(agency__in=Agency.objects.of_board(board))

    def current(self):
        """Those that may be used: neither replaced by a newer version nor taken out of use."""
        return self.filter(replaced_by__isnull=True, retired_at__isnull=True)


class EvidenceItem(models.Model):
    """A file or a link, once per agency, used by many answers and many years."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=160)
    file = models.ForeignKey("agencies.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    relates_to = models.DateField("date it relates to", help_text="When the work was done, not when it was uploaded.")
    review_due_on = models.DateField(null=True, blank=True, help_text="When it should be looked at again.")
    is_sensitive = models.BooleanField(default=False, help_text="Only the board's moderators see it, not its readers.")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    added_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    # What the identifier screen made of the file's text when it came in: never the words themselves.
    file_was_read = models.BooleanField(default=False, editable=False)
    found_in_file = models.JSONField(default=list, editable=False, help_text="Kinds, such as a name or a postcode.")
    retired_at = models.DateTimeField(null=True, editable=False, help_text="Since when it is no longer offered.")
    reminded_of = models.DateField(null=True, editable=False, help_text="The review day that was reminded of.")

    objects = EvidenceItemQuerySet.as_manager()

    class Meta:
        ordering = ["-relates_to", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, link="") | (models.Q(file__isnull=True) & ~models.Q(link="")),
                name="evidence_is_a_file_or_a_link",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def ledger_key(self):
        return self.agency.ledger_key


class AnswerEvidence(models.Model):
    answer = models.ForeignKey("audits.Answer", on_delete=models.CASCADE, related_name="attachments")
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "item"], name="evidence_attached_once")]

    def __str__(self):
        return f"{self.item} for {self.answer}"
