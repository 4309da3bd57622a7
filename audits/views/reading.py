"""What the pages of one return begin with: the return itself, how far it has come, and who the reader is to it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404

from audits import contents, permissions
from audits.models import SelfEvaluation
from audits.wording import done_of, in_days
from lscb_portal.lib.charts.segments import Segments

BLOCKS = {
    contents.State.COMPLETED: "done",
    contents.State.IN_PROGRESS: "carried",
    contents.State.NOT_STARTED: "open",
}


def posted(request):
    """What a form is bound to: the posted data, an empty post too, and None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def return_or_404(request, board, uid):
    """The board's return of that uid, where the person may see it."""
    visible = SelfEvaluation.objects.visible_to(request.user).of_board(board)
    related = ("agency", "round__scale", "round__framework_version__framework", "entered_for", "sent_back_by")
    return get_object_or_404(visible.select_related(*related).prefetch_related("round__scale__points"), uid=uid)


def draft_or_404(request, board, uid):
    """The return, where the person may read it before it is submitted."""
    evaluation = return_or_404(request, board, uid)
    if not permissions.can_read_draft(request.user, evaluation):
        raise Http404
    return evaluation


@dataclass
class Reading:
    """A return as a page reads it, for one person."""

    evaluation: SelfEvaluation
    user: object

    @cached_property
    def standards(self):
        return contents.read(self.evaluation)

    @cached_property
    def points(self):
        """The ratings of the round's scale, best first."""
        return list(self.evaluation.round.scale.points.all())

    @property
    def points_by_code(self):
        return {point.code: point for point in self.points}

    @property
    def unevidenced(self):
        """The codes of criteria with a rating and no evidence."""
        return [answer.criterion.code for standard in self.standards for answer in standard.unevidenced]

    @cached_property
    def missing(self) -> int:
        """How many things are still missing."""
        return sum(len(standard.gaps) for standard in self.standards)

    @property
    def progress(self):
        """ "3 of 12 standards complete"."""
        return done_of(self.standards)

    @property
    def answered(self):
        return sum(standard.answered for standard in self.standards)

    @property
    def asked(self):
        return sum(len(standard.answers) for standard in self.standards)

    @property
    def due(self):
        """How far off the due day is, in words."""
        return in_days(self.evaluation.round.due_on)

    @cached_property
    def bar(self):
        """The standards as blocks."""
        return Segments([BLOCKS[standard.state] for standard in self.standards])

    @property
    def waits_for_signature(self):
        return self.evaluation.status == SelfEvaluation.Status.AWAITING_SIGN_OFF

    @cached_property
    def submission(self):
        """The newest submission, or None."""
        return self.evaluation.submissions.last()

    @cached_property
    def can_answer(self):
        return self.evaluation.is_open and permissions.can_answer(self.user, self.evaluation)

    @cached_property
    def can_hand_over(self):
        return permissions.can_hand_over(self.user, self.evaluation)

    @cached_property
    def can_enter(self):
        """Whether the person would enter it for the agency, having no post there."""
        return not self.user.roles_for(self.evaluation.agency) and permissions.can_enter(self.user, self.evaluation)

    @cached_property
    def can_sign(self):
        return permissions.can_sign_off(self.user, self.evaluation)

    @cached_property
    def can_send_back(self):
        return permissions.can_send_back(self.user, self.evaluation)

    @cached_property
    def next_standard(self):
        """The first standard that is not complete, or None."""
        return next((standard for standard in self.standards if standard.gaps), None)
