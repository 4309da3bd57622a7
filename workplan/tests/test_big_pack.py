"""A pack of 200 pages, made by real children as a worker makes it: right on every page, soon enough, small enough."""

import datetime as dt
import resource

import pikepdf
import pytest

from workplan import printing
from workplan.models import Printout
from workplan.operations.clearance import restrict
from workplan.operations.pack import issue_papers
from workplan.operations.paper import replace_paper
from workplan.operations.paper_content import content_of
from workplan.tests.factories import ItemFactory, MeetingFactory, agreed
from workplan.tests.papers import A3, A4, A4_LANDSCAPE, a_pdf, bookmarks, bring, said_on_pages, upload_of

MOST_MEGABYTES = 600
MOST_SECONDS = 60  # of both packs, on a processor of their own
LAYOUTS = ((A4, 0), (A4_LANDSCAPE, 0), (A4, 90), (A3, 0), (A4, 270), (A4, 0))


@pytest.fixture
def real_child(monkeypatch, transactional_db):
    """Let children find the test's database."""
    from tests.portal import environment

    for name, value in environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def meeting(real_child, group, chair, member):
    """A meeting whose six items have 29 pages of paper each; the last item is for the chair."""
    meeting = MeetingFactory(group=group, date=dt.date(2027, 1, 11))
    items = [ItemFactory(meeting=meeting, position=number, title=f"Item {number}") for number in range(1, 7)]
    agreed(meeting, chair)
    for number, (item, (size, rotate)) in enumerate(zip(items, LAYOUTS, strict=True), 1):
        said = [f"P{number}x{page}" if number < 6 else f"KESTREL{page}" for page in range(1, 30)]
        bring(item, chair, title=f"Paper {number}", pdf=a_pdf(*said, size=size, rotate=rotate))
    bring(items[0], chair, title="Words", text="These are only words.\n\n" * 400)
    restrict(items[-1], [chair], by=chair)
    issue_papers(meeting, by=chair)
    return meeting


@pytest.mark.long
def test_a_pack_of_200_pages_is_right_on_every_page(meeting, chair):
    assert everything_made() == 2
    used = resource.getrusage(resource.RUSAGE_CHILDREN)

    whole = Printout.objects.get(cleared=str(meeting.items.get(position=6).pk))
    open_to_all = Printout.objects.get(cleared="")
    pages = said_on_pages(whole.file.path)
    assert len(pages) == whole.pages >= 200
    _check_every_page(pages)
    _check_bookmarks(whole, pages)
    _check_nothing_restricted(open_to_all)
    assert used.ru_maxrss < MOST_MEGABYTES * 1024
    assert used.ru_utime + used.ru_stime < MOST_SECONDS
    _check_only_one_part_is_new(meeting, chair)


def everything_made() -> int:
    """Sweep until nothing is owed; return how many packs were made."""
    made = 0
    while found := printing.sweep():
        made += found
    return made


def _check_every_page(pages):
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"Page {number} of {len(pages)} · QAPM, 11 January 2027 · OFFICIAL-SENSITIVE")
    told = " ".join(pages)
    order = [told.index(f"P{number}x{page} ") for number in range(1, 6) for page in range(1, 30)]
    order += [told.index(f"KESTREL{page} ") for page in range(1, 30)]
    assert order == sorted(order)


def _check_bookmarks(pack, pages):
    marks = bookmarks(pack.file.path)
    assert [(depth, words) for depth, words, _ in marks[2:]] == [
        *((0, "1. Item 1"), (1, "Paper 1"), (1, "Words")),
        *(mark for number in range(2, 7) for mark in ((0, f"{number}. Item {number}"), (1, f"Paper {number}"))),
    ]
    for depth, words, page in marks[2:]:
        assert words.partition(". ")[2 if depth == 0 else 0] in pages[page - 1]
        if words.startswith("Paper"):
            assert pages[page].startswith(f"P{words[-1]}x1 " if words != "Paper 6" else "KESTREL1 ")


def _check_nothing_restricted(pack):
    told = " ".join(said_on_pages(pack.file.path))
    assert "Restricted item" in told
    with pikepdf.open(pack.file.path) as pdf:
        streams = b" ".join(thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream))
    for word in ("KESTREL", "Item 6", "Paper 6"):
        assert word not in told
        assert word.encode() not in streams


def _check_only_one_part_is_new(meeting, chair):
    kept = set(meeting.pack_parts.values_list("key", flat=True))
    paper = meeting.items.get(position=2).papers.get()
    content = content_of(upload_of("new.pdf", a_pdf("Only")))
    replace_paper(paper, seen=1, content=content, late_reason="A new figure.", by=chair)
    assert everything_made() == 2
    assert len(set(meeting.pack_parts.values_list("key", flat=True)) - kept) == 1
