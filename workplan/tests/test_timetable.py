import datetime as dt
from dataclasses import dataclass

from workplan.timetable import progress, timetable, used

START = dt.datetime(2026, 11, 18, 9, 30, tzinfo=dt.UTC)


@dataclass
class Piece:
    minutes: int
    started_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None


def after(minutes, seconds=0):
    return START + dt.timedelta(minutes=minutes, seconds=seconds)


def test_items_lie_end_to_end():
    plan = timetable(START, 60, [Piece(5), Piece(20), Piece(10)])

    assert [(slot.number, slot.starts) for slot in plan.slots] == [(1, after(0)), (2, after(5)), (3, after(25))]
    assert (plan.planned, plan.spare, plan.over, plan.ends) == (35, 25, 0, after(35))


def test_an_agenda_longer_than_the_meeting_says_by_how_much():
    plan = timetable(START, 30, [Piece(25), Piece(20)])

    assert (plan.spare, plan.over) == (-15, 15)


def test_an_empty_agenda_ends_when_it_starts():
    assert timetable(START, 60, []).ends == START


def test_minutes_used_are_whole_and_stop_at_the_close():
    assert used(Piece(10), after(5)) == 0
    assert used(Piece(10, after(0)), after(4, seconds=59)) == 4
    assert used(Piece(10, after(0), after(7)), after(50)) == 7


def test_a_meeting_on_time_is_not_late():
    items = [Piece(10, after(0), after(10)), Piece(20, after(10)), Piece(5)]

    assert progress(START, 35, items, after(15)).late == 0
    assert progress(START, 35, items, after(15)).will_end == after(35)


def test_an_item_over_its_time_makes_the_meeting_late():
    items = [Piece(10, after(0), after(16)), Piece(20, after(16)), Piece(5)]

    assert progress(START, 35, items, after(20)).late == 6


def test_a_meeting_that_has_not_begun_its_first_item_falls_behind():
    assert progress(START, 30, [Piece(10), Piece(20)], after(4)).late == 4


def test_an_item_closed_early_makes_up_time():
    items = [Piece(10, after(0), after(6)), Piece(20, after(6))]

    assert progress(START, 30, items, after(6)).late == -4


def test_an_agenda_longer_than_the_meeting_ends_late_from_the_beginning():
    running = progress(START, 120, [Piece(100), Piece(60)], START)

    assert (running.planned_end, running.words) == (after(120), "40 minutes after the planned end")
    assert progress(START, 161, [Piece(100), Piece(60)], START).words == "1 minute before the planned end"
    assert progress(START, 160, [Piece(100), Piece(60)], START).words == "as planned"
