"""The item in hand on the chairing page: its papers, interests of those who are here, planned against actual time."""

import datetime as dt

import time_machine
from django.utils import timezone

from workplan.models import Printout
from workplan.operations.clearance import restrict
from workplan.operations.interest import declare
from workplan.operations.printout import Made, claim, finish
from workplan.operations.session import close_item, start_item
from workplan.tests.factories import new_uid
from workplan.tests.pages import address, count_queries, words
from workplan.tests.papers import a_pdf, bring

LATE = "It came this morning."
MINUTE = dt.timedelta(minutes=1)


def tabled(item, by, title="Audit of custody", **more):
    return bring(item, by, title=title, late_reason=LATE, **more)


def pretend_packs(meeting, pages):
    """Let every pack that is owed be made, with papers on these pages: {paper: page}."""
    begins = {str(paper.uid): page for paper, page in pages.items()}
    hidden = {pack.pk: _hidden_in(pack) for pack in meeting.packs.all()}
    for pack in Printout.objects.packs().filter(meeting=meeting, status=Printout.Status.QUEUED):
        made = Made("p.pdf", b"%PDF-1.7", "0" * 64, 12, left_out=hidden[pack.pk], begins=begins)
        finish(claim(pack.pk), made)


def _hidden_in(pack):
    items = pack.meeting.items.filter(is_restricted=True).exclude(pk__in=pack.cleared_items)
    return [str(item.uid) for item in items]


def test_the_item_links_to_its_papers_and_their_page_in_the_pack(client, quorate, item, chair):
    paper = tabled(item, chair, pdf=a_pdf("One"))
    pretend_packs(quorate, {paper: 9})

    page = client.get(address("chairing", quorate), {"item": item.uid})

    assert "Asked: Agree the three actions." in words(page)
    assert f"Late {LATE}" in words(page)
    html = page.content.decode()
    for link in (
        address("paper", paper),
        address("paper_version", paper.current),
        f"{address('pack', quorate)}#page=9",
    ):
        assert f'href="{link}"' in html


def test_without_a_pack_no_page_is_told_and_without_a_paper_that_is_said(client, quorate, item, chair):
    tabled(item, chair)

    assert "of the pack" not in words(client.get(address("chairing", quorate), {"item": item.uid}))
    assert "No paper." in words(client.get(address("chairing", quorate), {"item": quorate.items.last().uid}))


def test_who_is_not_cleared_for_the_item_sees_none_of_its_papers(client, quorate, item, chair, administrator):
    paper = tabled(item, chair, title="Kestrel")
    restrict(item, [], by=chair)
    pretend_packs(quorate, {paper: 9})
    url = f"{address('chairing', quorate)}?item={item.uid}"

    assert "Kestrel" in words(client.get(url))
    client.force_login(administrator)
    page = words(client.get(url))

    assert "This item is restricted" in page
    assert "Kestrel" not in page
    assert "No paper." not in page
    assert "Page 9" not in page


def test_a_pack_made_before_the_item_was_restricted_gives_nobody_else_its_pages(client, quorate, item, chair):
    """Restricting takes the packs away; until they are made anew no page is told."""
    paper = tabled(quorate.items.last(), chair)
    pretend_packs(quorate, {paper: 9})
    url = f"{address('chairing', quorate)}?item={paper.item.uid}"
    assert "Page 9 of the pack" in words(client.get(url))

    restrict(item, [], by=chair)

    assert "of the pack" not in words(client.get(url))


def test_many_papers_ask_no_more_than_one(client, quorate, item, chair):
    url = f"{address('chairing', quorate)}?item={item.uid}"
    tabled(item, chair, pdf=a_pdf("One"))
    queries = count_queries(client, url)
    for number in range(6):
        tabled(item, chair, title=f"Paper {number}", pdf=a_pdf("One"))

    assert count_queries(client, url) == queries


def test_a_declared_interest_stands_beside_the_item_with_what_leaving_would_do(client, board, quorate, constable):
    declare(board, constable, uid=new_uid(), nature="Trustee of a refuge", by=constable)

    page = words(client.get(address("chairing", quorate)))

    assert (
        "Joy Adebayo declared: Trustee of a refuge. "
        "If they leave, the meeting is no longer quorate for this item: 2 of 3. It concerns this item"
    ) in page


def test_planned_and_actual_time_stand_beside_each_other(client, quorate, item, chair):
    begun = quorate.opened_at + dt.timedelta(minutes=6)
    with time_machine.travel(begun, tick=False):
        start_item(item, by=chair)
    url = f"{address('chairing', quorate)}?item={item.uid}"
    planned = timezone.localtime(quorate.began)

    with time_machine.travel(begun + dt.timedelta(minutes=13, seconds=5), tick=False):
        page = words(client.get(url))
        close_item(item, by=chair)
        closed = words(client.get(url))

    moments = (begun, begun + dt.timedelta(minutes=13, seconds=5), begun + 10 * MINUTE)
    began, ends, should = (f"{timezone.localtime(at):%H:%M}" for at in moments)
    assert f"13 of 10 minutes 3 minutes over, should have closed at {should}" in page
    assert f"Planned {planned:%H:%M} to {planned + 10 * MINUTE:%H:%M}" in page
    assert f"Taken from {began}" in page
    assert f"Taken {began} to {ends}" in closed
    assert "13 of 10 minutes 3 minutes over" in closed
