"""An agency's right to reply to how it was judged, before the Board reads its name."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import RightOfReply
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.speaking import said, tell_who_said_it
from audits.operations.telling import page_of, tell_unit
from audits.screening import texts_said
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.periods import add_working_days

LONGEST = RightOfReply._meta.get_field("text").max_length


def offer_reply(review) -> RightOfReply:
    """Offer the agency its reply, inside the operation that finishes the moderation."""
    due_on = add_working_days(timezone.localdate(), review.round_board.reply_days)
    return RightOfReply.objects.create(review=review, offered_at=timezone.now(), due_on=due_on)


@transaction.atomic
def reply(right, *, has_comment, text="", by, person=None, through="", may_stay=""):
    """Reply for the agency, once: in its own words, or that it has nothing to add. It prints beside the judgement.

    By the business unit it is what `person` said `through` some way. Raises Identifying where the words look as if they
    told who somebody is, unless `may_stay` says why they may.
    """
    review = right.review
    require(permissions.can_reply(by, review))
    right = lock(right)
    if right.replied_at:
        raise Refused("The agency has replied already.")
    if right.is_settled:
        raise Refused(f"The days for a reply were over on {right.due_on:%-d %B %Y}.")
    words, text = said(by, review, (Role.LEAD, Role.SIGNATORY), person, through), text.strip()
    if has_comment and not text:
        raise Refused("Write the reply, or say that there is nothing to add.")
    if len(text) > LONGEST:
        raise Refused(f"The reply may have {LONGEST:,} characters at most.")
    right.has_comment, right.text = has_comment, text if has_comment else ""
    looks = refuse_identifying(review.evaluation.agency, texts_said(text=right.text), may_stay)
    right.replied_by, right.replied_at = words.person, timezone.now()
    right.entered_by, right.through = words.entered_by, words.through
    right.save()
    let_stand(looks, right, by=by, reason=may_stay)
    Event.record(
        "reply.settled", by=by, about=right, has_comment=has_comment, reply=sha256_of(right.text), **words.event
    )
    link = page_of(review, "judgement")
    tell_unit(review, "audits/reply_given", link=link, key="reply")
    tell_who_said_it(words, review, link, "reply")
