import pytest

from agencies.tests.factories import SeatFactory
from workplan.models import Meeting, Poll, PollAnswer
from workplan.tests.factories import in_days, new_uid, told
from workplan.tests.pages import address, count_queries, said, words
from workplan.tests.planning import answered, asked, requested


@pytest.fixture
def poll(group, chair, member, constable, business_manager):
    return asked(group, business_manager)


def form(*days, **changed):
    rows = {f"options-{i}-date": day for i, day in enumerate(days)}
    rows |= {f"options-{i}-starts_at": "09:30" for i in range(len(days))}
    rows |= {"options-TOTAL_FORMS": str(len(days)), "options-INITIAL_FORMS": "0"}
    facts = {"uid": new_uid(), "title": "QAPM meeting", "minutes": "90", "closes_on": in_days(7).isoformat()}
    return rows | facts | {"ask": "1"} | changed


def two_days():
    return in_days(20).isoformat(), in_days(27).isoformat(), ""


def answers(poll, *said):
    return {f"option-{option.uid}": each for option, each in zip(poll.options.all(), said, strict=True)}


def test_a_poll_is_asked_on_its_page(client, group, member, business_manager):
    client.force_login(business_manager)

    response = client.post(address("ask_poll", group), form(*two_days()), follow=True)

    assert said(response) == ["The poll is out. Everybody who is asked has been told."]
    assert [option.date for option in Poll.objects.get().options.all()] == [in_days(20), in_days(27)]


def test_the_page_offers_a_neutral_title(client, group, business_manager):
    client.force_login(business_manager)

    assert 'value="QAPM meeting"' in client.get(address("ask_poll", group)).text


def test_another_row_keeps_what_was_typed_and_complains_of_nothing(client, group, business_manager):
    client.force_login(business_manager)
    posted = form(*two_days(), title="Our words", closes_on="", add_options="1")
    del posted["ask"]

    page = client.post(address("ask_poll", group), posted)

    assert page.text.count('type="time"') == 4
    assert 'value="Our words"' in page.text
    assert f'value="{in_days(20).isoformat()}"' in page.text
    assert "There is a problem" not in page.text
    assert Poll.objects.count() == 0


def test_a_row_is_removed(client, group, business_manager):
    client.force_login(business_manager)
    posted = form(*two_days(), remove_options="0")
    del posted["ask"]

    page = client.post(address("ask_poll", group), posted)

    assert in_days(20).isoformat() not in page.text
    assert page.text.count('type="time"') == 2


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"title": ""}, "Give the poll a title."),
        ({"closes_on": ""}, "Say until when people may answer."),
        ({"closes_on": "0026-01-01"}, "Enter a day with its year in four figures"),
        ({"options-1-date": ""}, "Offer at least 2 different days or times."),
        ({"options-1-date": "2020-01-06"}, "Choose today or a later day."),
        ({"options-1-starts_at": "25:00"}, "Give the time, for example 09:30."),
        ({"options-0-starts_at": ""}, "Give the time, for example 09:30."),
        ({"options-TOTAL_FORMS": "many"}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said(client, group, business_manager, changed, fault):
    client.force_login(business_manager)

    page = client.post(address("ask_poll", group), form(*two_days(), **changed))

    assert fault in words(page)
    assert Poll.objects.count() == 0


def test_a_member_answers_and_changes_the_answers(client, poll, member):
    client.force_login(member)
    page = address("poll", poll)

    first = client.post(page, answers(poll, "yes", "no"), follow=True)
    client.post(page, answers(poll, "no", "if_need_be"))

    assert said(first) == ["Your answers are noted. You may change them until the poll closes."]
    assert [each.answer for each in PollAnswer.objects.order_by("option__date")] == ["no", "if_need_be"]
    assert client.get(page).text.count("checked") == 2


def test_a_day_left_out_is_said_and_the_other_kept(client, poll, member):
    client.force_login(member)
    posted = answers(poll, "yes", "no")
    posted.popitem()

    page = client.post(address("poll", poll), posted)

    assert words(page).count(f"Answer for {in_days(27):%-d %B}.") == 2
    assert page.text.count("checked") == 1
    assert PollAnswer.objects.count() == 0


def test_two_seats_of_one_person_answer_together(client, poll, group, member, police):
    SeatFactory(group=group, person=member, agency=police)
    client.force_login(member)

    client.post(address("poll", poll), answers(poll, "yes", "no"))

    assert PollAnswer.objects.count() == 4


def test_a_member_does_not_see_what_others_say(client, poll, member, constable):
    answered(poll, constable, "yes", "no")
    client.force_login(member)

    page = words(client.get(address("poll", poll)))

    assert constable.name not in page
    assert "What was answered" not in page


def test_who_organises_sees_agencies_and_days_with_the_quorum(client, poll, chair, member, constable, business_manager):
    for person in (chair, member, constable):
        answered(poll, person, "yes", "no")
    client.force_login(business_manager)

    page = words(client.get(address("poll", poll)))

    assert "3 of 3 have answered" in page
    assert "Those who said yes are enough to decide. 3 agencies expected, 3 needed." in page
    assert "Not enough to decide, even if everybody else came." in page
    assert "Acute trust Clare Pool Yes No" in page


def test_answers_that_came_by_letter_are_entered(client, poll, member, administrator):
    client.force_login(administrator)
    url = address("poll_answer_for", poll, seat=member.seats.get().uid)

    refused = client.post(url, answers(poll, "yes", "no"))
    response = client.post(url, answers(poll, "yes", "no") | {"through": "letter"}, follow=True)

    assert "Say how it came." in words(refused)
    assert said(response) == [f"The answers of {member.name} are noted. They have been told that you entered them."]


def test_the_reminder_is_shown_before_it_goes(client, poll, member, constable, chair):
    answered(poll, constable, "yes", "no")
    client.force_login(chair)
    url = address("poll_remind", poll)
    seat = member.seats.get()

    page = client.get(f"{url}?to={seat.uid}")
    response = client.post(url, {"uid": new_uid(), "to": [seat.uid]}, follow=True)

    assert "Which day suits you? QAPM" in words(page)
    assert page.text.count("checked") == 1
    assert constable.name not in words(page)
    assert said(response) == ["1 person is reminded."]
    assert told(member) == ["workplan/poll_asked", "workplan/poll_nudge"]


@pytest.mark.parametrize("to", [[], ["not-a-uid"], [str(new_uid())]])
def test_nobody_is_reminded_by_mistake(client, poll, member, chair, to):
    client.force_login(chair)

    page = client.post(address("poll_remind", poll), {"uid": new_uid(), "to": to})

    assert "There is a problem" in words(page)
    assert told(member) == ["workplan/poll_asked"]


def test_a_day_is_chosen_after_a_look(client, poll, business_manager):
    client.force_login(business_manager)
    option = poll.options.first()
    url = address("poll_choose", poll, option=option.uid)

    look = client.get(url)
    response = client.post(url, follow=True)

    assert f"Meet on {option.date:%A %-d %B %Y} at 09:00?" in words(look)
    assert said(response) == ["The meeting is planned. The members of the group have been told."]
    assert Meeting.objects.get().date == option.date


def test_a_poll_is_withdrawn_after_a_question(client, poll, business_manager):
    client.force_login(business_manager)
    url = address("poll_withdraw", poll)

    assert "Withdraw the poll?" in words(client.get(url))
    assert said(client.post(url, follow=True)) == ["The poll is withdrawn. Whoever was asked has been told."]


def test_the_list_of_meetings_shows_open_polls_to_those_asked(client, poll, member, analyst):
    client.force_login(member)
    assert "Which day suits you? QAPM meeting" in words(client.get("/b/northmere/meetings/"))
    client.force_login(analyst)
    assert "Which day suits you?" not in words(client.get("/b/northmere/meetings/"))


def test_the_list_asks_as_much_for_thirty_polls_and_requests_as_for_one(client, group, member, chair):
    client.force_login(chair)
    asked(group, chair)
    requested(group, member)
    before = count_queries(client, "/b/northmere/meetings/")
    for _ in range(29):
        asked(group, chair)
        requested(group, member)

    assert count_queries(client, "/b/northmere/meetings/") == before


def test_the_poll_asks_as_much_for_thirty_seats_as_for_three(client, poll, group, business_manager):
    client.force_login(business_manager)
    before = count_queries(client, address("poll", poll))
    for _ in range(27):
        answered(poll, SeatFactory(group=group).person, "yes", "no")

    assert count_queries(client, address("poll", poll)) == before
