"""What waits for a person: each small question, who it is asked for, and what it answers."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.models import SeatRole
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, PostFactory, SeatFactory, UserFactory
from audits.models import Review, Round, SelfEvaluation
from audits.operations.first_look import return_for_revision
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.sharing import given
from lscb_portal.lib.periods import add_working_days
from reports.tests.factories import draft
from reports.todo import todos
from reports.todo.given import given_standards
from reports.todo.meetings import before_the, meeting_sentence, own_actions, to_chair, to_reply
from reports.todo.returns import own_returns, to_chase, to_moderate
from reports.todo.todo import Todo, in_words, things
from workplan.models import Delivery, Meeting, Reply
from workplan.tests.factories import ActionFactory, MeetingFactory, ProposalFactory

TODAY = dt.date(2026, 11, 12)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(dt.datetime(2026, 11, 12, 10, tzinfo=dt.UTC), tick=False):
        yield


def titles(found):
    return [todo.title for todo in found]


# the words of a thing to do -------------------------------------------------------------------------------------------


def test_how_long_it_takes():
    assert [Todo("t", "w", "k", minutes, "/").takes for minutes in (5, 60, 90, 150)] == [
        "5 min",
        "about 1 hour",
        "about 2 hours",
        "about 2 hours",
    ]


@pytest.mark.parametrize(
    ("due", "late", "words"),
    [
        (TODAY, False, "today"),
        (TODAY - dt.timedelta(days=1), True, "1 day overdue"),
        (TODAY + dt.timedelta(days=4), False, "in 4 days"),
        (None, False, ""),
    ],
)
def test_how_far_off_it_is(due, late, words):
    todo = Todo("t", "w", "k", 5, "/", due)
    assert (todo.is_late(TODAY), todo.relative(TODAY)) == (late, words)


def test_small_numbers_are_words():
    assert [in_words(number) for number in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]
    assert (things(1, "return"), things(2, "agency", "agencies")) == ("one return", "two agencies")


# returns --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def round_(board):
    return RoundFactory(title="Section 11, 2026", opens_on=dt.date(2026, 11, 2), due_on=dt.date(2026, 11, 30))


def test_the_lead_answers(board, round_, police, lead, contributor, outsider, signatory):
    SelfEvaluationFactory(round=round_, agency=police)
    (todo,) = own_returns(lead, board)
    assert todo.title == "Answer Police’s return: Section 11, 2026"
    assert todo.why == "Two standards are open, and the signatory needs time to read it."
    assert (todo.due, todo.minutes, todo.kind) == (dt.date(2026, 11, 30), 40, "Return")
    for somebody in (contributor, outsider, signatory):
        assert own_returns(somebody, board) == []


def test_a_substitute_has_what_the_lead_has(board, round_, police, lead, contributor):
    SelfEvaluationFactory(round=round_, agency=police, substitute=contributor)
    assert titles(own_returns(contributor, board)) == titles(own_returns(lead, board))


def test_a_contributor_answers_what_was_given_and_hands_it_back(board, round_, police, lead, contributor):
    evaluation = SelfEvaluationFactory(round=round_, agency=police, ratings={"ST2.1": "A"})
    evaluation.answers.filter(criterion__code="ST1.1").update(rating=None)
    assert given_standards(contributor, board) == []

    given(evaluation, contributor)
    (todo,) = given_standards(contributor, board)
    assert todo.title == "Answer what you were given of Police’s return: Section 11, 2026"
    assert todo.why == "One of two standards still to be answered."
    assert (todo.due, todo.minutes, todo.url.endswith(f"/returns/{evaluation.uid}/")) == (round_.due_on, 20, True)
    evaluation.assignments.filter(standard__code="ST2").update(handed_back_at=timezone.now())
    assert [todo.why for todo in given_standards(contributor, board)] == ["One standard still to be answered."]

    evaluation.answers.filter(criterion__code="ST1.1").update(not_applicable=True)
    (todo,) = given_standards(contributor, board)
    assert (todo.title.split(" of ")[0], todo.minutes) == ("Hand back what you were given", 5)
    evaluation.assignments.update(handed_back_at=timezone.now())
    assert given_standards(contributor, board) == given_standards(lead, board) == []


def test_a_complete_return_is_handed_over_by_the_lead(board, round_, police, lead, contributor):
    SelfEvaluationFactory(round=round_, agency=police, complete=True)
    assert titles(own_returns(lead, board)) == ["Hand Police’s return to the signatory"]
    assert own_returns(contributor, board) == []


def test_the_signatory_signs(board, round_, police, lead, signatory):
    SelfEvaluationFactory(round=round_, agency=police, awaiting=True)
    (todo,) = own_returns(signatory, board)
    assert (todo.title, todo.kind) == ("Read and sign Police’s return", "Signature")
    assert todo.url.endswith("/check/")
    assert "Handed to you on 12 November." in todo.why
    assert own_returns(lead, board) == []


def test_what_was_sent_back_says_why(board, round_, police, lead):
    SelfEvaluationFactory(
        round=round_,
        agency=police,
        sent_back_reason="Standard 2 is thin.",
        sent_back_at=timezone.now(),
        sent_back_by=UserFactory(),
    )
    (todo,) = own_returns(lead, board)
    assert todo.why.startswith("It came back: “Standard 2 is thin.” Two standards")


def test_a_submitted_return_waits_for_nobody(board, round_, police, lead, signatory):
    SubmissionFactory(evaluation__round=round_, evaluation__agency=police)
    assert own_returns(lead, board) == own_returns(signatory, board) == []


def test_a_closed_round_waits_for_nobody(board, round_, police, lead):
    SelfEvaluationFactory(round=round_, agency=police)
    Round.objects.update(status=Round.Status.CLOSED)
    assert own_returns(lead, board) == []


def test_a_moderator_judges_but_never_their_own(board, round_, police, hospital, moderator, chair):
    for agency in (police, hospital):
        SubmissionFactory(evaluation__round=round_, evaluation__agency=agency)
    (todo,) = to_moderate(moderator, board)
    assert todo.title == "Moderate two returns: Section 11, 2026"
    assert "Police" in todo.why
    PostFactory(person=moderator, agency=hospital, role=Role.CONTRIBUTOR)
    assert titles(to_moderate(moderator, board)) == ["Moderate one return: Section 11, 2026"]
    assert to_moderate(chair, board) == []


def test_a_judged_return_waits_for_nobody(board, round_, police, moderator):
    SubmissionFactory(evaluation__round=round_, evaluation__agency=police)
    Review.objects.update(status=Review.Status.MODERATED)
    assert to_moderate(moderator, board) == []


def test_nobody_is_rung_about_what_came_back_after_its_day(board, round_, police, moderator, business_manager):
    review = SubmissionFactory(evaluation__round=round_, evaluation__agency=police).evaluation.reviews.get()
    return_for_revision(review, reason="Please date the figures.", by=moderator)
    Round.objects.update(due_on=dt.date(2026, 11, 11))
    sent_back_late = to_chase(business_manager, board)
    Review.objects.update(returned_at=timezone.now() - dt.timedelta(days=2))

    assert (sent_back_late, titles(to_chase(business_manager, board))) == ([], ["Ring one agency whose return is late"])


def test_the_office_rings_those_who_are_late(board, round_, police, hospital, business_manager, administrator, chair):
    SelfEvaluationFactory(round=round_, agency=police)
    SubmissionFactory(evaluation__round=round_, evaluation__agency=hospital)
    assert to_chase(business_manager, board) == []
    Round.objects.update(due_on=dt.date(2026, 11, 11))
    (todo,) = to_chase(business_manager, board)
    assert (todo.title, todo.why) == (
        "Ring one agency whose return is late",
        "Police: Section 11, 2026, due 11 November.",
    )
    assert titles(to_chase(administrator, board)) == [todo.title]
    assert to_chase(chair, board) == []


# meetings -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(group):
    return MeetingFactory(group=group, date=dt.date(2026, 11, 18), status=Meeting.Status.AGENDA_OPEN)


def test_a_member_says_whether_they_come(board, meeting, member, outsider):
    (todo,) = to_reply(member, board)
    assert todo.title == "Say whether you are coming on 18 November"
    assert (todo.due, todo.minutes) == (dt.date(2026, 11, 16), 1)
    assert todo.url == f"{meeting.get_absolute_url()}#reply"
    assert to_reply(outsider, board) == []


def test_who_has_replied_is_not_asked_again(board, meeting, member):
    Reply.objects.create(meeting=meeting, seat=member.seats.get(), answer=Reply.Answer.APOLOGIES, replied_by=member)
    assert to_reply(member, board) == []


def test_somebody_else_s_reply_is_not_mine(board, meeting, member, chair):
    Reply.objects.create(meeting=meeting, seat=chair.seats.get(), answer=Reply.Answer.ATTENDING, replied_by=chair)
    assert len(to_reply(member, board)) == 1


def test_two_seats_are_one_thing_to_do(board, meeting, member):
    SeatFactory(group=meeting.group, person=member, agency=AgencyFactory())
    assert len(to_reply(member, board)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"date": dt.date(2027, 2, 1)},
        {"date": dt.date(2026, 11, 11)},
        {"status": Meeting.Status.CANCELLED},
    ],
)
def test_far_past_and_cancelled_meetings_ask_nothing(board, meeting, member, fields):
    Meeting.objects.update(**fields)
    assert to_reply(member, board) == []


def test_the_chair_answers_proposals_and_agrees_the_agenda(board, meeting, chair, member):
    ProposalFactory(meeting=meeting)
    ProposalFactory(meeting=meeting)
    found = to_chair(chair, board)
    assert titles(found) == ["Answer two proposals for 18 November", "Agree the agenda for 18 November"]
    assert {todo.due for todo in found} == {add_working_days(meeting.date, -10)}
    assert to_chair(member, board) == []


def test_an_agreed_agenda_asks_nothing(board, meeting, chair):
    Meeting.objects.update(status=Meeting.Status.AGENDA_AGREED, agreed_at=timezone.now(), agreed_by=chair)
    assert to_chair(chair, board) == []


def test_another_group_s_agenda_is_not_mine(board, meeting, chair, strategic_board):
    MeetingFactory(group=strategic_board, date=dt.date(2026, 11, 25), status=Meeting.Status.AGENDA_OPEN)
    assert titles(to_chair(chair, board)) == ["Agree the agenda for 18 November"]


def test_own_actions_that_are_near(board, chair, member):
    ActionFactory(owner=chair, title="Late", number=7, due_on=dt.date(2026, 11, 6), original_due_on=dt.date(2026, 9, 1))
    ActionFactory(owner=chair, title="Far", due_on=dt.date(2027, 3, 1))
    ActionFactory(
        owner=chair,
        title="Done",
        due_on=dt.date(2026, 11, 20),
        delivery=Delivery.DELIVERED,
        delivered_at=timezone.now(),
    )
    (todo,) = own_actions(chair, board)
    assert (todo.title, todo.kind, todo.due) == ("Late", "Action A-007", dt.date(2026, 11, 6))
    assert todo.why == "You own it, and last said: not started. It was first due on 1 September."
    assert own_actions(member, board) == []


def test_a_meeting_in_words(meeting):
    assert meeting_sentence(meeting) == "Wednesday’s meeting"
    assert before_the(meeting) == "Before the meeting on 18 November"
    meeting.date = dt.date(2026, 11, 19)
    assert meeting_sentence(meeting) == "the meeting on 19 November"


# all of it ------------------------------------------------------------------------------------------------------------


def test_what_is_due_first_comes_first_and_what_has_no_date_last(board, group, meeting, chair, analyst):
    ActionFactory(owner=chair, title="Late", due_on=dt.date(2026, 11, 2))
    draft(group, analyst)
    ProposalFactory(meeting=meeting)
    found = todos(chair, board)
    assert titles(found)[0] == "Late"
    assert titles(found)[1:3] == ["Answer one proposal for 18 November", "Agree the agenda for 18 November"]
    assert found[-1].due is None


def test_another_board_s_business_is_not_asked(board, round_, police, lead, stranger):
    SelfEvaluationFactory(round=round_, agency=police)
    other = stranger.board_roles.get().board
    assert todos(lead, other) == []


def test_nothing_waits_for_somebody_without_a_part(board, adviser):
    assert todos(adviser, board) == []


@pytest.mark.parametrize("number", [1, 20])
def test_the_questions_do_not_grow_with_the_answers(
    board, group, round_, police, lead, chair, number, django_assert_max_num_queries
):
    SeatFactory(group=group, person=lead, agency=police, role=SeatRole.MEMBER)
    for place in range(number):
        agency = AgencyFactory()
        PostFactory(person=lead, agency=agency)
        SelfEvaluationFactory(round=round_, agency=agency)
        MeetingFactory(group=group, date=TODAY + dt.timedelta(days=5 + place))
        ActionFactory(owner=lead, board=board, due_on=TODAY)
    assert len(todos(lead, board)) == 3 * number
    lead = type(lead).objects.get(pk=lead.pk)
    with django_assert_max_num_queries(17):
        todos(lead, board)


def test_every_address_leads_somewhere(
    client, board, group, round_, police, meeting, lead, chair, business_manager, analyst, moderator
):
    SelfEvaluationFactory(round=round_, agency=police)
    SubmissionFactory(evaluation__round=round_, evaluation__agency=AgencyFactory(name="Fire"))
    ProposalFactory(meeting=meeting)
    ActionFactory(owner=chair, due_on=TODAY)
    draft(group, analyst)
    Round.objects.update(due_on=dt.date(2026, 11, 11))
    for person in (lead, chair, business_manager, moderator):
        client.force_login(person)
        for todo in todos(person, board):
            assert client.get(todo.url).status_code == 200, todo.url


def test_what_is_left_of_a_return_is_counted_by_standard(board, round_, police, lead):
    evaluation = SelfEvaluationFactory(round=round_, agency=police, complete=True)
    SelfEvaluation.objects.update(status=SelfEvaluation.Status.IN_PROGRESS)
    evaluation.answers.filter(criterion__code="ST2.1").update(rating=None)
    (todo,) = own_returns(lead, board)
    assert todo.why == "One standard is open, and the signatory needs time to read it."
