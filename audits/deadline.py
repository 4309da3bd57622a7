"""Until when an agency may work on its return: the end of the round ends it, but for what is still under way."""

from django.utils import timezone

from agencies.models import Event
from audits.models import Round

CLOSED = "round.closed"


def is_over(evaluation) -> bool:
    """Whether the agency may no longer change its answers, though it has not submitted them.

    It goes on while the round is open, while it has more time, while a board has sent the return back to it, and when
    its own signatory sends back what was handed over in time.
    """
    if evaluation.round.status == Round.Status.OPEN or evaluation.has_own_time:
        return False
    return not (evaluation.reviews.sent_back().exists() or _signatory_sent_it_back_since(evaluation))


def _signatory_sent_it_back_since(evaluation) -> bool:
    """Whether the signatory sent it back after the agency's time had ended.

    Nothing is handed over after that but what came back so, or from a board: it was handed over in time at first.
    """
    at = evaluation.sent_back_at
    if at is None or (evaluation.extended_to is not None and timezone.localdate(at) <= evaluation.extended_to):
        return False
    closed = Event.objects.about(evaluation.round).filter(verb=CLOSED).first()
    return closed is not None and at >= closed.at
