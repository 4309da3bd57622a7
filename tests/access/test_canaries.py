"""Words planted where a person may not look are on no page that opens for them."""

import pytest
from django.urls import reverse

from audits.models import Answer, EvidenceItem, Policy, PolicyVersion
from audits.tests.factories_policies import PolicyReviewFactory
from reports.models import ReportNarrative
from tests.access.matrix import PEOPLE, lines
from tests.access.test_matrix import put_away
from workplan.models import AgendaItem, Proposal

DRAFT_OF_POLICE, REPORT_IN_DRAFT, MEETING, DRAFT_OF_HOSPITAL, POLICY_OF_POLICE, LIBRARY_OF_POLICE = (
    "kestrel-one",
    "kestrel-two",
    "kestrel-three",
    "kestrel-four",
    "kestrel-five",
    "kestrel-six",
)
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
}


@pytest.fixture
def planted(world, police, hospital):
    """The world with a canary in each place that not everybody may read."""
    # The hospital's answers are frozen since it signed: its next draft is a return of a later round.
    from audits.tests.factories import SelfEvaluationFactory

    later = SelfEvaluationFactory(agency=hospital)
    Answer.objects.filter(evaluation=later).update(narrative=DRAFT_OF_HOSPITAL)
    Answer.objects.filter(evaluation__agency=police).update(narrative=DRAFT_OF_POLICE)
    ReportNarrative.objects.filter(report__quarter="2025-Q4").update(text=REPORT_IN_DRAFT)
    EvidenceItem.objects.filter(agency=police).update(title=LIBRARY_OF_POLICE)
    Proposal.objects.update(why=MEETING)
    AgendaItem.objects.update(discussion=MEETING)
    Policy.objects.filter(agency=police).update(title=POLICY_OF_POLICE)
    PolicyReviewFactory(version=PolicyVersion.objects.get(), agency=police, words=POLICY_OF_POLICE)
    world.add("hospital_draft", uid=later.uid, code="ST1")
    return world


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_shows_what_the_person_may_not_read(person, client, planted):
    client.raise_request_exception = False
    planted.sign_in(client, person)
    hidden = {canary for canary, readers in MAY_READ.items() if person not in readers}
    seen = set()
    for name, thing in {(line.name, line.thing) for line in lines() if line.method == "GET"} | {
        ("audits:self_evaluation", "hospital_draft"),
        ("audits:standard", "hospital_draft"),
        ("audits:check", "hospital_draft"),
    }:
        page = client.get(reverse(name, kwargs=planted.parts(name, thing)), follow=True)
        text = b"".join(page) if page.streaming else page.content
        put_away(page)
        seen |= {(canary, name) for canary in hidden if canary.encode() in text}
    assert seen == set()


@pytest.mark.parametrize(
    ("canary", "name", "thing", "person"),
    [
        (DRAFT_OF_POLICE, "audits:check", "police_draft", "lead"),
        (REPORT_IN_DRAFT, "reports:builder", "draft_report", "analyst"),
        (MEETING, "workplan:agenda", "coming", "chair"),
        (DRAFT_OF_HOSPITAL, "audits:standard", "hospital_draft", "outsider"),
        (POLICY_OF_POLICE, "audits:policy_at", "policy", "lead"),
        (LIBRARY_OF_POLICE, "audits:library", "-", "signatory"),
        (POLICY_OF_POLICE, "audits:policies", "-", "moderator"),
    ],
)
def test_who_may_read_the_planted_words_does(canary, name, thing, person, client, planted):
    planted.sign_in(client, person)
    assert canary in client.get(reverse(name, kwargs=planted.parts(name, thing))).content.decode()
