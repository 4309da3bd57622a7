"""What an agency signed that it will do about its gaps: the planned improvements of a submission."""

import uuid
from dataclasses import dataclass
from datetime import date

from audits.submitted import standards_of


@dataclass(frozen=True)
class Gap:
    """One planned improvement as it was frozen, and the standard it is about. `lead` is a name or a post, in words."""

    uid: uuid.UUID
    standard: str
    what: str
    lead: str
    due_on: date
    success_measure: str


def gaps_of(submission) -> list[Gap]:
    """Return the planned improvements of a submission in order; none where its words were lawfully removed."""
    if submission.redacted_at:
        return []
    return [
        Gap(
            uid=uuid.UUID(planned["uid"]),
            standard=f"{standard['position']}. {standard['title']}",
            what=planned["what"],
            lead=planned["lead"],
            due_on=date.fromisoformat(planned["due_on"]),
            success_measure=planned["success_measure"],
        )
        for standard in standards_of(submission)
        for planned in standard["improvements"]
    ]
