"""What the group decided in the quarter, each decision with the quorum of its moment."""

from django.db.models import Q
from django.utils import timezone

from workplan.models import Decision


def decisions_of(group, quarter) -> list[dict]:
    """Return the decisions of the quarter's meetings, and those by e-mail in it, that no later one corrects, oldest
    first."""
    at_meetings = Q(meeting__date__range=(quarter.start, quarter.end))
    by_email = Q(by_email__isnull=False, decided_at__date__range=(quarter.start, quarter.end))
    decisions = (
        Decision.objects.of_board(group.board)
        .standing()
        .open_to_all()
        .of_group(group)
        .filter(at_meetings | by_email)
        .select_related("meeting", "item", "by_email")
    )
    return [
        {
            "reference": decision.reference,
            "meeting_on": _day_of(decision),
            "item": decision.title if decision.item else f"{decision.title} (by e-mail)",
            "wording": decision.wording,
            "outcome": decision.get_outcome_display(),
            "dissent": decision.dissent,
            "quorate": decision.quorate,
            "agencies": decision.agencies_present,
            "quorum": decision.quorum_sentence,
        }
        for decision in sorted(decisions, key=lambda decision: (_day_of(decision), decision.number))
    ]


def _day_of(decision):
    """The day of the meeting, or the day on which a decision by e-mail was closed."""
    return decision.meeting.date if decision.meeting else timezone.localdate(decision.decided_at)
