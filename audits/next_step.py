"""What an agency does next about a return that a board has: answer, read, reply, acknowledge, or nothing."""

from dataclasses import dataclass

from audits import permissions
from audits.models import AnswerChallenge, Feedback, Review, RightOfReply


@dataclass(frozen=True)
class AtBoard:
    """How one board stands with the return, as one person of its agency is told: the same facts as on their home page.

    `asked` are the board's questions that the agency has not answered, `reply` its right of reply (None before the
    return is judged) and `letter` the feedback that was sent.
    """

    review: Review
    asked: tuple[AnswerChallenge, ...]
    reply: RightOfReply | None
    letter: Feedback | None
    may_reply: bool
    may_speak: bool

    @property
    def is_judged(self) -> bool:
        return self.review.status in Review.JUDGED

    @property
    def reply_until(self):
        """The last day for a reply; None where there was one, or none can be given any more."""
        return self.reply.due_on if self.reply and not self.reply.is_settled else None

    @property
    def is_to_acknowledge(self) -> bool:
        return self.letter is not None and self.letter.status == Feedback.Status.SENT

    @property
    def is_over(self) -> bool:
        """Whether the board is done with the return, and asks nothing more of the agency."""
        return self.letter is not None and not (self.is_to_acknowledge or self.reply_until or self.asked)


def at_boards(user, reviews) -> list[AtBoard]:
    """What is next at each of the boards that have the return; `reviews` are those that `user` may know of."""
    asked = AnswerChallenge.objects.visible_to(user).unanswered().filter(review__in=reviews)
    asked = list(asked.select_related("standard").order_by("standard__position", "pk"))
    replies = RightOfReply.objects.visible_to(user).filter(review__in=reviews)
    replies = {one.review_id: one for one in replies}
    letters = Feedback.objects.visible_to(user).filter(review__in=reviews, sent_at__isnull=False)
    letters = {one.review_id: one for one in letters}
    return [
        AtBoard(
            review,
            tuple(one for one in asked if one.review_id == review.pk),
            replies.get(review.pk),
            letters.get(review.pk),
            may_reply=permissions.can_reply(user, review),
            may_speak=permissions.can_speak(user, review),
        )
        for review in reviews
    ]
