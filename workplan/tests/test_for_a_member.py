"""What the board's office enters on behalf of a member, as it came by telephone, letter or e-mail."""

import pytest

from agencies.models import Event
from agencies.models.event import Through
from agencies.tests.asserting import denied, refused
from agencies.tests.frozen import changeable
from workplan.models import ExtraMeeting, SuggestedAmendment
from workplan.operations.clearance import restrict
from workplan.operations.extra_meeting import withdraw_request
from workplan.operations.suggestion import suggest
from workplan.tests import minuting as way
from workplan.tests.factories import in_days, new_uid, told
from workplan.tests.pages import address, said, words
from workplan.tests.planning import requested

RANG = {"through": Through.TELEPHONE}


def came(verb):
    """Who did it, for whom, and how it came."""
    event = Event.objects.get(verb=verb)
    return event.by, event.on_behalf_of, event.through


# A request for an extra meeting ---------------------------------------------------------------------------------------


def test_a_request_is_the_members_and_says_who_entered_it(group, chair, member, administrator, hospital):
    extra = requested(group, administrator, member=member, **RANG)

    assert (extra.asked_by, extra.agency, extra.entered_by, extra.through) == (
        member,
        hospital,
        administrator,
        "telephone",
    )
    assert came("extra_meeting.asked") == (administrator, member, "telephone")
    assert (told(member), told(chair)) == (["workplan/extra_meeting_entered"], ["workplan/extra_meeting_asked"])
    assert not changeable(extra) & {"entered_by_id", "through", "asked_by_id"}
    withdraw_request(extra, by=member)


def test_ones_own_request_came_by_nobody_else(group, member):
    extra = requested(group, member, member=member, **RANG)

    assert (extra.entered_by, extra.through, came("extra_meeting.asked")) == (None, "", (member, None, ""))


def test_the_same_form_twice_is_one_request(group, member, administrator):
    facts = {"uid": new_uid(), "member": member, **RANG}

    assert requested(group, administrator, **facts) == requested(group, administrator, **facts)


def test_only_for_a_member_of_the_group_and_only_as_it_came(group, adviser, member, administrator):
    with refused(f"{adviser.name} is no member of this group, so cannot ask for a meeting."):
        requested(group, administrator, member=adviser, **RANG)
    with refused("Say how it came."):
        requested(group, administrator, member=member)
    assert not ExtraMeeting.objects.exists()


@pytest.mark.parametrize("who", ["chair", "constable", "board_member", "lead", "stranger"])
def test_members_ask_for_nobody_else(request, group, member, who):
    with denied():
        requested(group, request.getfixturevalue(who), member=member, **RANG)


def test_the_office_enters_a_request_on_a_page(client, group, chair, member, administrator, adviser):
    client.force_login(administrator)
    assert "Enter a request for an extra meeting" in words(client.get(f"/b/{group.board.slug}/meetings/"))
    url = address("ask_for_meeting", group)
    page = words(client.get(url))
    assert member.name in page
    assert adviser.name not in page

    form = {"uid": new_uid(), "reason": "Two inspections.", "wished_by": in_days(30).strftime("%-d/%-m/%Y")}
    page = words(client.post(url, form))
    assert "Choose who said it." in page
    assert "Say how it came." in page
    response = client.post(url, form | {"member": member.uid, "through": "email"}, follow=True)

    assert said(response) == ["The request is with the chair, who will agree or decline. The member has been told."]
    shown = words(response)
    assert f"Asked by {member.name}" in shown
    assert f"entered by {administrator.name}, by e-mail." in shown


def test_a_member_is_not_asked_who_said_it(client, group, member):
    client.force_login(member)

    assert "Who said it?" not in words(client.get(address("ask_for_meeting", group)))


# A suggestion for circulated minutes ----------------------------------------------------------------------------------


@pytest.fixture
def circulated(group, chair, member, constable):
    meeting = way.held(group, chair, member, constable, chair)
    way.circulated(meeting, chair)
    return meeting


def entered(meeting, by, member, **more):
    return suggest(
        meeting.items.first(), uid=new_uid(), words="A third of the files.", by=by, member=member, **RANG | more
    )


def test_a_suggestion_is_the_members_and_says_who_entered_it(circulated, chair, member, business_manager):
    one = entered(circulated, business_manager, member)

    assert (one.suggested_by, one.entered_by, one.through) == (member, business_manager, "telephone")
    assert came("minutes.amendment_suggested") == (business_manager, member, "telephone")
    assert told(member)[-1] == "workplan/amendment_entered"
    assert told(chair)[-1] == "workplan/amendment_suggested"
    assert not changeable(one) & {"entered_by_id", "through", "suggested_by_id"}


def test_only_for_somebody_who_may_suggest_it(circulated, outsider, member, constable, business_manager):
    with refused(f"{outsider.name} suggests nothing for this item."):
        entered(circulated, business_manager, outsider)
    with refused("Say how it came."):
        entered(circulated, business_manager, member, through="")
    with denied():
        entered(circulated, constable, member)
    assert not SuggestedAmendment.objects.exists()


def test_not_for_a_member_who_may_not_read_the_item(client, circulated, member, constable, business_manager):
    item = circulated.items.first()
    restrict(item, [business_manager, constable], by=business_manager)

    with refused(f"{member.name} suggests nothing for this item."):
        entered(circulated, business_manager, member)
    client.force_login(business_manager)
    page = words(client.get(address("suggest_amendment", item)))
    assert (constable.name in page, member.name in page) == (True, False)


def test_the_office_enters_a_suggestion_on_a_page(client, circulated, member, business_manager):
    client.force_login(business_manager)
    assert "Enter a suggested amendment" in words(client.get(address("minutes", circulated)))
    url = address("suggest_amendment", circulated.items.first())

    form = {"uid": new_uid(), "words": "A third of the files."}
    assert "Choose who said it." in words(client.post(url, form))
    response = client.post(url, form | {"member": member.uid, "through": "letter"}, follow=True)

    shown = words(response)
    assert f"{member.name} suggests" in shown
    assert f"Entered by {business_manager.name}, by letter" in shown


def test_a_member_suggests_as_before(client, circulated, member):
    client.force_login(member)
    page = words(client.get(address("suggest_amendment", circulated.items.first())))

    assert "Who said it?" not in page
    assert "answers you" in page
