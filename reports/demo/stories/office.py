"""What the board's office sees beside rounds and meetings: people invited, and a call about a child."""

from functools import partial

from agencies.models.safety import Route
from agencies.operations.appointment import give_post
from agencies.operations.invitation import invite
from agencies.operations.safety import acknowledge, record_safety
from agencies.roles import Role
from reports.demo import people
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid


def invitation(cast):
    """Schools await a new safeguarding lead, who has not chosen a password yet."""
    days, sam = cast.days, cast.people["sam.whitlock"]
    yield days.ago(2, "12:10")
    post = partial(give_post, agency=cast.agencies["Sc"], role=Role.CONTRIBUTOR, starts_on=days.today)
    card = people.INVITED
    invite(
        cast.boards[NORTHMERE],
        by=sam,
        uid=new_uid(),
        email=card.email,
        name=card.name,
        job_title=card.job_title,
        give=post,
    )


def call_about_a_child(cast):
    """Somebody rang social care at once, wrote down that they had, and the office acknowledged it within the hour."""
    days = cast.days
    yield days.ago(37, "15:42")
    record = record_safety(
        cast.boards[NORTHMERE],
        by=cast.people["efua.danso"],
        uid=new_uid(),
        route=Route.SOCIAL_CARE,
        rung_at=days.ago(37, "15:25"),
        recipient_role="Duty social worker, front door",
        outcome="They are visiting this afternoon and will ring our lead before six.",
    )
    yield days.ago(37, "16:05")
    acknowledge(record, by=cast.people["sam.whitlock"])
