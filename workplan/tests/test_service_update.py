"""Asking for service updates, writing, sending, taking back, entering for others, reminding."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, Notification
from agencies.operations.notification import deliver
from agencies.tests.factories import PostFactory, SeatFactory
from agencies.tests.frozen import changeable, deletable
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.periods import Quarter, add_working_days
from workplan.models import Meeting, ServiceUpdate, UpdateRound, UpdateSettings
from workplan.operations import update_round
from workplan.operations.agenda import open_agenda, remove_item
from workplan.operations.meeting import cancel_meeting
from workplan.operations.paper_screening import Identifying
from workplan.operations.service_update import (
    EMPTY,
    NOT_NOTHING,
    NOT_THEIRS,
    NOTHING,
    SENT_ALREADY,
    Overtaken,
    save_update,
    send_update,
    take_back,
)
from workplan.tests.factories import MeetingFactory, agreed, in_days, new_uid
from workplan.tests.updates import asked, said, sent, update_of
from workplan.updating import due_of, earlier_of, grid_of


def verbs(about):
    return [event.verb for event in Event.objects.about(about)]


def told(kind):
    found = Notification.objects.filter(kind=f"workplan/service_update_{kind}")
    return sorted(one.recipient.name for one in found.select_related("recipient"))


@pytest.fixture
def round_(asking, chair, member, constable, lead):
    """Asked of Children's Services (the chair), the hospital (the member) and the police (constable and lead)."""
    return asked(asking, chair, date=in_days(40))


@pytest.fixture
def update(round_, police):
    return update_of(round_, police)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_the_opening_of_an_agenda_asks_each_agency_once_and_puts_it_on_the_agenda(round_, adviser):
    assert [one.agency.short_name for one in round_.updates.order_by("agency__short_name")] == [
        "Acute trust",
        "Children's Services",
        "Police",
    ]
    assert round_.item.title == "Service updates"
    assert round_.quarter == Quarter.of(round_.meeting.date).code
    assert told("asked") == ["Clare Pool", "Helen Marsh", "Joy Adebayo", "Joy Okafor"]
    assert verbs(round_) == ["service_updates.asked"]


def test_a_sub_group_asks_until_it_is_switched_off(group, chair, member):
    group.update_settings.delete()
    assert UpdateSettings.of(group).asks

    update_round.set_updates(group, asks=False, days_before=3, by=chair)
    meeting = open_agenda(MeetingFactory(group=group), by=chair)

    assert not UpdateRound.objects.exists()
    assert verbs(group)[-1] == "service_updates.set"
    assert update_round.ask(meeting, by=chair) == update_round.ask(meeting, by=chair)
    assert UpdateRound.objects.get().days_before == 3


def test_a_second_meeting_of_the_quarter_asks_nothing_by_itself(round_, chair, asking):
    again = open_agenda(MeetingFactory(group=asking, date=round_.meeting.date, starts_at=dt.time(20, 0)), by=chair)

    assert not UpdateRound.objects.filter(meeting=again).exists()


@pytest.mark.parametrize("days", [-1, 31])
def test_the_settings_keep_within_reason(group, chair, days):
    with pytest.raises(Refused, match="between 0 and 30"):
        update_round.set_updates(group, asks=True, days_before=days, by=chair)


def test_an_agenda_that_is_not_open_has_no_place_for_updates(group, chair):
    with pytest.raises(Refused, match="Open the agenda first"):
        update_round.ask(MeetingFactory(group=group), by=chair)


def test_members_neither_ask_nor_set_nor_gather(round_, member, group):
    deeds = (
        lambda: update_round.ask(round_.meeting, by=member),
        lambda: update_round.set_updates(group, asks=True, days_before=1, by=member),
        lambda: update_round.gather(round_.meeting, by=member),
        lambda: update_round.nudge(round_.meeting, [], uid=new_uid(), by=member),
    )
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_it_is_due_working_days_before_the_papers_and_follows_the_meeting(round_):
    papers = add_working_days(round_.meeting.date, -round_.meeting.group.terms.papers_notice)
    assert due_of(round_) == add_working_days(papers, -round_.days_before)

    Meeting.objects.filter(pk=round_.meeting.pk).update(date=in_days(1))
    round_.meeting.refresh_from_db()

    assert due_of(round_) == add_working_days(timezone.localdate(), 1)


def test_an_item_of_updates_may_be_taken_off_again(round_, chair):
    remove_item(round_.item, by=chair)

    assert UpdateRound.objects.get().item is None


# Writing and sending --------------------------------------------------------------------------------------------------


def test_words_are_kept_while_they_are_written_and_recorded_when_they_are_saved(update, lead):
    save_update(update, boxes=said(changed="One"), version=0, by=lead, autosave=True)
    assert verbs(update) == []

    save_update(update, boxes=said(changed="Two"), version=1, by=lead)

    update.refresh_from_db()
    assert (update.changed, update.version, update.saved_by, update.state) == ("Two", 2, lead, "draft")
    assert verbs(update) == ["service_update.saved"]


def test_two_of_one_agency_do_not_overwrite_each_other(update, lead, constable):
    save_update(update, boxes=said(changed="Mine"), version=0, by=lead)

    with pytest.raises(Overtaken) as overtaken:
        save_update(update, boxes=said(changed="Yours"), version=0, by=constable)

    assert overtaken.value.update.changed == "Mine"


def test_an_update_is_sent_and_taken_back_until_it_is_gathered(update, lead):
    send_update(update, boxes=said(worries="Waiting times."), version=0, by=lead)
    update.refresh_from_db()
    assert (update.status, update.sent_by, update.state) == ("sent", lead, "sent")
    with pytest.raises(Refused, match=SENT_ALREADY):
        save_update(update, boxes=EMPTY, version=1, by=lead)

    take_back(update, by=lead)

    update.refresh_from_db()
    assert (update.status, update.sent_by, update.worries) == ("awaited", None, "Waiting times.")
    assert verbs(update) == ["service_update.sent", "service_update.taken_back"]


def test_nothing_to_report_is_an_answer(update, lead):
    send_update(update, boxes=EMPTY, version=0, nothing=True, by=lead)

    assert ServiceUpdate.objects.get(pk=update.pk).state == "nothing"


@pytest.mark.parametrize(
    ("boxes", "nothing", "why"),
    [
        (said(), False, NOTHING),
        (said(changed="A word"), True, NOT_NOTHING),
        (said(changed="a\n" * 60), False, "longer than one page"),
        (said(changed="a" * 701), False, "at most 700"),
    ],
)
def test_what_is_no_page_is_not_sent(update, lead, boxes, nothing, why):
    with pytest.raises(Refused, match=why):
        send_update(update, boxes=boxes, version=0, nothing=nothing, by=lead)

    update.refresh_from_db()
    assert (update.status, update.version, verbs(update)) == ("awaited", 0, [])


def test_words_that_tell_who_a_child_is_need_a_reason(update, lead):
    boxes = said(worries="NHS number 943 476 5919 waits.")
    with pytest.raises(Identifying):
        send_update(update, boxes=boxes, version=0, by=lead)

    send_update(update, boxes=boxes, version=0, may_stay="A test number.", by=lead)

    assert verbs(update) == ["screening.let_stand", "service_update.sent"]


def test_no_other_agency_writes_or_reads_it(update, member, outsider, adviser, chair, business_manager, administrator):
    for person in (member, outsider, adviser, chair):
        assert not ServiceUpdate.objects.visible_to(person).filter(pk=update.pk).exists()
        with pytest.raises(PermissionDenied):
            save_update(update, boxes=EMPTY, version=0, by=person)
        with pytest.raises(PermissionDenied):
            take_back(update, by=person)
    for person in (business_manager, administrator):
        assert ServiceUpdate.objects.visible_to(person).filter(pk=update.pk).exists()


def test_the_chair_reads_what_was_sent_and_no_draft(round_, police, lead, chair):
    sent(round_, police, lead)

    assert [one.agency for one in ServiceUpdate.objects.visible_to(chair).filter(agency=police)] == [police]


def test_the_office_enters_what_came_by_telephone_and_the_agency_is_told(update, lead, administrator):
    given = {"on_behalf_of": lead, "through": "telephone", "by": administrator}
    send_update(update, boxes=said(asks="Fund it."), version=0, **given)

    update.refresh_from_db()
    event = Event.objects.about(update).get()
    assert (update.sent_by, update.entered_by, update.through) == (lead, administrator, "telephone")
    assert (event.by, event.on_behalf_of, event.through) == (administrator, lead, "telephone")
    assert told("entered") == ["Joy Okafor"]


def test_the_office_enters_it_for_nobody_else(update, member, administrator):
    given = {"through": "telephone", "by": administrator}
    with pytest.raises(Refused, match=NOT_THEIRS):
        send_update(update, boxes=said(asks="Fund it."), version=0, on_behalf_of=member, **given)
    with pytest.raises(PermissionDenied):
        send_update(update, boxes=said(asks="Fund it."), version=0, by=administrator)


def test_a_cancelled_meeting_waits_for_no_update(update, lead, chair):
    cancel_meeting(update.meeting, reason="Snow.", by=chair)

    with pytest.raises(Refused, match="cancelled"):
        send_update(update, boxes=said(changed="A"), version=0, by=lead)


# Reminding ------------------------------------------------------------------------------------------------------------


def test_each_reminder_goes_once_and_only_to_those_who_have_not_sent(round_, hospital, member):
    sent(round_, hospital, member)
    due = due_of(round_)
    stages = {}
    for day in (-3, -2, -1, 0, 1, 2):
        today = add_working_days(due, day)
        stages[day] = update_round.remind_of(round_, today=today)
        update_round.remind_of(round_, today=today)

    assert stages == {-3: "", -2: "soon", -1: "soon", 0: "last-day", 1: "late", 2: "late"}
    assert told("reminder") == sorted(["Helen Marsh", "Joy Adebayo", "Joy Okafor"] * 3)


def test_a_reminder_on_its_way_is_dropped_when_the_update_came(update, lead, police, mailoutbox):
    update_round.remind_of(update.round, today=due_of(update.round))
    waiting = Notification.objects.get(kind="workplan/service_update_reminder", recipient=lead)

    send_update(update, boxes=said(changed="Here."), version=0, by=lead)

    assert not deliver(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.dropped_at
    assert not mailoutbox


def test_who_left_the_agency_is_not_reminded(update, police, mailoutbox):
    gone = PostFactory(agency=police, role="lead")
    update_round.remind_of(update.round, today=due_of(update.round))
    waiting = Notification.objects.get(kind="workplan/service_update_reminder", recipient=gone.person)
    type(gone).objects.filter(pk=gone.pk).update(
        starts_on=timezone.localdate() - dt.timedelta(days=9), ends_on=timezone.localdate() - dt.timedelta(days=2)
    )

    assert not deliver(waiting.pk)


def test_once_the_papers_are_issued_no_reminder_goes(round_, chair):
    Meeting.objects.filter(pk=agreed(round_.meeting, chair).pk).update(status="papers_issued")

    assert update_round.remind_of(round_, today=due_of(round_)) == ""


def test_a_nudge_goes_to_the_agencies_chosen_once(round_, police, hospital, member, chair):
    uid, waiting = new_uid(), [update_of(round_, police), update_of(round_, hospital)]
    sent(round_, hospital, member)

    for _ in range(2):
        assert update_round.nudge(round_.meeting, waiting, uid=uid, by=chair) == 2

    assert told("reminder") == ["Joy Adebayo", "Joy Okafor"]
    with pytest.raises(Refused, match="sent meanwhile"):
        update_round.nudge(round_.meeting, waiting[1:], uid=new_uid(), by=chair)


# At a glance ----------------------------------------------------------------------------------------------------------


def test_the_grid_says_of_each_agency_and_quarter_how_far_it_is(round_, asking, police, hospital, lead, member, chair):
    later = asked(asking, chair, date=in_days(140))
    sent(round_, police, lead)
    sent(round_, hospital, member, nothing=True)
    save_update(update_of(later, police), boxes=said(changed="A"), version=0, by=lead)

    grid = grid_of(asking)

    assert [one.quarter for one in grid.rounds] == [later.quarter, round_.quarter]
    assert {agency.short_name: [cell.words for cell in cells] for agency, cells in grid.rows} == {
        "Acute trust": ["Not sent", "Nothing to report"],
        "Children's Services": ["Not sent", "Not sent"],
        "Police": ["Draft", "Sent"],
    }


def test_last_quarters_update_stands_beside(round_, asking, police, lead, chair, member):
    before = sent(round_, police, lead)
    later = update_of(asked(asking, chair, date=in_days(140)), police)

    assert earlier_of(later, lead) == before
    assert earlier_of(update_of(round_, police), lead) is None


# Guards ---------------------------------------------------------------------------------------------------------------


def test_what_was_sent_is_not_changed_behind_the_portals_back(round_, police, lead):
    update = sent(round_, police, lead)

    assert changeable(update) <= {"status"}
    assert not deletable(update)
    assert not deletable(round_)
    assert {"meeting_id", "quarter", "days_before"}.isdisjoint(changeable(round_))


def test_a_seat_of_an_adviser_speaks_for_no_agency(asking, chair, probation):
    SeatFactory(group=asking, agency=probation, role="adviser")

    assert not asked(asking, chair).updates.filter(agency=probation).exists()
