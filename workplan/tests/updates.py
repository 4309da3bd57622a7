"""Service updates for tests: asked for, written and sent."""

from workplan.models import ServiceUpdate
from workplan.one_page import BOXES
from workplan.operations.agenda import open_agenda
from workplan.operations.service_update import send_update
from workplan.tests.factories import MeetingFactory


def said(**boxes) -> dict:
    """The four boxes, empty but for those given."""
    return dict.fromkeys(BOXES, "") | boxes


def asked(group, by, **fields):
    """A meeting whose agenda was opened, so that its agencies are asked; return its round."""
    meeting = MeetingFactory(group=group, **fields)
    open_agenda(meeting, by=by)
    return meeting.update_round


def update_of(round_, agency) -> ServiceUpdate:
    return round_.updates.select_related("round__meeting__group__board", "agency").get(agency=agency)


def sent(round_, agency, by, *, words="Two workers left.", nothing=False) -> ServiceUpdate:
    """The agency's update, sent."""
    boxes = said() if nothing else said(changed=words)
    return send_update(update_of(round_, agency), boxes=boxes, version=0, nothing=nothing, by=by)
