"""The meeting ahead: its agenda is open, some proposals are answered and five wait, some members have replied."""

from agencies.models import Through
from agencies.operations import agenda_template
from agencies.standing import Standing
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from reports.demo.stories.meetings import (
    ONE_DAY,
    STARTS_AT,
    Sitting,
    arrange,
    begin,
    propose,
)
from reports.demo.words import words
from workplan.models import Action, Meeting, Reply
from workplan.operations import agenda, meeting, proposal, reply, update_round
from workplan.operations.merging import merge

# What a reply says beside its answer.
SAYS = {Reply.Answer.DEPUTY: ("deputy_name",), Reply.Answer.APOLOGIES: ("reason",)}


def ahead(cast):
    """The agenda as the chair will find it when the demonstration begins."""
    days, told = cast.days, words("meetings_next")
    yield days.ago(20, "09:40")
    group = cast.groups[NORTHMERE, "qapm"]
    sitting = Sitting(cast, NORTHMERE, told, Meeting.objects.get(group=group, date=days.next_meeting))
    update_round.set_updates(group, asks=True, days_before=4, by=cast.manager(NORTHMERE))
    begin(sitting)
    yield days.ago(16, "12:30")
    made = {
        answer: [propose(sitting, each) for each in told[answer]] for answer in ("accepted", "deferred", "declined")
    }
    made["merged"] = [propose_about_own_action(sitting, each) for each in told["merged"]]
    yield days.ago(12, "13:20")
    answered(sitting, made, Meeting.objects.get(group=group, date=days.following_meeting))
    for number, each in enumerate(told["waiting"]):
        yield days.ago(9 - number, "14:45")
        propose(sitting, each)


def propose_about_own_action(sitting, topic):
    """Let a member propose an item about the first of their open actions."""
    person = sitting.person(topic["proposed_by"])
    action = Action.objects.of_board(sitting.row.board).open().filter(owner=person).order_by("number").first()
    facts = {name: topic[name] for name in ("title", "why", "purpose", "minutes")}
    return proposal.propose(sitting.row, uid=new_uid(), action=action, by=person, **facts)


def answered(sitting, made, following):
    """The chair accepts, merges, defers and declines; the agenda is put in order."""
    told = sitting.words
    first, *_ = [proposal.accept(each, by=sitting.chair) for each in made["accepted"]]
    merge(
        sitting.row,
        made["merged"],
        into=first,
        reason="We take it with the figures that it is to explain.",
        by=sitting.chair,
    )
    for each, words_of in zip(made["deferred"], told["deferred"], strict=True):
        proposal.defer(each, to=following, reason=words_of["reason"], by=sitting.chair)
    for each, words_of in zip(made["declined"], told["declined"], strict=True):
        proposal.decline(each, reason=words_of["reason"], by=sitting.chair)
    arrange(sitting.row, sitting.secretary, standing=10)


def replies(cast):
    """Those who have said whether they come; one of them by telephone."""
    told = words("meetings_next")
    by_telephone = told["by_telephone"]
    for key, (answer, days_ago, *more) in sorted(told["replies"].items(), key=lambda each: -each[1][1]):
        yield cast.days.ago(days_ago, "10:50")
        row = Meeting.objects.get(group=cast.groups[NORTHMERE, "qapm"], date=cast.days.next_meeting)
        facts = {"answer": Reply.Answer(answer)} | dict(zip(SAYS.get(answer, ()), more, strict=True))
        through = Through.TELEPHONE if key == by_telephone else Through.PORTAL
        by = cast.people["priya.nair" if key == by_telephone else key]
        reply.reply(row, cast.seats[NORTHMERE, "qapm", key], by=by, through=through, **facts)


def agreed(cast, board, topics, repliers, date):
    """A board whose chair has agreed the agenda early, and the first replies to it."""
    yield cast.days.ago(10, "10:05")
    sitting = Sitting(cast, board, {}, Meeting.objects.get(group=cast.groups[board, "qapm"], date=date))
    agenda.open_agenda(sitting.row, by=sitting.secretary)
    for topic in topics:
        proposal.accept(propose(sitting, topic), by=sitting.chair)
    yield cast.days.ago(3, "16:30")
    agenda.agree_agenda(sitting.row, by=sitting.chair)
    for key in repliers:
        reply.reply(sitting.row, cast.seats[board, "qapm", key], by=cast.people[key], answer=Reply.Answer.ATTENDING)


def template(cast):
    """The sub-group agrees an item that comes once a year: what begins its agendas is a version of its terms."""
    yield cast.days.ago(6, "11:15")
    group = cast.groups[NORTHMERE, "qapm"]
    items = group.terms.template
    annual = Standing("Annual report of the sub-group", "decide", 20, "the Chair", quarters=(1,))
    agenda_template.agree_template(
        group,
        [*(item for item in items if not item.closing), annual, *(item for item in items if item.closing)],
        by=cast.people["sam.whitlock"],
        following=group.terms.version,
        agreed_by="The sub-group, by e-mail",
        agreed_on=working_day(cast.days.today - ONE_DAY * 7),
        review_on=group.terms.review_on,
    )


def called_off(cast):
    """An extra meeting that was planned and then not needed."""
    days, sam = cast.days, cast.people["sam.whitlock"]
    yield days.ago(150, "15:00")
    date = working_day(days.today - ONE_DAY * 128)
    extra = meeting.plan_meeting(
        cast.groups[NORTHMERE, "qapm"],
        uid=new_uid(),
        date=date,
        starts_at=STARTS_AT,
        minutes=60,
        place="Online",
        by=sam,
    )
    yield moment(working_day(date - ONE_DAY * 6), "16:10")
    meeting.cancel_meeting(extra, reason="The inspection it was to prepare for was put off until the spring.", by=sam)
