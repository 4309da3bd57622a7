"""The first look: what a board asks an agency to mend before it judges, answer by answer."""

import uuid

from django.db import models
from django.utils import timezone

from audits.models.review import Review


class ReviewCommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of reviews `user` may read; of their own agency's only once the return was sent back with them."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(review__evaluation__agency__in=user.posts.current().values("agency"), sent_at__isnull=True)
        return self.filter(review__in=Review.objects.visible_to(user)).exclude(own)


class ReviewComment(models.Model):
    """One comment on one answer (or a whole standard) of a submission."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    submission = models.ForeignKey("audits.Submission", on_delete=models.PROTECT, related_name="comments")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey("audits.Criterion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=1000)
    written_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False, help_text="When the return went back with it.")

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        ordering = ["standard__position", "criterion__position", "pk"]

    def __str__(self):
        return f"{self.review}, {self.standard}"

    @property
    def ledger_key(self):
        return self.review.ledger_key
