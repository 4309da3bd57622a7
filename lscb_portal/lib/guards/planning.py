"""What the database keeps of how meetings come about: polls of days, requests for extra meetings, deputies, calendar
addresses."""

from lscb_portal.lib.guards.kinds import ALWAYS, FrozenUnder, FrozenWhen, Guard, parent

POLL_KEPT = "A poll stays as it was once a day is chosen or it is withdrawn."
POLL_ENDED = parent("workplan_poll", "status <> 'open'", "poll_id", of="workplan_polloption")

PLANNING: tuple[Guard, ...] = (
    FrozenWhen(
        "workplan_poll",
        when="{row}.status <> 'open'",
        columns=(
            *("uid", "group_id", "title", "minutes", "place", "closes_on", "status", "asked_at", "asked_by_id"),
            *("meeting_id", "ended_at", "ended_by_id"),
        ),
        message=POLL_KEPT,
    ),
    FrozenWhen(
        "workplan_polloption",
        when=ALWAYS,
        columns=("uid", "poll_id", "date", "starts_at"),
        message="People have answered for these days: they do not change.",
    ),
    FrozenUnder(
        "workplan_pollanswer",
        when=parent("workplan_polloption", POLL_ENDED, "option_id"),
        columns=("option_id", "seat_id", "answer", "answered_at", "answered_by_id", "through"),
        message=POLL_KEPT,
    ),
    FrozenWhen(
        "workplan_extrameeting",
        name="asked",
        when=ALWAYS,
        columns=(
            *("uid", "group_id", "reason", "wished_by", "asked_by_id", "agency_id", "asked_at"),
            *("entered_by_id", "through"),
        ),
        message="A request stays in the member's own words.",
    ),
    FrozenWhen(
        "workplan_extrameeting",
        name="answered",
        when="{row}.status <> 'waiting'",
        columns=("status", "answered_at", "answered_by_id", "answer", "meeting_id"),
        message="A request that was answered stays so.",
    ),
    FrozenWhen(
        "workplan_deputy",
        when="{row}.ended_at IS NOT NULL",
        columns=("uid", "meeting_id", "seat_id", "person_id", "brief", "named_at", "named_by_id", "ended_at"),
        message="Whoever no longer stands in is named anew.",
    ),
    FrozenWhen(
        "workplan_calendarfeed",
        when="{row}.withdrawn_at IS NOT NULL",
        columns=("uid", "person_id", "token_hash", "made_at", "withdrawn_at"),
        message="An address that was withdrawn opens nothing again.",
    ),
)
