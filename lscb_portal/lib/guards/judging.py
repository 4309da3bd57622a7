"""What judging leaves behind and nobody changes: comments, challenges, second judgements, tests, letters, replies."""

from lscb_portal.lib.guards.kinds import ALWAYS, AppendOnly, FrozenUnder, FrozenWhen, Guard, parent

CHALLENGE_KEPT = "A challenge stays as it was asked, answered and concluded."
SECOND_KEPT = "A second judgement never changes."
REPLY_KEPT = "A reply stays in the agency's own words."

JUDGING: tuple[Guard, ...] = (
    FrozenWhen(
        "audits_reviewcomment",
        when="{row}.sent_at IS NOT NULL",
        columns=(
            *("uid", "review_id", "submission_id", "standard_id", "criterion_id", "text"),
            *("written_by_id", "written_at", "sent_at"),
        ),
        message="A comment that went to the agency stays as it was.",
    ),
    FrozenWhen(
        "audits_answerchallenge",
        name="asked",
        when=ALWAYS,
        columns=(
            *("uid", "review_id", "standard_id", "criterion_id", "question", "asked_by_id", "asked_at", "due_on"),
        ),
        message=CHALLENGE_KEPT,
    ),
    FrozenWhen(
        "audits_answerchallenge",
        name="answered",
        when="{row}.responded_at IS NOT NULL",
        columns=("response", "responded_by_id", "responded_at", "entered_by_id", "through"),
        message=CHALLENGE_KEPT,
    ),
    FrozenWhen(
        "audits_answerchallenge",
        name="concluded",
        when="{row}.status = 'concluded'",
        columns=("status", "outcome", "conclusion", "concluded_by_id", "concluded_at", "concluded_about_id"),
        message=CHALLENGE_KEPT,
    ),
    FrozenWhen(
        "audits_secondmoderation",
        name="judged",
        when=ALWAYS,
        columns=(
            *("uid", "review_id", "submission_id", "standard_id", "rating_id", "reason_code", "reason"),
            *("moderated_by_id", "moderated_at"),
        ),
        message=SECOND_KEPT,
    ),
    FrozenWhen(
        "audits_secondmoderation",
        name="paired",
        when="{row}.first_rating_id IS NOT NULL",
        columns=("first_rating_id",),
        message=SECOND_KEPT,
    ),
    FrozenWhen(
        "audits_secondreader",
        name="asked",
        when=ALWAYS,
        columns=("uid", "round_board_id", "standard_id", "person_id", "asked_by_id", "asked_at"),
        message="Who was asked to judge a second time stays on record.",
    ),
    FrozenWhen(
        "audits_secondreader",
        name="ended",
        when="{row}.ended_at IS NOT NULL",
        columns=("ended_at",),
        message="Who was released is asked anew.",
    ),
    FrozenWhen(
        "audits_interest",
        name="declared",
        when=ALWAYS,
        columns=("uid", "round_board_id", "person_id", "agency_id", "nature", "declared_at"),
        message="A declared interest stays on record.",
    ),
    FrozenWhen(
        "audits_interest",
        name="ended",
        when="{row}.ended_at IS NOT NULL",
        columns=("ended_at",),
        message="An interest that has ended is declared anew.",
    ),
    AppendOnly("audits_tested"),
    FrozenWhen(
        "audits_survey",
        name="opened",
        when=ALWAYS,
        columns=(
            *("uid", "token", "review_id", "standard_id", "title", "questions", "teams", "closes_on"),
            *("opened_by_id", "opened_at"),
        ),
        message="A survey stays as it was opened: people have answered it.",
    ),
    FrozenWhen(
        "audits_survey",
        name="closed",
        when="{row}.closed_at IS NOT NULL",
        columns=("closed_at",),
        message="A closed survey is not opened again.",
    ),
    AppendOnly("audits_surveyresponse"),
    FrozenWhen(
        "audits_feedback",
        when="{row}.status <> 'draft'",
        columns=(
            *("uid", "review_id", "status", "opening", "closing", "version", "saved_from", "changed_by_id"),
            *("changed_at", "drafted_by_id", "drafted_at", "sent_at", "sent_by_id"),
            *("acknowledged_at", "acknowledged_by_id"),
        ),
        steps={("sent", "acknowledged"): ("acknowledged_at", "acknowledged_by_id")},
        message="A letter that was sent no longer changes.",
    ),
    FrozenUnder(
        "audits_feedbackpart",
        when=parent("audits_feedback", "status <> 'draft'", "feedback_id"),
        columns=("feedback_id", "standard_id", "text"),
        message="A letter that was sent no longer changes.",
    ),
    FrozenWhen(
        "audits_rightofreply",
        name="offered",
        when=ALWAYS,
        columns=("uid", "review_id", "offered_at", "due_on"),
        message="The days for a reply stay as they were offered.",
    ),
    FrozenWhen(
        "audits_rightofreply",
        name="replied",
        when="{row}.replied_at IS NOT NULL",
        columns=("has_comment", "text", "replied_at", "replied_by_id", "entered_by_id", "through"),
        message=REPLY_KEPT,
    ),
)
