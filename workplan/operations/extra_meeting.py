"""Extra meetings: any member asks, the chair agrees, which plans one, or declines with a reason."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event, User
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.permissions import can_enter_for_others, require
from agencies.roles import Role
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once
from workplan.models import ExtraMeeting
from workplan.operations.meeting import plan_meeting
from workplan.operations.telling import chairs_of
from workplan.permissions import can_ask_for_meeting, can_run
from workplan.schedule import objection

Status = ExtraMeeting.Status


@transaction.atomic
def ask_for_meeting(group, *, uid, reason, wished_by, by, member=None, through=Through.PORTAL) -> ExtraMeeting:
    """Ask for a meeting between the regular ones; the group's chair and the business manager are told.

    By somebody else it is on behalf of a `member` of the group, `through` says how it came, and the member is told.
    """
    member = member or by
    own = member == by
    require(can_ask_for_meeting(by, group) if own else can_enter_for_others(by, group.board))
    group = lock(group)
    if asked := made_before(group.extra_meetings.filter(asked_by=member), uid):
        return asked
    if not can_ask_for_meeting(member, group):
        raise Refused(f"{member.name} is no member of this group, so cannot ask for a meeting.")
    if not (own or through):
        raise Refused("Say how it came.")
    if not reason.strip():
        raise Refused("Say why the group should meet.")
    if words := objection(wished_by, timezone.localdate()):
        raise Refused(words)
    facts = {"reason": reason.strip(), "wished_by": wished_by, "asked_by": member}
    facts |= {"agency": _agency_of(member, group)}
    facts |= {} if own else {"entered_by": by, "through": through}
    extra = make_once(ExtraMeeting, uid=uid, group=group, **facts)
    behalf = {} if own else {"on_behalf_of": member, "through": through}
    Event.record("extra_meeting.asked", by=by, about=extra, group=group.uid, wished_by=wished_by, **behalf)
    _tell(extra, "extra_meeting_asked", [one for one in _who_decides(group) if one != member], but=by)
    if not own:
        _tell(extra, "extra_meeting_entered", [member], but=by)
    return extra


def _agency_of(person, group):
    seat = person.seats.current().filter(group=group, agency__isnull=False).select_related("agency").first()
    return seat and seat.agency


def _who_decides(group):
    """The chair and vice-chair, who answer, and the business manager, who sees what is asked."""
    return [*chairs_of(group), *User.objects.with_board_role(group.board, Role.BUSINESS_MANAGER)]


@transaction.atomic
def agree_to_meeting(extra, *, by, **when_and_where):
    """The chair agrees: the meeting is planned as `plan_meeting` does, and whoever asked is told. Return it."""
    require(can_run(by, extra.group))
    extra = lock(extra)
    if extra.status == Status.AGREED and extra.meeting.uid == when_and_where["uid"]:
        return extra.meeting
    _require_waiting(extra)
    meeting = plan_meeting(extra.group, **when_and_where, by=by)
    move(extra, Status.AGREED, meeting=meeting, answered_at=timezone.now(), answered_by=by)
    Event.record("extra_meeting.agreed", by=by, about=extra, meeting=meeting.uid)
    _tell(extra, "extra_meeting_answered", [extra.asked_by], but=by)
    return meeting


@transaction.atomic
def decline_meeting(extra, *, reason, by):
    """The chair says no, with the reason that whoever asked will read."""
    require(can_run(by, extra.group))
    extra = lock(extra)
    _require_waiting(extra)
    if not reason.strip():
        raise Refused("Give a reason: the member who asked will read it.")
    move(extra, Status.DECLINED, answer=reason.strip(), answered_at=timezone.now(), answered_by=by)
    Event.record("extra_meeting.declined", by=by, about=extra)
    _tell(extra, "extra_meeting_answered", [extra.asked_by], but=by)


@transaction.atomic
def withdraw_request(extra, *, by):
    """Take back one's own request while it waits."""
    require(by.is_active and extra.asked_by_id == by.pk)
    extra = lock(extra)
    _require_waiting(extra)
    move(extra, Status.WITHDRAWN)
    Event.record("extra_meeting.withdrawn", by=by, about=extra)


def _require_waiting(extra):
    if not extra.is_waiting:
        raise Refused(f"This request is {extra.get_status_display().lower()} already.")


def _tell(extra, kind, people, *, but):
    people = [person for person in dict.fromkeys(people) if person.is_active and person != but]
    notify(f"workplan/{kind}", people, about=extra, board=extra.board, link=extra.get_absolute_url(), key=kind)
