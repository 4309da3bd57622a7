import pytest

from agencies.models import Event
from agencies.tests.factories import SeatFactory
from workplan.tests.pages import address, said, words


def test_a_reply_is_thanked_for_on_the_page(client, meeting, member):
    client.force_login(member)

    response = client.post(address("reply", meeting), {"answer": "remote"}, follow=True)

    assert said(response) == ["Your reply is noted: you will attend online."]
    assert response.redirect_chain[-1][0] == meeting.get_absolute_url()


def test_a_reply_given_at_home_comes_back_there(client, meeting, member):
    client.force_login(member)

    response = client.post(address("reply", meeting), {"answer": "attending", "back": "/b/northmere/"})

    assert response.url == "/b/northmere/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "x\x00"])
def test_a_reply_never_leads_out_of_the_portal(client, meeting, member, back):
    client.force_login(member)

    response = client.post(address("reply", meeting), {"answer": "attending", "back": back})

    assert response.url == meeting.get_absolute_url()


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({}, "Choose one of the answers."),
        ({"answer": "perhaps"}, "Choose one of the answers."),
        ({"answer": "deputy"}, "Give the name of the deputy."),
        ({"answer": "deputy", "deputy_name": "x" * 10**5}, "Write at most 120 characters."),
        ({"answer": "apologies", "reason": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_faulty_reply_says_so_twice_and_keeps_what_was_typed(client, meeting, member, posted, fault):
    client.force_login(member)

    page = client.post(address("reply", meeting), posted)

    assert words(page).count(fault) == 2
    assert meeting.replies.count() == 0


def test_two_seats_of_one_person_reply_together(client, meeting, group, member, police):
    SeatFactory(group=group, person=member, agency=police)
    client.force_login(member)

    client.post(address("reply", meeting), {"answer": "attending"})

    assert meeting.replies.count() == 2


def test_replies_closed_meanwhile_are_said_on_the_page(client, session, member):
    client.force_login(member)

    page = client.post(address("reply", session), {"answer": "attending"})

    assert "This meeting is in session, so replies are closed." in words(page)


def test_somebody_without_a_seat_has_no_reply_to_give(client, meeting, business_manager):
    client.force_login(business_manager)

    assert client.post(address("reply", meeting), {"answer": "attending"}).status_code == 403


def test_the_office_enters_a_reply(client, meeting, member, administrator):
    client.force_login(administrator)
    url = address("reply_for", meeting, seat=member.seats.get().uid)

    response = client.post(url, {"answer": "apologies", "reason": "Leave", "through": "telephone"}, follow=True)

    assert said(response) == [f"The reply of {member.name} is noted. They have been told that you entered it."]
    assert "Apologies Leave" in words(response)
    assert Event.objects.get(verb="reply.given").on_behalf_of == member


def test_how_it_came_is_asked(client, meeting, member, administrator):
    client.force_login(administrator)
    url = address("reply_for", meeting, seat=member.seats.get().uid)

    assert "Say how it came." in words(client.post(url, {"answer": "attending"}))
