"""The meetings of a group: planned, prepared, held and minuted, and the actions that came of them.

What was said and decided stands in `words/meetings_*.yaml`, in minutes from the start of a meeting and weeks after it.
"""

import datetime as dt
from operator import itemgetter

from agencies.models import SeatRole
from agencies.models.event import Through
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from workplan.minuted import mark_of
from workplan.models import BroughtForward, Delivery, Meeting, Minutes, Movement, Outcome, Purpose, Reply
from workplan.operations import action as actions
from workplan.operations import (
    agenda,
    approval,
    decision,
    discussion,
    interest,
    meeting,
    minutes,
    proposal,
    register,
    reply,
    session,
)
from workplan.operations import answer as answer_of_board
from workplan.operations.gathering import TITLE as SERVICE_UPDATES
from workplan.room import room

STARTS_AT = dt.time(9, 30)
LENGTH = 120
PLACE = "Mere House, room 2, and online"
STANDING_MINUTES = 15
OPENING = (("Welcome, apologies and declarations of interest", Purpose.NOTE, 5),)
# Who declared what, and how it came where not by themselves.
INTERESTS = (
    ("paulo.reis", "Governor of an academy that the council pays for places", {}),
    ("efua.danso", "Her organisation holds a contract of Children’s Services", {}),
    ("kwame.asante", "Partner in a practice that gives first health assessments", {}),
    ("nadia.rahman", "Trustee of the Mere Youth Trust", {"through": Through.TELEPHONE}),
)
MINUTES = ("Minutes of the last meeting and matters arising", Purpose.DECIDE, 10)
# What is brought forward takes ten minutes in all: so many for each, and the rest for the minutes to approve.
BROUGHT_MINUTES, MATTERS_MINUTES, LOG_MINUTES = 10, 4, 3
Kind = BroughtForward.Kind
ONE_DAY, ONE_WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


class Sitting:
    """One meeting of a group as it is told: its row, its words, and who keeps and who chairs it."""

    def __init__(self, cast, board, words, row):
        self.cast, self.board, self.words, self.row = cast, board, words, row
        self.group = cast.groups[board, "qapm"]
        self.chair = next(cast.same(seat.person) for seat in row.seats if seat.role == SeatRole.CHAIR)
        self.secretary = cast.manager(board)
        self.given = []
        self.gone_up = []

    def person(self, key):
        return self.cast.people[key]

    def seat(self, key):
        return self.cast.seats[self.board, "qapm", key]

    def line(self, key):
        """The line of the register of somebody with a seat, or of a deputy who was named."""
        person = self.person(key)
        return self.row.attendees.filter(person=person).first() or self.row.attendees.get(name=person.name)

    def at(self, minute):
        """The moment `minute` minutes after the planned start."""
        return self.row.start + dt.timedelta(minutes=minute)

    def before(self, days, time="10:00"):
        return moment(working_day(self.row.date - ONE_DAY * days), time)


def schedule(cast, board, dates, planned_on):
    """The meetings of a year, planned at once."""
    yield moment(working_day(planned_on), "11:00")
    group = cast.groups[board, "qapm"]
    meeting.plan_schedule(group, dates=dates, starts_at=STARTS_AT, minutes=LENGTH, place=PLACE, by=cast.manager(board))


def held(cast, board, words, date):
    """A meeting from its agenda to its minutes, which the next meeting that is quorate approves."""
    yield moment(working_day(date - ONE_DAY * 29), "09:30")
    sitting = Sitting(cast, board, words, Meeting.objects.get(group=cast.groups[board, "qapm"], date=date))
    yield from prepare(sitting)
    yield from sit(sitting)
    yield from follow_up(sitting)


def interests(cast, board):
    """What members told the board for its register, one of it by telephone; one has ended since."""
    yield cast.days.ago(420, "10:05")
    for key, nature, through in INTERESTS:
        person = cast.people[key]
        by = cast.manager(board) if through else person
        interest.declare(cast.boards[board], person, uid=new_uid(), nature=nature, by=by, **through)
    yield cast.days.ago(90, "09:15")
    over = cast.people[INTERESTS[0][0]]
    interest.end(over.declared_interests.get(), by=over)


# Before the meeting -----------------------------------------------------------------------------------------------


def prepare(sitting):
    """Agenda opened, items proposed and accepted, replies given, agenda agreed."""
    yield sitting.before(28)
    begin(sitting)
    topics = [topic for topic in sitting.words["topics"] if "late_reason" not in topic]
    for number, topic in enumerate(topics):
        yield sitting.before(21 - number, "11:20")
        propose(sitting, topic)
    yield sitting.before(13, "12:00")
    for waiting in sitting.row.proposals.waiting():
        proposal.accept(waiting, by=sitting.chair)
    yield sitting.before(10, "13:15")
    arrange(sitting.row, sitting.secretary)
    for seat in sitting.row.seats:
        answer(sitting, seat)
    yield sitting.before(8, "17:05")
    agenda.agree_agenda(sitting.row, by=sitting.chair)
    yield from late_items(sitting)


def begin(sitting):
    """Open the agenda. A group's first meeting, to which nothing is brought forward, takes older minutes by hand."""
    agenda.open_agenda(sitting.row, by=sitting.secretary)
    by_hand = OPENING if brought_to(sitting.row) else (*OPENING, MINUTES)
    for title, purpose, length in by_hand:
        add(sitting, title, purpose, length)


def brought_to(row):
    """{an item's pk: what it brings forward}; a standing item that was put off is taken like any other."""
    brought = BroughtForward.objects.filter(item__meeting=row).exclude(kind=Kind.CARRIED)
    return {one.item_id: one.kind for one in brought}


def late_items(sitting):
    """Items that came after the agenda was agreed, each with its reason."""
    for topic in sitting.words["topics"]:
        if reason := topic.get("late_reason"):
            yield sitting.before(2, "12:00")
            proposal.accept(propose(sitting, topic), late_reason=reason, by=sitting.chair)


def add(sitting, title, purpose, minutes):
    agenda.add_item(
        sitting.row,
        uid=new_uid(),
        title=title,
        purpose=purpose,
        minutes=minutes,
        lead=sitting.chair.name,
        by=sitting.secretary,
    )


def propose(sitting, topic):
    """Let a member propose an item; return the proposal."""
    facts = {name: topic[name] for name in ("title", "why", "purpose", "minutes")}
    return proposal.propose(sitting.row, uid=new_uid(), by=sitting.person(topic["proposed_by"]), **facts)


def arrange(row, by, standing=STANDING_MINUTES):
    """Opening items first, then the standing ones with so many minutes each, then what members proposed."""
    items, brought = list(row.items.all()), brought_to(row)

    def place(item):
        if item.title == OPENING[0][0]:
            return 0
        if item.pk in brought or item.title == MINUTES[0]:
            return 1
        return 4 if item.is_closing else 2 if item.is_standing else 3

    order = [item.uid for item in sorted(items, key=lambda item: (place(item), item.position))]
    lengths = lengths_of(brought)
    minutes_of = {item.uid: lengths.get(item.pk, standing) for item in items if item.is_standing}
    agenda.arrange(row, order=order, minutes=minutes_of, seen=agenda.state_of(items), by=by)


def lengths_of(brought):
    """{an item's pk: its minutes} of what is brought forward."""
    others = {Kind.MATTERS: MATTERS_MINUTES, Kind.ACTIONS: LOG_MINUTES}
    left = BROUGHT_MINUTES - sum(others.get(kind, 0) for kind in brought.values())
    each = max(1, left // max(1, sum(kind not in others for kind in brought.values())))
    return {item: others.get(kind, each) for item, kind in brought.items()}


def answer(sitting, seat):
    """Reply as the member will turn out to have meant; those who simply stay away never reply."""
    person, words = sitting.cast.same(seat.person), sitting.words
    key = sitting.cast.key_of(person)
    if key in words.get("absent", ()) or seat.role in (SeatRole.DEPUTY, SeatRole.ADVISER):
        return
    facts = {"answer": Reply.Answer.ATTENDING}
    if key in words.get("deputies", {}):
        deputy = sitting.person(words["deputies"][key])
        facts = {"answer": Reply.Answer.DEPUTY, "deputy_name": deputy.name}
    elif key in words.get("apologies", ()):
        facts = {"answer": Reply.Answer.APOLOGIES, "reason": "Another duty that day."}
    elif key in words.get("remote", ()):
        facts = {"answer": Reply.Answer.REMOTE}
    reply.reply(sitting.row, seat, by=person, **facts)


# The meeting --------------------------------------------------------------------------------------------------------


def sit(sitting):
    """The meeting, minute by minute: people come and go while items are taken in their order."""
    yield sitting.at(-14)
    session.open_meeting(sitting.row, by=sitting.chair)
    sitting.row.refresh_from_db()
    deeds = [*comings_and_goings(sitting), *course_of_items(sitting)]
    for minute, deed, *facts in sorted(deeds, key=itemgetter(0)):
        yield sitting.at(minute)
        deed(sitting, *facts)
    yield sitting.at(LENGTH - 4)
    session.close_meeting(sitting.row, by=sitting.chair)


def comings_and_goings(sitting):
    """(minute, deed, person, …) of everybody who was there."""
    words = sitting.words
    away = {*words.get("apologies", ()), *words.get("absent", ()), *words.get("deputies", ())}
    members = [key for board, group, key in sitting.cast.seats if (board, group) == (sitting.board, "qapm")]
    standing = [key for key in members if sitting.seat(key).role == SeatRole.DEPUTY]
    coming = [key for key in members if key not in away and key not in standing] + list(
        words.get("deputies", {}).values()
    )
    for number, key in enumerate(coming):
        yield words.get("late", {}).get(key, -11 + number % 9), arrive, key
    for key, minute in words.get("leaves", {}).items():
        yield minute, leave, key


def arrive(sitting, key):
    mode = Movement.Mode.REMOTE if key in sitting.words.get("remote", ()) else Movement.Mode.PRESENT
    register.arrive(sitting.line(key), mode=mode, by=sitting.secretary)


def leave(sitting, key):
    register.leave(sitting.line(key), by=sitting.secretary)


def course_of_items(sitting):
    """(minute, deed, item, words) of the items: taken up, and minuted two minutes before the next one."""
    said, brought = iter(sitting.words["standing"]), brought_to(sitting.row)
    topics = {topic["title"]: topic for topic in sitting.words["topics"]}
    minute = 0
    for item in sitting.row.items.all():
        words = next(said) if item.is_standing and item.pk not in brought else topics.get(item.title, {})
        yield minute, take_up, item
        yield minute + max(0, item.minutes - 2), minute_item, item, words
        minute += item.minutes


def take_up(sitting, item):
    session.start_item(item, by=sitting.secretary)


def minute_item(sitting, item, words):
    """What was said, what was decided and who will do what."""
    text = words.get("discussion") or in_general(sitting, item)
    discussion.save_discussion(item, text=text, version=0, by=sitting.secretary)
    for each in words.get("interests", ()):
        facts = {"nature": each["nature"], "handling": each["handling"]}
        interest.note_on_item(item, sitting.line(each["who"]), uid=new_uid(), by=sitting.secretary, **facts)
    for minutes_of in to_approve(sitting, item):
        found = Minutes.objects.get(meeting=minutes_of)
        approval.approve(found, item, uid=new_uid(), seen=found.latest.number, by=sitting.chair)
    decided = None
    for each in words.get("decisions", ()):
        facts = {"wording": each["wording"], "outcome": Outcome(each["outcome"])}
        decided = decision.record_decision(item, uid=new_uid(), by=sitting.chair, **facts)
        if "board" in each:
            sitting.gone_up.append((decided, each["board"]))
    for each in words.get("actions", ()):
        give(sitting, item, decided, each)


def to_approve(sitting, item):
    """The meeting whose minutes are approved on an item, if they are: where there is a quorum."""
    kind = BroughtForward.Kind.MINUTES
    brought = BroughtForward.objects.filter(item=item, kind=kind).select_related("meeting")
    return [one.meeting for one in brought] if room(sitting.row).quorum.quorate else []


def in_general(sitting, item):
    """What is said at every meeting on the items that every meeting has."""
    if item.title == OPENING[0][0]:
        sent = [line.name for line in sitting.row.attendees.filter(apologies=True)]
        return f"Apologies: {', '.join(sent) or 'none'}. {declared_interests(sitting)}"
    kind = brought_to(sitting.row).get(item.pk)
    if kind == Kind.MATTERS:
        return "Matters arising are on the agenda or on the action list."
    if kind == Kind.ACTIONS:
        return "Owners said how their actions go. Those that are late were asked for a new date."
    if kind == Kind.EMAIL_DECISION:
        return "The decision was noted."
    if item.title == SERVICE_UPDATES:
        return "Each agency’s page was taken as read. The Chair asked those who sent none to send one next time."
    if (kind == Kind.MINUTES or item.title == MINUTES[0]) and room(sitting.row).quorum.quorate:
        return "The minutes were agreed as a true record."
    if kind == Kind.MINUTES or item.title == MINUTES[0]:
        return "The minutes were read. They wait for a meeting that is quorate."
    return "The next meeting is as planned. The Chair thanked those who came."


def declared_interests(sitting):
    """What the minutes say of interests where the meeting begins."""
    told = any("interests" in words for words in (*sitting.words["standing"], *sitting.words["topics"]))
    return "An interest was declared; it is noted with its item." if told else "No interests were declared."


def give(sitting, item, decided, words):
    given = actions.give_action(
        item,
        uid=new_uid(),
        title=words["title"],
        owner=sitting.person(words["owner"]),
        due_on=working_day(sitting.row.date + ONE_WEEK * words["due"]),
        decision=decided,
        by=sitting.secretary,
    )
    sitting.given.append((given, words))


# After the meeting --------------------------------------------------------------------------------------------------


def follow_up(sitting):
    """The minutes sent to the chair, cleared and circulated; what owners say of their actions in the weeks after."""
    today = sitting.cast.days.today
    deeds = [deed for action, words in sitting.given for deed in updates(sitting, action, words)]
    for days, time, deed in ((6, "16:10", to_chair), (8, "12:15", clear), (9, "10:20", circulate)):
        deeds.append((moment(working_day(sitting.row.date + ONE_DAY * days), time), deed, sitting))
    deeds += [answered_by_the_board(sitting, *each) for each in sitting.gone_up]
    for when, deed, *facts in sorted(deeds, key=itemgetter(0)):
        if when.date() < today:
            yield when
            deed(*facts)


def answered_by_the_board(sitting, decided, words):
    """(moment, deed, …) of what the Strategic Board answered to a recommendation, weeks later."""
    day = working_day(sitting.row.date + ONE_WEEK * words["weeks"])
    facts = {name: words[name] for name in ("answer", "words", "minute_reference")}
    return moment(day, "16:10"), enter_answer, sitting, decided, facts | {"answered_on": day}


def enter_answer(sitting, decided, facts):
    answer_of_board.enter_answer(decided, uid=new_uid(), by=sitting.secretary, **facts)


def to_chair(sitting):
    minutes.send_to_chair(sitting.row, by=sitting.secretary)


def clear(sitting):
    row = Meeting.objects.get(pk=sitting.row.pk)
    minutes.clear(row, seen=mark_of(row), by=sitting.chair)


def circulate(sitting):
    until = working_day(sitting.row.date + ONE_WEEK * 4)
    minutes.circulate(sitting.row, until=until, by=sitting.secretary)


def updates(sitting, action, words):
    """(moment, deed, action, delivery, note) of what the owner of an action reports."""
    told = [*words.get("updates", ())]
    if "delivered" in words:
        told.append((words["delivered"], Delivery.DELIVERED, words["note"]))
    for weeks, delivery, note in told:
        day = working_day(sitting.row.date + ONE_WEEK * weeks)
        yield moment(day, "15:20"), update, action, Delivery(delivery), note


def update(action, delivery, note):
    actions.update_action(action, delivery=delivery, note=note, by=action.owner)
