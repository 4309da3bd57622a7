"""Naming somebody to stand in for a member at a meeting, and no longer needing them."""

from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.models.group import CHAIRING, SeatRole
from agencies.operations.notification import notify
from lscb_portal.lib.errors import Refused
from workplan.models import Deputy, Meeting

LONGEST_BRIEF = Deputy._meta.get_field("brief").max_length


def colleagues(agency, but=None):
    """The active people with an account who hold a post at the agency, or a seat for it, without `but`: who may be
    asked to stand in for its member."""
    if agency is None:
        return User.objects.none()
    seated = User.objects.active().filter(pk__in=agency.seats.current().values("person"))
    everybody = User.objects.at(agency) | seated
    return everybody.exclude(pk=but.pk) if but else everybody


def seated_beside(seat):
    """The ids of those who have a seat of their own for the agency of this one, in its group: they come anyway."""
    members = seat.group.seats.current().filter(agency=seat.agency, role__in=(*CHAIRING, SeatRole.MEMBER))
    return members.values("person")


def check_deputy(seat, person):
    """Refuse a deputy with an account who is not of the member's own agency, or who comes for it anyway."""
    if person is not None and not colleagues(seat.agency, but=seat.person).filter(pk=person.pk).exists():
        raise Refused(f"{person.name} is not of {seat.agency or 'an agency'}, or has no account any more.")
    if person is not None and seated_beside(seat).filter(person=person).exists():
        raise Refused(f"{person.name} has a seat of their own for {seat.agency}, and comes anyway. Name somebody else.")


def settle_deputy(meeting, seat, *, person, brief, by) -> Deputy | None:
    """Make `person`, or somebody without an account, the deputy of a seat with the member's words; call it inside an
    operation that has locked the meeting.

    Whoever stood in before is told that they are not needed any more. The same person again keeps their place.
    """
    brief = brief.strip()[:LONGEST_BRIEF]
    before = meeting.deputies.standing().filter(seat=seat).select_related("person").first()
    if before and before.person == person:
        return _brief_anew(before, brief, by)
    if before:
        release(before, by=by)
    if person is None and not brief:
        return None
    deputy = Deputy.objects.create(meeting=meeting, seat=seat, person=person, brief=brief, named_by=by)
    Event.record("deputy.named", by=by, about=deputy, seat=seat.uid, person=person and person.uid)
    _tell(deputy, "deputy_named", by)
    return deputy


def _brief_anew(deputy, brief, by):
    if deputy.brief != brief:
        deputy.brief = brief
        deputy.save(update_fields=["brief"])
        Event.record("deputy.briefed", by=by, about=deputy)
    return deputy


def release(deputy, *, by):
    """Let a deputy go: they no longer open the meeting's pages, and take it out of their calendar."""
    meeting = deputy.meeting
    deputy.ended_at = timezone.now()
    deputy.save(update_fields=["ended_at"])
    # RFC 5546, 2.1.4: a cancellation has a number of its own, for one reader too.
    meeting.sequence = Meeting.objects.values_list("sequence", flat=True).get(pk=meeting.pk) + 1
    meeting.save(update_fields=["sequence"])
    Event.record("deputy.released", by=by, about=deputy)
    _tell(deputy, "deputy_released", by)


def release_all(meeting, *, by):
    """Let every deputy of a meeting go, when its members are asked again."""
    for deputy in meeting.deputies.standing().select_related("person", "meeting__group__board"):
        release(deputy, by=by)


def _tell(deputy, kind, by):
    if deputy.person is None or deputy.person == by or not deputy.person.is_active:
        return
    board = deputy.meeting.board
    home = reverse("reports:home", args=[board.slug])
    link = deputy.meeting.get_absolute_url() if kind == "deputy_named" else home
    notify(f"workplan/{kind}", [deputy.person], about=deputy, board=board, link=link, key=kind)
