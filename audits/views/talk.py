"""What the agency's people say to each other on a standard's page: read, written, settled."""

from functools import cached_property

from django.contrib import messages

from audits import permissions
from audits.forms.comment import CommentForm
from audits.models import ReturnComment
from audits.operations.sharing import comment
from lscb_portal.lib.errors import Refused


class Talk:
    """The comments on a standard as one person reads them; `refused` is a form that could not be taken."""

    def __init__(self, request, reading, each, refused=None):
        self.user, self.reading, self.each, self.refused = request.user, reading, each, refused

    @cached_property
    def is_open(self):
        """Whether the person takes part in it."""
        return permissions.can_comment(self.user, self.reading.evaluation, self.each.standard)

    @cached_property
    def form(self):
        return self.refused or CommentForm(answers=self.each.answers)

    @cached_property
    def comments(self):
        """Each comment, with whether the person may settle it; the open ones first."""
        said = comments_on(self.user, self.reading.evaluation).filter(standard=self.each.standard)
        leads = permissions.leads_return(self.user, self.reading.evaluation)
        rows = [(one, leads or one.written_by == self.user) for one in said]
        return sorted(rows, key=lambda row: row[0].settled_at is not None)


def comments_on(user, evaluation):
    """The comments on a return that the person may read."""
    said = ReturnComment.objects.visible_to(user).filter(evaluation=evaluation)
    return said.select_related("written_by", "criterion", "settled_by")


def posted_comment(data, each):
    """The comment that was posted with the page, as `data`; None where nobody wrote one."""
    form = CommentForm(data, answers=each.answers)
    return form if form.says_anything else None


def take_comment(request, reading, each, form) -> bool:
    """Keep the comment that was posted with the page; whether it could be kept."""
    if not form.is_valid():
        return False
    said = {"by": request.user, "uid": form.cleaned_data["uid"], "criterion": form.criterion}
    said["reason"] = form.cleaned_data["may_stay"]
    text, done = form.cleaned_data["text"], "Your comment is there for your colleagues, who are told."
    try:
        comment(reading.evaluation, each.standard, text, **said)
    except Refused as refusal:
        refusal.show_on(form)
        return False
    messages.success(request, done)
    return True
