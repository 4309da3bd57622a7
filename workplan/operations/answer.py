"""A decision beyond the group's own authority goes up to the Strategic Board; its answer comes back down."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import BoardAnswer, Decision, Outcome
from workplan.operations.email_decision import tell
from workplan.operations.telling import everybody, tell_members
from workplan.permissions import can_support, is_cleared

NOT_RATIFIED = "{} holds only once a quorate meeting ratifies it, and has not gone up."


@transaction.atomic
def enter_answer(decision, *, uid, answer, words, answered_on, minute_reference="", by) -> BoardAnswer:
    """Enter what the Strategic Board answered, and tell the group; the same `uid` twice is one.

    A later answer counts instead of an earlier one, which stays readable.
    """
    require(can_support(by, decision.group) and Decision.objects.visible_to(by).contains(decision))
    decision = lock(decision)
    if entered := made_before(decision.board_answers.all(), uid):
        return entered
    if decision.outcome != Outcome.RECOMMENDED:
        raise Refused(f"{decision.reference} was not recommended to the Board.")
    if later := getattr(decision, "corrected_by", None):
        raise Refused(f"{decision.reference} has been corrected by {later.reference}. Answer that one.")
    if not decision.has_gone_up:
        raise Refused(NOT_RATIFIED.format(decision.reference))
    if answer not in BoardAnswer.Answer.values:
        raise Refused("Choose what the Board answered.")
    if not timezone.localdate(decision.decided_at) <= answered_on <= timezone.localdate():
        raise Refused("The Board answered on a day between the decision and today.")
    facts = {"answer": answer, "words": words.strip(), "answered_on": answered_on, "entered_by": by}
    entered = make_once(BoardAnswer, uid=uid, decision=decision, minute_reference=minute_reference.strip(), **facts)
    Event.record(
        "decision.answered", by=by, about=decision, answer=answer, answered_on=answered_on, words=sha256_of(words)
    )
    _tell_group(decision, key=str(entered.uid), but=by)
    return entered


def _tell_group(decision, *, key, but):
    """Tell those with a seat on the day of the meeting who may read the decision's item or, of a decision by e-mail,
    those who were asked."""
    if decision.meeting:
        people = [person for person in everybody(decision.meeting) if is_cleared(person, decision.item)]
        return tell_members(decision.meeting, "board_answered", key=key, but=but, people=people)
    asked = decision.by_email.asked.select_related("person")
    return tell(decision.by_email, "board_answered", [one.person for one in asked], key=key, but=but)
