"""Minutes of a meeting with a restricted item: whoever is not cleared reads that there was one, and when."""

import pytest

from agencies.tests.asserting import refused
from workplan.lines import parts_of
from workplan.minuted import content_of, held, plain, reading
from workplan.models import MinutesVersion
from workplan.operations.approval import approve, correct
from workplan.operations.clearance import restrict
from workplan.operations.edition import PARTLY_SEEN, begin_edition
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid
from workplan.tests.pages import address, words

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


def test_a_version_hides_it_too_and_its_file_is_for_those_who_read_it_all(client, minuted, chair, member):
    way.circulated(minuted, chair)
    url = address("minutes_version", minuted, number=1)

    assert shown(client, member, url)[0] == []
    assert way.SAID in MinutesVersion.objects.get().content
    assert client.get(address("minutes_pdf", minuted, number=1)).status_code == 404
    assert client.get(address("suggest_amendment", minuted.items.first())).status_code == 404


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
