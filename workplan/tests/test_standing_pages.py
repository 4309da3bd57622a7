"""The template of agendas: what comes when, entered as a version of the terms of reference."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event
from agencies.operations.agenda_template import agree_template
from agencies.standing import PURPOSES, Standing
from agencies.tests.asserting import refused
from agencies.tests.factories import TermsOfReferenceFactory
from workplan.models import Purpose
from workplan.operations.agenda import open_agenda
from workplan.operations.meeting import cancel_meeting
from workplan.tests.factories import MeetingFactory, in_days
from workplan.tests.pages import address, count_queries, words
from workplan.turns import grid

AGREED = {"agreed_by": "QAPM", "agreed_on": "2026-11-18", "review_on": "2028-11-18", "minute_reference": "Q/26/4"}
ROW = {"position": "1", "title": "Risks", "closing": "no", "purpose": "assure", "minutes": "10", "comes": "1"}


def typed(*rows, **more):
    """What the page posts: rows, and who agreed them."""
    data = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": 0, "following": 1} | AGREED | more
    for number, row in enumerate(rows):
        data |= {f"items-{number}-{name}": value for name, value in (ROW | row).items()}
    return data


def test_the_purposes_of_the_template_are_those_of_an_agenda():
    assert list(PURPOSES.items()) == list(Purpose.choices)


# Whose turn it is -----------------------------------------------------------------------------------------------------


@pytest.fixture
def four(group):
    """The next four meetings, of February, May, August and November of a year ahead."""
    year = timezone.localdate().year + 1
    return [MeetingFactory(group=group, date=dt.date(year, month, 10)) for month in (2, 5, 8, 11)]


def template(group, *entries, **more):
    return TermsOfReferenceFactory(group=group, version=2, standing_items=list(entries), **more)


def test_an_agenda_takes_those_whose_turn_it_is_in_their_order_as_the_template_has_them(group, four, chair):
    since = four[0].date.isoformat()
    annual = {"title": "Annual report", "purpose": "decide", "minutes": 25, "lead": "the chair", "quarters": [2]}
    template(group, "Risks", {"title": "Audits", "every": 2, "from": since}, annual, closing_items=["Close"])

    agendas = [open_agenda(meeting, by=chair) for meeting in four[:2]]

    assert [[item.title for item in agenda.items.all()] for agenda in agendas] == [
        ["Risks", "Audits", "Close"],
        ["Risks", "Annual report", "Close"],
    ]
    item = agendas[1].items.get(title="Annual report")
    assert (item.purpose, item.minutes, item.lead, item.is_standing) == ("decide", 25, "the chair", True)


def test_a_cancelled_meeting_passes_its_turn_on(group, four, business_manager, chair):
    template(group, {"title": "Audits", "every": 2, "from": four[0].date.isoformat()})
    cancel_meeting(four[0], reason="Snow", by=business_manager)

    assert [item.title for item in open_agenda(four[1], by=chair).items.all()] == ["Audits"]
    assert [item.title for item in open_agenda(four[2], by=chair).items.all()] == []


def test_the_grid_says_what_an_agenda_will_have(group, four, chair):
    template(
        group, "Risks", {"title": "Audits", "every": 3, "from": four[1].date.isoformat()}, {"title": "A", "months": [8]}
    )
    found = {row.item.title: row.turns for row in grid(group, group.terms, four).rows}

    assert found == {
        "Risks": (True, True, True, True),
        "Audits": (False, True, False, False),
        "A": (False, False, True, False),
    }
    for place, meeting in enumerate(four):
        agenda = [item.title for item in open_agenda(meeting, by=chair).items.all()]
        assert agenda == [title for title, turns in found.items() if turns[place]]


# Entering another -----------------------------------------------------------------------------------------------------

FACTS = {"agreed_by": "QAPM", "agreed_on": dt.date(2026, 11, 18), "review_on": dt.date(2028, 11, 18)}
ITEMS = [
    Standing("Risks"),
    Standing("Audits", every=2, since=dt.date(2027, 1, 1)),
    Standing("Close", "note", 5, closing=True),
]


@pytest.mark.parametrize("who", ["chair", "business_manager"])
def test_chair_and_office_enter_it_as_a_version_that_leaves_the_rest_as_it_was(request, group, who):
    before = group.terms
    agreed = agree_template(group, ITEMS, by=request.getfixturevalue(who), following=1, **FACTS)

    assert (agreed.version, agreed.purpose, agreed.delegated_authority) == (
        2,
        before.purpose,
        before.delegated_authority,
    )
    assert agreed.standing_items == ["Risks", {"title": "Audits", "every": 2, "from": "2027-01-01"}]
    assert agreed.closing_items == ["Close"]
    assert [event.verb for event in Event.objects.about(group)] == ["terms_of_reference.agreed"]


def test_the_same_form_twice_is_one_version_and_a_stale_one_is_refused(group, chair):
    for _ in range(2):
        agree_template(group, ITEMS, by=chair, following=1, **FACTS)
    assert group.terms.version == 2
    with refused("Version 2 has been entered meanwhile. Look at it before you enter another."):
        agree_template(group, ITEMS[:1], by=chair, following=1, **FACTS)


def test_a_title_is_there_once(group, chair):
    with refused("“risks” is there twice. Give each item a title of its own."):
        agree_template(group, [Standing("risks"), Standing("Risks")], by=chair, following=1, **FACTS)
    assert group.terms.version == 1


@pytest.mark.parametrize("who", ["member", "adviser", "administrator", "board_member", "lead", "stranger"])
def test_nobody_else_does(request, group, who):
    with pytest.raises(PermissionDenied):
        agree_template(group, ITEMS, by=request.getfixturevalue(who), following=1, **FACTS)


# Its pages ------------------------------------------------------------------------------------------------------------


def test_members_read_what_comes_when(client, group, four, member):
    template(
        group, "Risks", {"title": "Audits", "every": 2, "from": four[1].date.isoformat()}, {"title": "B", "months": [7]}
    )
    client.force_login(member)

    page = words(client.get(address("standing_items", group)))

    assert "Audits Assure, 10 minutes Every second meeting from 10 May" in page
    assert "Does not come Comes Does not come Comes" in page.replace("– ", "")
    assert "The first meeting in July None of these meetings" in page
    assert "Change the template" not in page


def test_the_chair_enters_a_template_and_compares(client, group, chair):
    client.force_login(chair)
    rows = [
        {"position": "2", "title": "Audits", "comes": "2", "since": "2027-01-01"},
        {"position": "1", "title": "Annual report", "comes": "quarters", "months": "March"},
        {"position": "3", "title": "Close", "closing": "yes", "purpose": "note", "minutes": "5"},
    ]

    page = words(client.post(address("change_standing", group), typed(*rows), follow=True))

    assert "The template was entered as a new version of the terms of reference." in page
    assert group.terms.standing_items == [
        {"title": "Annual report", "quarters": [1]},
        {"title": "Audits", "every": 2, "from": "2027-01-01"},
    ]
    compared = words(client.get(reverse("agencies:terms_compare", args=["northmere", group.uid])))
    assert "Audits (Assure, 10 minutes; every second meeting from 1 January 2027)" in compared


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"title": ""}, "Give the item a title."),
        ({"minutes": "0"}, "Give between 1 and 240 minutes."),
        ({"comes": "3"}, "Enter the day from which meetings are counted."),
        ({"comes": "months"}, "Name at least one month."),
        ({"comes": "quarters", "months": "Marsh"}, "“Marsh” is not a month."),
    ],
)
def test_a_faulty_row_says_so_and_loses_nothing(client, group, chair, row, fault):
    client.force_login(chair)
    page = client.post(address("change_standing", group), typed({"lead": "Joy Okafor"} | row))

    assert words(page).count(fault) >= 2
    assert "Joy Okafor" in page.content.decode()
    assert group.terms.version == 1


def test_rows_are_added_and_removed_without_script(client, group, chair):
    client.force_login(chair)
    two = typed({"title": "Risks"}, {"title": "Audits"})

    added = client.post(address("change_standing", group), two | {"add_items": "1"})
    removed = client.post(address("change_standing", group), two | {"remove_items": "0"})

    assert [form["title"].value() for form in added.context["asked"].rows] == ["Risks", "Audits", None]
    assert [form["title"].value() for form in removed.context["asked"].rows] == ["Audits"]
    assert "Error" not in words(added)
    assert group.terms.version == 1


def test_who_was_overtaken_reads_the_newer_one_and_keeps_what_they_typed(client, group, chair):
    TermsOfReferenceFactory(group=group, version=2)
    client.force_login(chair)

    page = client.post(address("change_standing", group), typed({"title": "Kept"}))

    assert "somebody else entered version 2 while you wrote." in words(page)
    assert "Kept" in page.content.decode()
    again = typed({"title": "Kept"}, following=page.context["asked"].agreed["following"].value())
    assert client.post(address("change_standing", group), again).status_code == 302
    assert group.terms.standing_items == ["Kept"]


def test_members_do_not_change_it_and_others_do_not_find_it(client, group, member, lead):
    client.force_login(member)
    assert client.get(address("change_standing", group)).status_code == 403
    client.force_login(lead)
    assert client.get(address("standing_items", group)).status_code == 404


def test_many_items_and_meetings_cost_no_more(client, group, member):
    client.force_login(member)
    MeetingFactory(group=group)
    few = count_queries(client, address("standing_items", group))
    for days in range(30):
        MeetingFactory(group=group, date=in_days(60 + 7 * days))
    template(group, *[f"Item {number}" for number in range(30)])

    assert count_queries(client, address("standing_items", group)) == few
