"""A moderator's declared interest in an agency: from then on they judge nothing of it in the round."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import Interest
from audits.operations.telling import page_in_round
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock

LONGEST = Interest._meta.get_field("nature").max_length


@transaction.atomic
def declare_interest(part, agency, *, nature, by) -> Interest:
    """Declare one's own interest in an agency for a board's part in a round; a second time it is the same one."""
    require(permissions.can_judge(by, part.board))
    part = lock(part)
    if standing := part.interests.standing().filter(person=by, agency=agency).first():
        return standing
    if not part.reviews.filter(evaluation__agency=agency).exists():
        raise Refused("This agency is not asked in the round.")
    nature = nature.strip()
    if not nature:
        raise Refused("Say what the interest is.")
    if len(nature) > LONGEST:
        raise Refused(f"Use {LONGEST} characters at most.")
    interest = Interest.objects.create(
        round_board=part, person=by, agency=agency, nature=nature, declared_at=timezone.now()
    )
    Event.record("interest.declared", by=by, about=interest, agency=agency.uid, nature=sha256_of(nature))
    managers = User.objects.with_board_role(part.board, Role.BUSINESS_MANAGER)
    link = page_in_round(part, "interests")
    notify("audits/interest_declared", managers, about=interest, board=part.board, link=link, key="declared")
    return interest


@transaction.atomic
def end_interest(interest, *, by):
    """End an interest that no longer stands; never one's own."""
    require(permissions.can_end_interest(by, interest))
    interest = lock(interest)
    if interest.ended_at:
        raise Refused("This interest has ended already.")
    interest.ended_at = timezone.now()
    interest.save(update_fields=["ended_at"])
    Event.record("interest.ended", by=by, about=interest, agency=interest.agency.uid)
