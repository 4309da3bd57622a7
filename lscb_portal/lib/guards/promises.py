"""Every promise the database keeps, table by table. A test asks of each column of these tables whether it may change.

Where a row freezes by stages a table has several guards; `steps` repeat the model's STEPS, and a test compares them.
"""

from lscb_portal.lib.guards.judging import JUDGING
from lscb_portal.lib.guards.kinds import ALWAYS, AppendOnly, Frozen, FrozenUnder, FrozenWhen, Guard, NotAddedWhen
from lscb_portal.lib.guards.kinds import parent as _parent

IN_PLACE = ("UPDATE", "DELETE")


# Frameworks -----------------------------------------------------------------------------------------------------------

VERSION_FROZEN = "A published framework version never changes."
SCALE_FROZEN = "A published rating scale never changes."
PUBLISHED = "published_at IS NOT NULL"
OF_PUBLISHED_STANDARD = _parent(
    "audits_standard", _parent("audits_frameworkversion", PUBLISHED, "version_id", of="audits_standard"), "standard_id"
)

FRAMEWORKS: tuple[Guard, ...] = (
    FrozenWhen(
        "audits_frameworkversion",
        when="{row}." + PUBLISHED,
        columns=(
            *("uid", "framework_id", "number", "title", "legal_basis", "editions", "edition_of", "default_scale_id"),
            *("content_sha256", "imported_at", "published_at", "published_by_id", "signatories"),
            *("board_id", "supersedes_id", "supplements_id"),
        ),
        message=VERSION_FROZEN,
    ),
    FrozenUnder(
        "audits_standard",
        when=_parent("audits_frameworkversion", PUBLISHED, "version_id"),
        columns=("version_id", "code", "position", "title", "short_title", "description", "guidance", "basis"),
        message=VERSION_FROZEN,
    ),
    FrozenUnder(
        "audits_criterion",
        when=OF_PUBLISHED_STANDARD,
        columns=(
            *("standard_id", "code", "position", "statement", "example_evidence", "guidance", "tier", "kinds", "since"),
            *("na_allowed", "na_when", "linked_policy", "kind", "with_total", "period", "unit", "weight"),
        ),
        message=VERSION_FROZEN,
    ),
    FrozenUnder(
        "audits_descriptor",
        when=OF_PUBLISHED_STANDARD,
        columns=("standard_id", "criterion_id", "point_id", "text"),
        message=VERSION_FROZEN,
    ),
    FrozenWhen(
        "audits_ratingscale",
        when="{row}." + PUBLISHED,
        columns=("code", "version", "name", "roll_up", "na_allowed", "published_at", "created_at"),
        message=SCALE_FROZEN,
    ),
    FrozenUnder(
        "audits_scalepoint",
        when=_parent("audits_ratingscale", PUBLISHED, "scale_id"),
        columns=("scale_id", "code", "points", "letter", "label", "descriptor", "colour"),
        message=SCALE_FROZEN,
    ),
)

# Returns and how they are judged --------------------------------------------------------------------------------------

RETURN_FROZEN = "A submitted return never changes, unless a board returns it to the agency."
SUBMITTED = "status = 'submitted'"
OF_SUBMITTED = _parent("audits_selfevaluation", SUBMITTED, "evaluation_id")
ANSWER_SUBMITTED = _parent("audits_selfevaluation", SUBMITTED, "evaluation_id", of="audits_answer")
ATTACHED_TO_SUBMITTED = _parent("audits_answer", ANSWER_SUBMITTED, "answer_id", of="audits_answerevidence")
JUDGED = "status IN ('moderated', 'fed_back', 'closed')"
JUDGEMENT_FROZEN = "The moderation of this return is finished, so its ratings no longer change."

RETURNS: tuple[Guard, ...] = (
    FrozenWhen(
        "audits_round",
        when="{row}.status <> 'planned'",
        columns=(
            *("uid", "code", "framework_version_id", "scale_id", "edition", "previous_id"),
            *("status", "opened_at", "opened_by_id", "kind", "count_date"),
        ),
        steps={("open", "closed"): (), ("closed", "moderated"): (), ("moderated", "reported"): ()},
        may_change={
            **dict.fromkeys(
                (
                    *("title", "opens_on", "due_on", "final_due_on", "moderation_due_on", "event_on", "report_due_on"),
                    *("contact_id", "launch_message", "reminder_days"),
                ),
                "No answer depends on a round's title, its days or what agencies are told.",
            ),
            "feeds_id": "A later round may begin with a topic round's answers: it reads them when it opens itself.",
        },
        message="What a round asks is pinned once it has opened.",
    ),
    FrozenWhen(
        "audits_selfevaluation",
        when="{row}." + SUBMITTED,
        columns=(
            *("uid", "round_id", "agency_id", "tier", "status", "entered_for_id", "entered_through"),
            *("handed_over_at", "handed_over_by_id", "submitted_at", "submitted_by_id"),
            *("sent_back_at", "sent_back_by_id", "sent_back_reason", "is_nil", "nil_reason"),
            *("first_opened_at", "first_opened_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
        ),
        steps={
            ("submitted", "in_progress"): (
                *("is_nil", "nil_reason", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
                *("handed_over_at", "handed_over_by_id", "submitted_at", "submitted_by_id"),
                *("sent_back_at", "sent_back_by_id", "sent_back_reason"),
            )
        },
        provided=(
            "EXISTS (SELECT 1 FROM audits_review r"
            " WHERE r.evaluation_id = {row}.id AND r.status IN ('returned', 'waiting'))"
        ),
        may_change={
            "substitute_id": "Who stands in for the lead is the agency's business, whatever was submitted.",
            "extended_to": "More time may be given for what came back.",
        },
        message=RETURN_FROZEN,
    ),
    AppendOnly("audits_extension"),
    AppendOnly("audits_nudge"),
    AppendOnly("audits_reminder"),
    AppendOnly("audits_roundamendment"),
    # Nobody who had a hand in the answers may sign them, so nobody is ever taken off this list.
    AppendOnly("audits_selfevaluation_contributors"),
    FrozenUnder(
        "audits_answer",
        when=OF_SUBMITTED,
        columns=(
            *("evaluation_id", "criterion_id", "round_id", "agency_id", "standard_id", "rating_id", "not_applicable"),
            *("na_reason", "narrative", "confirmed", "changed_by_id", "changed_at", "count", "total"),
            *("round_board_id", "carried_from_id"),
        ),
        message=RETURN_FROZEN,
    ),
    FrozenUnder(
        "audits_standardresponse",
        when=OF_SUBMITTED,
        columns=(
            *("evaluation_id", "standard_id", "impact", "strengths", "gaps"),
            *("version", "saved_from", "changed_by_id", "changed_at"),
        ),
        message=RETURN_FROZEN,
    ),
    FrozenUnder(
        "audits_plannedimprovement",
        when=OF_SUBMITTED,
        columns=("uid", "evaluation_id", "standard_id", "what", "lead", "due_on", "success_measure", "created_at"),
        message=RETURN_FROZEN,
    ),
    FrozenUnder(
        "audits_answerevidence",
        when=_parent("audits_answer", ANSWER_SUBMITTED, "answer_id"),
        columns=("answer_id", "item_id"),
        message=RETURN_FROZEN,
    ),
    FrozenUnder(
        "audits_evidenceitem",
        when=f"EXISTS (SELECT 1 FROM audits_answerevidence WHERE item_id = {{row}}.id AND {ATTACHED_TO_SUBMITTED})",
        columns=(
            *("uid", "agency_id", "title", "file_id", "link", "relates_to", "added_by_id", "added_at"),
            *("version", "replaces_id"),
        ),
        may_change=dict.fromkeys(("review_due_on", "is_sensitive"), "How the library keeps it is no part of a return."),
        message="A submitted return names this evidence, so it stays as it is.",
        events=IN_PLACE,
    ),
    Frozen("audits_submission", redactable=("content", "declaration")),
    Frozen("audits_localpart", redactable=("content",)),
    FrozenWhen(
        "audits_review",
        when="{row}." + JUDGED,
        columns=(
            *("uid", "round_board_id", "evaluation_id", "submission_id", "status"),
            *("returned_at", "returned_by_id", "return_reason", "moderated_at", "moderated_by_id"),
        ),
        steps={("moderated", "fed_back"): (), ("fed_back", "closed"): ()},
        message=JUDGEMENT_FROZEN,
    ),
    FrozenUnder(
        "audits_moderation",
        when=_parent("audits_review", JUDGED, "review_id"),
        columns=(
            *("uid", "review_id", "round_board_id", "agency_id", "standard_id", "self_rating_id", "rating_id"),
            *("reason_code", "reason", "version", "moderated_by_id", "moderated_at", "is_stale"),
        ),
        message=JUDGEMENT_FROZEN,
    ),
)

# Policies -------------------------------------------------------------------------------------------------------------

POLICIES: tuple[Guard, ...] = (
    AppendOnly("audits_policyversion"),
    AppendOnly("audits_policyreview"),
    AppendOnly("audits_policyreview_evidence"),
    AppendOnly("audits_policyaudit"),
)

# Meetings -------------------------------------------------------------------------------------------------------------

AGENDA_AGREED = _parent("workplan_meeting", "status NOT IN ('planned', 'agenda_open')", "meeting_id")
OVER = "status IN ('draft_minutes', 'approved', 'cancelled')"
MEETING_OVER = _parent("workplan_meeting", OVER, "meeting_id")
LINE_OF_MEETING_OVER = _parent("workplan_meeting", OVER, "meeting_id", of="workplan_attendee")
OPENING = ("opened_at", "opened_by_id", "quorum_rule")
CANCELLING = ("cancelled_reason",)
AGENDA_FROZEN = "The agenda is frozen once it is agreed."
REGISTER_CLOSED = "The register is closed: the meeting is over."

MEETINGS: tuple[Guard, ...] = (
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
            *("uid", "group_id", "date", "starts_at", "minutes", "place", "online_link", "status", "warned_on"),
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
            *("is_standing", "is_closing", "late_reason"),
        ),
        message=AGENDA_FROZEN,
        events=IN_PLACE,
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
        when=_parent("workplan_meeting", "status = 'approved'", "meeting_id"),
        columns=("discussion", "discussion_version"),
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
        when=_parent("workplan_attendee", LINE_OF_MEETING_OVER, "attendee_id"),
        columns=("voided_at",),
        message=REGISTER_CLOSED,
        events=("INSERT", "UPDATE"),
    ),
    AppendOnly("workplan_decision"),
    NotAddedWhen(
        "workplan_decision",
        name="over",
        when=_parent(
            "workplan_meeting",
            "status <> 'in_session' AND NOT (status = 'draft_minutes' AND {row}.corrects_id IS NOT NULL)",
            "meeting_id",
        ),
        message="Decisions are recorded in session; while the minutes are a draft they can only be put right.",
    ),
    AppendOnly("workplan_actionupdate"),
)

# Reports --------------------------------------------------------------------------------------------------------------

SIGNED = ("signed_off_at", "signed_off_by_id")
ISSUED = ("issued_at", "issued_by_id")
FILE = ("pdf_path", "pdf_sha256", "pdf_pages", "pdf_bytes", "rendered_at")
REOPENED = ("reopened_reason", "failure", "progress", "stage", *FILE, *SIGNED)
FIGURES = (
    *("uid", "board_id", "group_id", "quarter", "version"),
    *("snapshot", "snapshot_sha256", "ledger_head", "built_at", "built_by_id"),
)
MADE = ("status", "queued_at", "started_at", "alive_at", "attempts", *REOPENED, *ISSUED)

REPORTS: tuple[Guard, ...] = (
    FrozenUnder(
        "reports_reportnarrative",
        when=_parent("reports_boardreport", "status <> 'draft'", "report_id"),
        columns=("report_id", "part", "text", "version", "saved_from", "changed_by_id", "changed_at"),
        message="The words of a report change only while it is a draft.",
    ),
    FrozenWhen(
        "reports_boardreport",
        name="figures",
        when="{row}.status NOT IN ('draft', 'issued')",
        columns=FIGURES,
        message="The figures of a report change only while it is a draft.",
    ),
    # Once there is a file to sign, nothing changes but by signature, issue, or the way back to draft.
    FrozenWhen(
        "reports_boardreport",
        name="made",
        when="{row}.status IN ('ready', 'signed_off')",
        columns=MADE,
        steps={
            ("ready", "signed_off"): SIGNED,
            ("ready", "draft"): REOPENED,
            ("signed_off", "issued"): ISSUED,
            ("signed_off", "draft"): REOPENED,
        },
        message="A report that was made is signed off and issued as it is, or taken back to draft.",
    ),
    FrozenWhen(
        "reports_boardreport",
        name="issued",
        when="{row}.status = 'issued'",
        columns=(*FIGURES, *MADE),
        message="An issued report never changes.",
    ),
)

GUARDS: tuple[Guard, ...] = (
    AppendOnly("agencies_event"),
    *FRAMEWORKS,
    *RETURNS,
    *JUDGING,
    *POLICIES,
    *MEETINGS,
    *REPORTS,
)
