"""An agency's one-page service update: written, sent, taken back until it is gathered; or entered for its author."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from workplan.models import ServiceUpdate
from workplan.one_page import BOXES, LONGEST, over_the_page
from workplan.operations.gathering import tell
from workplan.operations.paper_screening import let_stand, looked_at
from workplan.permissions import speaks_in_update

Status = ServiceUpdate.Status
SENT_ALREADY = "This update was sent. Take it back to change it, until it is gathered into the papers."
GATHERED_ALREADY = "This update is gathered into the papers and no longer changes."
NOTHING = "Write something in at least one box, or send that there is nothing to report."
NOT_NOTHING = "The boxes hold words. Empty them to say that there is nothing to report, or send the update."
NOT_THEIRS = "Choose somebody who may speak for the agency."
EMPTY = dict.fromkeys(BOXES, "")


class Overtaken(Refused):
    """Somebody else of the agency has saved other words meanwhile; `update` holds theirs."""

    def __init__(self, update):
        super().__init__("Somebody else has written here. What they saved is shown below; yours is not saved yet.")
        self.update = update


@transaction.atomic
def save_update(update, *, boxes, version, by, autosave=False) -> ServiceUpdate:
    """Keep the words of an update that is not sent; `version` is the one that the page showed.

    Words that stand on more than one page are kept and cannot be sent. Raises Overtaken when there is another version.
    """
    require(speaks_in_update(by, update))
    update = _open(update)
    if _write(update, boxes, version, by) and not autosave:
        Event.record("service_update.saved", by=by, about=update, version=update.version)
    return update


@transaction.atomic
def send_update(
    update, *, boxes, version, nothing=False, may_stay="", by, on_behalf_of=None, through=Through.PORTAL
) -> ServiceUpdate:
    """Send an agency's update; with `nothing` that there is nothing to report, and then no box may hold words.

    By the board's office it is on behalf of somebody who may speak for the agency, and they are told. Raises
    Identifying when words look as if they told who somebody is and `may_stay` gives no reason.
    """
    _require_may_send(update, by, on_behalf_of, through)
    update = _open(update)
    _write(update, boxes, version, by)
    _check(update, nothing)
    texts = [(name, heading, getattr(update, name)) for name, heading in BOXES.items()]
    looks = looked_at(update.meeting.board, texts, may_stay)
    stamps = {"nothing_to_report": nothing, "sent_at": timezone.now(), "sent_by": on_behalf_of or by}
    entered = {"entered_by": by, "through": through} if on_behalf_of else {"entered_by": None, "through": ""}
    move(update, Status.SENT, **stamps, **entered)
    let_stand(looks, update, by=by, reason=may_stay)
    for_another = {"on_behalf_of": on_behalf_of, "through": through} if on_behalf_of else {}
    Event.record("service_update.sent", by=by, about=update, version=update.version, nothing=nothing, **for_another)
    if on_behalf_of:
        tell(update, "entered", key=update.sent_at.isoformat(), people=[on_behalf_of])
    return update


@transaction.atomic
def take_back(update, *, by) -> ServiceUpdate:
    """Take a sent update back to change it, until it is gathered."""
    own = speaks_in_update(by, update)
    require(own or can_enter_for_others(by, update.meeting.board))
    lock(update.meeting)
    update = lock(update)
    if update.status == Status.GATHERED:
        raise Refused(GATHERED_ALREADY)
    unsent = {"sent_at": None, "sent_by": None, "entered_by": None, "through": "", "nothing_to_report": False}
    move(update, Status.AWAITED, **unsent)
    Event.record("service_update.taken_back", by=by, about=update)
    return update


def _require_may_send(update, by, on_behalf_of, through):
    if on_behalf_of is None:
        require(speaks_in_update(by, update))
        return
    require(can_enter_for_others(by, update.meeting.board))
    if not speaks_in_update(on_behalf_of, update) or on_behalf_of == by:
        raise Refused(NOT_THEIRS)
    if through == Through.PORTAL:
        raise Refused("Say how it came.")


def _open(update):
    """Lock the update after its meeting, and make sure that it may still be written."""
    meeting = lock(update.meeting)
    update = lock(update)
    if update.status == Status.GATHERED:
        raise Refused(GATHERED_ALREADY)
    if update.status == Status.SENT:
        raise Refused(SENT_ALREADY)
    if not (meeting.is_coming or meeting.in_session):
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. No update is waited for.")
    return update


def _write(update, boxes, version, by) -> bool:
    """Keep other words than those that are there; return whether there were any."""
    words = {name: boxes.get(name, "").replace("\r\n", "\n").strip() for name in BOXES}
    if any(len(text) > LONGEST for text in words.values()):
        raise Refused(f"Write at most {LONGEST} characters in one box.")
    if words == {name: getattr(update, name) for name in BOXES}:
        return False
    if update.version != version:
        raise Overtaken(update)
    for name, text in words.items():
        setattr(update, name, text)
    update.version, update.saved_at, update.saved_by = version + 1, timezone.now(), by
    update.save(update_fields=[*BOXES, "version", "saved_at", "saved_by"])
    return True


def _check(update, nothing):
    words = {name: getattr(update, name) for name in BOXES}
    if nothing:
        if any(words.values()):
            raise Refused(NOT_NOTHING)
        return
    if not any(words.values()):
        raise Refused(NOTHING)
    if fault := over_the_page(words):
        raise Refused(fault)
