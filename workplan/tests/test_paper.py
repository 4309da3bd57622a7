"""Papers: who brings them and when; versions, of which none is lost; what may not come in; who reads them."""

import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.files import WORD, upload, zipped
from agencies.tests.frozen import changeable, deletable
from audits.models import ScreeningOverride
from lscb_portal.lib.office import NONE_HERE, NOT_MADE
from lscb_portal.lib.pdf_files import BROKEN
from workplan import printing
from workplan.models import Meeting, Paper, PaperVersion, Printout
from workplan.operations.agenda import HAS_PAPERS, remove_item
from workplan.operations.pack import NOT_CONVERTED, issue_papers
from workplan.operations.paper import (
    LATE,
    SEND_IT,
    Overtaken,
    add_paper,
    change_front,
    convert_again,
    move_paper,
    replace_paper,
    withdraw_paper,
)
from workplan.operations.paper_content import BOTH, NOT_PLAIN, NOT_THESE, NOTHING, content_of
from workplan.operations.paper_screening import Identifying
from workplan.tests.binding_here import by_itself  # noqa: F401
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, new_uid
from workplan.tests.papers import FRONT, a_pdf, bring, upload_of, with_link, with_script

pytestmark = pytest.mark.django_db

DOCX = zipped(**{"[Content_Types].xml": WORD.encode(), "word/document.xml": b"<w:document/>"})


@pytest.fixture
def proposed(group, chair, member):
    """An item that the member proposed, on an agreed agenda."""
    meeting = MeetingFactory(group=group)
    proposal = ProposalFactory(meeting=meeting, proposed_by=member, status="accepted")
    item = ItemFactory(meeting=meeting, position=1, proposal=proposal)
    agreed(meeting, chair)
    return type(item).objects.get(pk=item.pk)


@pytest.fixture
def paper(proposed, chair):
    return bring(proposed, chair)


@pytest.fixture
def office(settings, tmp_path):
    """A converter that makes a PDF of one page, in the place of LibreOffice."""
    one = tmp_path / "one.pdf"
    one.write_bytes(a_pdf("Converted"))
    program = tmp_path / "soffice"
    program.write_text(
        f'#!/bin/sh\nfor last; do :; done\nwhile [ "$1" != --outdir ]; do shift; done\ncp {one} "$2/paper.pdf"\n'
    )
    program.chmod(0o755)
    settings.SOFFICE = str(program)
    return program


def again(paper):
    return Paper.objects.get(pk=paper.pk)


# Bringing -------------------------------------------------------------------------------------------------------------


def test_a_paper_of_words_is_brought_and_recorded(proposed, chair):
    paper = bring(proposed, chair, text="What the audit found.")

    version = paper.versions.get()
    assert (version.kind, version.number, version.words, version.file) == ("text", 1, "What the audit found.", None)
    assert (paper.item, paper.position, paper.added_by, paper.late_reason) == (proposed, 1, chair, "")
    assert verbs(paper) == ["paper.added"]


def test_a_pdf_is_kept_as_it_came_with_its_hash_and_pages(proposed, chair):
    import hashlib

    data = a_pdf("One", "Two")
    version = bring(proposed, chair, pdf=data).versions.get()

    with version.file.opened() as file:
        assert file.read() == data
    assert (version.sha256, version.pages, version.cleaned) == (hashlib.sha256(data).hexdigest(), 2, "")
    assert version.file.board == proposed.meeting.board


def test_the_same_form_twice_is_one_paper(proposed, chair):
    facts = {"uid": new_uid(), "front": FRONT, "content": content_of(words="Words."), "by": chair}

    assert add_paper(proposed, **facts) == add_paper(proposed, **facts)
    assert Paper.objects.count() == 1


def test_the_member_who_proposed_the_item_brings_its_papers_until_they_are_issued(proposed, member, constable, chair):
    paper = bring(proposed, member)
    assert paper.added_by == member
    with denied():
        bring(proposed, constable)

    issue_papers(proposed.meeting, by=chair)
    for change in (lambda: bring(proposed, member), lambda: withdraw_paper(paper, reason="No.", by=member)):
        with refused(SEND_IT):
            change()


def test_once_issued_a_paper_is_late_and_says_why(proposed, chair):
    issue_papers(proposed.meeting, by=chair)

    with refused(LATE):
        bring(proposed, chair)
    paper = bring(proposed, chair, late_reason="The inspection came on Friday.")
    assert paper.late_reason == "The inspection came on Friday."


def test_no_paper_comes_to_a_meeting_that_is_over(proposed, chair):
    Meeting.objects.filter(pk=proposed.meeting.pk).update(status="cancelled")

    with refused("This meeting is cancelled. Its papers no longer change."):
        bring(proposed, chair)


def test_a_front_sheet_says_at_least_what_is_asked(proposed, chair):
    with refused("Say what the group is asked to do."):
        add_paper(proposed, uid=new_uid(), front=FRONT | {"asked": " "}, content=content_of(words="W"), by=chair)


def test_an_item_with_papers_is_not_taken_off(group, chair):
    meeting = MeetingFactory(group=group, status="agenda_open")
    item = ItemFactory(meeting=meeting)
    bring(item, chair)

    with refused(HAS_PAPERS):
        remove_item(item, by=chair)


# What may not come in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "a.pdf",
            b"%PDF-1.4 broken",
            BROKEN,
        ),
        ("a.xlsx", b"PK", NOT_THESE),
        ("a.docm", b"PK", NOT_THESE),
        ("a.docx", DOCX, NONE_HERE),
        ("a.pdf", b"", "The file is empty."),
    ],
)
def test_what_may_not_come_in_is_refused_with_what_to_do(settings, name, data, sentence):
    settings.SOFFICE = "none"
    with refused(sentence):
        content_of(upload_of(name, data))


def test_a_file_that_is_too_large_is_refused_before_it_is_opened(settings):
    settings.EVIDENCE_MAX_BYTES = 100
    with refused("The file is larger than 0 MB."):
        content_of(upload_of("a.pdf", a_pdf("One")))


def test_there_is_a_file_or_there_are_words():
    with refused(NOTHING):
        content_of(words=" ")
    with refused(BOTH):
        content_of(upload_of("a.txt", b"x"), words="y")


def test_a_text_file_becomes_words():
    assert content_of(upload_of("a.txt", b"First.\r\nSecond.")).words == "First.\nSecond."


def test_a_script_is_taken_out_and_the_page_says_so(client, proposed, chair):
    paper = bring(proposed, chair, pdf=with_script())

    version = paper.versions.get()
    assert version.cleaned == "a script"
    with version.file.opened() as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        assert "/OpenAction" not in pdf.Root
    both = content_of(upload_of("b.pdf", with_link(Dictionary(S=Name.Launch, F="x.exe"))))
    assert both.removed == ("an order to open or send something",)


# Word -----------------------------------------------------------------------------------------------------------------


def test_a_word_paper_becomes_a_pdf_in_the_background(by_itself, office, proposed, chair):  # noqa: F811
    content = content_of(upload("audit.docx", DOCX))
    paper = add_paper(proposed, uid=new_uid(), front=FRONT, content=content, by=chair)
    version = paper.versions.get()
    assert (version.kind, version.printable, version.printout.status) == ("word", None, "queued")

    assert printing.sweep() == 1
    version = PaperVersion.objects.get()
    assert (version.printout.status, version.printout.pages) == ("ready", 1)
    assert version.printable.name == "audit.pdf"


def test_a_word_paper_that_cannot_be_converted_says_so_and_is_not_issued(by_itself, office, proposed, chair):  # noqa: F811
    office.write_text("#!/bin/sh\nexit 1\n")
    content = content_of(upload("audit.docx", DOCX))
    paper = add_paper(proposed, uid=new_uid(), front=FRONT, content=content, by=chair)
    printing.sweep()
    made = Printout.objects.get()
    assert made.failure == NOT_MADE
    with refused(NOT_CONVERTED.format("Audit of strategy discussions")):
        issue_papers(proposed.meeting, by=chair)

    convert_again(paper.versions.get(), by=chair)
    assert Printout.objects.get().status == "queued"


# Versions -------------------------------------------------------------------------------------------------------------


def test_a_new_version_replaces_and_the_old_one_is_kept(paper, chair):
    replace_paper(paper, seen=1, content=content_of(words="Better words."), by=chair)

    assert [(one.number, one.words) for one in paper.versions.all()] == [
        (2, "Better words."),
        (1, "All about Audit of strategy discussions."),
    ]
    assert again(paper).current.words == "Better words."
    assert verbs(paper) == ["paper.added", "paper.replaced"]


def test_the_same_content_is_no_new_version(paper, chair):
    replace_paper(paper, seen=1, content=content_of(words="All about Audit of strategy discussions."), by=chair)

    assert paper.versions.count() == 1


def test_two_who_replace_at_once_do_not_hide_each_others(paper, chair, business_manager):
    replace_paper(paper, seen=1, content=content_of(words="Hers."), by=chair)

    with refused("Somebody else has replaced this paper. Look at theirs before you upload yours."):
        replace_paper(paper, seen=1, content=content_of(words="His."), by=business_manager)


def test_a_version_replaced_after_issue_says_why_it_is_late(paper, chair):
    issue_papers(paper.meeting, by=chair)

    with refused(LATE):
        replace_paper(paper, seen=1, content=content_of(words="Late words."), by=chair)
    replace_paper(paper, seen=1, content=content_of(words="Late words."), late_reason="A wrong figure.", by=chair)
    assert again(paper).current.late_reason == "A wrong figure."


def test_the_database_keeps_versions_and_withdrawn_papers_as_they_are(paper, chair):
    assert changeable(paper.versions.get()) == set()
    assert not deletable(paper.versions.get())
    assert "title" in changeable(paper)
    withdraw_paper(paper, reason="Too early.", by=chair)
    assert changeable(again(paper)) == set()


# The front sheet, the order, withdrawing ------------------------------------------------------------------------------


def test_a_front_sheet_is_reworded(paper, chair):
    change_front(paper, front=FRONT | {"asked": "Note it."}, seen=1, by=chair)

    assert (again(paper).asked, again(paper).front_version) == ("Note it.", 2)
    assert verbs(paper)[-1] == "paper.front_changed"


def test_a_front_sheet_that_was_changed_meanwhile_is_not_overwritten(paper, chair, business_manager):
    change_front(paper, front=FRONT | {"asked": "Note it."}, seen=1, by=chair)

    with pytest.raises(Overtaken) as overtaken:
        change_front(paper, front=FRONT | {"asked": "Decline it."}, seen=1, by=business_manager)
    assert overtaken.value.paper.asked == "Note it."
    assert again(paper).asked == "Note it."


def test_papers_are_put_in_order(proposed, chair, member):
    first, second = bring(proposed, chair, title="First"), bring(proposed, chair, title="Second")

    move_paper(second, way="up", by=chair)
    move_paper(second, way="up", by=chair)

    assert [paper.title for paper in proposed.papers.all()] == ["Second", "First"]
    assert verbs(second) == ["paper.added", "paper.moved"]
    with denied():
        move_paper(first, way="up", by=member)


def test_a_paper_is_withdrawn_with_a_reason_once(paper, chair):
    with refused("Say why the paper is withdrawn."):
        withdraw_paper(paper, reason=" ", by=chair)
    withdraw_paper(paper, reason="The figures are wrong.", by=chair)

    assert (again(paper).withdrawn_by, again(paper).withdrawn_reason) == (chair, "The figures are wrong.")
    for change in (
        lambda: withdraw_paper(paper, reason="Again.", by=chair),
        lambda: replace_paper(paper, seen=1, content=content_of(words="x"), by=chair),
        lambda: change_front(paper, front=FRONT | {"asked": "x"}, seen=1, by=chair),
    ):
        with refused("This paper is withdrawn."):
            change()


def test_the_words_of_a_withdrawn_paper_are_for_who_looks_after_it(paper, chair, member, constable):
    issue_papers(paper.meeting, by=chair)
    withdraw_paper(paper, reason="It names a child.", by=chair)

    assert Paper.objects.visible_to(constable).get() == paper
    for person, count in ((constable, 0), (chair, 1), (member, 1)):
        assert PaperVersion.objects.visible_to(person).count() == count


# Who reads ------------------------------------------------------------------------------------------------------------


def test_members_read_a_paper_once_it_is_issued(paper, chair, member, constable, business_manager, lead, stranger):
    before = {"chair": chair, "member": member, "business manager": business_manager}
    readers = before | {"constable": constable, "lead": lead, "stranger": stranger}

    def who():
        return {name for name, one in readers.items() if Paper.objects.visible_to(one).exists()}

    assert who() == set(before)
    issue_papers(paper.meeting, by=chair)
    assert who() == {*before, "constable"}


# Identifiers ----------------------------------------------------------------------------------------------------------

TELLING = "Joshua Brackenbury, born 4 March 2019, NHS number 943 476 5919."


def test_words_that_tell_who_a_child_is_are_asked_about(proposed, chair):
    with pytest.raises(Identifying) as found:
        bring(proposed, chair, text=TELLING)
    assert [look.text.label for look in found.value.looks] == ["Words of the paper"]
    assert not Paper.objects.exists()


def test_they_may_stay_for_a_reason_that_is_kept(proposed, chair):
    paper = bring(proposed, chair, text=TELLING, may_stay="It is a made-up example.")

    override = ScreeningOverride.objects.get()
    assert (override.about, override.reason, override.overridden_by) == (
        paper.versions.get(),
        "It is a made-up example.",
        chair,
    )
    assert verbs(paper.versions.get()) == ["screening.let_stand"]
    # Said once, the same words are not asked about again.
    bring(proposed, chair, title="Again", text=TELLING)


def test_the_front_sheet_and_a_word_file_are_looked_at_too(office, proposed, chair):
    with pytest.raises(Identifying):
        add_paper(proposed, uid=new_uid(), front=FRONT | {"summary": TELLING}, content=content_of(words="x"), by=chair)
    body = f'<w:document xmlns:w="w"><w:p><w:t>{TELLING}</w:t></w:p></w:document>'.encode()
    word = zipped(**{"[Content_Types].xml": WORD.encode(), "word/document.xml": body})
    with pytest.raises(Identifying):
        add_paper(proposed, uid=new_uid(), front=FRONT, content=content_of(upload("a.docx", word)), by=chair)


def test_people_and_agencies_of_the_board_are_known(proposed, chair, member):
    bring(proposed, chair, text="Clare Pool and Helen Marsh looked at 40 records.")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("Words.".encode("utf-16"), NOT_PLAIN),
        (b"Words\x00.", NOT_PLAIN),
        (b" \r\n ", "The file is empty."),
    ],
)
def test_a_text_file_without_words_or_with_others_is_refused(data, sentence):
    with refused(sentence):
        content_of(upload_of("a.txt", data))
