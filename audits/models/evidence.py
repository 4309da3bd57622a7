"""Evidence that an agency holds, and the answers it is attached to."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.roles import Permission


class EvidenceItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The evidence of agencies where `user` holds a post, and what is not sensitive of returns and policy reviews
        they may read. What is sensitive of a return is for those who judge it, or enter it for the agency.

        A return is read as it was signed: what the agency does with its answers since then changes nothing here.
        """
        from audits.models.policy import PolicyReview
        from audits.models.self_evaluation import Answer, asked_by

        entering = user.boards_where(Permission.ENTER_FOR_OTHERS)
        entered = Answer.objects.visible_to(user).filter(evaluation__in=asked_by(entering))
        signed = SignedEvidence.objects.visible_to(user)
        judged = signed.at_boards({*user.boards_where(Permission.MODERATE), *entering})
        reviews = PolicyReview.objects.visible_to(user)
        return self.filter(
            models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(pk__in=AnswerEvidence.objects.filter(answer__in=entered).values("item"))
            | models.Q(pk__in=signed.values("item"), is_sensitive=False)
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


class SignedEvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of submissions that `user` may read; what answers a board's own question, where they read that too."""
        from audits.models.submission import LocalPart, Submission

        shared = models.Q(local_part=None, submission__in=Submission.objects.visible_to(user))
        return self.filter(shared | models.Q(local_part__in=LocalPart.objects.visible_to(user)))

    def at_boards(self, board_ids):
        """Those of what these boards asked for: of returns, and of their own questions but of no other board's."""
        from audits.models.self_evaluation import asked_by

        shared = models.Q(local_part=None, submission__evaluation__in=asked_by(board_ids))
        return self.filter(shared | models.Q(local_part__round_board__board__in=board_ids))


class SignedEvidence(models.Model):
    """An item that a submission names, or its answers to one board's own questions; written when it is frozen.

    An agency whose return is open again may take the item off its answers. What was signed names it for ever.
    """

    submission = models.ForeignKey("audits.Submission", on_delete=models.PROTECT, related_name="signed_evidence")
    local_part = models.ForeignKey(
        "audits.LocalPart", on_delete=models.PROTECT, null=True, blank=True, related_name="signed_evidence"
    )
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="signed_in")

    objects = SignedEvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "item"], condition=models.Q(local_part=None), name="signed_evidence_once"
            ),
            models.UniqueConstraint(fields=["local_part", "item"], name="signed_evidence_once_a_local_part"),
        ]

    def __str__(self):
        return f"{self.item} in {self.local_part or self.submission}"
