"""The pages of service updates: an agency writes its own, the office looks at all of them."""

import pytest
from django.urls import reverse

from agencies import kept
from agencies.models import Notification
from agencies.tests.factories import AgencyFactory, SeatFactory
from workplan.models import ServiceUpdate, UpdateRound
from workplan.operations.service_update import save_update, take_back
from workplan.operations.update_round import gather
from workplan.preparing import owed_by
from workplan.tests.factories import agreed, in_days, new_uid
from workplan.tests.pages import HTMX, address, count_queries, words
from workplan.tests.pages import said as messages_of
from workplan.tests.updates import asked, said, sent, update_of


@pytest.fixture
def round_(asking, chair, member, constable, lead, business_manager):
    return asked(asking, chair, date=in_days(40))


@pytest.fixture
def update(round_, police):
    return update_of(round_, police)


@pytest.fixture
def page(update):
    return address("service_update", update)


def grid(group):
    return reverse("workplan:service_updates", args=["northmere", group.uid])


def test_a_lead_without_a_seat_writes_saves_and_sends(client, update, page, lead):
    client.force_login(lead)
    assert "What has changed in the service" in words(client.get(page))

    saved = client.post(page, said(changed="Two left.") | {"version": 0, "save": "yes"}, follow=True)
    assert messages_of(saved) == ["Your draft is saved. It is not sent yet."]
    done = client.post(page, said(changed="Three left.") | {"version": 1, "send": "yes"}, follow=True)

    assert messages_of(done) == ["Your update is sent. You can take it back until it is gathered into the papers."]
    assert "Three left." in words(done)
    update.refresh_from_db()
    assert (update.status, update.changed) == ("sent", "Three left.")
    client.post(address("take_update_back", update))
    update.refresh_from_db()
    assert update.status == "awaited"


def test_it_saves_itself_while_one_types(client, update, page, lead):
    client.force_login(lead)

    response = client.post(page, said(changed="Two") | {"version": 0}, headers=HTMX)

    assert "Saved at" in words(response)
    assert 'value="1"' in response.text
    update.refresh_from_db()
    assert update.changed == "Two"


def test_words_too_long_for_a_page_are_kept_and_said(client, update, page, lead):
    client.force_login(lead)
    response = client.post(page, said(changed="a\n" * 60) | {"version": 0}, headers=HTMX)
    assert "longer than one page" in words(response)

    response = client.post(page, said(changed="a\n" * 60) | {"version": 1, "send": "yes"})

    assert "longer than one page" in words(response)
    assert response.context["form"].data["changed"] == "a\n" * 60


def test_what_a_colleague_saved_is_shown_beside_mine(client, update, page, lead, constable):
    save_update(update, boxes=said(changed="Theirs"), version=0, by=constable)
    client.force_login(lead)
    mine = said(changed="Mine") | {"version": 0}

    by_itself = client.post(page, mine, headers=HTMX)
    by_button = client.post(page, mine | {"save": "yes"})

    assert (by_itself.status_code, by_button.status_code) == (409, 409)
    for response in (by_itself, by_button):
        assert "Theirs" in response.text
        assert "Joy Adebayo has written here" in words(response)
    assert ">\nMine</textarea>" in by_button.text
    client.post(page, mine | {"their_version": 1, "save": "yes"})
    update.refresh_from_db()
    assert update.changed == "Mine"


def test_words_that_tell_who_a_child_is_ask_for_a_reason(client, update, page, lead):
    client.force_login(lead)
    facts = said(worries="NHS number 943 476 5919 waits.") | {"version": 0, "send": "yes"}

    response = client.post(page, facts)
    assert "Why may it stay?" in words(response)
    client.post(page, facts | {"may_stay": "A test number."})

    update.refresh_from_db()
    assert update.status == "sent"


def test_words_that_came_after_the_session_had_ended_are_on_the_form_again(client, page, lead):
    facts = said(changed="Typed long ago") | {"version": 0, kept.FIELD: kept.mark(lead, page)}
    client.post(page, facts)
    client.force_login(lead)
    session = client.session
    session[kept.KEY] = {
        "for": str(lead.uid),
        "path": page,
        "at": kept.seconds_now(),
        "fields": [["changed", ["Typed long ago"]], ["version", ["0"]]],
    }
    session.save()

    assert "Typed long ago" in client.get(page).text


def test_nothing_to_report_is_one_press(client, update, page, lead):
    client.force_login(lead)

    client.post(page, said() | {"version": 0, "nothing": "yes"})

    update.refresh_from_db()
    assert update.state == "nothing"


def test_what_is_gathered_is_only_read(client, round_, page, police, lead, chair):
    sent(round_, police, lead, words="Two left.")
    gather(round_.meeting, by=chair)
    client.force_login(lead)

    response = client.get(page)

    assert "Two left." in words(response)
    assert "no longer changes" in words(response)
    assert "<textarea" not in response.text


def test_others_find_nothing_there(client, page, outsider, member, adviser):
    for person in (outsider, member, adviser):
        client.force_login(person)
        assert client.get(page).status_code == 404


def test_the_page_where_one_prepares_says_that_it_is_due(client, round_, police, hospital, member, board):
    client.force_login(member)
    response = client.get(address("prepare", round_.meeting))
    assert f"Your agency’s service update, {round_.months}" in words(response)

    sent(round_, hospital, member, nothing=True)

    assert owed_by([hospital.pk], board, member, in_days(0)) == []


# The office -----------------------------------------------------------------------------------------------------------


def test_the_grid_shows_every_agency_and_the_ways_on(client, round_, asking, business_manager, police, lead):
    sent(round_, police, lead)
    client.force_login(business_manager)

    response = client.get(grid(asking))

    assert "1 of 3 agencies have answered" in words(response)
    assert response.text.count("Not sent</") == 2
    assert "Gather them now" in words(response)
    client.post(address("gather_updates", round_.meeting))
    assert ServiceUpdate.objects.get(agency=police).status == "gathered"


def test_the_grid_asks_the_same_number_of_queries_for_many_agencies(client, asking, chair, member, business_manager):
    client.force_login(business_manager)
    asked(asking, chair, date=in_days(40))
    few = count_queries(client, grid(asking))
    for _ in range(30):
        SeatFactory(group=asking, agency=AgencyFactory())
    asked(asking, chair, date=in_days(140))

    assert count_queries(client, grid(asking)) - few <= 2  # the second round is read for what can be done about it


def test_members_do_not_see_the_grid(client, asking, round_, member):
    client.force_login(member)

    assert client.get(grid(asking)).status_code == 403


def test_it_is_asked_for_by_a_button(client, asking, round_, chair, business_manager):
    asking.update_settings.asks = False
    asking.update_settings.save()
    later = asked_for_nothing(asking, chair)
    client.force_login(business_manager)
    assert "Ask for service updates" in words(client.get(grid(asking)))

    response = client.post(address("ask_for_updates", later), follow=True)

    assert messages_of(response) == ["Every agency has been asked for its update."]
    assert UpdateRound.objects.filter(meeting=later).count() == 1


def asked_for_nothing(group, by):
    from workplan.operations.agenda import open_agenda
    from workplan.tests.factories import MeetingFactory

    return open_agenda(MeetingFactory(group=group, date=in_days(140)), by=by)


def test_the_settings_are_changed(client, asking, chair):
    client.force_login(chair)
    page = reverse("workplan:update_settings", args=["northmere", asking.uid])
    assert "By itself" in client.get(page).text or "by itself" in client.get(page).text

    client.post(page, {"asks": "no", "days_before": "7"})

    asking.update_settings.refresh_from_db()
    assert (asking.update_settings.asks, asking.update_settings.days_before) == (False, 7)


def test_one_agency_is_reminded_with_a_message_that_was_looked_at(client, update, round_, business_manager):
    client.force_login(business_manager)
    page = f"{address('remind_updates', round_.meeting)}?to={update.uid}"

    response = client.get(page)
    assert "Service update due: QAPM" in words(response)
    assert response.text.count(" checked") == 1
    client.post(page, {"uid": new_uid(), "to": [update.uid]})

    found = Notification.objects.filter(kind="workplan/service_update_reminder")
    assert sorted(one.recipient.name for one in found) == ["Joy Adebayo", "Joy Okafor"]


def test_the_office_enters_it_for_somebody_of_the_agency(client, update, lead, member, administrator):
    client.force_login(administrator)
    page = address("update_for", update)
    people = [person.name for person in client.get(page).context["form"].fields["person"].queryset]
    assert sorted(people) == ["Joy Adebayo", "Joy Okafor"]
    facts = said(asks="Fund it.") | {"version": 0, "person": lead.pk, "through": "telephone", "send": "yes"}

    response = client.post(page, facts, follow=True)

    assert messages_of(response) == ["The update of Police is sent. Joy Okafor is told that you entered it."]
    update.refresh_from_db()
    assert (update.sent_by, update.entered_by) == (lead, administrator)
    take_back(update, by=lead)


def test_a_gathered_paper_says_that_its_pdf_is_being_made(client, round_, police, lead, chair):
    sent(round_, police, lead)
    version = gather(agreed(round_.meeting, chair), by=chair)
    client.force_login(chair)

    response = client.get(address("paper", version.paper))

    assert "The PDF is being made." in words(response)
    assert "Replace it" not in words(response)
