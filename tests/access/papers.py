"""Papers, packs and a restricted item for the matrix to open, with words that only those cleared for it may read."""

import uuid

from agencies.models import User
from workplan.models import AgendaItem, Meeting, Paper, PaperVersion, Printout, Proposal
from workplan.operations import printout as printouts
from workplan.operations.action import give_action
from workplan.operations.clearance import restrict
from workplan.operations.decision import record_decision
from workplan.operations.note import save_note
from workplan.operations.pack import clearance_of
from workplan.operations.paper import add_paper
from workplan.operations.paper_content import content_of
from workplan.operations.paper_fields import FRONT
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, in_days

PDF = b"%PDF-1.7 a small file"


def papers(world, group, chair, member, restricted, note):
    """Add papers in preparation and issued, a pack, and a restricted item that says `restricted` everywhere.

    The member's note says `note`.
    """
    draft = agreed(_with_item(MeetingFactory(group=group)), chair)
    world.add("paper_meeting", uid=draft.uid)
    world.add("draft_paper", uid=bring(draft.items.get(), chair).uid)
    issued = agreed(_with_item(MeetingFactory(group=group)), chair)
    paper = bring(issued.items.get(), chair)
    Meeting.objects.filter(pk=issued.pk).update(status=Meeting.Status.PAPERS_ISSUED)
    pack = printouts.claim(printouts.owe(by=chair, meeting=issued).pk)
    printouts.finish(pack, printouts.Made("pack.pdf", PDF, "0" * 64, 1))
    version = paper.versions.get()
    Printout.objects.filter(version=version).update(status="failed")
    mine = save_note(paper, uid=uuid.uuid4(), words=note, by=member)
    world.add("issued_meeting", uid=issued.uid)
    world.add("issued_paper", uid=paper.uid, note=uuid.uuid4())
    world.add("draft_paper_note", uid=Paper.objects.get(item__meeting=draft).uid, note=uuid.uuid4())
    world.add("member_note", uid=paper.uid, note=mine.uid)
    world.add("paper_version", uid=version.uid)
    world.add("paper_file", uid=_of_a_file(issued.items.get(), chair).uid)
    _restricted(world, chair, restricted)


def _with_item(meeting):
    ItemFactory(meeting=meeting, position=1)
    return meeting


def bring(item, by, words="The words of the paper."):
    """Bring a paper of plain words."""
    front = dict.fromkeys(FRONT, words)
    return add_paper(item, uid=uuid.uuid4(), front=front, content=content_of(words=words), late_reason="Late", by=by)


def _of_a_file(item, by):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from workplan.tests.papers import a_pdf

    content = content_of(SimpleUploadedFile("audit.pdf", a_pdf("One")))
    front = dict.fromkeys(FRONT, "An audit.")
    paper = add_paper(item, uid=uuid.uuid4(), front=front, content=content, late_reason="Late", by=by)
    return paper.versions.get()


def _restricted(world, chair, canary):
    """An item of the meeting in session for the chair alone, which says the canary in every place it can."""
    session = Meeting.objects.get(status=Meeting.Status.IN_SESSION)
    proposal = ProposalFactory(
        meeting=session, title=canary, why=canary, proposed_by=chair, status=Proposal.Status.ACCEPTED
    )
    item = ItemFactory(meeting=session, position=3, title=canary, lead=canary, late_reason=canary, proposal=proposal)
    restrict(item, [], by=chair)
    bring(item, chair, words=canary)
    decision = record_decision(item, uid=uuid.uuid4(), wording=canary, outcome="noted", dissent=canary, by=chair)
    due = in_days(30)
    action = give_action(item, uid=uuid.uuid4(), title=canary, owner=chair, due_on=due, decision=decision, by=chair)
    AgendaItem.objects.filter(pk=item.pk).update(discussion=canary)
    world.add("restricted_item", uid=item.uid)
    world.add("restricted_paper", uid=Paper.objects.get(item=item).uid)
    world.add("restricted_version", uid=PaperVersion.objects.get(paper__item=item).uid)
    world.add("restricted_decision", uid=decision.uid)
    world.add("restricted_action", uid=action.uid)
    world.add("restricted_proposal", uid=proposal.uid)
    assert clearance_of(session, User.objects.get(pk=chair.pk)) == str(item.pk)
