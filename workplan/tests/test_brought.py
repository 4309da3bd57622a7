"""What starts the next agenda: the minutes to approve, matters arising, the action log."""

import pytest

from agencies.tests.frozen import changeable, copyable, deletable
from workplan.brought import behind, log_of, matters_of
from workplan.operations.action import update_action
from workplan.operations.agenda import agree_agenda, open_agenda
from workplan.tests import minuting as way
from workplan.tests.factories import MeetingFactory


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


def titles(meeting):
    return [(item.title, item.is_standing) for item in meeting.items.all()]


def test_the_first_meeting_of_a_group_brings_nothing_forward(meeting, chair):
    open_agenda(meeting, by=chair)

    assert [title for title, _ in titles(meeting)] == list(meeting.group.terms.standing_items) + list(
        meeting.group.terms.closing_items
    )


def test_the_next_one_starts_with_minutes_matters_and_actions(held, chair, member):
    coming = open_agenda(MeetingFactory(group=held.group), by=chair)

    assert titles(coming)[:3] == [
        (f"Minutes of {held.day:%-d %B %Y}", True),
        ("Matters arising", True),
        ("Action log", True),
    ]
    first, second, third = (behind(coming, member)[item.pk] for item in list(coming.items.all())[:3])
    assert first["row"].meeting == held
    assert (second["matters"].untaken, second["matters"].deferred) == ([], [])
    assert titles(coming)[-1] == (held.items.last().title, False)
    assert [action.title for action in third["actions"]] == ["Double it"]


def test_what_an_agreed_agenda_brings_forward_stays(held, chair):
    coming = open_agenda(MeetingFactory(group=held.group), by=chair)
    row = coming.items.first().brought_forward
    agree_agenda(coming, by=chair)

    assert (changeable(row), deletable(row), copyable(row)) == (set(), False, False)


def test_approved_minutes_do_not_come_again(held, chair, member, constable):
    way.approved(held, chair, chair, member, constable)
    from workplan.models import Meeting
    from workplan.operations.session import close_meeting

    today = close_meeting(Meeting.objects.in_session().get(), by=chair)
    coming = open_agenda(MeetingFactory(group=held.group), by=chair)

    assert [title for title, _ in titles(coming)[:2]] == [f"Minutes of {today.day:%-d %B %Y}", "Matters arising"]


def test_a_delivered_action_leaves_the_log(held, member):
    (action,) = log_of(held.group, member)

    update_action(action, delivery="delivered", note="Done.", by=member)

    assert list(log_of(held.group, member)) == []


def test_who_may_not_read_the_meeting_sees_nothing_of_it(held, outsider, signatory, chair):
    assert (matters_of(held, outsider).untaken, list(log_of(held.group, signatory))) == ([], [])
    coming = open_agenda(MeetingFactory(group=held.group), by=chair)
    assert behind(coming, outsider) == {}
