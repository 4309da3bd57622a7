"""Minutes of a meeting with a restricted item: whoever is not cleared reads that there was one, and when."""

from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from agencies.operations.stored_file import Made
from agencies.tests.asserting import refused
from lscb_portal.lib import owed, pdf
from workplan.lines import parts_of
from workplan.minuted import content_of, held, plain, reading
from workplan.models import Clearance, MinutesPaper, MinutesVersion
from workplan.operations import minutes_paper as operations
from workplan.operations.approval import approve, correct
from workplan.operations.clearance import restrict
from workplan.operations.edition import PARTLY_SEEN, begin_edition
from workplan.papers import STYLESHEET, html_of
from workplan.rendering import name_of
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid, verbs
from workplan.tests.pages import address, words
from workplan.tests.test_edition import everything_in

HIDDEN = (way.SAID, way.DECIDED, "Double it")


@pytest.fixture
def minuted(group, chair, member, constable, business_manager):
    """A meeting of last week whose first item is for the business manager alone."""
    meeting = way.held(group, chair, member, constable, chair)
    restrict(meeting.items.first(), [business_manager], by=business_manager)
    return meeting


def shown(client, person, url):
    client.force_login(person)
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    return [text for text in HIDDEN if text in words(page)], words(page)


def test_the_draft_hides_it_from_all_but_those_cleared(client, minuted, member, chair, business_manager):
    assert shown(client, business_manager, address("minutes", minuted))[0] == list(HIDDEN)
    for person in (member, chair):
        hidden, page = shown(client, person, address("minutes", minuted))
        assert hidden == []
        assert "Restricted item" in page
        assert "For the people cleared for it" in page


def test_a_version_hides_it_too(client, minuted, chair, member):
    way.circulated(minuted, chair)
    url = address("minutes_version", minuted, number=1)

    assert shown(client, member, url)[0] == []
    assert way.SAID in MinutesVersion.objects.get().content
    assert client.get(address("suggest_amendment", minuted.items.first())).status_code == 404


def printed():
    """Make every PDF that is owed as it is laid out; return what each says, by what it leaves out."""
    said = {}
    for paper in MinutesPaper.objects.owed():
        data = pdf.write(html_of(paper), STYLESHEET).data
        assert operations.finish(
            owed.claim(MinutesPaper, paper.pk), Made(name_of(paper), data, sha256(data).hexdigest(), 1)
        )
        said[paper.left_out] = everything_in(data)
    return said


def test_each_reader_has_the_pdf_of_what_they_may_read(client, minuted, chair, member, business_manager):
    way.circulated(minuted, chair)
    said = printed()
    assert {left_out: [text for text in HIDDEN if text in words] for left_out, words in said.items()} == {
        "": list(HIDDEN),
        "1": [],
    }
    assert "1. Restricted item" in said["1"]
    assert "This copy is not whole. Item 1 is restricted" in said["1"]

    for person, mine in ((business_manager, ""), (member, "1"), (chair, "1")):
        client.force_login(person)
        response = client.get(address("minutes_pdf", minuted, number=1))
        assert everything_in(b"".join(response.streaming_content)) == said[mine]
        assert ("-part.pdf" in response["Content-Disposition"]) == bool(mine)
        page = words(client.get(address("minutes", minuted)))
        assert ("without what you are not cleared for" in page) == bool(mine)


def test_one_who_is_not_cleared_any_more_has_the_whole_no_longer(client, minuted, chair, member, business_manager):
    way.circulated(minuted, chair)
    printed()
    Clearance.objects.update(person=member)
    url = address("minutes_pdf", minuted, number=1)

    client.force_login(business_manager)
    in_part = b"".join(client.get(url).streaming_content)
    client.force_login(member)
    whole = b"".join(client.get(url).streaming_content)
    assert way.SAID not in everything_in(in_part)
    assert way.SAID in everything_in(whole)


def test_of_minutes_restricted_after_they_were_printed_a_reader_asks_for_what_they_may_read(
    client, group, chair, member, constable, business_manager
):
    meeting = way.held(group, chair, member, constable, chair)
    way.circulated(meeting, chair)
    assert list(printed()) == [""]
    restrict(meeting.items.first(), [business_manager], by=business_manager)
    client.force_login(member)

    assert client.get(address("minutes_pdf", meeting, number=1)).status_code == 404
    assert "Make a PDF" in words(client.get(address("minutes_version", meeting, number=1)))
    client.post(address("minutes_pdf_again", meeting, number=1))

    said = printed()
    assert (list(said), way.SAID in said["1"]) == (["1"], False)
    assert verbs(MinutesVersion.objects.get())[-2:] == ["minutes.print_asked", "minutes.printed"]
    with refused("The PDF is there, or on its way."):
        operations.print_version(MinutesVersion.objects.get(), by=member)


def test_approval_prints_both_anew(minuted, chair, member, constable):
    record = way.circulated(minuted, chair)
    printed()
    today = way.sitting(minuted.group, chair, chair, member, constable)
    approve(record, today.items.first(), uid=new_uid(), seen=1, by=chair)

    assert [paper.left_out for paper in MinutesPaper.objects.owed()] == ["", "1"]


def test_somebody_who_may_not_read_a_draft_has_no_pdf_made(minuted, chair, board_member):
    way.circulated(minuted, chair)
    with pytest.raises(PermissionDenied):
        operations.print_version(MinutesVersion.objects.get(), by=board_member)


def test_a_chair_who_is_not_cleared_approves_what_the_version_says(client, minuted, chair, member, constable):
    way.circulated(minuted, chair)
    today = way.sitting(minuted.group, chair, chair, member, constable)

    hidden, page = shown(client, chair, address("minutes_approve", minuted))
    assert hidden == []
    item = today.items.first()
    given = {"uid": new_uid(), "seen": 1, "item": item.uid, "how": "true"}
    field = f"words-{minuted.items.first().uid}"
    client.post(address("minutes_approve", minuted), given | {field: "Something else."})

    version = way.record(minuted).approved
    assert version.number == 1
    assert held(version)["items"][0]["discussion"] == way.SAID


def test_what_a_correction_changes_in_it_is_not_shown(client, minuted, chair, member, constable, business_manager):
    record = way.circulated(minuted, chair)
    today = way.sitting(minuted.group, chair, chair, member, constable)
    approve(record, today.items.first(), uid=new_uid(), seen=1, by=chair)
    facts = {"words": {str(minuted.items.first().uid): "Kestrel."}, "reason": "A slip.", "seen": 1}
    correct(record, uid=new_uid(), **facts, by=business_manager)

    _, page = shown(client, member, address("minutes_changes", minuted, number=2))
    assert "Kestrel" not in page
    assert "0 of" in page


def test_no_redacted_edition_by_somebody_who_reads_only_a_part(minuted, chair, member, constable):
    record = way.circulated(minuted, chair)
    today = way.sitting(minuted.group, chair, chair, member, constable)
    approval = approve(record, today.items.first(), uid=new_uid(), seen=1, by=chair)

    with refused(PARTLY_SEEN):
        begin_edition(approval.version, by=chair)


def test_what_stands_in_its_place_says_nothing_but_when(minuted, member):
    content = reading(plain(content_of(minuted)), member)
    stand_in = content["items"][0]

    assert {name for name, value in stand_in.items() if value} == {
        *("uid", "number", "title", "started", "closed", "concealed"),
    }
    lines = [line.words for part in parts_of(content) for line in part.lines]
    assert [text for text in HIDDEN if text in " ".join(lines)] == []
