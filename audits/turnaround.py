"""How fast a board answers agencies: the days from a signed return to the feedback letter, and what is still owed."""

from dataclasses import dataclass

from audits.letter import days_between
from audits.models import Review, RightOfReply
from audits.wording import back_words
from lscb_portal.lib.charts.words import plural


@dataclass(frozen=True)
class Turnaround:
    """Of a board's part in a round: returns that came in (a nil return is none of them), how many are moderated or back
    with their agencies, and the days to each letter sent."""

    returned: int
    moderated: int
    back: int
    days: tuple[int, ...]
    replies_running: int

    @property
    def median(self) -> int | None:
        """The middle number of days (the lower of two), or None while no letter is sent."""
        return sorted(self.days)[(len(self.days) - 1) // 2] if self.days else None

    @property
    def moderated_words(self) -> str:
        """ "2 of 9 returns are moderated, 1 back with its agency." """
        said = f"{self.moderated} of {self.returned} returns are moderated"
        return f"{said}, {back_words(self.back)}." if self.back else f"{said}."

    @property
    def words(self) -> str:
        """ "Feedback is sent to 5 of 14 returns: half of them within 23 days, the last after 41." """
        if not self.days:
            return f"Feedback is sent to none of {plural(self.returned, 'return')} yet."
        sent = f"Feedback is sent to {len(self.days)} of {plural(self.returned, 'return')}"
        if len(self.days) == 1:
            return f"{sent}, after {plural(self.median, 'day')}."
        return f"{sent}: half of them within {plural(self.median, 'day')}, the last after {max(self.days)}."


def turnaround_of(part) -> Turnaround:
    """Read a board's part in a round, in two queries."""
    reviews = part.reviews.filter(submission__is_nil=False)
    rows = list(reviews.values_list("status", "submission__signed_at", "feedback__sent_at"))
    return Turnaround(
        returned=len(rows),
        moderated=sum(status in Review.JUDGED for status, _, _ in rows),
        back=sum(status == Review.Status.RETURNED for status, _, _ in rows),
        days=tuple(days_between(signed_at, sent_at) for _, signed_at, sent_at in rows if sent_at),
        replies_running=RightOfReply.objects.filter(review__round_board=part).running().count(),
    )
