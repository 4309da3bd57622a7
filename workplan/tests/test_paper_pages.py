"""The pages of papers, the pack and notes, as people use them."""

import re

import pytest
from django.urls import reverse

from agencies import kept
from lscb_portal.lib import owed
from workplan import printing
from workplan.models import Meeting, Paper, PaperNote, Printout
from workplan.operations import printout as operations
from workplan.operations.clearance import restrict
from workplan.operations.note import save_note
from workplan.operations.pack import issue_papers, make_pack
from workplan.operations.paper import withdraw_paper
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, new_uid
from workplan.tests.pages import HTMX, address, count_queries, said, words
from workplan.tests.papers import FRONT, a_pdf, bring, upload_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a small file"
TELLING = "Joshua Brackenbury, born 4 March 2019."


@pytest.fixture
def item(group, chair, member):
    """An item that the member proposed, on an agreed agenda."""
    meeting = MeetingFactory(group=group)
    proposal = ProposalFactory(meeting=meeting, proposed_by=member, status="accepted")
    item = ItemFactory(meeting=meeting, position=1, title="Strategy discussions", proposal=proposal)
    agreed(meeting, chair)
    return type(item).objects.get(pk=item.pk)


@pytest.fixture
def paper(item, chair):
    return bring(item, chair, text="What the audit found.")


@pytest.fixture
def issued(paper, chair):
    issue_papers(paper.meeting, by=chair)
    return Paper.objects.get()


def posted(**more):
    return FRONT | {"uid": str(new_uid()), "words": "What the audit found."} | more


def the_version(paper):
    return reverse("workplan:paper_version", args=["northmere", paper.current.uid])


def test_the_member_who_proposed_an_item_brings_its_paper(client, item, member):
    client.force_login(member)
    assert "Add a paper" in words(client.get(address("papers", item.meeting)))

    response = client.post(address("add_paper", item), posted(), follow=True)

    assert said(response) == ["“Audit of strategy discussions” is among the papers."]
    assert "What the audit found." in words(response)


def test_a_pdf_is_uploaded_and_read_by_a_member_once_issued(client, item, chair, member, constable):
    client.force_login(chair)
    data = a_pdf("One")
    client.post(address("add_paper", item), posted(words="", upload=upload_of("audit.pdf", data)))
    paper = Paper.objects.get()
    client.force_login(constable)
    assert client.get(address("paper", paper)).status_code == 404
    assert client.get(the_version(paper)).status_code == 404
    assert "being prepared" in words(client.get(address("papers", item.meeting)))

    issue_papers(item.meeting, by=chair)
    response = client.get(the_version(paper))
    assert (b"".join(response), response["Content-Type"]) == (data, "application/pdf")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_is_wrong_with_a_paper_is_said_and_what_was_typed_stays(client, settings, item, chair):
    settings.SOFFICE = "none"
    client.force_login(chair)
    response = client.post(address("add_paper", item), posted(words="", upload=upload_of("a.docx", b"PK")))

    assert "This portal cannot turn Word files into PDF. Save it as PDF and upload that." in words(response)
    assert FRONT["summary"] in response.text
    assert not Paper.objects.exists()


def test_words_that_tell_who_somebody_is_are_shown_and_stay_for_a_reason(client, item, chair):
    client.force_login(chair)
    page, form = address("add_paper", item), posted(words=TELLING)
    assert "Why may it stay?" not in client.get(page).text

    response = client.post(page, form)
    assert "this looks like a name and a date of birth" in words(response)
    assert "Why may it stay?" in response.text
    assert TELLING in response.text

    client.post(page, form | {"may_stay": "A made-up example."})
    assert Paper.objects.get().current.words == TELLING


def test_a_front_sheet_that_somebody_else_changed_is_shown_beside_mine(client, paper, chair, business_manager):
    client.force_login(chair)
    page = address("front_sheet", paper)
    client.post(page, FRONT | {"asked": "Note it.", "seen": "1"})
    client.force_login(business_manager)

    response = client.post(page, FRONT | {"asked": "Decline it.", "seen": "1"})
    assert response.status_code == 409
    assert "Note it." in words(response)
    assert "Decline it." in response.text

    client.post(page, FRONT | {"asked": "Decline it.", "seen": "2"})
    assert Paper.objects.get().asked == "Decline it."


def test_a_paper_is_replaced_and_the_earlier_version_stays_to_be_read(client, paper, chair):
    client.force_login(chair)
    first = the_version(paper)
    client.post(address("replace_paper", paper), {"seen": "1", "words": "Better words."})

    page = words(client.get(address("paper", paper)))
    assert "Better words." in page
    assert "Version 2, the newest" in page
    assert "What the audit found." in words(client.get(first))
    assert "earlier version" in words(client.get(first))


def test_a_withdrawn_paper_shows_its_reason_and_no_more(client, issued, chair, constable):
    withdraw_paper(issued, reason="The figures are wrong.", by=chair)
    client.force_login(constable)

    page = words(client.get(address("paper", issued)))
    assert "The figures are wrong." in page
    assert "What the audit found." not in page
    assert client.get(the_version(issued)).status_code == 404
    assert "withdrawn: The figures are wrong." in words(client.get(address("papers", issued.meeting)))


def test_withdrawing_and_ordering_on_the_page(client, item, paper, chair):
    second = bring(item, chair, title="Second")
    client.force_login(chair)
    response = client.post(address("move_paper", second), {"way": "up"})
    assert response.url.endswith(f"/papers/#up-{second.uid}")
    assert [one.title for one in item.papers.all()] == ["Second", "Audit of strategy discussions"]

    assert "Say why the paper is withdrawn." in words(client.post(address("withdraw_paper", second), {"reason": ""}))
    client.post(address("withdraw_paper", second), {"reason": "Too early."})
    assert Paper.objects.standing().count() == 1


def test_words_that_came_after_the_session_had_ended_are_on_the_form_again(client, item, chair):
    page = address("add_paper", item)
    client.post(page, posted(words="A long evening's work.", **{kept.FIELD: kept.mark(chair, page)}))
    client.force_login(chair)

    assert "A long evening" in client.get(page).text
    assert not Paper.objects.exists()


# The pack -------------------------------------------------------------------------------------------------------------


def made(meeting, by, left_out=()):
    """Let the pack of whoever asks be a small file."""
    make_pack(meeting, by=by)
    for pack in Printout.objects.packs().filter(status="queued"):
        claimed = operations.claim(pack.pk)
        operations.finish(claimed, operations.Made("pack.pdf", PDF, "5" * 64, 140, left_out=list(left_out)))
    return Printout.objects.packs().get(meeting=meeting, cleared="")


def test_the_pack_is_asked_for_followed_and_downloaded(client, paper, chair):
    client.force_login(chair)
    page = address("papers", paper.meeting)
    client.post(address("make_pack", paper.meeting))
    assert "Waiting for its turn" in words(client.get(page))
    claimed = operations.claim(Printout.objects.get().pk)
    operations.tell(claimed, "Laying out paper 1 of 1", 40)
    part = client.get(address("pack_state", paper.meeting), headers=HTMX)
    assert "Laying out paper 1 of 1" in words(part)
    assert 'value="40"' in part.text
    operations.finish(claimed, operations.Made("pack.pdf", PDF, "5" * 64, 140))

    text = words(client.get(page))
    assert "PDF, 140 pages" in text
    assert "5" * 64 in text
    assert b"".join(client.get(address("pack", paper.meeting))) == PDF


def test_a_pack_out_of_date_says_so(client, paper, chair):
    made(paper.meeting, chair)
    client.force_login(chair)

    assert "Out of date: something has changed since." in words(client.get(address("papers", paper.meeting)))


def test_a_failure_and_a_stop_are_said_and_tried_again(client, paper, chair):
    client.force_login(chair)
    page = address("papers", paper.meeting)
    client.post(address("make_pack", paper.meeting))
    client.post(address("stop_pack", paper.meeting))
    assert "Making it was stopped." in words(client.get(page))
    client.post(address("make_pack", paper.meeting))
    owed.fail(operations.claim(Printout.objects.get().pk), "The portal's disk is full.")
    assert "The portal's disk is full." in words(client.get(page))
    assert "Try again" in words(client.get(page))


def test_no_pack_of_before_a_restriction_is_given_to_anybody_who_is_not_cleared(client, issued, chair, member):
    """Should a pack ever be left that was made when an item was open, it is not served."""
    pack = made(issued.meeting, chair)
    client.force_login(member)
    assert b"".join(client.get(address("pack", issued.meeting))) == PDF
    restrict(issued.item, [], by=chair)
    Printout.objects.filter(pk=pack.pk).update(file=pack.file_id and _another(pack), status="ready")

    assert client.get(address("pack", issued.meeting)).status_code == 404


def _another(pack):
    from agencies.operations.stored_file import store

    return store(upload_of("pack.pdf", a_pdf("Old")), by=pack.asked_by, board=pack.meeting.board).pk


def test_the_papers_are_issued_after_a_look(client, item, paper, chair, member):
    other = MeetingFactory(group=item.meeting.group)
    client.force_login(chair)
    page = address("issue_papers", item.meeting)
    assert "Issue the papers?" in words(client.get(page))
    assert client.get(address("issue_papers", other)).status_code == 302

    response = client.post(page, follow=True)
    assert said(response) == ["The papers are issued. The members have been told, and the pack is being made."]
    assert Meeting.objects.get(pk=item.meeting.pk).status == "papers_issued"
    client.force_login(member)
    assert "Waiting for its turn" in words(client.get(address("papers", item.meeting)))


def test_the_list_of_papers_asks_as_much_for_one_as_for_many(client, group, chair):
    def meeting_with(count):
        meeting = MeetingFactory(group=group)
        for position in range(1, count + 1):
            ItemFactory(meeting=meeting, position=position)
        agreed(meeting, chair)
        for item in meeting.items.all():
            bring(item, chair, pdf=a_pdf("One"))
        return address("papers", meeting)

    client.force_login(chair)
    assert count_queries(client, meeting_with(1)) == count_queries(client, meeting_with(12))


# Notes ----------------------------------------------------------------------------------------------------------------


def note_address(paper, uid, name="note"):
    return reverse(f"workplan:{name}", args=["northmere", paper.uid, uid])


def test_a_note_is_saved_while_it_is_typed_and_read_by_its_author_alone(client, issued, member, business_manager):
    client.force_login(member)
    uid = new_uid()
    first = client.post(note_address(issued, uid), {"words": "Ask about", "version": "0"}, headers=HTMX)
    assert "Saved at" in first.text
    version = re.search(r'value="(\d+)"', first.text)[1]
    client.post(note_address(issued, uid), {"words": "Ask about the 4.", "version": version, "page": "3"})

    assert [(note.words, note.page, note.version) for note in PaperNote.objects.all()] == [("Ask about the 4.", 3, 2)]
    assert "Ask about the 4." in client.get(address("paper", issued)).text
    client.force_login(business_manager)
    assert "Ask about" not in client.get(address("paper", issued)).text
    assert client.post(note_address(issued, uid, "delete_note")).status_code == 404


def test_two_windows_do_not_overwrite_a_note(client, issued, member):
    note = save_note(issued, uid=new_uid(), words="One.", by=member)
    save_note(issued, uid=note.uid, words="Two.", version=1, by=member)
    client.force_login(member)
    late = {"words": "Three.", "version": "1"}

    part = client.post(note_address(issued, note.uid), late, headers=HTMX)
    assert (part.status_code, "Two." in part.text) == (409, True)
    page = client.post(note_address(issued, note.uid), late)
    assert page.status_code == 409
    assert "Three." in page.text
    client.post(note_address(issued, note.uid), late | {"their_version": "2"})
    assert PaperNote.objects.get().words == "Three."


def test_a_note_is_deleted(client, issued, member):
    note = save_note(issued, uid=new_uid(), words="One.", by=member)
    client.force_login(member)
    client.post(note_address(issued, note.uid, "delete_note"))

    assert not PaperNote.objects.exists()


def test_a_note_that_cannot_be_saved_is_on_the_page_again(client, issued, member):
    client.force_login(member)
    form = {"words": "Ask.", "version": "0", "page": "none"}

    page = client.post(note_address(issued, new_uid()), form)
    assert page.status_code == 422
    assert "Write the page as a whole number." in words(page)
    assert "Ask." in page.text


def test_a_note_written_after_the_session_had_ended_is_on_the_page_again(client, issued, member):
    page = address("paper", issued)
    note = save_note(issued, uid=new_uid(), words="One.", by=member)
    mark = {kept.FIELD: kept.mark(member, page), "note": str(note.uid), "version": "1"}
    client.post(note_address(issued, note.uid), {"words": "One, and more.", **mark})
    client.force_login(member)

    assert "One, and more." in client.get(page).text
    assert PaperNote.objects.get().words == "One."


def test_nothing_is_made_before_somebody_asks(paper):
    assert printing.sweep() == 0
    assert not Printout.objects.exists()


def test_a_paper_that_somebody_else_replaced_is_replaced_after_a_look_at_theirs(client, paper, chair):
    client.force_login(chair)
    url = address("replace_paper", paper)
    client.post(url, {"seen": "1", "words": "Theirs."})

    page = client.post(url, {"seen": "1", "words": "Mine."})
    assert page.status_code == 409
    assert "Version 2 is there by now" in words(page)
    assert "Mine." in page.text

    client.post(url, {"seen": page.context["form"]["seen"].value(), "words": "Mine."})
    assert Paper.objects.get().current.words == "Mine."


def test_written_words_are_replaced_by_a_file_without_being_emptied_first(client, paper, chair):
    client.force_login(chair)
    url = address("replace_paper", paper)
    shown = client.get(url).context["form"]["words"].value()

    client.post(url, {"seen": "1", "words": shown, "upload": upload_of("audit.pdf", a_pdf("One"))})

    assert Paper.objects.get().current.kind == "pdf"


def test_before_papers_are_issued_one_reads_what_has_none(client, group, chair, member):
    meeting = MeetingFactory(group=group)
    named = {"Welcome": {"is_standing": True}, "Audit": {}, "Early help": {}, "Other business": {"is_closing": True}}
    for position, (title, how) in enumerate(named.items(), 1):
        ItemFactory(meeting=meeting, position=position, title=title, **how)
    meeting = agreed(meeting, chair)
    client.force_login(chair)
    page = address("issue_papers", meeting)
    assert "No paper yet for: Audit; Early help." in words(client.get(page))

    bring(meeting.items.get(title="Audit"), chair, text="Nine of twenty.")

    assert "No paper yet for: Early help." in words(client.get(page))
