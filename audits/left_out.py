"""Whose moderated ratings a reader does not see yet, in sentences: how many agencies', why, and until when."""

from audits.models import Review
from lscb_portal.lib.charts.words import plural

OWN = "Your own agency’s moderated ratings open to you when its moderation is finished. They are in no count here."


def left_out(user, withheld) -> list[str]:
    """Say of these reviews, withheld from `user`, how many are left out and until when; nothing of none."""
    own = [review for review in withheld if user.belongs_to(review.evaluation.agency)]
    others = [review for review in withheld if review not in own]
    return [OWN] * bool(own) + [_of_others(others)] * bool(others)


def open_words(returned, closed) -> str:
    """Of how many returns a count of moderation is, where some are closed to the reader; nothing where none is.

    "of 1 of 9 returns; 8 are not open to you yet".
    """
    if not closed:
        return ""
    are = "is" if closed == 1 else "are"
    return f"of {returned - closed} of {plural(returned, 'return')}; {closed} {are} not open to you yet"


def _of_others(reviews):
    judging = [review for review in reviews if review.status not in Review.JUDGED]
    until = [review.reply_until for review in reviews if review not in judging]
    whose = f"The moderated ratings of {plural(len(reviews), 'agency', 'agencies')} are not open to you yet"
    why = [f"{len(judging)} until the moderation is finished and the agency could reply"] if judging else []
    if until:
        why.append(f"{len(until)} until the agency has replied, on {max(until):%-d %B %Y} at the latest")
    return f"{whose}: {', '.join(why)}. They are in no count here."
