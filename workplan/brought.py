"""What starts an agenda by itself: minutes to approve, matters arising, the action log, decisions by e-mail to note."""

from dataclasses import dataclass, field

from workplan.models import (
    Action,
    AgendaItem,
    BroughtForward,
    CarriedForward,
    Decision,
    EmailDecision,
    Meeting,
    Minutes,
    Paper,
    Purpose,
)
from workplan.permissions import can_read_minutes

Kind = BroughtForward.Kind
HELD = (Meeting.Status.DRAFT_MINUTES, Meeting.Status.APPROVED)
LONGEST_TITLE = 160
# What starts an agenda by itself is never carried from one to the next.
COME_AGAIN = (Kind.MINUTES, Kind.MATTERS, Kind.ACTIONS)


@dataclass(frozen=True)
class Brought:
    """An item to be put on an agenda; `source` is what it comes from, as `BroughtForward` keeps it."""

    kind: Kind
    title: str
    purpose: Purpose
    minutes: int
    source: dict = field(default_factory=dict)


def brought_to(meeting) -> list[Brought]:
    """Return what a group carries to a meeting from its earlier ones and from between them, in the agenda's order."""
    earlier = earlier_meetings(meeting)
    found = [_to_approve(one) for one in reversed(earlier) if waits_for_approval(one)]
    if earlier:
        found.append(Brought(Kind.MATTERS, "Matters arising", Purpose.DISCUSS, 10, {"meeting": earlier[0]}))
        found.append(Brought(Kind.ACTIONS, "Action log", Purpose.ASSURE, 10))
    closed = EmailDecision.objects.filter(group=meeting.group, status=EmailDecision.Status.CLOSED, noted_by=None)
    return found + [to_note(question) for question in closed.prefetch_related("decisions").order_by("pk")]


def earlier_meetings(meeting) -> list[Meeting]:
    """The meetings that the group held before this one, latest first."""
    held = Meeting.objects.filter(group=meeting.group, status__in=HELD)
    return list(held.exclude(pk=meeting.pk).order_by("-opened_at"))


def waits_for_approval(meeting) -> bool:
    """Whether the minutes of a meeting that was held, or a correction of them, are still to be approved."""
    if meeting.status == Meeting.Status.DRAFT_MINUTES:
        return True
    record = Minutes.objects.filter(meeting=meeting).first()
    return record is not None and record.correction is not None


def _to_approve(meeting):
    return Brought(Kind.MINUTES, f"Minutes of {meeting.day:%-d %B %Y}", Purpose.DECIDE, 5, {"meeting": meeting})


def not_approved_at(meeting) -> list[Meeting]:
    """The earlier meetings whose minutes are on this one's agenda and still wait for approval."""
    brought = BroughtForward.objects.filter(item__meeting=meeting, kind=Kind.MINUTES).select_related("meeting")
    return [one.meeting for one in brought if waits_for_approval(one.meeting)]


def to_note(question) -> Brought:
    """The item by which a closed decision by e-mail is noted."""
    title = f"To note: {question.decision.reference}, decided by e-mail: {question.title}"
    return Brought(Kind.EMAIL_DECISION, title[:LONGEST_TITLE], Purpose.NOTE, 5, {"email_decision": question})


def carriable(items):
    """Those of `items` (a queryset) that one meeting may leave to the next: all but what every agenda has by itself."""
    return items.filter(is_closing=False).exclude(brought_forward__kind__in=COME_AGAIN)


@dataclass(frozen=True)
class Matters:
    """What arises from an earlier meeting and is no item of its own: what it did not come to before items were carried
    forward, decisions that it deferred, and what the chair left off."""

    untaken: list[AgendaItem]
    deferred: list[Decision]
    left_off: list[CarriedForward]


def matters_of(meeting, user) -> Matters:
    """Read the matters arising from a meeting, as far as the person may see them."""
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting, carried_forward=None)
    deferred = Decision.objects.visible_to(user).standing().filter(meeting=meeting, outcome="deferred")
    deferred = deferred.filter(item__carried_forward=None).select_related("item", "board")
    left_off = CarriedForward.objects.visible_to(user).filter(item__meeting=meeting, left_off_at__isnull=False)
    return Matters(list(carriable(items).untouched()), list(deferred), list(left_off.select_related("item")))


def log_of(group, user):
    """The open actions of a group that the person may see, soonest due first."""
    actions = Action.objects.visible_to(user).of_group(group).open()
    return actions.select_related("owner", "agency", "board").order_by("due_on", "number")


def behind(meeting, user) -> dict:
    """{an item's pk: what it brings forward} of a meeting's items, each with what the person may see of it.

    A value has `row` (BroughtForward), `may_read_minutes` of the earlier meeting and, by its kind, `matters`, `actions`
    or `has_papers`: whether what was carried forward has papers at its earlier meeting.
    """
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
    rows = BroughtForward.objects.filter(item__in=items)
    related = ("meeting__group__board", "email_decision__group__board", "carried")
    rows = list(rows.select_related(*related))
    with_papers = _with_papers([row.carried.item_id for row in rows if row.carried])
    # All that is brought forward from minutes is of one earlier meeting.
    earlier = next((row.meeting for row in rows if row.kind in (Kind.MINUTES, Kind.MATTERS)), None)
    readable = earlier is not None and can_read_minutes(user, earlier)
    shared = {"may_read_minutes": readable}
    return {row.item_id: {"row": row} | shared | _seen(row, meeting, user, with_papers) for row in rows}


def _with_papers(items):
    """Those of the items, by primary key, that have papers."""
    return set(Paper.objects.standing().filter(item__in=items).values_list("item", flat=True)) if items else set()


def _seen(row, meeting, user, with_papers):
    if row.carried:
        return {"has_papers": row.carried.item_id in with_papers}
    if row.kind == Kind.MATTERS:
        return {"matters": matters_of(row.meeting, user)}
    return {"actions": log_of(meeting.group, user)} if row.kind == Kind.ACTIONS else {}


def item_for(sitting, meeting, user):
    """Return the uid of the item by which a meeting in session takes the minutes of an earlier one, if it has one."""
    items = AgendaItem.objects.visible_to(user).filter(meeting=sitting)
    row = BroughtForward.objects.filter(item__in=items, kind=Kind.MINUTES, meeting=meeting).first()
    return row and row.item.uid
