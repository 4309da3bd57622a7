"""Every promise the database keeps, table by table. A test asks of each column of these tables whether it may change.

Where a row freezes by stages a table has several guards; `steps` repeat the model's STEPS, and a test compares them.
"""

from lscb_portal.lib.guards.judging import JUDGING
from lscb_portal.lib.guards.kinds import ALWAYS, AppendOnly, Frozen, FrozenUnder, FrozenWhen, Guard
from lscb_portal.lib.guards.kinds import parent as _parent
from lscb_portal.lib.guards.meetings import MEETINGS
from lscb_portal.lib.guards.planning import PLANNING

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

SIGNATURE_KEPT = "A signature stays as it was given."
RETURN_FROZEN = "A submitted return never changes, unless a board returns it to the agency."
SUBMITTED = "status = 'submitted'"
OF_SUBMITTED = _parent("audits_selfevaluation", SUBMITTED, "evaluation_id")
ANSWER_SUBMITTED = _parent("audits_selfevaluation", SUBMITTED, "evaluation_id", of="audits_answer")
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
        when="EXISTS (SELECT 1 FROM audits_signedevidence WHERE item_id = {row}.id)",
        columns=(
            *("uid", "agency_id", "title", "file_id", "link", "relates_to", "added_by_id", "added_at"),
            *("version", "replaces_id", "file_was_read", "found_in_file"),
        ),
        may_change=dict.fromkeys(
            ("review_due_on", "is_sensitive", "retired_at", "reminded_of"),
            "How the library keeps it is no part of a return.",
        ),
        message="A submitted return names this evidence, so it stays as it is.",
        events=IN_PLACE,
    ),
    # It is given before there is a submission, where others must sign as well, and names that one once it is made. Of
    # a return that was taken or sent back it stays too: another hand-over has other signatures.
    FrozenWhen(
        "audits_signature",
        name="given",
        when=ALWAYS,
        columns=(
            *("uid", "evaluation_id", "handed_over_at", "person_id", "name", "job_title", "signed_at"),
            *("on_paper", "paper_id", "entered_by_id"),
        ),
        message=SIGNATURE_KEPT,
    ),
    FrozenWhen(
        "audits_signature",
        name="submitted",
        when="{row}.submission_id IS NOT NULL",
        columns=("submission_id",),
        message=SIGNATURE_KEPT,
    ),
    AppendOnly("audits_signedevidence"),
    AppendOnly("audits_screeningoverride"),
    Frozen("audits_submission", redactable=("content", "declaration")),
    Frozen("audits_localpart", redactable=("content",)),
    FrozenWhen(
        "audits_review",
        when="{row}." + JUDGED,
        columns=(
            *("uid", "round_board_id", "evaluation_id", "submission_id", "status"),
            *("returned_at", "returned_by_id", "return_reason", "moderated_at", "moderated_by_id"),
            *("recalled_at", "recalled_by_id", "recall_reason"),
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

# Reports --------------------------------------------------------------------------------------------------------------

SIGNED = ("signed_off_at", "signed_off_by_id", "declaration")
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
    *PLANNING,
    *REPORTS,
)
