"""Items for consent: taken together and unread, unless a member objects to one."""

import uuid

from django.db import models
from django.utils import timezone

from workplan.models.agenda import AgendaItem
from workplan.models.decision import Decision


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(item__in=AgendaItem.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(item__meeting__group__board=board)

    def waiting(self):
        """Those that still stand for consent: not taken, not objected to, not restricted, not begun."""
        return self.filter(decision=None, objections=None, item__is_restricted=False, item__started_at=None)


class Consent(models.Model):
    """An item that the chair put forward to be taken by consent; with `decision` once the meeting took it so."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="consent")
    marked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="by_consent")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.item}, for consent"

    @property
    def objectors(self) -> str:
        """Who objected, by name: "Joy Okafor (Police) and Clare Pool (Acute trust)"; reads `objections` once."""
        *before, last = [one.who for one in self.objections.all()] or [""]
        return f"{', '.join(before)} and {last}" if before else last

    @property
    def stands(self) -> bool:
        """Whether it is still to be taken by consent."""
        return self.decision_id is None and not self.objections.all() and not self.item.is_restricted

    @property
    def ledger_key(self):
        return self.item.ledger_key


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(consent__item__in=AgendaItem.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(consent__item__meeting__group__board=board)


class Objection(models.Model):
    """A member who wants an item taken in full: said before the meeting with a reason, or at it. It needs no second."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at_meeting = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consent", "name"], name="one_objection_a_person_and_item")]

    def __str__(self):
        return f"{self.name} objects to {self.consent}"

    @property
    def who(self) -> str:
        return f"{self.name} ({self.agency.short_name})" if self.agency else self.name

    @property
    def ledger_key(self):
        return self.consent.ledger_key
