"""What may change in a round that has opened, with the reason, and what may not."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Notification
from agencies.operations.notification import message
from agencies.tests.frozen import changeable, deletable
from audits.models import Reminder, Round, RoundAmendment, SelfEvaluation
from audits.operations.reminder import remind_of_returns
from audits.operations.round_amendment import amend_round, marks_of
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db

CANARY = "Canary: the system was down."


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")


@pytest.fixture
def opened(board):
    return RoundFactory(due_on=dt.date(2026, 11, 27), final_due_on=dt.date(2026, 12, 11), launch_message="Welcome")


def amended(round_, by, **changed):
    return amend_round(round_, by=by, **{"reason": CANARY} | changed)


def verbs(record):
    return [event.verb for event in Event.objects.about(record)]


def test_days_contact_and_message_change_with_the_reason(opened, business_manager):
    amendment = amended(
        opened, business_manager, due_on=dt.date(2026, 12, 4), contact=business_manager, launch_message="Welcome back"
    )

    opened.refresh_from_db()
    assert (opened.due_on, opened.contact, opened.launch_message) == (
        dt.date(2026, 12, 4),
        business_manager,
        "Welcome back",
    )
    assert amendment.changes == {
        "Due": ["Friday 27 November 2026", "Friday 4 December 2026"],
        "Whom agencies ask": ["", "Sam Whitlock"],
        "Message": ["Welcome", "Welcome back"],
    }
    assert (amendment.reason, verbs(opened)) == (CANARY, ["round.amended"])
    assert [event.facts for event in Event.objects.all() if CANARY in str(event.facts)] == []


def test_agencies_that_are_out_hear_of_a_due_day_that_moves(opened, business_manager, police, hospital, lead, outsider):
    SelfEvaluationFactory(round=opened, agency=police)
    SubmissionFactory(evaluation=SelfEvaluationFactory(round=opened, agency=hospital, awaiting=True))
    Notification.objects.all().delete()
    amended(opened, business_manager, due_on=dt.date(2026, 12, 4))

    mail = message(Notification.objects.get())
    assert mail.to == [lead.email]
    assert mail.subject == "A date for your return to Northmere Safeguarding Children Board has changed"
    assert "Returns are due on Friday 4 December 2026" in mail.body
    assert CANARY not in mail.body


def test_who_had_more_time_keeps_at_least_the_time_that_everybody_gets(opened, business_manager, police, lead):
    SelfEvaluationFactory(round=opened, agency=police)
    SelfEvaluation.objects.update(extended_to=dt.date(2026, 12, 2))
    before = SelfEvaluation.objects.get().more_time_until
    amended(opened, business_manager, due_on=dt.date(2026, 12, 4))
    remind_of_returns(dt.date(2026, 12, 3))

    evaluation = SelfEvaluation.objects.with_due_day().get()
    assert (evaluation.due_on, evaluation.due_day) == (dt.date(2026, 12, 4), dt.date(2026, 12, 4))
    assert (before, evaluation.more_time_until) == (dt.date(2026, 12, 2), None)
    (reminder,) = Reminder.objects.visible_to(lead)
    assert (reminder.stage, reminder.days, reminder.due_on) == ("before", 1, dt.date(2026, 12, 4))


def test_nobody_is_written_to_about_the_boards_own_days(opened, business_manager, police, lead):
    SelfEvaluationFactory(round=opened, agency=police)
    amended(opened, business_manager, event_on=dt.date(2027, 1, 20))

    assert Notification.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": " ", "event_on": dt.date(2027, 1, 20)}, "Say why the round is changed."),
        ({"reason": "x" * 501, "event_on": dt.date(2027, 1, 20)}, "500 characters at most"),
        ({"launch_message": "Welcome"}, "Nothing was changed."),
        ({"due_on": dt.date(2026, 11, 20)}, "can only be put off"),
        ({"event_on": dt.date(2026, 11, 1)}, "cannot be moved into the past"),
        ({"final_due_on": dt.date(2026, 11, 26)}, "The final date cannot be before"),
        ({"edition": 2015}, "What agencies were asked can no longer be changed: edition."),
    ],
)
def test_what_is_refused_changes_nothing_and_is_not_recorded(opened, business_manager, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        amended(opened, business_manager, **changed)

    assert (RoundAmendment.objects.count(), verbs(opened)) == (0, [])


@pytest.mark.parametrize(("status", "words"), [("planned", "planned"), ("reported", "reported")])
def test_only_a_round_under_way_is_changed_so(board, business_manager, status, words):
    with pytest.raises(Refused, match=f"The round is {words}"):
        amended(RoundFactory(status=status), business_manager, launch_message="x")


def test_the_due_day_of_a_closed_round_stays(board, business_manager):
    closed = RoundFactory(status=Round.Status.CLOSED)

    with pytest.raises(Refused, match="only while the round is open"):
        amended(closed, business_manager, due_on=closed.due_on + dt.timedelta(days=60))
    amended(closed, business_manager, report_due_on=timezone.localdate() + dt.timedelta(days=60))
    assert verbs(closed) == ["round.amended"]


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "chair", "stranger"])
def test_only_who_runs_the_round_changes_it(request, opened, role):
    with pytest.raises(PermissionDenied):
        amended(opened, request.getfixturevalue(role), launch_message="x")


def test_what_was_changed_never_changes(opened, business_manager):
    amendment = amended(opened, business_manager, launch_message="x")

    assert (changeable(amendment), deletable(amendment)) == (set(), False)


# ---- The page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(client, business_manager):
    client.force_login(business_manager)
    return client


def posted(round_, **changed):
    return {
        "seen": json.dumps(marks_of(round_)),
        "due_on": round_.due_on.isoformat(),
        "final_due_on": round_.final_due_on.isoformat(),
        "launch_message": round_.launch_message,
        "reminder_days": [str(days) for days in round_.reminder_days],
        "reason": CANARY,
    } | changed


def test_changing_in_the_browser(manager, board, opened):
    address = reverse("audits:round_change", args=[board.slug, opened.uid])
    assert 'value="2026-11-27"' in manager.get(address).text

    answer = manager.post(address, posted(opened, due_on="2026-12-04"), follow=True)
    assert answer.redirect_chain == [(reverse("audits:round", args=[board.slug, opened.uid]), 302)]
    assert CANARY in answer.text
    assert "Friday 27 November 2026 → Friday 4 December 2026" in answer.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": ""}, "Say why the round is changed."),
        ({"due_on": ""}, "Enter the due day."),
        ({"event_on": "2026-12-25"}, "Friday 25 December 2026 is a bank holiday. Choose another day."),
        ({}, "Nothing was changed."),
    ],
)
def test_a_mistake_is_named(manager, board, opened, changed, sentence):
    address = reverse("audits:round_change", args=[board.slug, opened.uid])

    assert sentence in manager.post(address, posted(opened, **changed)).text


def test_what_another_changed_meanwhile_stays(manager, board, opened, business_manager):
    address = reverse("audits:round_change", args=[board.slug, opened.uid])
    page = as_posted(manager.get(address))
    amended(opened, business_manager, due_on=dt.date(2026, 12, 4), event_on=dt.date(2027, 1, 20))

    manager.post(address, page | {"launch_message": "Welcome back", "reason": "A new message."})

    opened.refresh_from_db()
    assert (opened.due_on, opened.event_on, opened.launch_message) == (
        dt.date(2026, 12, 4),
        dt.date(2027, 1, 20),
        "Welcome back",
    )
    assert RoundAmendment.objects.get(reason="A new message.").changes == {"Message": ["Welcome", "Welcome back"]}


def test_what_both_changed_is_shown_and_saved_again_if_it_should_stand(manager, board, opened, business_manager):
    address = reverse("audits:round_change", args=[board.slug, opened.uid])
    page = as_posted(manager.get(address))
    amended(opened, business_manager, due_on=dt.date(2026, 12, 4), launch_message="Theirs")

    late = manager.post(address, page | {"launch_message": "Mine", "reason": "Better words."})
    stored = Round.objects.get().launch_message
    again = as_posted(late)
    manager.post(address, again)

    opened.refresh_from_db()
    assert "Theirs stands beside yours: save again if yours should stand instead." in late.text
    assert late.context["form"].errors["launch_message"] == ["Message, saved meanwhile: Theirs"]
    assert (stored, again["launch_message"], again["due_on"]) == ("Theirs", "Mine", "2026-12-04")
    assert (opened.launch_message, opened.due_on) == ("Mine", dt.date(2026, 12, 4))
    assert RoundAmendment.objects.get(reason="Better words.").changes == {"Message": ["Theirs", "Mine"]}


def as_posted(page):
    """What a browser sends of the form on a page."""
    values = {field.html_name: field.value() for field in page.context["form"]}
    return {name: str(value) if isinstance(value, dt.date) else value for name, value in values.items() if value}


def test_a_planned_round_is_changed_by_its_plan(manager, board):
    planned = RoundFactory(status=Round.Status.PLANNED)

    address = reverse("audits:round_change", args=[board.slug, planned.uid])
    assert manager.get(address).url == reverse("audits:round", args=[board.slug, planned.uid])
