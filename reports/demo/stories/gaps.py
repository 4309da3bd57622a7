"""Gaps become actions: an agency's lead puts what its return plans on the action list, and says how the first goes."""

from audits.gaps import gaps_of
from reports.demo.agencies import NORTHMERE
from reports.demo.stories.judging import lead_of, review_of
from workplan.operations.action import update_action
from workplan.operations.gap import plan_gaps


def planned(cast, round_code, code, days_ago):
    """The planned improvements of a signed return, owned by the agency's lead; a day later the first is under way."""
    yield cast.days.ago(days_ago, "09:40")
    submission, lead = review_of(cast, round_code, code).submission, lead_of(cast, code)
    gaps = [gap.uid for gap in gaps_of(submission)]
    actions = plan_gaps(submission, cast.boards[NORTHMERE], gaps=gaps, owner=lead, by=lead)
    yield cast.days.ago(days_ago - 1, "16:20")
    update_action(actions[0], delivery="on_course", note="The two teams have met and agreed who does what.", by=lead)
