"""A declaration signed on paper, for a chief officer who does not sign in: the lead or the business unit uploads it."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.operations.reauthentication import require_recent
from agencies.operations.stored_file import store
from agencies.permissions import require
from audits import permissions
from audits.operations.self_evaluation import board_of, record_move, who_must_sign
from audits.operations.submission import add_signature, may_be_signed, submit_if_all_signed
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

KINDS = (".pdf", ".png", ".jpg", ".jpeg")


@transaction.atomic
def sign_on_paper(evaluation, signatory, *, by, upload, signed_on, seen, reauthenticated_at):
    """Take the declaration that `signatory` signed on paper on the day `signed_on`; return the Submission, or None
    while another signature is still missing.

    `by` gives their own password again and vouches for the paper. Both names are kept, and the signatory is told.
    """
    require(permissions.can_sign_on_paper(by, evaluation))
    evaluation = lock(evaluation)
    require_recent(reauthenticated_at, timezone.now())
    may_be_signed(evaluation, signatory, seen)
    if signatory == by or not who_must_sign(evaluation).contains(signatory):
        raise Refused("Choose a signatory of the agency who answered no part of the return.")
    _day_is_right(evaluation, signed_on)
    if not upload.name.lower().endswith(KINDS):
        raise Refused("Upload the signed paper as a PDF or a picture.")
    paper = store(upload, by=by, agency=evaluation.agency)
    at = timezone.make_aware(dt.datetime.combine(signed_on, dt.time()))
    signature = add_signature(evaluation, signatory, at, on_paper=True, paper=paper, entered_by=by)
    behalf = {"on_behalf_of": signatory, "through": Through.LETTER}
    record_move("signed_on_paper", evaluation, by, signature=signature.uid, sha256=paper.sha256, **behalf)
    submission = submit_if_all_signed(evaluation, signatory, by, **behalf)
    board = board_of(evaluation)
    link = reverse("audits:self_evaluation", args=[board.slug, evaluation.uid])
    notify("audits/signed_on_paper", [signatory], about=evaluation, board=board, link=link, key=f"{signature.uid}")
    return submission


def _day_is_right(evaluation, signed_on):
    if signed_on > timezone.localdate():
        raise Refused("The paper cannot have been signed in the future.")
    if evaluation.handed_over_at and signed_on < timezone.localdate(evaluation.handed_over_at):
        raise Refused("The paper was signed before the return was handed over. It must be signed as it is now.")
