"""Northmere with one of everything, so that every address of the portal has something to open or to hide."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from agencies.models import BoardRole, Invitation, Notification, Post, SafetyRecord, Seat
from agencies.models.notification import MAX_ATTEMPTS
from agencies.operations.notification import notify
from agencies.operations.stored_file import store
from agencies.tests.factories import SeatFactory, TermsOfReferenceFactory, UserFactory
from audits.models import Criterion, CriterionMapping, EvidenceItem, Indicator, Signature
from audits.operations import document as documents
from audits.operations.round_plan import begin_plan
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.factories_frameworks import draft_of
from audits.tests.factories_policies import PolicyFactory, PolicyVersionFactory
from audits.tests.sharing import given
from lscb_portal.lib.periods import Quarter
from reports.models import BoardReport
from reports.operations.board_report import build
from tests.access.canaries import DRAFT_OF_UPDATE, NOTE_OF_MEMBER, RESTRICTED, plant
from tests.access.carrying import carrying
from tests.access.judging import judging
from tests.access.matrix import PEOPLE, named_urls
from tests.access.minuted import minuted
from tests.access.papers import papers
from tests.access.planning import planning
from tests.access.updates import updates
from workplan.models import AttendanceLetter, Outcome, Purpose
from workplan.operations.action import give_action
from workplan.operations.decision import record_decision
from workplan.operations.interest import declare, note_on_item
from workplan.operations.proposal import propose
from workplan.tests.factories import ItemFactory, MeetingFactory, agreed, here, in_session


class World:
    """What there is to open. A thing is a name in the matrix and the parts its addresses are made of."""

    def __init__(self, people):
        self.people = people
        self.things = {"-": {}}
        self.urls = named_urls()

    def add(self, name, **parts):
        self.things[name] = {"board": "northmere"} | parts

    def parts(self, url, thing):
        """Return the arguments of `url` for a thing of the matrix."""
        known = {"board": "northmere"} | self.things[thing]
        return {part: known[part] for part in self.urls[url]}

    def sign_in(self, client, person):
        """Make `client` that person, in a new session."""
        client.logout()
        if person != "anonymous":
            client.force_login(self.people[person])


@pytest.fixture
def people(request, strategic_board):
    """The cast by name."""
    return {name: request.getfixturevalue(name) for name in PEOPLE if name != "anonymous"}


@pytest.fixture
def world(people, board, group, police, hospital, council, chair, member, lead):
    """Everything the matrix opens."""
    world = World(people)
    _who(world, board, group, police, people)
    _returns(world, board, group, police, hospital, people)
    _policies(world, police, hospital, lead)
    _frameworks(world, board, people)
    session = _meetings(world, group, police, chair, member)
    planning(world, group, police, people)
    papers(world, group, chair, member, RESTRICTED, NOTE_OF_MEMBER)
    minuted(world, group, session, people)
    carrying(world, group, chair)
    updates(world, group, police, hospital, people, DRAFT_OF_UPDATE)
    _reports(world, group, people)
    plant(world, police, hospital)
    return world


def _who(world, board, group, police, people):
    lead, manager = people["lead"], people["business_manager"]
    world.add("police", uid=police.uid)
    world.add("lead", uid=lead.uid)
    world.add("qapm", uid=group.uid)
    TermsOfReferenceFactory(group=group, version=2)
    world.add("qapm_terms", uid=group.uid, version=1)
    world.add("post", kind="post", uid=Post.objects.get(person=lead).uid)
    world.add("seat", kind="seat", uid=Seat.objects.get(person=people["member"]).uid)
    world.add("role", kind="role", uid=BoardRole.objects.get(person=people["analyst"]).uid)
    for kind in ("post", "seat", "role"):
        world.add(f"{kind}_for_lead", kind=kind, uid=lead.uid)
        world.add(f"new_{kind}", kind=kind)
    letter = Invitation.objects.create(
        person=UserFactory(), board=board, invited_by=manager, expires_at=timezone.now() + dt.timedelta(days=7)
    )
    world.add("invitation", uid=letter.uid, key="not-the-key")
    record = SafetyRecord.objects.create(
        board=board,
        recorded_by=lead,
        route="social_care",
        rung_at=timezone.now(),
        recipient_role="Duty",
        outcome="Visit",
    )
    world.add("by_lead", uid=record.uid)
    (message,) = notify("agencies/safety_alert", [manager], about=record, board=board, link="/", key="hour-0")
    Notification.objects.filter(pk=message.pk).update(attempts=MAX_ATTEMPTS)
    world.add("undelivered", uid=message.uid)
    world.add("wrong_key", uidb36="1", key="set-password")


def _returns(world, board, group, police, hospital, people):
    round_ = RoundFactory()
    draft = SelfEvaluationFactory(round=round_, agency=police, complete=True)
    signed = SubmissionFactory(evaluation=SelfEvaluationFactory(round=round_, agency=hospital, awaiting=True))
    planned = RoundFactory(status="planned", boards=[board])
    lead = people["lead"]
    file = store(SimpleUploadedFile("audit.txt", b"36 of 40 records."), by=lead, agency=police)
    item = EvidenceItem.objects.create(
        agency=police, title="Audit", file=file, relates_to=dt.date(2026, 1, 1), added_by=lead
    )
    indicator = Indicator.objects.create(board=board, code="1", name="Referrals", unit="count", aggregation="sum")
    world.add("round", uid=round_.uid, code="ST1", review=signed.evaluation.reviews.get().uid)
    world.add("planned_round", uid=planned.uid)
    world.add("police_draft", uid=draft.uid, code="ST1")
    world.add("police_criterion", uid=draft.uid, code="ST1.1")
    world.add("police_given", uid=draft.uid, assignment=given(draft, people["contributor"], "ST1")[0].uid)
    world.add("hospital_signed", uid=signed.evaluation.uid, code="ST1")
    _printed(signed, people["outsider"])
    world.add("hospital_submission", uid=signed.uid)
    world.add("hospital_review", uid=round_.uid, review=signed.evaluation.reviews.get().uid)
    world.add("police_evidence", uid=item.uid)
    world.add("indicator", uid=indicator.uid)
    world.add("hospital_paper", uid=signed.uid, signature=_signed_on_paper(signed, people["outsider"]).uid)
    _planning(world, board, people["business_manager"])
    judging(world, signed, police, people)


def _signed_on_paper(submission, lead):
    evaluation = submission.evaluation
    file = store(SimpleUploadedFile("signed.pdf", b"%PDF-1.4 signed"), by=lead, agency=evaluation.agency)
    return Signature.objects.create(
        evaluation=evaluation,
        handed_over_at=timezone.now(),
        submission=submission,
        person=UserFactory(),
        signed_at=timezone.now(),
        on_paper=True,
        paper=file,
        entered_by=lead,
    )


def _printed(submission, by):
    """Somebody has had the printable copy of the submission made."""
    document = documents.claim(documents.owe(by=by, submission=submission).pk)
    documents.finish(document, documents.Made("copy.pdf", b"%PDF-1.7", "0" * 64, 1))


def _planning(world, board, manager):
    plan = begin_plan(board, by=manager, uid=uuid.uuid4())
    world.add("round_plan", uid=plan.uid, step="what")


def _policies(world, police, hospital, lead):
    policy = PolicyFactory(asked=[police, hospital])
    file = store(SimpleUploadedFile("policy.txt", b"Ring twice."), by=lead, board=policy.board)
    version = PolicyVersionFactory(policy=policy, file=file, link="")
    own = PolicyFactory(agency=police, asked=[police])
    world.add("policy", uid=policy.uid, agency=police.uid)
    world.add("policy_version", uid=version.uid)
    world.add("police_policy", uid=own.uid, agency=police.uid)


def _frameworks(world, board, people):
    draft = draft_of(board, by=people["moderator"])
    old = draft.supersedes
    mapped = CriterionMapping.objects.create(
        old=Criterion.of_version(old).first(),
        new_version=draft,
        new=Criterion.of_version(draft).first(),
        relation="equal",
        provenance="suggested",
        likeness=100,
    )
    world.add("published_framework", uid=old.uid, code="ST1")
    world.add("draft_framework", uid=draft.uid, code="ST1")
    world.add("draft_criterion", uid=draft.uid, code="ST1.1")
    world.add("draft_mapping", uid=draft.uid, old=old.uid, code="ST1.1", mapping=mapped.uid)


def _coloured(world, item, member, chair):
    """Interests in general and in an item, and a decision that went up to the Board."""
    interest = declare(item.meeting.board, member, uid=uuid.uuid4(), nature="Trustee", by=member)
    line = item.meeting.attendees.get(person=member)
    noted = note_on_item(item, line, uid=uuid.uuid4(), nature="Trustee", handling="silent", by=chair)
    facts = {"wording": "Fund it.", "outcome": Outcome.RECOMMENDED}
    group = item.meeting.group
    facts_of_letter = {"agency": line.agency, "last_missed": item.meeting, "words": "Please come.", "sent_by": chair}
    letter = AttendanceLetter.objects.create(group=group, **facts_of_letter)
    letter.recipients.add(member)
    world.add("attendance_letter", uid=letter.uid)
    world.add("police_of_qapm", uid=group.uid, agency=line.agency.uid)
    world.add("member_interest", uid=interest.uid)
    world.add("item_interest", uid=noted.uid)
    world.add("gone_up", uid=record_decision(item, uid=uuid.uuid4(), **facts, by=chair).uid)


def _meetings(world, group, police, chair, member):
    seat = SeatFactory(group=group, agency=police)
    coming = MeetingFactory(group=group)
    proposal = propose(coming, uid=uuid.uuid4(), title="Audit", why="Now", purpose=Purpose.NOTE, minutes=5, by=member)
    own = ItemFactory(meeting=coming, position=1)
    session = in_session(group, chair)
    third = session.attendees.get(seat=seat)
    here(session, chair, member, seat)
    item = session.items.first()
    decision = record_decision(item, uid=uuid.uuid4(), wording="Agreed.", outcome=Outcome.AGREED, by=chair)
    _coloured(world, item, member, chair)
    due = timezone.localdate() + dt.timedelta(days=30)
    action = give_action(item, uid=uuid.uuid4(), title="Do it", owner=member, due_on=due, decision=decision, by=chair)
    ready = agreed(MeetingFactory(group=group), chair)
    world.add("group", uid=group.uid)
    world.add("coming", uid=coming.uid, seat=seat.uid)
    world.add("agreed_meeting", uid=ready.uid)
    world.add("session", uid=session.uid)
    world.add("proposal", uid=proposal.uid)
    world.add("own_item", uid=own.uid)
    world.add("item", uid=item.uid)
    world.add("decision", uid=decision.uid)
    world.add("line", uid=third.uid)
    world.add("action", uid=action.uid)
    return session


def _reports(world, group, people):
    draft = build(group, Quarter("2025-Q4"), uid=uuid.uuid4(), by=people["business_manager"])
    issued = build(group, Quarter("2025-Q3"), uid=uuid.uuid4(), by=people["business_manager"])
    now = timezone.now()
    BoardReport.objects.filter(pk=issued.pk).update(
        status=BoardReport.Status.ISSUED,
        signed_off_at=now,
        signed_off_by=people["chair"],
        issued_at=now,
        issued_by=people["business_manager"],
    )
    world.add("draft_report", uid=draft.uid, part="summary")
    world.add("issued_report", uid=issued.uid, part="summary")
