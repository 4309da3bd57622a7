"""The register as it is shown: the cells of the matrix, its figures and key, and the lines of its file."""

from django.urls import reverse

from audits.policy_register import Matrix, Standing
from audits.policy_state import LOOKS, State
from lscb_portal.lib.charts.heatmap import Cell

NOT_ASKED = Cell("·", "Not asked", "na")
COUNTED = (State.OVERDUE, State.DUE_SOON, State.NEW_VERSION, State.GAP, State.CURRENT, State.NOT_APPLICABLE)
HEADINGS = (
    "Code", "Policy", "Tier", "Version", "Agency", "Kind", "State", "Review due", "Reviewed on", "Reviewed version",
    "Outcome", "Reason, amendment or gap", "Action", "Action lead", "Action due", "Staff told on", "Checked on",
    "Sample", "Complied", "Per cent complied", "Next check due",
)  # fmt: skip


def cells_of(board, line, agencies) -> list[dict]:
    """One policy's cells, an agency each, with the address of what lies behind."""
    return [_cell(board, line.standings.get(agency.pk)) for agency in agencies]


def _cell(board, standing):
    if standing is None:
        return {"colour": NOT_ASKED.colour, "url": "", "inside": NOT_ASKED.inside("")}
    cell = Cell(standing.look.letter, standing.words, standing.look.colour)
    url = reverse("audits:policy_at", args=[board.slug, standing.policy.uid, standing.agency.uid])
    return {"colour": cell.colour, "url": url, "inside": cell.inside("")}


def counts_of(matrix: Matrix) -> list[dict]:
    """How many reviews are in each state, for the figures above the matrix: each a link to those alone."""
    counts = matrix.counts
    return [{"state": state.value, "look": LOOKS[state], "number": counts[state]} for state in COUNTED]


def key_of(matrix: Matrix) -> list:
    """What the letters mean that are in the matrix, worst first."""
    counts = matrix.counts
    return [LOOKS[state] for state in State if counts[state]]


def row_of(standing: Standing) -> list:
    """One line of the file."""
    policy, agency, review, audit = standing.policy, standing.agency, standing.review, standing.audit
    head = [policy.code, policy.title, policy.get_tier_display(), standing.version.number if standing.version else ""]
    about = [agency.name, agency.get_kind_display(), standing.look.label, _day(standing.due)]
    return [*head, *about, *_reviewed(review), *_checked(audit)]


def _reviewed(review):
    if review is None:
        return [""] * 8
    return [
        _day(review.reviewed_on),
        review.version.number,
        review.get_outcome_display(),
        review.words,
        review.action,
        review.action_lead,
        _day(review.action_due_on),
        _day(review.disseminated_on),
    ]


def _checked(audit):
    if audit is None:
        return [""] * 5
    return [_day(audit.audited_on), audit.sample, audit.complied, audit.percentage, _day(audit.next_due_on)]


def _day(day):
    return day.isoformat() if day else ""
