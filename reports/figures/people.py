"""Who presents the report."""

from agencies.models import Seat, SeatRole


def presented_by(group, by) -> dict:
    """Return the names for the cover: who prepared the report, and who chairs the group and so signs it off."""
    seats = Seat.objects.current().filter(group=group, role=SeatRole.CHAIR).select_related("person")
    return {"prepared_by": _titled(by), "chair": ", ".join(seat.person.name for seat in seats)}


def _titled(person):
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
