"""The third grade: what somebody found who went and looked, or who asked staff, beside claimed and moderated."""

import secrets
import uuid

from django.db import models
from django.utils import timezone

from audits.models.review import Review


class TestedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As moderations are: of reviews `user` may read, and of their own agency's only once it is finished."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(review__in=Review.objects.visible_to(user)).exclude(
            review__in=Review.objects.withheld_from(user)
        )


class Tested(models.Model):
    """What a test of one standard at one agency showed. A later test is a further row; the latest counts."""

    class Method(models.TextChoices):
        VISIT = "visit", "Visit"
        DIP_SAMPLE = "dip_sample", "Dip sample of files"
        SURVEY = "survey", "Staff survey"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="tests")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=Method)
    survey = models.ForeignKey("audits.Survey", on_delete=models.PROTECT, null=True, blank=True, related_name="tests")
    size = models.PositiveSmallIntegerField(help_text="Files looked at, people asked or spoken to.")
    tested_on = models.DateField()
    findings = models.TextField(max_length=2000)
    tested_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TestedQuerySet.as_manager()

    class Meta:
        ordering = ["review", "standard__position", "-pk"]

    def __str__(self):
        return f"{self.review}, {self.standard}"

    @property
    def ledger_key(self):
        return self.review.ledger_key


def survey_token() -> str:
    """An address nobody guesses."""
    return secrets.token_urlsafe(24)


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of reviews `user` may read; a reader for the Board once the agency could reply."""
        return self.filter(review__in=Review.objects.opened_to(user))


class Survey(models.Model):
    """A short survey of an agency's staff about one standard, answered by an open link and without a name."""

    SMALLEST_GROUP = 5

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True, default=survey_token, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="surveys")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    questions = models.JSONField(help_text="Up to ten statements; each is answered yes, partly, no or do not know.")
    teams = models.JSONField(default=list, blank=True, help_text="Parts of the agency to choose from, if any.")
    closes_on = models.DateField()
    opened_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether staff may answer now; the last day counts whole."""
        return self.closed_at is None and timezone.localdate() <= self.closes_on

    @property
    def ledger_key(self):
        return self.review.ledger_key


class SurveyResponse(models.Model):
    """One person's answers. Nothing says who, from where or at what minute."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    team = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(help_text="One of yes, partly, no, unknown for each question.")
    answered_on = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.survey}, {self.answered_on}"
