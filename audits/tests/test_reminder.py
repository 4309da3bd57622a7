"""Reminders by the round's plan: each sent once, to those whose turn it is, and to nobody who has submitted."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.models import Event, Membership, Notification, Post
from agencies.operations.notification import deliver, message
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory, PostFactory
from audits.models import Reminder, Review, Round, SelfEvaluation
from audits.operations.first_look import return_for_revision
from audits.operations.reminder import remind_of_returns
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory, fill
from lscb_portal.lib.periods import add_working_days

pytestmark = pytest.mark.django_db

LONG_AGO = dt.timedelta(days=60)
CANARY = "Canary words that an agency wrote"


@pytest.fixture(autouse=True)
def november(time_machine):
    """A Wednesday without a bank holiday near."""
    time_machine.move_to("2026-11-18T10:00:00Z")


def round_due(working_days, **fields):
    """An open round whose due day is so many working days after today."""
    today = timezone.localdate()
    opened = {"opens_on": today - LONG_AGO, "opened_at": timezone.now() - LONG_AGO}
    return RoundFactory(due_on=add_working_days(today, working_days), **opened | fields)


def told():
    return [(each.kind, each.recipient.name) for each in Notification.objects.order_by("pk")]


def stages():
    return [(each.evaluation.agency.short_name, each.stage, each.days) for each in Reminder.objects.all()]


# ---- To the agency -----------------------------------------------------------------------------------------------


def test_the_lead_is_reminded_by_the_plan_and_once(board, police, lead):
    evaluation = SelfEvaluationFactory(round=round_due(5), agency=police)

    assert [remind_of_returns(), remind_of_returns()] == [1, 0]
    assert stages() == [("Police", "before", 5)]
    assert told() == [("audits/return_reminder", "Joy Okafor")]
    (event,) = Event.objects.about(evaluation)
    assert (event.verb, event.by.email) == ("self_evaluation.reminded", "system@portal.invalid")


def test_a_day_between_two_steps_sends_nothing_new(board, police, lead):
    SelfEvaluationFactory(round=round_due(5), agency=police)
    remind_of_returns()

    assert remind_of_returns(add_working_days(timezone.localdate(), 1)) == 0
    assert remind_of_returns(add_working_days(timezone.localdate(), 4)) == 1
    assert stages() == [("Police", "before", 5), ("Police", "before", 1)]


def test_a_round_without_a_plan_reminds_only_of_what_is_late(board, police, lead):
    SelfEvaluationFactory(round=round_due(5, reminder_days=[]), agency=police)

    assert remind_of_returns() == 0
    assert remind_of_returns(add_working_days(timezone.localdate(), 6)) == 2  # late, and escalated


def test_nobody_who_has_submitted_is_reminded(board, police, lead):
    SubmissionFactory(evaluation=SelfEvaluationFactory(round=round_due(5), agency=police, awaiting=True))
    Notification.objects.all().delete()

    assert (remind_of_returns(), stages(), told()) == (0, [], [])


def test_a_return_that_waits_for_its_signature_reminds_the_signatory(board, police, lead, signatory):
    SelfEvaluationFactory(round=round_due(5), agency=police, awaiting=True)
    remind_of_returns()

    assert told() == [("audits/return_reminder", "Daniel Orme")]


def test_the_substitute_is_reminded_beside_the_lead(board, police, lead, contributor):
    evaluation = SelfEvaluationFactory(round=round_due(5), agency=police)
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(substitute=contributor)
    remind_of_returns()

    assert sorted(told()) == [("audits/return_reminder", "Joy Okafor"), ("audits/return_reminder", "Mina Farrow")]


def test_without_a_lead_the_signatory_is_told_and_without_anybody_nobody(board, police, hospital, signatory):
    round_ = round_due(5)
    SelfEvaluationFactory(round=round_, agency=police)
    SelfEvaluationFactory(round=round_, agency=hospital)
    remind_of_returns()

    assert told() == [("audits/return_reminder", "Daniel Orme")]
    assert stages() == [("Police", "before", 5)]


def test_an_agency_with_more_time_is_reminded_by_its_own_day(board, police, hospital, lead, outsider):
    round_ = round_due(5)
    SelfEvaluationFactory(round=round_, agency=police)
    later = SelfEvaluationFactory(round=round_, agency=hospital)
    SelfEvaluation.objects.filter(pk=later.pk).update(extended_to=add_working_days(round_.due_on, 5))

    remind_of_returns()
    assert stages() == [("Police", "before", 5), ("Acute trust", "before", 10)]
    remind_of_returns(round_.due_on)
    assert [each for each in stages() if each[0] == "Acute trust"][1:] == [("Acute trust", "before", 5)]


def test_a_closed_round_reminds_only_those_with_more_time(board, police, hospital, lead, outsider):
    round_ = round_due(-3, status=Round.Status.CLOSED)
    SelfEvaluationFactory(round=round_, agency=police)
    later = SelfEvaluationFactory(round=round_, agency=hospital)
    SelfEvaluation.objects.filter(pk=later.pk).update(extended_to=add_working_days(timezone.localdate(), 1))
    remind_of_returns()

    assert stages() == [("Acute trust", "before", 1)]


@pytest.mark.parametrize("status", [Round.Status.MODERATED, Round.Status.REPORTED, Round.Status.CLOSED])
def test_a_round_that_is_over_reminds_nobody(board, police, lead, status):
    SelfEvaluationFactory(round=round_due(-3, status=status), agency=police)

    assert (remind_of_returns(), told()) == (0, [])


@pytest.fixture
def back(board, police, hospital, lead, outsider, moderator):
    """Two returns sent back: the police's two working days before its day, the hospital's on the day after."""
    round_ = round_due(2, reminder_days=[1], final_due_on=add_working_days(timezone.localdate(), 12))
    early, late = (SubmissionFactory(evaluation__round=round_, evaluation__agency=each) for each in (police, hospital))
    for submission, days in ((early, 0), (late, 3)):
        review = submission.evaluation.reviews.get()
        return_for_revision(review, reason="Please date the figures.", by=moderator)
        returned_at = timezone.now() + dt.timedelta(days=days)
        Review.objects.filter(pk=review.pk).update(returned_at=returned_at)
    return early.evaluation, late.evaluation


def test_what_was_sent_back_is_reminded_of_by_the_days_that_are_still_ahead(back):
    start = timezone.localdate()
    for days in range(20):
        remind_of_returns(add_working_days(start, days))

    assert stages() == [("Police", *step) for step in [("before", 1), ("late", 0), ("final", 0), ("escalated", 0)]]


def test_what_was_sent_back_after_its_day_is_reminded_of_once_it_has_a_day_again(back):
    new_day = add_working_days(timezone.localdate(), 30)
    SelfEvaluation.objects.filter(pk=back[1].pk).update(extended_to=new_day)
    remind_of_returns(add_working_days(new_day, -1))

    (reminder,) = back[1].reminders.all()
    assert (reminder.stage, reminder.days, reminder.due_on) == ("before", 1, new_day)


def test_nobody_is_written_to_before_eight_in_the_morning(board, police, lead):
    SelfEvaluationFactory(round=round_due(5), agency=police)
    remind_of_returns()

    (owed,) = Notification.objects.all()
    assert timezone.localtime(owed.send_after).hour >= 8


# ---- Asked again when the letter leaves ----------------------------------------------------------------------------


@pytest.fixture
def owed(board, police, lead):
    """A reminder to the lead that has not left yet."""
    SelfEvaluationFactory(round=round_due(5), agency=police)
    remind_of_returns()
    Notification.objects.update(send_after=timezone.now())
    return Notification.objects.get()


def test_it_leaves_while_it_still_holds(owed):
    assert deliver(owed.pk) is True


def test_it_is_dropped_when_the_return_has_come_in(owed):
    SelfEvaluation.objects.update(status=SelfEvaluation.Status.SUBMITTED)

    assert deliver(owed.pk) is False


def test_it_is_dropped_when_the_agency_was_given_more_time(owed):
    SelfEvaluation.objects.update(extended_to=timezone.localdate() + dt.timedelta(days=40))

    assert deliver(owed.pk) is False


def test_it_is_dropped_when_its_reader_no_longer_answers_for_the_agency(owed, lead):
    Post.objects.filter(person=lead).update(role=Role.CONTRIBUTOR)

    assert deliver(owed.pk) is False


def test_it_is_dropped_when_the_round_has_closed(owed):
    Round.objects.update(status=Round.Status.CLOSED)

    assert deliver(owed.pk) is False


# ---- To the board --------------------------------------------------------------------------------------------------


@pytest.fixture
def too_late(board, chair, business_manager, police, hospital, lead, outsider):
    """Two returns of one round whose final day was yesterday."""
    yesterday = add_working_days(timezone.localdate(), -1)
    round_ = round_due(-11, final_due_on=yesterday)
    return [SelfEvaluationFactory(round=round_, agency=agency) for agency in (police, hospital)]


def escalations():
    return sorted(each for each in told() if each[0] == "audits/returns_escalated")


def test_the_chair_and_the_business_manager_get_one_letter_after_the_final_day(too_late, chair, business_manager):
    remind_of_returns()
    remind_of_returns()

    assert escalations() == [
        ("audits/returns_escalated", person.name) for person in sorted((chair, business_manager), key=str)
    ]
    (event,) = Event.objects.about(too_late[0].round)
    assert (event.verb, event.facts) == ("round.escalated", '{"returns":2}')


def test_a_return_that_becomes_too_late_afterwards_is_told_of_by_itself(too_late):
    SelfEvaluation.objects.filter(pk=too_late[1].pk).update(extended_to=timezone.localdate())
    remind_of_returns()
    remind_of_returns(add_working_days(timezone.localdate(), 1))

    assert len(escalations()) == 4
    assert [each.evaluation for each in Reminder.objects.filter(stage="escalated")] == too_late


def test_the_letter_to_the_chair_leaves_while_one_of_the_returns_is_out(too_late, chair):
    remind_of_returns()
    Notification.objects.update(send_after=timezone.now())
    first, second = Notification.objects.filter(kind="audits/returns_escalated")

    SelfEvaluation.objects.filter(pk=too_late[0].pk).update(status=SelfEvaluation.Status.SUBMITTED)
    assert deliver(first.pk) is True
    SelfEvaluation.objects.update(status=SelfEvaluation.Status.SUBMITTED)
    assert deliver(second.pk) is False


def test_each_board_of_a_shared_round_hears_of_its_own_agencies(board, police, hospital, business_manager):
    other = BoardFactory(slug="westvale", name="Westvale")
    theirs = BoardRoleFactory(board=other, role=Role.BUSINESS_MANAGER).person
    Membership.objects.create(board=other, agency=police, starts_on=dt.date(2020, 4, 1))
    PostFactory(agency=hospital, role=Role.LEAD)
    round_ = round_due(-1, boards=[board, other])
    SelfEvaluationFactory(round=round_, agency=hospital)
    remind_of_returns()
    assert [name for _, name in escalations()] == [business_manager.name]

    SelfEvaluationFactory(round=round_, agency=police)
    remind_of_returns()
    assert sorted(name for _, name in escalations()) == sorted([business_manager.name] * 2 + [theirs.name])


# ---- What the letters say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("working_days", "final", "subject", "sentence"),
    [
        (5, None, "A return to {board} is due on {due}", "is due on {due}. It is not in yet."),
        (0, None, "A return to {board} is due on {due}", "is due on {due}. It is not in yet."),
        (-1, 9, "A return to {board} is overdue", "was due on {due} and is not in. The final date is {final}."),
        (-5, 0, "A return to {board} is overdue", "Today is the final date for Northmere Police’s return"),
    ],
)
def test_each_stage_has_its_words(board, police, lead, working_days, final, subject, sentence):
    today = timezone.localdate()
    last = None if final is None else today if final == 0 else add_working_days(today, final)
    round_ = round_due(working_days, final_due_on=last, reminder_days=[5, 0])
    fill(SelfEvaluationFactory(round=round_, agency=police), {})
    SelfEvaluation.objects.get().answers.update(narrative=CANARY)
    remind_of_returns()

    mail = message(Notification.objects.get(kind="audits/return_reminder"))
    words = {"board": board.name, "due": f"{round_.due_on:%A %-d %B %Y}", "final": last and f"{last:%A %-d %B %Y}"}
    assert mail.subject == subject.format(**words)
    assert sentence.format(**words) in mail.body
    assert "/b/northmere/returns/" in mail.body
    assert CANARY not in mail.body
    assert "{" not in mail.body


def test_the_letter_to_the_chair_names_no_agency(too_late):
    remind_of_returns()

    mail = message(Notification.objects.filter(kind="audits/returns_escalated").first())
    assert mail.subject == "Returns to Northmere Safeguarding Children Board are out after the final date"
    assert "?show=late" in mail.body
    assert "Police" not in mail.body
    assert "Hospitals" not in mail.body
