"""What the group decided in the quarter, each decision with the quorum of its moment."""

from workplan.models import Decision


def decisions_of(group, quarter) -> list[dict]:
    """Return the decisions of the quarter's meetings that no later one corrects, oldest first."""
    decisions = (
        Decision.objects.of_board(group.board)
        .standing()
        .open_to_all()
        .filter(meeting__group=group, meeting__date__range=(quarter.start, quarter.end))
        .select_related("meeting", "item")
        .order_by("meeting__date", "number")
    )
    return [
        {
            "reference": decision.reference,
            "meeting_on": decision.meeting.date,
            "item": decision.item.title,
            "wording": decision.wording,
            "outcome": decision.get_outcome_display(),
            "dissent": decision.dissent,
            "quorate": decision.quorate,
            "agencies": decision.agencies_present,
            "quorum": decision.quorum_sentence,
        }
        for decision in decisions
    ]
