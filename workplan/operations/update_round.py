"""A group's service updates: whether and when they are asked for, asking, reminding, gathering."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.periods import add_working_days
from workplan.models import PaperVersion, ServiceUpdate, UpdateRound, UpdateSettings
from workplan.models.meeting import BEFORE_THE_MEETING
from workplan.notice import notice_of
from workplan.operations import gathering
from workplan.operations.gathering import agencies_asked, begin, tell
from workplan.operations.pack import renew_packs
from workplan.permissions import can_issue, can_support

FEWEST_DAYS, MOST_DAYS = 0, 30
# Those who have not sent are reminded so many working days before it is due, on the day, and once it is late.
REMIND_BEFORE = 2


@transaction.atomic
def set_updates(group, *, asks, days_before, by) -> UpdateSettings:
    """Say whether a group asks its agencies for service updates by itself, and when they are due.

    What was asked for already stays due as it was.
    """
    require(can_support(by, group))
    group = lock(group)
    if not FEWEST_DAYS <= days_before <= MOST_DAYS:
        raise Refused(f"Give between {FEWEST_DAYS} and {MOST_DAYS} working days.")
    now = UpdateSettings.of(group)
    if now.pk and (now.asks, now.days_before) == (asks, days_before):
        return now
    facts = {"asks": asks, "days_before": days_before}
    stamps = {"changed_by": by, "changed_at": timezone.now()}
    kept, _ = UpdateSettings.objects.update_or_create(group=group, defaults=facts | stamps)
    Event.record("service_updates.set", by=by, about=group, **facts)
    return kept


@transaction.atomic
def ask(meeting, *, by) -> UpdateRound:
    """Ask the group's agencies for their updates by hand; asked twice is asked once."""
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    if asked := UpdateRound.objects.filter(meeting=meeting).first():
        return asked
    if not meeting.is_coming:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. No update is asked for.")
    if meeting.status == meeting.Status.PLANNED:
        raise Refused("Open the agenda first: the updates are an item of it.")
    if not agencies_asked(meeting):
        raise Refused("No agency has a seat in the group on the day of the meeting.")
    return begin(meeting, by=by)


@transaction.atomic
def gather(meeting, *, by) -> PaperVersion:
    """Gather what was sent into the paper of updates; after later ones once more, as a new version of it."""
    require(can_issue(by, meeting))
    meeting = lock(meeting)
    if not (meeting.is_coming or meeting.in_session):
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Its papers no longer change.")
    version = gathering.gather(meeting, by=by)
    if version is None:
        raise Refused("Nothing was sent that is not gathered already.")
    renew_packs(meeting, by=by)
    return version


@transaction.atomic
def nudge(meeting, updates, *, uid, by) -> int:
    """Remind those who may write these updates, as far as they are not sent; return how many people were written to.

    The same `uid` reminds nobody twice.
    """
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    if not meeting.is_coming:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. No update is waited for.")
    chosen = [update.pk for update in updates]
    waiting = ServiceUpdate.objects.awaited().filter(round__meeting=meeting, pk__in=chosen).select_related("agency")
    if not waiting:
        raise Refused("Nobody was written to: the updates have been sent meanwhile.")
    told = sum(len(tell(update, "reminder", key=str(uid))) for update in waiting)
    if not told:
        raise Refused("Nobody was written to: no one at these agencies may write the update. Enter it for them.")
    Event.record("service_updates.reminded", by=by, about=meeting.update_round, people=told)
    return told


def rounds_to_remind():
    """Return the ids of the rounds whose meeting is still to come and whose updates are not all sent."""
    waiting = UpdateRound.objects.filter(meeting__status__in=BEFORE_THE_MEETING, updates__status="awaited")
    return list(waiting.distinct().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remind_of(round_, *, today) -> str:
    """Remind the agencies that have not sent: soon before it is due, on the day, and once it is late; return which.

    Safe to run twice: each reminder is a notification with a key of its own. Once the papers are issued none goes.
    """
    meeting = lock(round_.meeting)
    if not meeting.is_coming or meeting.papers_are_issued:
        return ""
    due = round_.due_on(notice_of(meeting.group).papers)
    if today < add_working_days(due, -REMIND_BEFORE):
        return ""
    stage = "late" if today > due else "last-day" if today == due else "soon"
    for update in round_.updates.awaited().select_related("agency"):
        tell(update, "reminder", key=f"{stage}:{due.isoformat()}")
    return stage


def remind_of_updates() -> None:
    """Look at every round that waits, each in a transaction of its own."""
    today = timezone.localdate()
    for round_ in UpdateRound.objects.filter(pk__in=rounds_to_remind()).select_related("meeting__group__board"):
        remind_of(round_, today=today)
