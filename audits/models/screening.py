"""What the identifier screen let pass, because a person said why."""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class ScreeningOverride(models.Model):
    """Words that look like an identifier and were kept with a reason. It holds neither the words nor their place."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    field = models.CharField(max_length=60)
    kinds = models.JSONField(help_text="What it looked like: name, date of birth, NHS number, postcode …")
    words_sha256 = models.CharField(max_length=64, help_text="Of the text that was let pass; another text asks again.")
    reason = models.CharField(max_length=300)
    overridden_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    overridden_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["about_type", "about_id"], name="screening_about")]

    def __str__(self):
        return f"{self.field}, {self.overridden_at:%d.%m.%Y}"
