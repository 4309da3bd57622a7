"""Papers for the meetings ahead, the pack of each, and a poll of days for an extra meeting."""

import datetime as dt

from agencies.models import Through
from lscb_portal.lib.periods import add_working_days
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid
from reports.demo.words import words
from workplan.models import Meeting
from workplan.operations import pack, paper, poll
from workplan.operations.paper_content import content_of

FRONT = ("title", "presented_by", "asked", "summary", "children", "consulted")
POLL_MINUTES = 60


def in_preparation(cast):
    """Northmere's papers as far as they have come, and the pack as whoever prepares the meeting reads it."""
    yield cast.days.ago(5, "15:10")
    row = Meeting.objects.get(group=cast.groups[NORTHMERE, "qapm"], date=cast.days.next_meeting)
    bring(row, words("papers")["northmere"], cast.manager(NORTHMERE))
    pack.make_pack(row, by=cast.manager(NORTHMERE))


def issued(cast, board, date):
    """A board whose papers are with the members."""
    yield cast.days.ago(1, "16:50")
    row = Meeting.objects.get(group=cast.groups[board, "qapm"], date=date)
    bring(row, words("papers")["westvale"], cast.manager(board))
    pack.issue_papers(row, by=cast.manager(board))


def bring(row, papers, by):
    """Bring papers that were written here, each for the item of its title."""
    for each in papers:
        front = {name: each[name] for name in FRONT}
        item = row.items.get(title=each["item"])
        paper.add_paper(item, uid=new_uid(), front=front, content=content_of(words=each["words"]), by=by)


def days_asked(cast):
    """A poll of days for the extra meeting that a member asked for; some have answered, one of them by telephone."""
    told, manager, today = words("papers")["poll"], cast.manager(NORTHMERE), cast.days.today
    yield cast.days.ago(4, "11:35")
    offered = [(add_working_days(today, ahead), dt.time.fromisoformat(time)) for ahead, time in told["options"]]
    asked = poll.ask(
        cast.groups[NORTHMERE, "qapm"],
        uid=new_uid(),
        title=told["title"],
        minutes=POLL_MINUTES,
        place="Online",
        closes_on=add_working_days(today, told["closes"]),
        options=offered,
        by=manager,
    )
    yield cast.days.ago(2, "16:45")
    options = list(asked.options.order_by("date", "starts_at"))
    for key, said in told["answers"].items():
        answers = {option.uid: one for option, one in zip(options, said, strict=True)}
        by_telephone = key == told["by_telephone"]
        by = cast.people["priya.nair" if by_telephone else key]
        through = Through.TELEPHONE if by_telephone else Through.PORTAL
        poll.answer(asked, cast.seats[NORTHMERE, "qapm", key], answers, by=by, through=through)
