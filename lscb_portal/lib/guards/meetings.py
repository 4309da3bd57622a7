"""What the database keeps of meetings: terms and rules as agreed, agendas, the register, movements, decisions."""

from lscb_portal.lib.guards.kinds import ALWAYS, AppendOnly, FrozenUnder, FrozenWhen, Guard, NotAddedWhen, parent
from lscb_portal.lib.guards.minutes import BY_EMAIL, CARRIED, CONSENT, MINUTES

AGENDA_AGREED = parent("workplan_meeting", "status NOT IN ('planned', 'agenda_open')", "meeting_id")
OVER = "status IN ('draft_minutes', 'approved', 'cancelled')"
MEETING_OVER = parent("workplan_meeting", OVER, "meeting_id")
LINE_OF_MEETING_OVER = parent("workplan_meeting", OVER, "meeting_id", of="workplan_attendee")
ITEM_OF_MEETING_OVER = parent(
    "workplan_agendaitem", parent("workplan_meeting", OVER, "meeting_id", of="workplan_agendaitem"), "item_id"
)
OPENING = ("opened_at", "opened_by_id", "quorum_rule")
CANCELLING = ("cancelled_reason",)
UPDATE = ("changed", "worries", "doing", "asks", "version", "saved_at", "saved_by_id")
UPDATE_SENDING = ("nothing_to_report", "sent_at", "sent_by_id", "entered_by_id", "through")
AGENDA_FROZEN = "The agenda is frozen once it is agreed."
REGISTER_CLOSED = "The register is closed: the meeting is over."

MEETINGS: tuple[Guard, ...] = (
    AppendOnly("agencies_termsofreference"),
    AppendOnly("agencies_quorumrule"),
    FrozenWhen(
        "workplan_meeting",
        name="agreed",
        when="{row}.status IN ('agenda_agreed', 'papers_issued')",
        columns=("uid", "group_id", "status", "agreed_at", "agreed_by_id", "closed_at", *OPENING, *CANCELLING),
        steps={
            ("agenda_agreed", "papers_issued"): (),
            ("agenda_agreed", "in_session"): OPENING,
            ("agenda_agreed", "cancelled"): CANCELLING,
            ("papers_issued", "in_session"): OPENING,
            ("papers_issued", "cancelled"): CANCELLING,
        },
        message="A meeting whose agenda is agreed goes on to be held or is cancelled.",
    ),
    FrozenWhen(
        "workplan_meeting",
        name="opened",
        when="{row}.status IN ('in_session', 'draft_minutes', 'approved', 'cancelled')",
        columns=(
            *(
                "uid",
                "group_id",
                "date",
                "starts_at",
                "minutes",
                "place",
                "online_link",
                "status",
                "warned_on",
                "sequence",
            ),
            *("agreed_at", "agreed_by_id", "closed_at", *OPENING, *CANCELLING),
        ),
        steps={("in_session", "draft_minutes"): ("closed_at",), ("draft_minutes", "approved"): ()},
        message="A meeting that was opened or cancelled stays as it was; its rule of quorum above all.",
    ),
    FrozenUnder(
        "workplan_agendaitem",
        name="agreed",
        when=AGENDA_AGREED,
        columns=(
            *("uid", "meeting_id", "title", "purpose", "minutes", "lead", "proposal_id"),
            *("is_standing", "is_closing", "late_reason", "without_quorum"),
        ),
        message=AGENDA_FROZEN,
        events=("UPDATE", "DELETE"),
    ),
    # What closes a meeting stays last: it makes room for items that come late.
    FrozenUnder(
        "workplan_agendaitem",
        name="placed",
        when=f"{AGENDA_AGREED} AND NOT {{row}}.is_closing",
        columns=("position",),
        message=AGENDA_FROZEN,
        events=("UPDATE",),
    ),
    NotAddedWhen(
        "workplan_agendaitem",
        name="late",
        when=f"{AGENDA_AGREED} AND {{row}}.late_reason = ''",
        message="The agenda is agreed. What comes late says why.",
    ),
    FrozenUnder(
        "workplan_agendaitem",
        name="over",
        when=MEETING_OVER,
        columns=("started_at", "closed_at"),
        message="The meeting is over: nothing is added to its agenda or taken up again.",
        events=("INSERT", "UPDATE"),
    ),
    FrozenUnder(
        "workplan_agendaitem",
        name="minuted",
        when=parent("workplan_meeting", "status = 'approved'", "meeting_id"),
        columns=("discussion", "discussion_version", "is_restricted"),
        message="The minutes are approved and no longer change.",
        events=("UPDATE",),
    ),
    FrozenWhen(
        "workplan_attendee",
        name="copied",
        when=ALWAYS,
        columns=(
            *("uid", "meeting_id", "seat_id", "person_id", "name", "role", "agency_id", "legal_body_id", "kind"),
            *("is_statutory_partner", "counts", "deputy_for_id", "added_at"),
        ),
        message="A line of the register stays as it was copied or written.",
    ),
    FrozenUnder(
        "workplan_attendee",
        name="over",
        when=MEETING_OVER,
        columns=("apologies",),
        message=REGISTER_CLOSED,
        events=("INSERT", "UPDATE"),
    ),
    FrozenWhen(
        "workplan_movement",
        name="noted",
        when=ALWAYS,
        columns=("attendee_id", "kind", "mode", "at", "recorded_by_id"),
        message="A movement stays as it was noted; a slip is taken back.",
    ),
    FrozenWhen(
        "workplan_movement",
        name="voided",
        when="{row}.voided_at IS NOT NULL",
        columns=("voided_at",),
        message="A movement that was taken back stays so.",
    ),
    FrozenUnder(
        "workplan_movement",
        name="over",
        when=parent("workplan_attendee", LINE_OF_MEETING_OVER, "attendee_id"),
        columns=("voided_at",),
        message=REGISTER_CLOSED,
        events=("INSERT", "UPDATE"),
    ),
    AppendOnly("workplan_decision"),
    NotAddedWhen(
        "workplan_decision",
        name="over",
        when=parent(
            "workplan_meeting",
            "status <> 'in_session' AND NOT (status = 'draft_minutes' AND {row}.corrects_id IS NOT NULL)",
            "meeting_id",
        ),
        message="Decisions are recorded in session; while the minutes are a draft they can only be put right.",
    ),
    FrozenWhen(
        "workplan_declaredinterest",
        name="declared",
        when=ALWAYS,
        columns=("uid", "board_id", "person_id", "nature", "declared_on", "declared_by_id", "through"),
        message="An interest stays as it was declared; it can only end.",
    ),
    FrozenWhen(
        "workplan_declaredinterest",
        name="ended",
        when="{row}.ended_on IS NOT NULL",
        columns=("ended_on", "ended_by_id"),
        message="An interest that has ended stays so.",
    ),
    FrozenWhen(
        "workplan_iteminterest",
        name="noted",
        when=ALWAYS,
        columns=("uid", "item_id", "attendee_id", "nature", "handling", "noted_at", "noted_by_id"),
        message="An interest in an item stays as it was noted; a slip is taken back.",
    ),
    FrozenWhen(
        "workplan_iteminterest",
        name="voided",
        when="{row}.voided_at IS NOT NULL",
        columns=("voided_at",),
        message="An interest in an item that was taken back stays so.",
    ),
    FrozenUnder(
        "workplan_iteminterest",
        name="over",
        when=ITEM_OF_MEETING_OVER,
        columns=("voided_at",),
        message="The meeting is over: how interests were handled stays as it was.",
        events=("INSERT", "UPDATE"),
    ),
    AppendOnly("workplan_attendanceletter"),
    AppendOnly("workplan_discretion"),
    NotAddedWhen(
        "workplan_discretion",
        name="in_session",
        when=parent(
            "workplan_agendaitem",
            parent("workplan_meeting", "status <> 'in_session'", "meeting_id", of="workplan_agendaitem"),
            "item_id",
        ),
        message="The chair lets an item be decided while the meeting is in session.",
    ),
    AppendOnly("workplan_boardanswer"),
    AppendOnly("workplan_actionupdate"),
    AppendOnly("workplan_paperversion"),
    FrozenWhen(
        "workplan_paper",
        name="brought",
        when=ALWAYS,
        columns=("uid", "item_id", "late_reason", "added_by_id", "added_at"),
        message="A paper stays with its item, and with who brought it.",
    ),
    FrozenWhen(
        "workplan_paper",
        name="withdrawn",
        when="{row}.withdrawn_at IS NOT NULL",
        columns=(
            *("position", "title", "presented_by", "asked", "summary", "children", "consulted", "front_version"),
            *("withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
        ),
        message="A paper that was withdrawn stays so.",
    ),
    FrozenWhen(
        "workplan_updateround",
        name="asked",
        when=ALWAYS,
        columns=("uid", "meeting_id", "quarter", "days_before", "asked_by_id", "asked_at"),
        may_change={
            "item_id": "An item without papers comes off an open agenda.",
            "paper_id": "The updates are gathered later; after a withdrawn paper into another.",
        },
        message="What was asked of the agencies stays as it was.",
    ),
    FrozenWhen(
        "workplan_serviceupdate",
        name="asked",
        when=ALWAYS,
        columns=("uid", "round_id", "agency_id"),
        message="A service update stays that of its agency.",
    ),
    FrozenWhen(
        "workplan_serviceupdate",
        name="sent",
        when="{row}.status = 'sent'",
        columns=("status", *UPDATE, *UPDATE_SENDING, "gathered_in_id"),
        steps={("sent", "awaited"): UPDATE_SENDING, ("sent", "gathered"): ("gathered_in_id",)},
        message="A service update that was sent is taken back or gathered, and not changed.",
    ),
    FrozenWhen(
        "workplan_serviceupdate",
        name="gathered",
        when="{row}.status = 'gathered'",
        columns=("status", *UPDATE, *UPDATE_SENDING, "gathered_in_id"),
        message="A service update that was gathered into the papers no longer changes.",
    ),
    *MINUTES,
    *BY_EMAIL,
    *CARRIED,
    *CONSENT,
)
