"""Where an action comes from, in words, with the way there for whoever may read it."""

from dataclasses import dataclass

from django.urls import reverse

from audits.gaps import gaps_of
from audits.models import Feedback, Submission
from workplan.models import AgendaItem, Meeting
from workplan.models.agenda import RESTRICTED


@dataclass(frozen=True)
class Source:
    """One source: what stands `before` its `words`, where it is (nothing for who may not read it), and what `under`."""

    words: str
    under: str
    url: str = ""
    before: str = ""


def sources_of(user, action) -> list[Source]:
    """Return the sources of an action as `user` may see them."""
    related = (
        "decision__meeting__group",
        "decision__item__meeting__group",
        "item__meeting__group",
        "submission__evaluation__round",
        "submission__evaluation__agency",
        "letter__standard",
        "letter__feedback__review__round_board__round",
    )
    return [_source(user, action.board, one) for one in action.sources.select_related(*related)]


def _source(user, board, one):
    if one.submission:
        return _of_return(user, board, one)
    return _of_letter(user, board, one.letter) if one.letter else _of_meeting(user, one)


def _of_meeting(user, one):
    item = one.item or one.decision.item
    readable = Meeting.objects.visible_to(user).filter(pk=item.meeting_id).exists()
    hidden = item.is_restricted and AgendaItem.objects.hidden_from(user).filter(pk=item.pk).exists()
    return Source(
        words=RESTRICTED if hidden else item.title,
        under=f"{item.meeting.group.short_name}, {item.meeting.day:%-d %B %Y}",
        url=item.meeting.get_absolute_url() if readable else "",
        before=f"Decision {one.decision.reference}: " if one.decision else "",
    )


def _of_return(user, board, one):
    evaluation = one.submission.evaluation
    readable = Submission.objects.visible_to(user).of_board(board).filter(pk=one.submission_id).exists()
    gap = next((gap for gap in gaps_of(one.submission) if gap.uid == one.gap), None)
    planned = f"Standard {gap.standard}; planned for {gap.lead}" if gap and readable else evaluation.agency.name
    url = reverse("audits:submission", args=[board.slug, one.submission.uid]) if readable else ""
    return Source(f"Self-evaluation, {evaluation.round.title}", planned, url)


def _of_letter(user, board, part):
    letter = part.feedback
    readable = Feedback.objects.visible_to(user).of_board(board).filter(pk=letter.pk).exists()
    round_ = letter.review.round_board.round
    url = reverse("audits:feedback", args=[board.slug, round_.uid, letter.review.uid]) if readable else ""
    return Source(f"Feedback letter, {round_.title}", f"Standard {part.standard.position}. {part.standard.title}", url)
