"""The pack: one PDF of all there is to read, its bookmarks and page numbers right, made anew only where it must be."""

import datetime as dt
import hashlib

import pikepdf
import pytest
import time_machine
from django.utils import timezone

from agencies.tests.asserting import denied, refused, verbs
from lscb_portal.lib import owed
from lscb_portal.lib.owed import MAX_ATTEMPTS
from lscb_portal.lib.renderer import Interrupted, NotMade
from workplan import printing, tasks
from workplan.models import Meeting, PackPart, Paper, Printout
from workplan.operations import printout as operations
from workplan.operations.clearance import lift, restrict
from workplan.operations.pack import clearance_of, issue_papers, make_pack, renew_stale, renew_when_changed, stop_pack
from workplan.operations.paper import change_front, move_paper, replace_paper, withdraw_paper
from workplan.operations.paper_content import content_of
from workplan.pack import contents_of
from workplan.tests.binding_here import by_itself  # noqa: F401
from workplan.tests.factories import ItemFactory, MeetingFactory, agreed, told
from workplan.tests.papers import A3, A4_LANDSCAPE, A5, FRONT, a_pdf, bookmarks, bring, said_on_pages, upload_of

pytestmark = pytest.mark.django_db
Status = Printout.Status
PDF = b"%PDF-1.7 a small file"


@pytest.fixture
def ready(group, chair, member):
    """A meeting whose agenda is agreed, with four items."""
    meeting = MeetingFactory(group=group, date=dt.date(2027, 1, 11))
    for position, title in enumerate(("Welcome", "Strategy discussions", "Early help", "Case review"), 1):
        ItemFactory(meeting=meeting, position=position, title=title)
    return agreed(meeting, chair)


@pytest.fixture
def four(ready, chair):
    """Four papers: two of the second item, one of each later one."""
    items = list(ready.items.all())
    return [
        bring(items[1], chair, title="Audit", pdf=a_pdf("AUDIT1", "AUDIT2", size=A4_LANDSCAPE)),
        bring(items[1], chair, title="Asks of agencies", text="What we ask of agencies."),
        bring(items[2], chair, title="South", pdf=a_pdf("SOUTH", size=A3, rotate=90)),
        bring(items[3], chair, title="Llŷr and Łódź", pdf=a_pdf("CASE", size=A5)),
    ]


def made(meeting, by):
    """Have the pack made and return it."""
    make_pack(meeting, by=by)
    printing.sweep()
    pack = pack_of(meeting, by)
    assert (pack.status, pack.failure) == (Status.READY, "")
    return pack


def pretended(meeting, by):
    """The same, with a small file in the pack's place."""
    make_pack(meeting, by=by)
    for pack in meeting.packs.filter(status=Status.QUEUED):
        source = contents_of(meeting, pack.cleared_items).source
        operations.finish(operations.claim(pack.pk), operations.Made("p.pdf", PDF, "0" * 64, 1, source=source))
    return pack_of(meeting, by)


def pack_of(meeting, by):
    return Printout.objects.get(meeting=meeting, cleared=clearance_of(meeting, by))


def place(pack):
    with pack.file.opened() as file:
        return file.name


def test_the_pack_holds_everything_in_its_order_with_the_page_on_every_page(by_itself, ready, four, chair):  # noqa: F811
    pack = made(ready, chair)

    pages = said_on_pages(place(pack))
    assert len(pages) == pack.pages == 14
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"Page {number} of 14 · QAPM, 11 January 2027 · OFFICIAL-SENSITIVE")
    starts = ["OFFICIAL", "Northmere", "2 ", "Northmere", "AUDIT1", "AUDIT2", "Northmere", "Northmere", "3 "]
    starts += ["Northmere", "SOUTH", "4 ", "Northmere", "CASE"]
    assert [page.startswith(start) for page, start in zip(pages, starts, strict=False)] == [True] * len(starts)


def test_one_finds_ones_way_in_it(by_itself, ready, four, chair):  # noqa: F811
    """Bookmarks, page numbers and links lead to where a part begins; title, language and hash are told."""
    pack = made(ready, chair)

    file = place(pack)
    assert bookmarks(file) == [
        (0, "Cover", 1),
        (0, "Agenda", 2),
        (0, "2. Strategy discussions", 3),
        (1, "Audit", 4),
        (1, "Asks of agencies", 7),
        (0, "3. Early help", 9),
        (1, "South", 10),
        (0, "4. Case review", 12),
        (1, "Llŷr and Łódź", 13),
    ]
    agenda = said_on_pages(file)[1]
    for words in ("Welcome 10 No paper", "Strategy discussions 10 3", "Audit Joy Okafor, Police 4", "Early help 10 9"):
        assert words in agenda
    assert agenda.count("No paper") == 1
    assert pack.begins == {str(paper.uid): page for paper, page in zip(four, (4, 7, 10, 13), strict=True)}
    with pikepdf.open(file) as pdf:
        places = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        assert [places[link.Dest[0].objgen] for link in pdf.pages[1].Annots] == [3, 4, 7, 9, 10, 12, 13]
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == ("en-GB", "Papers for QAPM, 11 January 2027")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.PageMode == "/UseOutlines"
        with pdf.open_metadata() as facts:
            assert facts["dc:title"] == "Papers for QAPM, 11 January 2027"
    with pack.file.opened() as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == pack.file.sha256
    assert pack.file.name == "qapm-2027-01-11-pack.pdf"
    assert verbs(ready)[-1] == "printout.made"


# Only what changed ----------------------------------------------------------------------------------------------------


def test_replacing_a_paper_lays_nothing_out_anew_but_its_front_sheet(by_itself, ready, four, chair):  # noqa: F811
    made(ready, chair)
    first = dict(PackPart.objects.values_list("key", "file"))
    assert len(first) == 8  # three dividers, four front sheets, one paper of words
    by_itself.clear()

    replace_paper(four[0], seen=1, content=content_of(upload_of("b.pdf", a_pdf("NEW1", "NEW2", "NEW3"))), by=chair)
    pack = made(ready, chair)

    # The cover, the agenda, the one front sheet, and the lines.
    assert by_itself == ["pack.css"] * 3 + ["pack-line.css"]
    again = dict(PackPart.objects.values_list("key", "file"))
    assert len(set(first) & set(again)) == 7
    assert len(again) == 8
    assert "NEW3" in " ".join(said_on_pages(place(pack)))
    assert "AUDIT1" not in " ".join(said_on_pages(place(pack)))
    assert (pack.pages, pack.edition) == (15, 2)


def test_a_pack_out_of_date_is_made_anew_by_itself(by_itself, ready, four, chair):  # noqa: F811
    made(ready, chair)
    Meeting.objects.filter(pk=ready.pk).update(place="Town Hall")

    assert renew_stale() == 1
    assert pack_of(ready, chair).status == Status.QUEUED
    assert printing.sweep() == 1
    assert "Town Hall" in said_on_pages(place(pack_of(ready, chair)))[0]
    assert renew_stale() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda papers, by: move_paper(papers[0], way="down", by=by),
        lambda papers, by: change_front(papers[0], front=FRONT | {"title": "Other"}, seen=1, by=by),
    ],
)
def test_what_changes_a_paper_owes_the_pack_anew(ready, four, chair, change):
    before = pretended(ready, chair)

    change(four, chair)

    pack = pack_of(ready, chair)
    assert (pack.status, pack.turn) == (Status.QUEUED, before.turn + 1)
    assert pack.file == before.file  # until there is a new one


def test_nothing_is_made_anew_when_nothing_changed(ready, four, chair):
    before = pretended(ready, chair)
    make_pack(ready, by=chair)

    assert printing.sweep() == 0
    assert pack_of(ready, chair).made_at == before.made_at


# Restricted items -----------------------------------------------------------------------------------------------------


def test_each_reader_gets_the_pack_they_are_cleared_for(by_itself, ready, four, chair, member):  # noqa: F811
    item = ready.items.get(title="Early help")
    bring(item, chair, title="Kestrel", text="The kestrel hovers.")
    restrict(item, [chair], by=chair)
    issue_papers(ready, by=chair)
    printing.sweep()

    open_to_all, for_chair = pack_of(ready, member), pack_of(ready, chair)
    with pikepdf.open(place(open_to_all)) as pdf:
        strings = b" ".join(thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream))
        told_of = " ".join(str(pdf.docinfo.get(name, "")) for name in ("/Title", "/Subject")) + str(pdf.open_outline())
    text = " ".join(said_on_pages(place(open_to_all)))
    for word in ("estrel", "SOUTH", "South", "Early help"):
        assert word not in text
        assert word.encode() not in strings
        assert word not in told_of
    assert "Restricted item" in text
    assert text.count("No paper") == 1  # of the welcome: whether a restricted item has papers is not told
    assert len(open_to_all.begins) == 3
    assert "Helen Marsh" not in said_on_pages(place(open_to_all))[0]
    whole = said_on_pages(place(for_chair))
    assert "The kestrel hovers." in " ".join(whole)
    assert "For these people only Helen Marsh" in whole[0]
    assert [title for _, title, _ in bookmarks(place(open_to_all))] == [
        "Cover",
        "Agenda",
        "2. Strategy discussions",
        "Audit",
        "Asks of agencies",
        "4. Case review",
        "Llŷr and Łódź",
    ]


def test_restricting_an_item_takes_the_packs_away_at_once(ready, four, chair, member):
    issue_papers(ready, by=chair)
    file = pretended(ready, chair).file
    restrict(ready.items.get(title="Early help"), [chair], by=chair)

    pack = pack_of(ready, member)
    assert (pack.file, pack.status) == (None, Status.QUEUED)
    assert not type(file).objects.filter(pk=file.pk).exists()


def test_lifting_it_drops_the_pack_that_nobody_is_cleared_for_any_more(ready, four, chair, member):
    item = ready.items.get(title="Early help")
    restrict(item, [chair], by=chair)
    pretended(ready, chair)
    lift(item, by=chair)

    assert set(ready.packs.values_list("cleared", flat=True)) <= {""}


# Issuing --------------------------------------------------------------------------------------------------------------


def test_issuing_gives_the_papers_to_the_members_and_tells_them(ready, four, chair, member):
    assert not Paper.objects.visible_to(member).exists()

    issue_papers(ready, by=chair)

    assert Meeting.objects.get(pk=ready.pk).status == "papers_issued"
    assert Paper.objects.visible_to(member).count() == 4
    assert "workplan/papers_issued" in told(member)
    assert "papers.issued" in verbs(ready)
    assert [pack.cleared for pack in ready.packs.all()] == [""]


def test_papers_are_issued_once_and_only_after_the_agenda_is_agreed(ready, chair, member):
    with denied():
        issue_papers(ready, by=member)
    issue_papers(ready, by=chair)
    with refused("This is papers issued; it cannot become papers issued."):
        issue_papers(ready, by=chair)


def test_packs_are_looked_at_when_something_was_recorded_and_now_and_then(ready, four, chair, monkeypatch):
    looked = []
    monkeypatch.setattr("workplan.operations.pack.is_stale", lambda pack: looked.append(pack) or False)
    pretended(ready, chair)

    renew_when_changed()
    renew_when_changed()
    assert len(looked) == 1
    change_front(four[0], front=FRONT | {"title": "Another"}, seen=four[0].front_version, by=chair)
    looked.clear()
    renew_when_changed()
    assert len(looked) == 1
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        renew_when_changed()
    assert len(looked) == 2


def test_the_packs_of_a_meeting_that_is_past_are_left_as_they_are(ready, four, chair):
    pretended(ready, chair)
    Meeting.objects.filter(pk=ready.pk).update(place="Town Hall")

    with time_machine.travel(dt.datetime(2027, 1, 12, 12, tzinfo=dt.UTC)):
        assert renew_stale() == 0
    assert renew_stale() == 1


def test_a_member_has_no_pack_before_the_papers_are_issued(ready, four, member):
    with denied():
        make_pack(ready, by=member)


def test_a_clearance_that_has_no_pack_yet_gets_one_by_the_sweep(ready, four, chair, member):
    issued = issue_papers(ready, by=chair)
    item = issued.items.get(title="Case review")
    restrict(item, [chair], by=chair)
    pretended(issued, member)
    assert set(issued.packs.values_list("cleared", flat=True)) == {""}

    assert (renew_stale(), renew_stale()) == (1, 0)

    assert set(issued.packs.values_list("cleared", flat=True)) == {"", str(item.pk)}


# On its way -----------------------------------------------------------------------------------------------------------


def pretend(monkeypatch, fault):
    def run(wanted, on_beat):
        raise fault

    monkeypatch.setattr(printing, "run", run)


def test_a_failure_says_why_and_is_tried_again(monkeypatch, ready, four, chair):
    make_pack(ready, by=chair)
    pretend(monkeypatch, NotMade("The portal's disk is full."))
    assert printing.sweep() == 0
    pack = pack_of(ready, chair)
    assert (pack.status, pack.failure) == (Status.FAILED, "The portal's disk is full.")

    make_pack(ready, by=chair)
    pack = pack_of(ready, chair)
    assert (pack.status, pack.failure, pack.attempts) == (Status.QUEUED, "", 0)
    assert verbs(ready)[-1] == "pack.asked_again"


def test_an_interrupted_attempt_is_owed_again_and_given_up_in_the_end(monkeypatch, ready, four, chair):
    make_pack(ready, by=chair)
    pretend(monkeypatch, Interrupted())
    for _ in range(MAX_ATTEMPTS):
        tasks.make_printouts(pack_of(ready, chair).pk)

    assert (pack_of(ready, chair).status, pack_of(ready, chair).failure) == (Status.FAILED, owed.GAVE_UP)


def test_one_that_is_killed_every_time_is_given_up_by_the_sweep(ready, four, chair):
    make_pack(ready, by=chair)
    for _ in range(MAX_ATTEMPTS):
        operations.claim(pack_of(ready, chair).pk)
        Printout.objects.update(taken_at=timezone.now() - owed.AN_ATTEMPT - dt.timedelta(seconds=1))

    tasks.make_printouts()
    assert pack_of(ready, chair).failure == owed.GAVE_UP


def test_two_attempts_at_once_are_one_and_a_stopped_one_changes_nothing(ready, four, chair):
    make_pack(ready, by=chair)
    first = operations.claim(pack_of(ready, chair).pk)
    assert operations.claim(first.pk) is None
    assert operations.tell(first, "Laying out paper 1 of 4", 20)

    stop_pack(ready, by=chair)

    assert pack_of(ready, chair).status == Status.CANCELLED
    assert not operations.is_current(first)
    assert not operations.tell(first, "Binding", 90)
    assert not operations.finish(first, operations.Made("p.pdf", b"%PDF-1.7", "0" * 64, 1))
    assert not owed.fail(first, "Too late.")
    assert not owed.put_back(first)
    with refused("No pack is being made."):
        stop_pack(ready, by=chair)


def test_a_paper_that_changes_while_the_pack_is_made_begins_it_anew(ready, four, chair):
    make_pack(ready, by=chair)
    first = operations.claim(pack_of(ready, chair).pk)

    withdraw_paper(four[0], reason="Too early.", by=chair)

    assert not operations.is_current(first)
    assert operations.claim(first.pk).turn == first.turn + 2


def test_a_paper_that_is_withdrawn_is_in_no_pack_from_that_moment(ready, four, chair, member):
    ready = issue_papers(ready, by=chair)
    assert pretended(ready, member).file

    withdraw_paper(four[0], reason="It names a child.", by=chair)

    packs = Printout.objects.filter(meeting=ready)
    assert {(pack.status, pack.file) for pack in packs} == {(Status.QUEUED, None)}
