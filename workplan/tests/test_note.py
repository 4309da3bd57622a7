"""Notes on papers: their author's alone, and never overwritten unseen."""

import pytest

from agencies.tests.asserting import denied, refused
from workplan.models import PaperNote
from workplan.operations.note import Overtaken, delete_note, save_note
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, new_uid
from workplan.tests.papers import bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(group, chair, member):
    """A paper of an item that the member proposed."""
    meeting = MeetingFactory(group=group)
    proposal = ProposalFactory(meeting=meeting, proposed_by=member, status="accepted")
    item = ItemFactory(meeting=meeting, position=1, proposal=proposal)
    agreed(meeting, chair)
    return bring(type(item).objects.get(pk=item.pk), chair)


def test_a_note_is_its_authors_alone(paper, chair, member):
    note = save_note(paper, uid=new_uid(), words="Ask about the 4.", page=3, by=member)

    assert PaperNote.objects.visible_to(member).get() == note
    assert not PaperNote.objects.visible_to(chair).exists()
    with denied():
        delete_note(note, by=chair)
    delete_note(note, by=member)
    assert not PaperNote.objects.exists()


def test_a_note_is_saved_over_the_version_that_was_read(paper, member):
    uid = new_uid()
    save_note(paper, uid=uid, words="One.", by=member)
    assert save_note(paper, uid=uid, words="Two.", version=1, by=member).version == 2

    with pytest.raises(Overtaken) as overtaken:
        save_note(paper, uid=uid, words="Three.", version=1, by=member)
    assert overtaken.value.note.words == "Two."
    assert save_note(paper, uid=new_uid(), words=" ", by=member) is None


def test_nobody_notes_on_a_paper_they_may_not_read(paper, lead, chair, member):
    with denied():
        save_note(paper, uid=new_uid(), words="x", by=lead)
    uid = new_uid()
    save_note(paper, uid=uid, words="Mine.", by=member)
    with refused("Open this page again to write a note."):
        save_note(paper, uid=uid, words="Hers.", by=chair)


def test_a_paper_has_so_many_notes_at_most(paper, member, monkeypatch):
    monkeypatch.setattr("workplan.operations.note.MOST_NOTES", 1)
    save_note(paper, uid=new_uid(), words="One.", by=member)

    with refused("You have 1 notes on this paper. Delete one to write another."):
        save_note(paper, uid=new_uid(), words="Two.", by=member)
    with refused("Write at most 4,000 characters in one note."):
        save_note(paper, uid=new_uid(), words="x" * 4001, by=member)
