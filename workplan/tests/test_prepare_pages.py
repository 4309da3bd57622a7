import datetime as dt

import pytest
from django.utils import timezone

from agencies import kept
from agencies.tests.factories import PostFactory, SeatFactory, UserFactory
from audits.tests.factories import RoundFactory, SelfEvaluationFactory
from audits.tests.factories_policies import PolicyFactory, PolicyVersionFactory
from workplan.models import Meeting, Paper, Reply
from workplan.operations.pack import issue_papers
from workplan.operations.reply import reply
from workplan.preparing import owed_by
from workplan.tests.factories import ActionFactory, ItemFactory, MeetingFactory, ProposalFactory, agreed, in_days, told
from workplan.tests.pages import address, count_queries, said, words
from workplan.tests.papers import bring

UID = "0b7f1c6e-5f1b-4a77-9df5-0c6f4d0f8f3e"


@pytest.fixture
def colleague(hospital):
    return PostFactory(person=UserFactory(name="Ruth Adeyemi"), agency=hospital, role="contributor").person


@pytest.fixture
def prepares(client, meeting, member):
    """The member is signed in; the address of the page where they prepare."""
    client.force_login(member)
    return address("prepare", meeting)


# The reply ------------------------------------------------------------------------------------------------------------


def test_a_reply_is_given_where_one_prepares(client, meeting, prepares):
    response = client.post(prepares, {"answer": "remote"}, follow=True)

    assert said(response) == ["Your reply is noted: you will attend online."]
    assert meeting.replies.get().answer == Reply.Answer.REMOTE
    assert response.redirect_chain[-1][0] == prepares


def test_a_colleague_is_chosen_and_briefed(client, meeting, prepares, colleague):
    posted = {"answer": "deputy", "deputy": str(colleague.uid), "brief": "Ask about nights."}

    response = client.post(prepares, posted, follow=True)

    assert said(response) == ["Your reply is noted: Ruth Adeyemi will come for you."]
    assert [(deputy.person, deputy.brief) for deputy in meeting.deputies.all()] == [(colleague, "Ask about nights.")]
    assert told(colleague) == ["workplan/deputy_named"]
    assert "Ask about nights." in response.text
    assert f'value="{colleague.uid}" selected' in response.text


def test_somebody_without_an_account_is_named(client, meeting, prepares):
    client.post(prepares, {"answer": "deputy", "deputy_name": "Nobody Known", "brief": ""})

    assert meeting.replies.get().deputy_name == "Nobody Known"
    assert meeting.deputies.count() == 0


def test_an_answer_without_a_deputy_forgets_what_was_chosen(client, meeting, prepares, colleague):
    client.post(prepares, {"answer": "attending", "deputy": str(colleague.uid), "brief": "x", "deputy_name": "y"})

    assert (meeting.replies.get().deputy_name, meeting.deputies.count(), told(colleague)) == ("", 0, [])


def test_only_colleagues_are_offered(client, prepares, colleague, member, constable, lead):
    page = client.get(prepares).text

    assert str(colleague.uid) in page
    assert [f'value="{person.uid}"' in page for person in (member, constable, lead)] == [False] * 3


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({}, "Choose one of the answers."),
        ({"answer": "deputy"}, "Choose a colleague or give the deputy’s name."),
        ({"answer": "deputy", "deputy": "not-a-uid"}, "Choose somebody from the list."),
        ({"answer": "deputy", "deputy_name": "A", "brief": "x" * 2001}, "Write at most 2,000 characters."),
    ],
)
def test_a_faulty_reply_says_so_twice(client, meeting, prepares, posted, fault):
    page = client.post(prepares, posted)

    assert words(page).count(fault) == 2
    assert meeting.replies.count() == 0


def test_somebody_of_another_agency_cannot_be_chosen(client, meeting, prepares, constable):
    page = client.post(prepares, {"answer": "deputy", "deputy": str(constable.uid)})

    assert "Choose somebody from the list." in words(page)
    assert meeting.deputies.count() == 0


def test_with_two_seats_colleagues_of_both_are_offered(client, group, meeting, prepares, member, police, colleague):
    both = PostFactory(agency=police, person=PostFactory(agency=member.seats.get().agency).person).person
    SeatFactory(group=group, person=member, agency=police)

    client.post(prepares, {"answer": "deputy", "deputy": str(both.uid)})

    assert [deputy.person for deputy in meeting.deputies.all()] == [both, both]
    assert str(colleague.uid) not in client.get(prepares).text


def test_a_meeting_that_has_begun_takes_no_reply_here(client, session, member):
    client.force_login(member)
    page = client.post(address("prepare", session), {"answer": "attending"})

    assert "This meeting is in session." in words(page)
    assert session.replies.count() == 0


# Actions --------------------------------------------------------------------------------------------------------------


def test_a_line_on_each_of_my_actions(client, meeting, prepares, member, constable):
    mine, _ = ActionFactory(owner=member, number=7), ActionFactory(owner=constable)
    url = address("prepare_action", meeting, action=mine.uid)

    page = words(client.get(prepares))
    response = client.post(url, {"delivery": "on_course", "note": "Sample drawn."}, follow=True)

    mine.refresh_from_db()
    assert ("A-007" in page, page.count("How does it go?")) == (True, 1)
    assert said(response) == ["Noted on A-007."]
    assert (mine.delivery, mine.updates.get().note) == ("on_course", "Sample drawn.")


def test_what_is_delivered_is_not_asked_about(client, prepares, member):
    ActionFactory(owner=member, delivery="delivered", delivered_at=timezone.now())

    assert "You have no open action at this board." in words(client.get(prepares))


def test_a_line_without_words_is_said_beside_its_action_and_the_others_stay(client, meeting, prepares, member):
    first, second = ActionFactory(owner=member), ActionFactory(owner=member)
    url = address("prepare_action", meeting, action=second.uid)

    page = client.post(url, {"delivery": "slipping", "note": ""})

    assert words(page).count("Say in a sentence what has been done.") == 2
    assert f'href="#action_{second.uid.hex[:8]}_note"' in page.text
    assert (first.updates.count(), second.updates.count()) == (0, 0)


def test_somebody_elses_action_is_not_mine_to_update(client, meeting, prepares, constable):
    other = ActionFactory(owner=constable)

    response = client.post(address("prepare_action", meeting, action=other.uid), {"delivery": "delivered", "note": "x"})

    assert (response.status_code, other.updates.count()) == (404, 0)


# What the agency owes -------------------------------------------------------------------------------------------------


def test_outstanding_returns_and_reviews_with_the_days_left(client, prepares, board, hospital, police, member):
    today = timezone.localdate()
    round_ = RoundFactory(title="Section 11 return", due_on=today + dt.timedelta(days=3))
    SelfEvaluationFactory(round=round_, agency=hospital)
    SelfEvaluationFactory(round=round_, agency=police)
    policy = PolicyFactory(title="Escalation", asked=[hospital, police])
    PolicyVersionFactory(policy=policy, respond_by=today - dt.timedelta(days=2))

    owed = owed_by([hospital], board, member, today)

    assert [(one.title, one.words, one.late) for one in owed] == [
        (f"Review of {policy}", "2 days overdue", True),
        ("Section 11 return", "in 3 days", False),
    ]
    # A member without a post at the agency does not open its draft; the register of policies they read.
    assert [bool(one.url) for one in owed] == [True, False]
    assert "Section 11 return Acute trust, due" in words(client.get(prepares))


def test_who_has_a_post_opens_the_return_from_here(board, hospital, member):
    round_ = RoundFactory(due_on=timezone.localdate() + dt.timedelta(days=3))
    evaluation = SelfEvaluationFactory(round=round_, agency=hospital)
    PostFactory(person=member, agency=hospital)

    (one,) = owed_by([hospital], board, type(member).objects.get(pk=member.pk), timezone.localdate())

    assert one.url == f"/b/northmere/returns/{evaluation.uid}/"


def test_nothing_owed_is_said(client, prepares):
    assert "Nothing: every return, policy review and service update is in." in words(client.get(prepares))


# The rest -------------------------------------------------------------------------------------------------------------


def test_my_proposals_and_the_agenda_are_there(client, meeting, prepares, member):
    ProposalFactory(meeting=meeting, proposed_by=member, title="Nights and weekends")
    ProposalFactory(meeting=meeting, title="Somebody else’s")

    page = words(client.get(prepares))

    assert "Nights and weekends" in page
    assert "Somebody else’s" not in page
    assert "Draft agenda" in page


def test_home_and_the_meeting_lead_here(client, meeting, prepares):
    assert prepares in client.get("/b/northmere/").text
    assert prepares in client.get(meeting.get_absolute_url()).text


def test_who_has_nothing_to_prepare_does_not_come_here(client, meeting, business_manager):
    client.force_login(business_manager)

    assert client.get(address("prepare", meeting)).status_code == 403


def test_somebody_of_no_group_does_not_find_it(client, meeting, lead):
    client.force_login(lead)

    assert client.get(address("prepare", meeting)).status_code == 404


def test_a_deputy_prepares_without_a_reply_of_their_own(client, meeting, member, colleague):
    reply(meeting, member.seats.get(), answer="deputy", deputy=colleague, brief="Ask about nights.", by=member)
    client.force_login(colleague)

    page = words(client.get(address("prepare", meeting)))

    assert "Ask about nights." in page
    assert "My reply" not in page
    assert client.post(address("prepare", meeting), {"answer": "attending"}).status_code == 403


def test_the_members_words_for_a_deputy_are_theirs_and_the_deputys(client, meeting, member, colleague, chair):
    reply(meeting, member.seats.get(), answer="deputy", deputy=colleague, brief="canary-brief", by=member)
    client.force_login(chair)

    pages = [address(name, meeting) for name in ("meeting", "replies", "prepare", "agenda")]

    assert [page for page in pages if "canary-brief" in client.get(page).text] == []


def test_the_page_asks_as_much_for_thirty_actions_as_for_one(client, prepares, member):
    ActionFactory(owner=member)
    before = count_queries(client, prepares)
    for _ in range(29):
        ActionFactory(owner=member)

    assert count_queries(client, prepares) == before


# Reminding ------------------------------------------------------------------------------------------------------------


def test_the_organiser_sees_the_words_before_they_go(client, meeting, chair, member, constable):
    reply(meeting, member.seats.get(), answer="attending", by=member)
    client.force_login(chair)
    url = address("remind_replies", meeting)

    page = words(client.get(url))

    assert f"Are you coming? QAPM, {meeting.date:%-d %B %Y}" in page
    assert constable.name in page
    assert member.name not in page
    assert told(constable) == []


def test_one_or_all_are_reminded(client, meeting, chair, member, constable):
    client.force_login(chair)
    url, uid = address("remind_replies", meeting), UID
    seats = [str(person.seats.get().uid) for person in (member, constable)]

    one = client.post(url, {"uid": uid, "to": seats[:1]}, follow=True)
    again = client.post(url, {"uid": uid, "to": seats[:1]}, follow=True)
    everybody = client.post(url, {"uid": uid[:-1] + "f", "to": seats}, follow=True)

    assert [said(each) for each in (one, again)] == [["1 person is reminded."]] * 2
    assert said(everybody) == ["2 people are reminded."]
    assert (told(member), told(constable)) == (["workplan/reply_nudge"] * 2, ["workplan/reply_nudge"])


def test_who_replied_meanwhile_is_left_alone(client, meeting, chair, member, constable):
    reply(meeting, member.seats.get(), answer="attending", by=member)
    client.force_login(chair)

    page = client.post(address("remind_replies", meeting), {"uid": UID, "to": [str(member.seats.get().uid)]})

    assert "One of them has answered meanwhile. Choose again." in words(page)
    assert told(member) == []


def test_when_everybody_replied_there_is_nobody_to_remind(client, group, chair, business_manager):
    meeting = MeetingFactory(group=group, date=in_days(20))
    reply(meeting, chair.seats.get(), answer="attending", by=chair)
    client.force_login(business_manager)

    assert "Nobody to remind" in words(client.get(address("remind_replies", meeting)))


def test_a_member_reminds_nobody(client, meeting, member, constable):
    client.force_login(member)

    response = client.post(address("remind_replies", meeting), {"uid": UID, "to": [str(constable.seats.get().uid)]})

    assert (response.status_code, told(constable)) == (403, [])


def test_nobody_is_reminded_of_a_meeting_that_is_called_off(client, meeting, chair, constable):
    Meeting.objects.update(status="cancelled")
    client.force_login(chair)

    assert "Nobody to remind" in words(client.get(address("remind_replies", meeting)))


# Words kept -----------------------------------------------------------------------------------------------------------


def test_words_that_came_after_the_session_had_ended_are_offered_again(client, prepares, member, meeting):
    posted = {"answer": "deputy", "deputy_name": "Nobody Known", "brief": "Ask about nights."}
    client.logout()

    client.post(prepares, posted | {kept.FIELD: kept.mark(member, prepares)})
    client.force_login(member)

    assert "Ask about nights." in client.get(prepares).text
    assert meeting.replies.count() == 0


# The papers -----------------------------------------------------------------------------------------------------------


def test_issued_papers_are_there_to_read_and_drafts_are_not(client, meeting, prepares, chair):
    item = ItemFactory(meeting=meeting, position=1)
    agreed(meeting, chair)
    bring(item, chair)
    assert "The papers are not issued yet." in words(client.get(prepares))

    issue_papers(meeting, by=chair)

    page = client.get(prepares)
    paper = Paper.objects.get()
    assert paper.title in words(page)
    assert address("paper", paper) in page.text
    assert address("papers", meeting) in page.text
