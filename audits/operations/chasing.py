"""What the board does about returns that are not in: more time with a reason, and a word to those who work on them."""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import Extension, Nudge, Round, SelfEvaluation
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.self_evaluation import board_of, record_move
from audits.screening import texts_said
from audits.turn import whose_turn
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

NOT_OVER = (Round.Status.OPEN, Round.Status.CLOSED)


@transaction.atomic
def note_opened(evaluation, *, by):
    """Note when somebody of the agency first opened its return, and who; later times change nothing.

    Nothing of a submitted return changes, so one that was entered for the agency stays unopened.
    """
    evaluation = lock(evaluation)
    is_in = evaluation.status == SelfEvaluation.Status.SUBMITTED
    if evaluation.first_opened_at or is_in or not by.roles_for(evaluation.agency):
        return
    evaluation.first_opened_at, evaluation.first_opened_by = timezone.now(), by
    evaluation.save(update_fields=["first_opened_at", "first_opened_by"])
    record_move("first_opened", evaluation, by)


# More time ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def extend(evaluation, *, by, uid, due_on, reason, may_stay=""):
    """Give one agency more time, or less of it, with the reason; tell those who work on the return.

    It may answer until that day even when the round closes before. Return the Extension. Raises Identifying where the
    reason looks as if it told who somebody is, unless `may_stay` says why it may.
    """
    require(permissions.can_extend(by, evaluation))
    evaluation = lock(evaluation)
    if made := made_before(evaluation.extensions.all(), uid):
        return made
    _may_have_more_time(evaluation, due_on)
    reason = _words(reason, Extension, "reason", "Say why the agency gets more time.")
    looks = refuse_identifying(evaluation.agency, texts_said(reason=reason), may_stay)
    extension = make_once(Extension, uid=uid, evaluation=evaluation, due_on=due_on, reason=reason, granted_by=by)
    let_stand(looks, extension, by=by, told_of=evaluation, reason=may_stay)
    evaluation.extended_to = due_on
    evaluation.save(update_fields=["extended_to"])
    record_move("extended", evaluation, by, due_on=due_on, reason=sha256_of(reason))
    _tell(evaluation, "audits/return_extended", _everybody(evaluation), extension)
    return extension


def _may_have_more_time(evaluation, due_on):
    if evaluation.round.status not in NOT_OVER:
        raise Refused("The round is over.")
    if not SelfEvaluation.objects.outstanding().filter(pk=evaluation.pk).exists():
        raise Refused("The return is in. There is nothing to wait for.")
    if due_on < timezone.localdate():
        raise Refused("That day is past.")
    if due_on < evaluation.round.due_on:
        raise Refused(f"The round itself gives every agency until {evaluation.round.due_on:%-d %B %Y}.")
    if due_on == evaluation.due_on:
        raise Refused("The return is due on that day already.")


def _everybody(evaluation):
    """Those who work on the return, and its signatories: their time changes too."""
    return {*whose_turn([evaluation])[evaluation.pk], *User.objects.at(evaluation.agency, Role.SIGNATORY)}


# A word ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def nudge(part, evaluations, *, by, uid, text, may_stay=""):
    """Send a word about each of these returns to the people whose turn it is; return the Nudges.

    The words stand on the return's page; the e-mail says only that they are there. Returns that came in meanwhile, and
    agencies where nobody could be told, are left out. Raises Identifying as `extend` does.
    """
    require(permissions.can_run_rounds(by, part.board))
    text = _words(text, Nudge, "text", "Write what you want to say.")
    awaited = SelfEvaluation.objects.awaited().filter(pk__in=[each.pk for each in evaluations])
    sent = [_nudge(lock(each), part, by, uid, text, may_stay) for each in awaited.owed_to(part.board).order_by("pk")]
    if not any(sent):
        raise Refused("Nobody was written to: the returns are in, or nobody there could be told.")
    return [each for each in sent if each]


def _nudge(evaluation, part, by, uid, text, may_stay):
    """The word about one return; None where nobody could be told. `uid` is the form's, and one for all its returns."""
    people, own = whose_turn([evaluation])[evaluation.pk], uuid.uuid5(uid, str(evaluation.uid))
    made = made_before(evaluation.nudges.all(), own)
    if made or not people:
        return made
    looks = refuse_identifying(evaluation.agency, texts_said(text=text), may_stay)
    made = make_once(Nudge, uid=own, evaluation=evaluation, round_board=part, text=text, sent_by=by)
    let_stand(looks, made, by=by, told_of=evaluation, reason=may_stay)
    record_move("nudged", evaluation, by, text=sha256_of(text), people=len(people))
    _tell(evaluation, "audits/return_nudged", people, made, part.board)
    return made


def _words(text, model, column, missing):
    text, longest = text.strip(), model._meta.get_field(column).max_length
    if not text:
        raise Refused(missing)
    if len(text) > longest:
        raise Refused(f"That may have {longest:,} characters at most.")
    return text


def _tell(evaluation, kind, people, about, board=None):
    board = board or board_of(evaluation)
    link = reverse("audits:self_evaluation", args=[board.slug, evaluation.uid])
    notify(kind, people, about=about, board=board, link=link, key="told")
