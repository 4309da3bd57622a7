"""What is done about returns that are not in: more time, a word to the lead, and reminders sent by themselves."""

import uuid

from django.db import models
from django.utils import dateformat, timezone

from agencies.roles import Permission, roles_with
from audits.models.self_evaluation import SelfEvaluation, due_day


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))


class Extension(models.Model):
    """More time for one agency, with the reason. Rows are added and never changed; the latest stands."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="extensions")
    due_on = models.DateField()
    reason = models.CharField(max_length=500)
    granted_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.evaluation} to {self.due_on}"


class NudgeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those about returns that `user` sees and that are still out: once a return is in, its words are done with,
        though it may come back."""
        outstanding = SelfEvaluation.objects.outstanding()
        theirs = self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user)).filter(evaluation__in=outstanding)
        return theirs.exclude(evaluation__submissions__signed_at__gt=models.F("sent_at"))


class Nudge(models.Model):
    """A word from the board to the agency about its return; the e-mail holds a link, the page the words."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="nudges")
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="nudges")
    text = models.TextField(max_length=1000)
    sent_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.evaluation}, {self.sent_at:%d.%m.%Y}"


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that still hold and are `user`'s to know: asked again whenever a letter is about to leave.

        A reminder holds while the return is not in and the day it speaks of is still its day. It is for those who
        answer or sign for the agency; an escalation is for those who follow the round at a board that asked.
        """
        return self.filter(
            models.Q(pk__in=self._of_agencies_of(user).values("pk")) | models.Q(pk__in=self._for_boards_of(user))
        )

    def _of_agencies_of(self, user):
        answering = roles_with(Permission.ANSWER_RETURN) + roles_with(Permission.SIGN_RETURN)
        own = user.posts.current().filter(role__in=answering).values("agency")
        theirs = models.Q(evaluation__agency__in=own) | models.Q(evaluation__substitute=user.pk)
        still_its_day = models.Q(due_on=due_day("evaluation__"))
        awaited = models.Q(evaluation__in=SelfEvaluation.objects.awaited())
        return self.filter(theirs, awaited, still_its_day).exclude(stage=Reminder.Stage.ESCALATED)

    def _for_boards_of(self, user):
        """The keys of escalations in rounds where any return that was escalated is still awaited."""
        boards = {*user.boards_where(Permission.RUN_ROUNDS), *user.boards_where(Permission.READ_RETURNS)}
        escalated = Reminder.objects.filter(stage=Reminder.Stage.ESCALATED)
        awaited = escalated.filter(evaluation__in=SelfEvaluation.objects.awaited()).values("evaluation__round")
        theirs = escalated.filter(evaluation__reviews__round_board__board__in=boards, evaluation__round__in=awaited)
        return theirs.values("pk")


class Reminder(models.Model):
    """That an agency was reminded of its return, once for each stage of the way to its due day and past it.

    `due_on` is the day in force then: more time begins the stages anew.
    """

    class Stage(models.TextChoices):
        BEFORE = "before", "Before the due day"
        DUE = "due", "On the due day"
        LATE = "late", "Overdue"
        FINAL = "final", "On the final day"
        ESCALATED = "escalated", "The board’s chair was told"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=10, choices=Stage)
    days = models.PositiveSmallIntegerField(default=0, help_text="Working days before the due day.")
    due_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "stage", "days", "due_on"], name="each_reminder_of_a_return_once"
            )
        ]

    def __str__(self):
        return f"{self.evaluation}, {self.get_stage_display().lower()}"

    @property
    def words(self) -> str:
        """How the return stands, after "A return … is": "overdue", "due on Friday 27 November 2026"."""
        is_overdue = self.stage in (self.Stage.LATE, self.Stage.FINAL)
        return "overdue" if is_overdue else f"due on {dateformat.format(self.due_on, 'l j F Y')}"
