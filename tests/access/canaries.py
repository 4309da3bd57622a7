"""Words planted where not everybody may look, and who may read them."""

import io
import zipfile

from audits.models import Answer, EvidenceItem, Policy, PolicyVersion
from audits.tests.factories import SelfEvaluationFactory
from audits.tests.factories_policies import PolicyReviewFactory
from reports.models import ReportNarrative
from tests.access.planning import BRIEF, REQUEST
from workplan.models import AgendaItem, Proposal
from workplan.models.meeting import MINUTED

DRAFT_OF_POLICE, REPORT_IN_DRAFT, MEETING, DRAFT_OF_HOSPITAL, POLICY_OF_POLICE, LIBRARY_OF_POLICE, MINUTES_IN_DRAFT = (
    "kestrel-one",
    "kestrel-two",
    "kestrel-three",
    "kestrel-four",
    "kestrel-five",
    "kestrel-six",
    "kestrel-ten",
)
RESTRICTED, NOTE_OF_MEMBER, DRAFT_OF_UPDATE = "kestrel-eleven", "kestrel-twelve", "kestrel-thirteen"
POLICE = {"lead", "signatory", "contributor"}
UNIT = {"business_manager", "administrator"}
AT_MEETINGS = {
    "chair", "member", "adviser", "moderator", "analyst", "independent_chair", "board_member", *UNIT,
}  # fmt: skip
MAY_READ = {
    DRAFT_OF_POLICE: POLICE | UNIT,
    REPORT_IN_DRAFT: {"chair", "business_manager", "analyst"},
    MEETING: AT_MEETINGS,
    DRAFT_OF_HOSPITAL: {"outsider"} | UNIT,
    POLICY_OF_POLICE: POLICE | UNIT | {"chair", "member", "moderator", "analyst", "independent_chair"},
    LIBRARY_OF_POLICE: POLICE,
    # Words for the deputy: nobody's but theirs, and the member's, who is none of the cast.
    BRIEF: {"lead"},
    REQUEST: {"chair", "member"} | UNIT,
    RESTRICTED: {"chair"},
    NOTE_OF_MEMBER: {"member"},
    DRAFT_OF_UPDATE: {"lead"} | UNIT,
    MINUTES_IN_DRAFT: {"chair", "member", "adviser"} | UNIT,
}


def plant(world, police, hospital):
    """Put a canary in each place that not everybody may read."""
    # The hospital's answers are frozen since it signed: its next draft is a return of a later round.
    later = SelfEvaluationFactory(agency=hospital)
    Answer.objects.filter(evaluation=later).update(narrative=DRAFT_OF_HOSPITAL)
    Answer.objects.filter(evaluation__agency=police).update(narrative=DRAFT_OF_POLICE)
    ReportNarrative.objects.filter(report__quarter="2025-Q4").update(text=REPORT_IN_DRAFT)
    EvidenceItem.objects.filter(agency=police).update(title=LIBRARY_OF_POLICE)
    Proposal.objects.exclude(items__is_restricted=True).update(why=MEETING)
    # Minutes have their own words, which are frozen once they are approved.
    open_to_all = AgendaItem.objects.filter(is_restricted=False)
    open_to_all.exclude(meeting__status__in=MINUTED).update(discussion=MEETING)
    Policy.objects.filter(agency=police).update(title=POLICY_OF_POLICE)
    PolicyReviewFactory(version=PolicyVersion.objects.get(), agency=police, words=POLICY_OF_POLICE)
    world.add("hospital_draft", uid=later.uid, code="ST1")


def hidden_from(person) -> set[str]:
    """Return the canaries that `person` may not read."""
    return {canary for canary, readers in MAY_READ.items() if person not in readers}


def text_of(response) -> bytes:
    """Return what an answer says, of a workbook what its sheets say."""
    content = b"".join(response) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        return b"".join(workbook.read(name) for name in workbook.namelist())
