"""What the pages of one return begin with: the return itself, how far it has come, and who the reader is to it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies import kept
from audits import contents, permissions
from audits.models import Review, SelfEvaluation, Signature
from audits.next_step import at_boards
from audits.operations.chasing import note_opened
from audits.operations.first_look import why_not_withdrawn
from audits.remarks import on_draft
from audits.shared import readable
from audits.wording import done_of, in_days
from lscb_portal.lib.charts.segments import Segments

BLOCKS = {
    contents.State.COMPLETED: "done",
    contents.State.IN_PROGRESS: "carried",
    contents.State.NOT_STARTED: "open",
}


def posted(request):
    """What a form is bound to: the posted data, an empty post too, and None for a page that is only read.

    A page that was sent after its author had been signed out is read with what they wrote.
    """
    return request.POST if request.method == "POST" else kept.words(request)


def return_or_404(request, board, uid):
    """The board's return of that uid, where the person may see it. When the agency first opens it, that is noted."""
    visible = SelfEvaluation.objects.visible_to(request.user).of_board(board)
    related = ("agency", "round__scale", "round__framework_version__framework", "entered_for", "sent_back_by")
    visible = visible.select_related(*related).prefetch_related("round__scale__points")
    evaluation = get_object_or_404(visible, uid=uid)
    if evaluation.first_opened_at is None and evaluation.is_open:
        note_opened(evaluation, by=request.user)
    return evaluation


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
        """Those of `all_standards` that this person reads: of an agency's contributor, those shared with them."""
        return readable(self.user, self.evaluation, self.all_standards)

    @cached_property
    def reads_whole(self):
        return permissions.reads_whole(self.user, self.evaluation)

    @cached_property
    def answers_whole(self):
        """Whether the person may change any answer, while the return is open."""
        return permissions.answers_whole(self.user, self.evaluation)

    @cached_property
    def answerable(self):
        """The keys of the standards whose answers the person may change now."""
        if not self.evaluation.is_open:
            return frozenset()
        if self.answers_whole:
            return frozenset(each.standard.pk for each in self.standards)
        return permissions.standards_given(self.user, self.evaluation)

    @cached_property
    def can_share(self):
        return permissions.can_share(self.user, self.evaluation)

    @cached_property
    def given(self):
        """{a standard's key: the assignments of it that were not taken back}, for those who may see them."""
        kept = self.evaluation.assignments.kept().select_related("person", "assigned_by", "standard").order_by("pk")
        found = defaultdict(list)
        for each in kept if self.can_share else kept.filter(person=self.user):
            found[each.standard_id].append(each)
        return found

    @cached_property
    def all_standards(self):
        """All that the agency is asked; who enters it for the agency sees no other board's own questions."""
        read = [each for each in contents.read(self.evaluation) if self._may_read(each.round_board)]
        for number, each in enumerate(read, 1):
            each.number = number
        return read

    def _may_read(self, round_board):
        if round_board is None or self.user.roles_for(self.evaluation.agency):
            return True
        return permissions.can_enter_returns(self.user, round_board.board)

    def standard_of(self, code):
        """The standard of that code, of those this person reads; None where there is none."""
        return next((each for each in self.standards if each.standard.code == code), None)

    def was_given(self, code):
        """Whether the standard of that code was ever given to this person to answer."""
        return self.evaluation.assignments.filter(person=self.user, standard__code=code).exists()

    def after(self, each):
        """The next standard that this person reads; None after the last."""
        place = self.standards.index(each) + 1
        return self.standards[place] if place < len(self.standards) else None

    @property
    def with_me(self):
        """The reader's own assignments that they have not handed back."""
        own = [each for found in self.given.values() for each in found if each.person == self.user]
        return [each for each in own if each.handed_back_at is None]

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
        return in_days(self.evaluation.due_on)

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

    @property
    def can_answer(self):
        """Whether there is any answer that the person may change now."""
        return bool(self.answerable)

    @cached_property
    def can_hand_over(self):
        return permissions.can_hand_over(self.user, self.evaluation)

    @property
    def holds_post(self):
        """Whether the person belongs to the agency."""
        return bool(self.user.roles_for(self.evaluation.agency))

    @cached_property
    def can_enter(self):
        """Whether the person would enter it for the agency, having no post there."""
        return not self.user.roles_for(self.evaluation.agency) and permissions.can_enter(self.user, self.evaluation)

    @cached_property
    def can_sign(self):
        return permissions.can_sign_off(self.user, self.evaluation)

    @cached_property
    def signatures(self):
        """Those under what waits for signatures now, oldest first."""
        return list(Signature.objects.visible_to(self.user).of_hand_over(self.evaluation))

    @property
    def signatures_needed(self):
        """How many people of the agency must sign: two in schools."""
        return self.evaluation.round.framework_version.signatories

    @property
    def is_last_to_sign(self):
        """Whether the next signature submits the return."""
        return len(self.signatures) + 1 >= self.signatures_needed

    @property
    def has_signed(self):
        """Whether the person has signed it, and it waits for somebody else."""
        return any(signature.person_id == self.user.pk for signature in self.signatures)

    @cached_property
    def can_sign_on_paper(self):
        return self.waits_for_signature and permissions.can_sign_on_paper(self.user, self.evaluation)

    @cached_property
    def can_send_back(self):
        return permissions.can_send_back(self.user, self.evaluation)

    @cached_property
    def next_standard(self):
        """The first standard that is not complete, of those the person may change where there are any; or None."""
        own = [each for each in self.standards if each.standard.pk in self.answerable] or self.standards
        return next((standard for standard in own if standard.gaps), None)

    @cached_property
    def remarks(self):
        """What boards said about the answers: comments to mend, and challenges."""
        return on_draft(self.evaluation, self.user)

    @cached_property
    def judging(self):
        """The reviews of the boards that have the return, or had it, as far as the person may know of them."""
        reviews = (
            Review.objects.visible_to(self.user)
            .with_begun()
            .filter(evaluation=self.evaluation, submission__isnull=False)
        )
        return list(reviews.select_related("round_board__board", "round_board__round", "returned_by").order_by("pk"))

    @cached_property
    def at_boards(self):
        """What is next at each board that has the submitted return."""
        return at_boards(self.user, self.judging)

    @property
    def returned(self):
        """The reviews of boards that have sent it back."""
        return [review for review in self.judging if review.status == Review.Status.RETURNED]

    @property
    def recalled(self):
        """The reviews of boards that took it back again and go on with what was signed."""
        return [review for review in self.judging if review.status == Review.Status.FIRST_LOOK and review.was_recalled]

    @cached_property
    def can_withdraw(self):
        """Whether the person may take the submitted return back, and the operation would not refuse it."""
        if not permissions.can_withdraw(self.user, self.evaluation):
            return False
        reviews = self.evaluation.reviews.select_related("round_board__board").order_by("pk")
        return not why_not_withdrawn(self.evaluation, reviews)
