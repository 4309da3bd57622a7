"""What the database keeps of minutes and of decisions by e-mail: versions, approvals, answers, redacted editions."""

from lscb_portal.lib.guards.kinds import ALWAYS, AppendOnly, FrozenUnder, FrozenWhen, Guard, NotAddedWhen, parent

OF_AGREED_AGENDA = parent(
    "workplan_agendaitem",
    parent("workplan_meeting", "status NOT IN ('planned', 'agenda_open')", "meeting_id", of="workplan_agendaitem"),
    "item_id",
)
OF_MEETING_OVER = parent(
    "workplan_agendaitem",
    parent(
        "workplan_meeting",
        "status IN ('draft_minutes', 'approved', 'cancelled')",
        "meeting_id",
        of="workplan_agendaitem",
    ),
    "item_id",
)
CONSENT_CLOSED = parent(
    "workplan_agendaitem",
    parent(
        "workplan_meeting",
        "status NOT IN ('agenda_agreed', 'papers_issued', 'in_session')",
        "meeting_id",
        of="workplan_agendaitem",
    ),
    "item_id",
    of="workplan_consent",
)
LEFT_BEHIND = "What a meeting left to the next one is noted as it ends, and stays so."
CLOSED = "status <> 'open'"
OPENED = parent(
    "workplan_emaildecision",
    "EXISTS (SELECT 1 FROM agencies_event WHERE agencies_event.verb = 'email_decision.opened'"
    " AND agencies_event.about_uid = workplan_emaildecision.uid)",
    "email_decision_id",
)
PRINT_OF_APPROVED = (
    "EXISTS (SELECT 1 FROM workplan_minutesapproval WHERE workplan_minutesapproval.version_id = {row}.version_id"
    " AND workplan_minutesapproval.approved_at < {row}.made_at)"
)
SUGGESTION_KEPT = "A suggested amendment stays as it was suggested and answered."

MINUTES: tuple[Guard, ...] = (
    FrozenWhen(
        "workplan_minutes",
        name="drafted",
        when="{row}.drafted_at IS NOT NULL",
        columns=("uid", "meeting_id", "drafted_at", "drafted_by_id"),
        message="When the first draft was ready stays on record.",
    ),
    FrozenWhen(
        "workplan_minutes",
        name="approved",
        when="{row}.status = 'approved'",
        columns=(
            *("uid", "meeting_id", "status", "drafted_at", "drafted_by_id"),
            *("circulated_at", "circulated_by_id", "suggestions_until"),
        ),
        message="Minutes that were approved never change; a correction is a new version.",
    ),
    # The draft's file gives way to one that says that it is approved; that one, and an edition's, is the last.
    FrozenWhen(
        "workplan_minutespaper",
        when=f"({{row}}.edition_id IS NOT NULL AND {{row}}.made_at IS NOT NULL) OR {PRINT_OF_APPROVED}",
        columns=(
            *("uid", "version_id", "edition_id", "status", "attempts", "taken_at", "failure", "file_id", "pages"),
            *("left_out", "asked_by_id", "asked_at", "made_at"),
        ),
        message="The file of approved minutes or of a redacted edition stays the one that was made.",
    ),
    AppendOnly("workplan_minutesversion"),
    AppendOnly("workplan_minutesapproval"),
    FrozenWhen(
        "workplan_suggestedamendment",
        name="suggested",
        when=ALWAYS,
        columns=(
            *("uid", "version_id", "item_id", "words", "suggested_at", "suggested_by_id"),
            *("entered_by_id", "through"),
        ),
        message=SUGGESTION_KEPT,
    ),
    FrozenWhen(
        "workplan_suggestedamendment",
        name="answered",
        when="{row}.answered_at IS NOT NULL",
        columns=("taken", "reply", "answered_at", "answered_by_id"),
        message=SUGGESTION_KEPT,
    ),
    FrozenWhen(
        "workplan_publicedition",
        when="{row}.status = 'made'",
        columns=(
            *("uid", "version_id", "status", "choices", "choices_version", "begun_at", "begun_by_id"),
            *("content", "sha256", "made_at", "made_by_id"),
        ),
        message="A redacted edition that was made never changes.",
    ),
    FrozenUnder(
        "workplan_broughtforward",
        when=OF_AGREED_AGENDA,
        columns=("item_id", "kind", "meeting_id", "email_decision_id", "carried_id"),
        message="The agenda is frozen once it is agreed.",
        events=("INSERT", "UPDATE", "DELETE"),
    ),
)

CARRIED: tuple[Guard, ...] = (
    # An adjournment may be taken back while the meeting lasts.
    FrozenUnder(
        "workplan_carriedforward",
        when=OF_MEETING_OVER,
        columns=("item_id", "why", "noted_at", "noted_by_id"),
        message=LEFT_BEHIND,
    ),
    FrozenWhen(
        "workplan_carriedforward",
        name="left_off",
        when="{row}.left_off_at IS NOT NULL",
        columns=("item_id", "why", "noted_at", "noted_by_id", "left_off_reason", "left_off_at", "left_off_by_id"),
        message="What the chair left off, and why, stays on record.",
    ),
)

CONSENT: tuple[Guard, ...] = (
    FrozenUnder(
        "workplan_consent",
        name="agreed",
        when=OF_AGREED_AGENDA,
        columns=("item_id", "marked_by_id", "marked_at"),
        message="The agenda is frozen once it is agreed.",
    ),
    FrozenWhen(
        "workplan_consent",
        name="taken",
        when="{row}.decision_id IS NOT NULL",
        columns=("item_id", "marked_by_id", "marked_at", "decision_id"),
        message="What was taken by consent stays so.",
    ),
    AppendOnly("workplan_objection"),
    NotAddedWhen(
        "workplan_objection",
        name="over",
        when=parent("workplan_consent", CONSENT_CLOSED, "consent_id"),
        message="Members object from when the agenda is agreed until the meeting ends.",
    ),
)

BY_EMAIL: tuple[Guard, ...] = (
    FrozenWhen(
        "workplan_emaildecision",
        name="asked",
        when=ALWAYS,
        columns=(
            *("uid", "group_id", "title", "wording", "background", "closes_on", "quorum_rule"),
            *("opened_at", "opened_by_id"),
        ),
        message="A decision by e-mail stays as it was asked.",
    ),
    FrozenWhen(
        "workplan_emaildecision",
        name="closed",
        when="{row}." + CLOSED,
        columns=("status", "closed_at", "closed_by_id", "withdrawn_reason"),
        message="A decision by e-mail that was closed or withdrawn stays so.",
    ),
    AppendOnly("workplan_asked"),
    # Its seats are written down before the ledger says that it is open.
    NotAddedWhen("workplan_asked", name="opened", when=OPENED, message="Who is asked is settled as it is opened."),
    AppendOnly("workplan_emailanswer"),
    NotAddedWhen(
        "workplan_emailanswer",
        name="closed",
        when=parent(
            "workplan_asked",
            parent("workplan_emaildecision", CLOSED, "email_decision_id", of="workplan_asked"),
            "asked_id",
        ),
        message="This decision by e-mail is closed: no answer comes after it.",
    ),
    NotAddedWhen(
        "workplan_decision",
        name="by_email",
        when=parent("workplan_emaildecision", f"{CLOSED} AND {{row}}.corrects_id IS NULL", "by_email_id"),
        message="This decision by e-mail is closed: its words can only be put right.",
    ),
)
