"""Answering the invitation: by the member, or for them by whoever took the call."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from workplan.models import Reply
from workplan.operations.deputy import check_deputy, release, settle_deputy
from workplan.permissions import can_reply

NO_LONGER = "This meeting is {}, so replies are closed."


@transaction.atomic
def reply(
    meeting, seat, *, answer, reason="", deputy_name="", deputy=None, brief=None, by, through=Through.PORTAL
) -> Reply:
    """Write down whether `seat` will be there; the last answer counts.

    A `deputy` with an account is of the member's agency, is told and may open this meeting; `brief` is the member's
    words for whoever stands in. Where neither is said, the deputy of that name stays as they were briefed.
    By somebody other than the member it is on their behalf, `through` says how it came, and the member is told.
    """
    require(can_reply(by, seat))
    meeting = lock(meeting)
    deputy_name = deputy.name if deputy else deputy_name
    _check(meeting, seat, answer, deputy_name)
    check_deputy(seat, deputy)
    deputy_name = " ".join(deputy_name.split()) if answer == Reply.Answer.DEPUTY else ""
    _stand_in(meeting, seat, deputy_name, deputy, brief, by)
    facts = {"answer": answer, "reason": reason.strip(), "deputy_name": deputy_name, "replied_by": by}
    facts |= {"replied_at": timezone.now(), "through": through}
    written, _ = Reply.objects.update_or_create(meeting=meeting, seat=seat, defaults=facts)
    _record(written, by)
    return written


@transaction.atomic
def reply_for_all(meeting, seats, *, by, **said) -> None:
    """Write down the same reply for every seat that a person holds in the group: for all of them or for none."""
    for seat in seats:
        reply(meeting, seat, by=by, **said)


def _stand_in(meeting, seat, name, deputy, brief, by):
    """Settle who stands in for the seat: nobody where no `name` is given."""
    before = meeting.deputies.standing().filter(seat=seat).select_related("person", "meeting__group__board").first()
    if not name:
        if before:
            release(before, by=by)
        return
    if before and deputy is None and brief is None and _goes_by(before, meeting, seat) == name:
        return
    settle_deputy(meeting, seat, person=deputy, brief=brief or "", by=by)


def _goes_by(deputy, meeting, seat):
    """The name by which the deputy of a seat was announced."""
    return deputy.person.name if deputy.person else meeting.replies.get(seat=seat).deputy_name


def _check(meeting, seat, answer, deputy_name):
    if not meeting.is_coming:
        raise Refused(NO_LONGER.format(meeting.get_status_display().lower()))
    if seat not in meeting.seats:
        raise Refused("That person has no seat in the group on the day of the meeting.")
    if answer not in Reply.Answer.values:
        raise Refused("Choose one of the answers.")
    if answer == Reply.Answer.DEPUTY and not deputy_name.strip():
        raise Refused("Give the name of the deputy.")


def _record(reply, by):
    member, meeting = reply.seat.person, reply.meeting
    for_another = member if member != by else None
    Event.record(
        "reply.given",
        by=by,
        about=meeting,
        on_behalf_of=for_another,
        through=reply.through if for_another else Through.PORTAL,
        seat=reply.seat.uid,
        answer=reply.answer,
    )
    if for_another:
        notify(
            "workplan/reply_entered",
            [member],
            about=meeting,
            board=meeting.board,
            link=meeting.get_absolute_url(),
            key=f"{reply.seat.uid}:{reply.replied_at.isoformat()}",
        )
