"""What members would have circulated minutes say, and the answers of those who keep them."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Meeting, Minutes, SuggestedAmendment
from workplan.operations.minutes import tell
from workplan.operations.telling import chairs_of
from workplan.permissions import can_suggest, can_support, can_support_item, is_cleared

LONGEST = 4000


@transaction.atomic
def suggest(item, *, uid, words, by, member=None, through=Through.PORTAL) -> SuggestedAmendment:
    """Suggest what circulated minutes should say of an item; whoever keeps them is told. The same `uid` is one.

    By somebody else it is on behalf of a `member` who reads the item, `through` says how it came, and the member is
    told.
    """
    member = member or by
    own = member == by
    require(can_suggest(by, item.meeting) if own else can_enter_for_others(by, item.meeting.group.board))
    require(is_cleared(by, item))
    lock(item.meeting)
    record = Minutes.objects.select_for_update(no_key=True).filter(meeting=item.meeting).first()
    if made := made_before(SuggestedAmendment.objects.filter(item=item, suggested_by=member), uid):
        return made
    if not own:
        _check_member(member, item, through)
    _check(record, words)
    facts = {"version": record.latest, "item": item, "words": words.strip(), "suggested_by": member}
    facts |= {} if own else {"entered_by": by, "through": through}
    suggested = make_once(SuggestedAmendment, uid=uid, **facts)
    facts = {"item": item.uid, "version": record.latest.number, "words_sha256": sha256_of(suggested.words)}
    facts |= {} if own else {"on_behalf_of": member, "through": through}
    Event.record("minutes.amendment_suggested", by=by, about=suggested, **facts)
    tell(record, "amendment_suggested", _keepers(record), key=str(suggested.uid), but=by)
    if not own:
        tell(record, "amendment_entered", [member], key=str(suggested.uid), but=by)
    return suggested


def _check_member(member, item, through):
    if not (can_suggest(member, item.meeting) and is_cleared(member, item)):
        raise Refused(f"{member.name} suggests nothing for this item.")
    if not through:
        raise Refused("Say how it came.")


def _keepers(record):
    """Whoever circulated the minutes or, where that person no longer keeps them, those who chair the group."""
    group, by = record.meeting.group, record.circulated_by
    return [by] if can_support(by, group) else chairs_of(group)


def _check(record, words):
    if record is None or record.status != Minutes.Status.CIRCULATED:
        raise Refused("Amendments are suggested while the minutes are circulated and not yet approved.")
    if timezone.localdate() > record.suggestions_until:
        raise Refused(
            f"Amendments could be suggested until {record.suggestions_until:%-d %B %Y}. Say it at the meeting that "
            "approves the minutes."
        )
    if not words.strip():
        raise Refused("Write what the minutes should say.")
    if len(words) > LONGEST:
        raise Refused(f"Write at most {LONGEST:,} characters.")


@transaction.atomic
def answer(suggested, *, taken, reply="", by) -> SuggestedAmendment:
    """Say whether a suggestion will be put to the meeting, or why not; whoever made it is told."""
    require(can_support_item(by, suggested.item))
    meeting = lock(suggested.item.meeting)
    suggested = lock(suggested)
    if meeting.status == Meeting.Status.APPROVED:
        raise Refused("The minutes are approved: the meeting has decided what they say.")
    if suggested.answered_at:
        raise Refused("This suggestion has been answered already.")
    if not taken and not reply.strip():
        raise Refused("Give a reason: the member who suggested it will read it.")
    suggested.taken, suggested.reply = taken, reply.strip()
    suggested.answered_at, suggested.answered_by = timezone.now(), by
    suggested.save(update_fields=["taken", "reply", "answered_at", "answered_by"])
    Event.record("minutes.amendment_answered", by=by, about=suggested, taken=taken)
    record = suggested.version.record
    tell(record, "amendment_answered", [suggested.suggested_by], key=str(suggested.uid), but=by)
    return suggested
