import pytest

from workplan.models import Action, Decision
from workplan.operations.decision import record_decision
from workplan.operations.register import leave
from workplan.operations.session import close_meeting
from workplan.tests.factories import (
    ItemFactory,
    in_days,
    line,
    new_uid,
)
from workplan.tests.pages import HTMX, address, said, words


def decision(**more):
    return {"uid": new_uid(), "wording": "Agreed as drafted.", "outcome": "agreed", "dissent": ""} | more


def action(person, **more):
    day = in_days(30).isoformat()
    return {"uid": new_uid(), "title": "Dip sample", "owner": person.uid, "due": "other", "due_on": day} | more


def test_a_decision_is_recorded_and_shown_with_its_stamp(client, quorate, item):
    response = client.post(address("decide", item), decision())

    assert response.url == f"{address('chairing', quorate)}?item={item.uid}#decision"
    assert "D-001 Agreed Agreed as drafted. Quorate, 3 agencies" in words(client.get(response.url))


def test_a_decision_with_script_brings_a_fresh_form(client, quorate, item):
    form = decision()

    page = client.post(address("decide", item), form, headers=HTMX)

    assert "D-001" in words(page)
    assert "Decision recorded." in words(page)
    assert f'value="{form["uid"]}"' not in page.content.decode()


def test_a_quorum_lost_while_typing_keeps_the_words(client, quorate, chair, constable, item):
    leave(line(quorate, constable), by=chair)

    for headers in ({}, HTMX):
        page = client.post(address("decide", item), decision(wording="Long words."), headers=headers)
        assert "The meeting is not quorate: it can note or defer" in words(page)
        assert "Long words." in words(page)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"wording": ""}, "Write down what was decided."),
        ({"wording": "x" * 100_000}, "Write at most 2,000 characters."),
        ({"wording": "a\x00"}, "Null characters are not allowed."),
        ({"outcome": ""}, "Choose an outcome."),
        ({"outcome": "sung"}, "Choose an outcome."),
        ({"dissent": "x" * 1000}, "Write at most 500 characters."),
    ],
)
def test_a_faulty_decision_says_so_twice(client, quorate, item, posted, fault):
    page = client.post(address("decide", item), decision(**posted))

    assert (words(page).count(fault), Decision.objects.count()) == (2, 0)


def test_a_decision_after_the_end_leads_to_the_meeting(client, quorate, chair, item):
    close_meeting(quorate, by=chair)

    page = client.post(address("decide", item), decision(), follow=True)

    assert said(page) == ["This meeting is draft minutes. Decisions are recorded in session."]


def test_an_item_of_a_meeting_never_opened_decides_nothing(client, meeting, chair):
    client.force_login(chair)
    item = ItemFactory(meeting=meeting)

    assert client.post(address("decide", item), decision()).url == meeting.get_absolute_url()
    assert client.post(address("act", item), action(chair)).url == meeting.get_absolute_url()


def test_a_decision_is_corrected_on_its_page(client, quorate, chair, item):
    first = record_decision(item, uid=new_uid(), wording="Agreed.", outcome="agreed", by=chair)
    url = address("correct_decision", first)
    assert "D-001 stays readable" in words(client.get(url))

    page = client.post(url, decision(wording="Noted only.", outcome="noted"), follow=True)

    assert said(page) == ["D-001 is corrected by a new decision."]
    assert "Corrected by D-002." in words(page)


@pytest.mark.parametrize("who", ["business_manager", "member"])
def test_decisions_are_the_chairs(request, client, quorate, item, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(address("decide", item), decision()).status_code == 403


def test_an_action_is_given(client, quorate, member, item):
    response = client.post(address("act", item), action(member))

    assert response.url == f"{address('chairing', quorate)}?item={item.uid}#action"
    assert f"A-001 Dip sample {member.name}" in words(client.get(response.url))


def test_an_action_is_due_at_the_next_meeting(client, quorate, meeting, member, item):
    page = words(client.get(address("chairing", quorate)))
    assert f"{meeting.date:%-d %b}, next meeting" in page

    client.post(address("act", item), action(member, due=meeting.date.isoformat(), due_on=""))

    assert Action.objects.get().due_on == meeting.date


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"title": ""}, "Say what will be done."),
        ({"title": "x" * 100_000}, "Write at most 300 characters."),
        ({"owner": ""}, "Choose who will do it."),
        ({"owner": "nonsense"}, "Choose somebody from the list."),
        ({"owner": str(new_uid())}, "Choose somebody from the list."),
        ({"due": ""}, "Choose when it is due."),
        ({"due_on": ""}, "Give the date when it is due."),
        ({"due_on": "2020-01-01"}, "Choose a date from today on, within three years."),
        ({"due_on": "2040-12-31"}, "Choose a date from today on, within three years."),
        (
            {"due_on": "9999-12-31"},
            "Enter a day with its year in four figures, from 1900 to 2199, for example 30 November 2026.",
        ),
        ({"due_on": "soon"}, "Give the date, for example 18 December 2026."),
    ],
)
def test_a_faulty_action_says_so_twice(client, quorate, member, item, posted, fault):
    page = client.post(address("act", item), action(member, **posted))

    assert (words(page).count(fault), Action.objects.count()) == (2, 0)


def test_somebody_outside_the_group_is_not_in_the_list(client, quorate, lead, item):
    page = client.post(address("act", item), action(lead))

    assert "Choose somebody from the list." in words(page)
