"""The home page: the sentence, the weeks, the meeting, the return and the papers of one person at one board."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agencies.models import BoardRole
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory, SeatFactory, UserFactory
from audits.models import Round
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from reports.front_page import FrontPage
from reports.tests.factories import draft, issued
from workplan.models import ActionSource, Meeting, Reply
from workplan.operations.clearance import restrict
from workplan.tests.factories import ActionFactory, ItemFactory, MeetingFactory

TODAY = dt.date(2026, 11, 12)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(dt.datetime(2026, 11, 12, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def meeting(group):
    return MeetingFactory(group=group, date=dt.date(2026, 11, 18), status=Meeting.Status.AGENDA_AGREED)


def front(person, board):
    return FrontPage(person, board, TODAY)


def shown(client, person, board):
    client.force_login(person)
    response = client.get(reverse("reports:home", args=[board.slug]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def act(owner, *days):
    for day in days:
        ActionFactory(owner=owner, due_on=TODAY + dt.timedelta(days=day))


# the way in -----------------------------------------------------------------------------------------------------------


def test_the_first_board_is_opened(client, chair, board):
    client.force_login(chair)
    assert client.get("/").url == "/b/northmere/"


def test_somebody_of_no_board_is_told_so(client, db):
    client.force_login(UserFactory())
    response = client.get("/")
    assert "You belong to no board yet" in response.content.decode()


def test_without_signing_in_one_is_asked_to(client, db):
    assert client.get("/").url.startswith(reverse("account_login"))


def test_another_board_s_home_does_not_exist(client, chair, stranger):
    client.force_login(stranger)
    assert client.get("/b/northmere/").status_code == 404


# the sentence ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ((), "One thing is due before Wednesday’s meeting"),
        ((-2,), "One thing is overdue and one is due before Wednesday’s meeting"),
        ((-2, -3, 1), "Two things are overdue and two are due before Wednesday’s meeting"),
        ((1, 2), "Three things are due before Wednesday’s meeting"),
    ],
)
def test_the_heading_says_what_presses(board, meeting, member, days, sentence):
    """A reply to the meeting is due too."""
    act(member, *days)
    assert front(member, board).headline == sentence


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ((), "Nothing waits for you"),
        ((-1,), "One thing is overdue"),
        ((20, 30), "Nothing is overdue; the next thing is due on 2 December"),
    ],
)
def test_the_heading_without_a_meeting(board, member, days, sentence):
    act(member, *days)
    assert front(member, board).headline == sentence


def test_the_heading_when_nothing_has_a_date(board, group, analyst):
    draft(group, analyst)
    assert front(analyst, board).headline == "One thing waits for you"


# the list -------------------------------------------------------------------------------------------------------------


def test_rows_stand_under_their_headings_and_are_counted_through(board, group, meeting, member, analyst):
    act(member, -2, 20)
    groups = front(member, board).groups
    assert [(heading, [row.number for row in rows]) for heading, rows in groups] == [
        ("Overdue", [1]),
        ("Before the meeting on 18 November", [2]),
        ("After the meeting", [3]),
    ]


def test_the_line_of_weeks_carries_the_rows_numbers(board, meeting, member):
    act(member, -2, 20)
    weeks = front(member, board).weeks
    assert [(due.number, due.late) for due in weeks.due] == [(1, True), (2, False), (3, False)]
    assert weeks.meeting == meeting.date


def test_without_anything_there_is_no_line(board, member):
    assert front(member, board).weeks is None


def test_the_page_shows_it(client, board, meeting, member):
    act(member, -2)
    page = shown(client, member, board)
    assert "One thing is overdue and one is due before Wednesday’s meeting</h1>" in page
    assert 'class="task task--late"' in page
    assert "2 days overdue" in page
    assert "What you must do next" in page
    assert "Thursday 12 November 2026" in page


def test_what_was_due_in_another_year_carries_its_year(client, board, meeting, member):
    act(member, -474, 4)
    page = shown(client, member, board)
    overdue, ahead = [" ".join(day.split()) for day in re.findall(r"<time[^>]*>([^<]*)</time>", page)][:2]
    assert (overdue, ahead) == ("Sat 26 Jul 2025", "Mon 16 Nov")
    assert "Earlier than this line: 1 on 26 July 2025." in page


def test_an_empty_page_is_calm(client, board, member):
    page = shown(client, member, board)
    assert page.count("Nothing waits for you") == 1
    assert "No papers yet." in page


def test_ids_on_the_page_are_each_there_once(client, board, meeting, member):
    act(member, -2, 3, 20)
    ids = re.findall(r'\sid="([^"]+)"', shown(client, member, board))
    assert len(ids) == len(set(ids))


# the meeting in session and the next one ------------------------------------------------------------------------------


@pytest.fixture
def running(group, chair):
    """A meeting planned for 2 December that was opened today."""
    fields = {"opened_at": timezone.now(), "opened_by": chair, "status": Meeting.Status.IN_SESSION}
    return MeetingFactory(group=group, date=dt.date(2026, 12, 2), **fields)


def test_the_meeting_in_session_stands_before_the_next_one(client, board, group, running, chair):
    planned = MeetingFactory(group=group, date=dt.date(2027, 3, 3))
    page = front(chair, board)
    assert [card["meeting"] for card in page.cards] == [running, planned]
    assert page.kpis[3]["label"] == "Coming on 3 March"
    words = shown(client, chair, board)
    room = reverse("workplan:chairing", args=[board.slug, running.uid])
    assert words.index(room) < words.index(str(planned.uid))
    ids = re.findall(r'\sid="([^"]+)"', words)
    assert len(ids) == len(set(ids))


def test_a_meeting_in_session_waits_for_its_chair(board, running, chair, member):
    assert [row.todo.title for row in front(chair, board).rows] == ["Chair the QAPM meeting that is in session"]
    assert front(chair, board).headline == "Nothing is overdue; the next thing is due on 12 November"
    assert front(member, board).rows == []


def test_a_meeting_beyond_the_line_is_named_below_it(client, board, group, member):
    MeetingFactory(group=group, date=dt.date(2027, 3, 3))
    act(member, 2)
    assert "Later than this line: the QAPM meeting on 3 March 2027." in shown(client, member, board)


def test_a_member_s_home_shows_the_meeting_in_session_without_the_room(client, board, running, member):
    page = shown(client, member, board)
    assert "In session" in page
    assert reverse("workplan:chairing", args=[board.slug, running.uid]) not in page


# the return -----------------------------------------------------------------------------------------------------------


def test_the_agency_s_return_in_blocks(client, board, police, lead):
    round_ = RoundFactory(title="Section 11, 2026", due_on=dt.date(2026, 11, 30))
    SelfEvaluationFactory(round=round_, agency=police)
    panel = front(lead, board).own_return
    assert (panel["done"], panel["asked"], len(panel["open"]), panel["more"]) == (0, 2, 2, 0)
    page = shown(client, lead, board)
    assert "<strong>0 of 2</strong> standards complete" in page
    assert "due 30 November" in page


def test_a_submitted_return_says_when_and_no_longer_that_it_is_due(client, board, police, lead):
    SubmissionFactory(evaluation__round=RoundFactory(), evaluation__agency=police)

    panel = shown(client, lead, board).partition('class="panel ret"')[2].partition("</section>")[0]

    assert "submitted 12 November" in panel
    assert "It is with the board. Nothing of it is due." in panel
    assert re.findall(r"\bdue \d", panel) == []


def test_a_return_that_is_due_comes_before_one_that_was_submitted(board, police, lead):
    SubmissionFactory(evaluation__round=RoundFactory(due_on=TODAY), evaluation__agency=police)
    due = SelfEvaluationFactory(agency=police, round=RoundFactory(due_on=TODAY + dt.timedelta(days=90)))

    assert front(lead, board).own_return["evaluation"] == due


def test_people_without_a_post_have_no_return(board, member):
    SelfEvaluationFactory()
    assert front(member, board).own_return is None


def test_a_closed_round_shows_no_return(board, police, lead):
    SelfEvaluationFactory(agency=police)
    Round.objects.update(status=Round.Status.CLOSED)
    assert front(lead, board).own_return is None


# papers ---------------------------------------------------------------------------------------------------------------


def test_recent_papers_are_what_one_may_read(board, group, analyst, chair, business_manager, board_member, lead):
    report = issued(draft(group, analyst), business_manager, chair)
    held = MeetingFactory(group=group, date=dt.date(2026, 9, 2), status=Meeting.Status.APPROVED)
    draft(group, analyst, report.period.previous)
    assert [(kind, paper) for kind, _, paper in front(board_member, board).papers] == [
        ("report", report),
        ("minutes", held),
    ]
    assert front(lead, board).papers == []


# for those who run the work -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "leads"),
    [("chair", True), ("business_manager", True), ("independent_chair", True), ("member", False), ("lead", False)],
)
def test_who_sees_the_board_s_figures(client, board, name, leads, request):
    page = shown(client, request.getfixturevalue(name), board)
    assert ("Agencies to speak to" in page) is leads
    assert ("Returns moderated" in page) is leads


def test_the_four_figures(board, group, meeting, police, hospital, chair, member):
    round_ = RoundFactory(title="Section 11, 2026", opens_on=dt.date(2026, 9, 1), due_on=dt.date(2026, 10, 30))
    SubmissionFactory(evaluation__round=round_, evaluation__agency=police)
    SelfEvaluationFactory(round=round_, agency=hospital)
    ActionFactory(owner=chair, due_on=TODAY - dt.timedelta(days=1), original_due_on=dt.date(2026, 10, 1))
    Reply.objects.create(meeting=meeting, seat=chair.seats.get(), answer=Reply.Answer.ATTENDING, replied_by=chair)
    assert [(kpi["label"], kpi["value"], kpi["note"]) for kpi in front(chair, board).kpis] == [
        ("Section 11, 2026", "1 of 2", "1 not returned"),
        ("Returns moderated", "0 of 1", "of those returned"),
        ("Actions overdue", 1, "1 re-dated before"),
        ("Coming on 18 November", "1 of 2", "1 agency yet to reply"),
    ]


def test_a_return_that_is_back_with_its_agency_counts_as_returned_and_says_so(board, police, chair):
    round_ = RoundFactory(title="Section 11, 2026", opens_on=dt.date(2026, 9, 1), due_on=dt.date(2026, 10, 30))
    submission = SubmissionFactory(evaluation__round=round_, evaluation__agency=police)
    submission.evaluation.reviews.update(status="returned")
    first = front(chair, board).kpis[0]
    assert (first["value"], first["note"]) == ("1 of 1", "all returned, 1 back with its agency")


def test_the_four_figures_of_a_new_board(board, chair):
    assert [kpi["value"] for kpi in front(chair, board).kpis] == ["None", "0 of 0", 0, "None"]


def test_agencies_to_speak_to_and_whom_to_ring(client, board, group, meeting, police, hospital, lead, chair, member):
    round_ = RoundFactory(title="Section 11, 2026", opens_on=dt.date(2026, 9, 1), due_on=dt.date(2026, 10, 30))
    SelfEvaluationFactory(round=round_, agency=police)
    ActionFactory(owner=lead, board=board, agency=police, number=31, due_on=TODAY - dt.timedelta(days=5))
    Reply.objects.create(meeting=meeting, seat=member.seats.get(), answer=Reply.Answer.APOLOGIES, replied_by=member)
    rows = front(chair, board).to_speak_to
    assert [(row["agency"], row["words"], row["person"]) for row in rows] == [
        ("Acute trust", ["Apologies for 18 November, no deputy named"], member),
        ("Police", ["Section 11, 2026 not returned", "1 action overdue (A-031), the oldest by 5 days"], lead),
    ]
    lead.telephone = "01632 960111"
    lead.save()
    assert "01632 960111" in shown(client, chair, board)


def test_somebody_of_another_board_is_not_whom_to_ring(board, chair, hospital):
    ActionFactory(owner=chair, agency=hospital, due_on=TODAY - dt.timedelta(days=5))
    other = BoardFactory(slug="eastmere", name="Eastmere Board", area="Eastmere")
    SeatFactory(group__board=other, group__slug="other", agency=AgencyFactory(short_name="Acute trust", boards=[other]))
    (row,) = front(chair, board).to_speak_to
    assert row["person"] is None


# two boards, and many rows --------------------------------------------------------------------------------------------


def test_a_person_of_two_boards_has_two_homes(client, board, chair):
    other = BoardFactory(slug="eastmere", name="Eastmere Safeguarding Children Board", area="Eastmere")
    BoardRoleFactory(person=chair, board=other, role=Role.ANALYST)
    act(chair, -2)
    assert "One thing is overdue" in shown(client, chair, board)
    page = shown(client, type(chair).objects.get(pk=chair.pk), other)
    assert "Nothing waits for you" in page
    assert "Switch board" in page
    assert BoardRole.objects.current().filter(person=chair, board=other).exists()


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_s_queries_do_not_grow(
    client, board, group, meeting, chair, lead, number, django_assert_max_num_queries
):
    round_ = RoundFactory(opens_on=dt.date(2026, 9, 1), due_on=dt.date(2026, 10, 30))
    for place in range(number):
        agency = AgencyFactory(short_name=f"Agency {place}")
        SelfEvaluationFactory(round=round_, agency=agency)
        SeatFactory(group=group, agency=agency)
        ActionFactory(owner=chair, agency=agency, due_on=TODAY - dt.timedelta(days=place + 1))
        MeetingFactory(group=group, date=dt.date(2025, 1, 8) + dt.timedelta(days=place), status=Meeting.Status.APPROVED)
    client.force_login(chair)
    client.get(reverse("reports:home", args=[board.slug]))
    with django_assert_max_num_queries(33):
        client.get(reverse("reports:home", args=[board.slug]))


def test_what_a_restricted_item_gave_is_late_only_for_those_who_read_it(board, group, chair, business_manager, member):
    act(member, -3)
    action, item = member.actions.get(), ItemFactory(meeting=MeetingFactory(group=group))
    ActionSource.objects.create(action=action, item=restrict(item, [chair], by=chair))

    assert [front(one, board).overdue_actions for one in (chair, business_manager)] == [[action], []]
