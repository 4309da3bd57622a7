"""Policies and procedures of the board and its agencies: versions, what changed, and each agency's review of them."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models import Post, Through
from agencies.roles import Permission, roles_with
from lscb_portal.lib.rounding import percentage

# Whoever has one of these reads how every agency of the board stands with its policies.
READERS = (Permission.READ_RETURNS, Permission.MANAGE_POLICIES, Permission.ENTER_FOR_OTHERS)


def boards_read_by(user):
    """The boards of which the person reads every agency's reviews."""
    return [board for board in user.boards if any(user.may(each, board) for each in READERS)]


class PolicyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The board's policies, for its people; an agency's own, for its people and who reads the board's reviews."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(board__in=user.boards, agency__isnull=True)
            | models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(board__in=boards_read_by(user))
        )

    def of_board(self, board):
        """Those kept by the board or, under it, by one of its agencies."""
        return self.filter(board=board)

    def in_force(self):
        """Those that nobody has retired."""
        return self.filter(retired_on__isnull=True)


class Policy(models.Model):
    """A policy or procedure, kept by a board or (with `agency`) by one of its agencies."""

    class Tier(models.TextChoices):
        STATUTORY = "statutory", "Statutory"
        REGIONAL = "regional", "Regional"
        LOCAL = "local", "Local"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="policies")
    agency = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    tier = models.CharField(max_length=10, choices=Tier)
    review_every = models.PositiveSmallIntegerField(default=12, help_text="Months between two reviews by an agency.")
    applies_to = models.ManyToManyField(
        "agencies.Agency",
        through="audits.PolicyAsk",
        related_name="asked_policies",
        blank=True,
        help_text="The agencies that review it.",
    )
    created_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_on = models.DateField(null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["board", "code"], condition=models.Q(agency__isnull=True), name="policy_code_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "board", "code"],
                condition=models.Q(agency__isnull=False),
                name="policy_code_once_in_an_agency",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def owner(self):
        """Who keeps it: the agency or the board."""
        return self.agency or self.board

    @property
    def ledger_key(self):
        return self.owner.ledger_key


class PolicyAskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of agencies that `user` reviews policies for, and of boards whose policies they keep; what is retired
        is asked of nobody."""
        reviewing = Post.objects.current().filter(person=user, role__in=roles_with(Permission.REVIEW_POLICIES))
        return self.filter(policy__retired_on__isnull=True).filter(
            models.Q(agency__in=reviewing.values("agency"))
            | models.Q(policy__board__in=user.boards_where(Permission.MANAGE_POLICIES))
        )


class PolicyAsk(models.Model):
    """An agency is asked to review a policy, from a day on. The row goes when it is asked no longer."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="asks")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="policy_asks")
    asked_on = models.DateField(default=timezone.localdate)

    objects = PolicyAskQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "agency__name"]
        constraints = [models.UniqueConstraint(fields=["policy", "agency"], name="policy_asked_once")]

    def __str__(self):
        return f"{self.policy}, asked of {self.agency}"


class PolicyVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(policy__in=Policy.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(policy__board=board)


class PolicyVersion(models.Model):
    """A version in force from a day, with the notice of what changed. Rows are added and never changed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    approved_on = models.DateField()
    in_force_on = models.DateField()
    review_due_on = models.DateField(help_text="When the policy itself should be looked at again.")
    respond_by = models.DateField(help_text="By when the agencies asked review this version.")
    what_changed = models.TextField(max_length=2000)
    file = models.ForeignKey("agencies.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    published_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once"),
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, link="") | (models.Q(file__isnull=True) & ~models.Q(link="")),
                name="policy_version_is_a_file_or_a_link",
            ),
        ]

    def __str__(self):
        return f"{self.policy}, version {self.number}"

    @property
    def ledger_key(self):
        return self.policy.ledger_key


class PolicyReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the person's own agencies, and of every agency for who reads the board's reviews."""
        return self.filter(version__policy__in=Policy.objects.visible_to(user)).filter(
            models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(version__policy__board__in=boards_read_by(user))
        )


class PolicyReview(models.Model):
    """One agency's review of one version of a policy. Rows are added; the latest stands."""

    class Outcome(models.TextChoices):
        NO_CHANGE = "no_change", "No change needed"
        AMENDED = "amended", "Our own procedure was amended"
        ADOPTED = "adopted", "Adopted"
        NOT_APPLICABLE = "not_applicable", "Not applicable to us"
        GAP = "gap", "There is a gap"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="reviews")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="policy_reviews")
    outcome = models.CharField(max_length=15, choices=Outcome)
    words = models.TextField(blank=True, max_length=2000, help_text="The reason, what was amended, or the gap.")
    action = models.CharField(max_length=500, blank=True, help_text="What will be done about a gap.")
    action_lead = models.CharField(max_length=120, blank=True)
    action_due_on = models.DateField(null=True, blank=True)
    dissemination = models.TextField(blank=True, max_length=1000, help_text="How staff were told.")
    disseminated_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField()
    next_due_on = models.DateField()
    evidence = models.ManyToManyField("audits.EvidenceItem", related_name="policy_reviews", blank=True)
    reviewed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyReviewQuerySet.as_manager()

    class Meta:
        ordering = ["version", "agency__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="not_applicable") | ~models.Q(words=""),
                name="policy_not_applicable_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="gap") | (~models.Q(words="") & ~models.Q(action="")),
                name="policy_gap_has_an_action",
            ),
        ]

    def __str__(self):
        return f"{self.agency}: {self.version}"

    @property
    def ledger_key(self):
        return self.agency.ledger_key


class PolicyAuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the person's own agencies, and of every agency for who reads the board's reviews."""
        return self.filter(policy__in=Policy.objects.visible_to(user)).filter(
            models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(policy__board__in=boards_read_by(user))
        )


class PolicyAudit(models.Model):
    """A check that the policy is kept to: a sample, how many complied, and when the next is due."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="audits")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="policy_audits")
    audited_on = models.DateField()
    sample = models.PositiveSmallIntegerField(help_text="Files, records or people looked at.")
    complied = models.PositiveSmallIntegerField()
    findings = models.TextField(blank=True, max_length=2000)
    next_due_on = models.DateField()
    audited_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyAuditQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "agency__name", "-audited_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sample__gt=0, complied__lte=models.F("sample")), name="policy_audit_counts"
            )
        ]

    def __str__(self):
        return f"{self.policy}, {self.agency}, {self.audited_on}"

    @property
    def ledger_key(self):
        return self.agency.ledger_key

    @property
    def percentage(self):
        """How many complied, of the sample, in per cent without decimals, half up."""
        return percentage(self.complied, self.sample)


class PolicyReminderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The reminders of what `user` is asked; who has left the agency, or is asked no longer, is not reminded."""
        return self.filter(ask__in=PolicyAsk.objects.visible_to(user))


class PolicyReminder(models.Model):
    """That an agency's leads were reminded of a review or a check: once when it comes near, once when it is late."""

    class What(models.TextChoices):
        REVIEW = "review", "Review"
        CHECK = "check", "Adherence check"

    class When(models.TextChoices):
        SOON = "soon", "Due soon"
        OVERDUE = "overdue", "Overdue"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ask = models.ForeignKey(PolicyAsk, on_delete=models.CASCADE, related_name="reminders")
    what = models.CharField(max_length=10, choices=What)
    when = models.CharField(max_length=10, choices=When)
    due_on = models.DateField()
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyReminderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ask", "what", "when", "due_on"], name="policy_reminded_once")]

    def __str__(self):
        return f"{self.ask}: {self.what} {self.when}"
