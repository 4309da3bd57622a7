"""Groups of a board, their terms of reference and quorum rule, and the seats people hold in them."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.spell import SpellQuerySet, ends_after_it_starts
from agencies.roles import Role
from agencies.standing import Standing, template_of


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The groups of the boards that `user` belongs to: that they exist is no secret, their meetings are."""
        from agencies.models.board import Board

        return self.filter(board__in=Board.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(board=board)


class GroupKind(models.TextChoices):
    STRATEGIC = "strategic", "Strategic Board"
    SUB_GROUP = "sub_group", "Sub-group"
    TASK_GROUP = "task_group", "Task group"


class Group(models.Model):
    """The Strategic Board, a sub-group or a task group. Seats on the Strategic Board are Board membership."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="groups")
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=GroupKind)
    meetings_a_year = models.PositiveSmallIntegerField(default=4)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["board", "slug"], name="group_slug_once_a_board")]

    def __str__(self):
        return self.name

    @property
    def terms(self):
        """The terms of reference in force, or None."""
        return self.terms_of_reference.order_by("version").last()

    def quorum_rule_on(self, day):
        """Return the quorum rule in force on `day`, or None: one agreed for later does not rule an earlier meeting."""
        return self.quorum_rules.filter(in_force_from__lte=day).order_by("version").last()

    @property
    def quorum_rule(self):
        """The newest quorum rule, in force or agreed for later; None without one."""
        return self.quorum_rules.order_by("version").last()

    @property
    def ledger_key(self):
        return self.board.ledger_key


def entered_by_somebody(name, who, when) -> models.CheckConstraint:
    """Return the constraint, under that name, that the person and the moment are known together or not at all."""
    known = models.Q(**{f"{who}__isnull": False, f"{when}__isnull": False})
    return models.CheckConstraint(
        condition=known | models.Q(**{f"{who}__isnull": True, f"{when}__isnull": True}), name=name
    )


class TermsOfReference(models.Model):
    """What a group is for and may decide, as a numbered version that was agreed at a meeting; it never changes."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="terms_of_reference")
    version = models.PositiveSmallIntegerField()
    purpose = models.TextField()
    membership = models.TextField()
    seniority = models.TextField(blank=True, help_text="How senior a member is expected to be.")
    authority = models.TextField(blank=True, help_text="What a member must be able to commit their agency to.")
    attendance = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a hundred meetings, how many a member is expected at."
    )
    delegated_authority = models.TextField(help_text="What the group may decide by itself, in plain words.")
    agenda_notice = models.PositiveSmallIntegerField(
        default=10, help_text="Working days before a meeting by which members have the agenda."
    )
    papers_notice = models.PositiveSmallIntegerField(
        default=5, help_text="Working days before a meeting by which members have the papers."
    )
    standing_items = models.JSONField(default=list, help_text="What begins agendas; see agencies.standing.")
    closing_items = models.JSONField(default=list, help_text="What ends agendas; see agencies.standing.")
    agreed_by = models.CharField(max_length=120)
    agreed_on = models.DateField()
    agreed_meeting = models.CharField(max_length=120, blank=True, help_text="The meeting that agreed them.")
    minute_reference = models.CharField(max_length=40, blank=True)
    review_on = models.DateField()
    entered_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["group", "version"]
        verbose_name_plural = "terms of reference"
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="terms_version_once"),
            models.CheckConstraint(
                condition=models.Q(attendance__isnull=True) | models.Q(attendance__range=(1, 100)),
                name="attendance_is_of_a_hundred",
            ),
            entered_by_somebody("terms_entered_by_somebody_at_some_time", "entered_by", "entered_at"),
        ]

    def __str__(self):
        return f"{self.group}, terms of reference {self.version}"

    @property
    def template(self) -> list[Standing]:
        """The standing items in the order of an agenda, those that close a meeting last."""
        return template_of(self)

    @property
    def is_due_for_review(self) -> bool:
        return self.review_on <= timezone.localdate()


class QuorumRule(models.Model):
    """When a meeting of the group may decide, as a numbered version. `rule` is data, read by `agencies.quorum`."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="quorum_rules")
    version = models.PositiveSmallIntegerField()
    rule = models.JSONField()
    in_force_from = models.DateField(default=timezone.localdate)
    set_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    set_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["group", "version"]
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="quorum_rule_version_once"),
            entered_by_somebody("quorum_rule_set_by_somebody_at_some_time", "set_by", "set_at"),
        ]

    def __str__(self):
        return f"{self.group}, quorum rule {self.version}"


class SeatRole(models.TextChoices):
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice-chair"
    MEMBER = "member", "Member"
    DEPUTY = "deputy", "Deputy"
    ADVISER = "adviser", "Adviser"
    OBSERVER = "observer", "Observer"


# Who may lead a meeting of the group.
CHAIRING = (SeatRole.CHAIR, SeatRole.VICE_CHAIR)
# Advisers and observers speak; they do not carry an agency into the quorum.
COUNTED_ROLES = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.MEMBER, SeatRole.DEPUTY)


class SeatQuerySet(SpellQuerySet):
    def visible_to(self, user):
        """The seats of the groups that `user` may know of."""
        return self.filter(group__in=Group.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(group__board=board)


class Seat(models.Model):
    """A person's place in a group, for an agency (through which a chair of another sub-group counts too)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="seats")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    chair_of = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chair_seats",
        help_text="For a seat held as chair of another sub-group.",
    )
    role = models.CharField(max_length=20, choices=SeatRole, default=SeatRole.MEMBER)
    deputy_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies")
    job_title = models.CharField(max_length=120, blank=True)
    authority_confirmed_on = models.DateField("authority to commit the agency confirmed on", null=True, blank=True)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["group", "pk"]
        constraints = [
            ends_after_it_starts("seat_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~models.Q(role=SeatRole.DEPUTY) | models.Q(deputy_for__isnull=False),
                name="deputy_stands_in_for_a_seat",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display().lower()} of {self.group}"

    @property
    def counts(self) -> bool:
        """Whether the seat carries its agency into the quorum."""
        return self.agency_id is not None and self.role in COUNTED_ROLES

    @property
    def gives(self) -> Role:
        """The role that the seat gives: on the Strategic Board membership, elsewhere chair, member or adviser."""
        if self.role in (SeatRole.ADVISER, SeatRole.OBSERVER):
            return Role.ADVISER
        if self.group.kind == GroupKind.STRATEGIC:
            return Role.BOARD_MEMBER
        if self.role in (SeatRole.CHAIR, SeatRole.VICE_CHAIR):
            return Role.SUBGROUP_CHAIR
        return Role.SUBGROUP_MEMBER

    @property
    def standing(self) -> str:
        """What the person is by it, as a page's head says it: "Member, QAPM"."""
        return f"{self.get_role_display()}, {self.group.short_name}"

    @property
    def ledger_key(self):
        return self.group.ledger_key
