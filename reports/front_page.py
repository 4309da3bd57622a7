"""The home page of a board for one person: a computed sentence, a line of weeks, and what waits, in order."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from agencies.models import Post, Seat
from agencies.roles import Permission, Role
from audits.contents import State, read
from audits.models import Round, SelfEvaluation
from audits.shared import readable
from audits.wording import back_words
from lscb_portal.lib.charts.segments import Segments
from lscb_portal.lib.charts.weeks import Due, Weeks
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.periods import Quarter
from reports.figures.returns import latest_round, returns_of
from reports.models import BoardReport
from reports.todo import todos
from reports.todo.meetings import before_the, meeting_sentence
from reports.todo.todo import Todo, day, in_words, sentence, things
from workplan.card import card, next_meeting, open_meeting
from workplan.models import Action, Meeting
from workplan.permissions import can_read_draft

PAPERS_SHOWN = 4
OPEN_STANDARDS_SHOWN = 4
NOT_SUBMITTED_FIRST = F("submitted_at").desc(nulls_first=True)
BLOCKS = {State.COMPLETED: "done", State.IN_PROGRESS: "carried", State.NOT_STARTED: "open"}


@dataclass(frozen=True)
class Row:
    """A numbered row of the list."""

    number: int
    todo: Todo
    late: bool
    relative: str


class FrontPage:
    """Everything one person's home page at one board shows."""

    def __init__(self, user, board, today):
        self.user, self.board, self.today = user, board, today

    @cached_property
    def todos(self):
        return todos(self.user, self.board)

    @cached_property
    def meeting(self):
        """The next meeting to begin; one in session is `open_meeting`."""
        return next_meeting(self.user, self.board)

    @cached_property
    def open_meeting(self):
        return open_meeting(self.user, self.board)

    @property
    def cards(self):
        """The meeting in session, then the next one."""
        in_session = [card(self.open_meeting, self.user)] if self.open_meeting else []
        return in_session + ([self.card] if self.card else [])

    @cached_property
    def card(self):
        return card(self.meeting, self.user) if self.meeting else None

    # the list ---------------------------------------------------------------------------------------------------------

    @cached_property
    def rows(self):
        return [
            Row(number, todo, todo.is_late(self.today), todo.relative(self.today))
            for number, todo in enumerate(self.todos, 1)
        ]

    @property
    def groups(self):
        """The rows under their headings; a heading without rows is left out."""
        found = {}
        for row in self.rows:
            found.setdefault(self._heading(row), []).append(row)
        return list(found.items())

    def _heading(self, row):
        if row.late:
            return "Overdue"
        if row.todo.due is None:
            return "When you can"
        if self.meeting is None:
            return "To do"
        return before_the(self.meeting) if row.todo.due <= self.meeting.date else "After the meeting"

    @property
    def headline(self):
        """The page's heading: what is most pressing, as a sentence."""
        late = sum(row.late for row in self.rows)
        soon = self._before_the_meeting
        if late and soon:
            are = "is" if soon == 1 else "are"
            return f"{_number_of(late)} overdue and {in_words(soon)} {are} due before {meeting_sentence(self.meeting)}"
        if late:
            return f"{_number_of(late)} overdue"
        if soon:
            return f"{_number_of(soon)} due before {meeting_sentence(self.meeting)}"
        return self._calm()

    @property
    def _before_the_meeting(self):
        if self.meeting is None:
            return 0
        return sum(not row.late and row.todo.due is not None and row.todo.due <= self.meeting.date for row in self.rows)

    def _calm(self):
        dated = [row.todo.due for row in self.rows if row.todo.due]
        if dated:
            return f"Nothing is overdue; the next thing is due on {day(min(dated))}"
        if self.rows:
            return f"{sentence(things(len(self.rows), 'thing waits', 'things wait'))} for you"
        return "Nothing waits for you"

    @property
    def weeks(self):
        """The line of weeks; None when nothing on it would fall due."""
        due = [Due(row.number, row.todo.due, row.late) for row in self.rows if row.todo.due]
        if not due:
            return None
        return Weeks(
            uid="weeks",
            today=self.today,
            due=due,
            meeting=self.meeting.date if self.meeting else None,
            meeting_name=f"The {self.meeting.group.short_name} meeting" if self.meeting else "",
        )

    # the return of one's agency ---------------------------------------------------------------------------------------

    @cached_property
    def own_return(self):
        """The agency's return in an open round, with its standards as blocks: what is due soonest, else the latest
        that was submitted; None without one."""
        if not self.user.roles_at(self.board) & {Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY}:
            return None
        own = SelfEvaluation.objects.of_board(self.board).of_agencies_of(self.user)
        own = own.filter(round__status=Round.Status.OPEN).with_due_day()
        evaluation = own.select_related("agency", "round__scale").order_by(NOT_SUBMITTED_FIRST, "due_day", "pk").first()
        return _return_panel(self.user, evaluation) if evaluation else None

    # papers -----------------------------------------------------------------------------------------------------------

    @cached_property
    def papers(self):
        """The latest issued reports and the minutes of the latest meetings, newest first."""
        reports = BoardReport.objects.of_board(self.board).issued().select_related("group")
        if not self.user.may(Permission.READ_REPORTS, self.board):
            reports = reports.none()
        meetings = Meeting.objects.visible_to(self.user).of_board(self.board).held().select_related("group__board")
        found = [
            ("report", report.issued_at.date(), report) for report in reports.order_by("-issued_at")[:PAPERS_SHOWN]
        ]
        found += [("minutes", meeting.day, meeting) for meeting in meetings[:PAPERS_SHOWN] if self._may_read(meeting)]
        return sorted(found, key=lambda paper: paper[1], reverse=True)[:PAPERS_SHOWN]

    def _may_read(self, meeting):
        return meeting.status == Meeting.Status.APPROVED or (meeting.was_held and can_read_draft(self.user, meeting))

    # for those who run the board's work -------------------------------------------------------------------------------

    @property
    def leads_the_work(self):
        """Whether the page begins with the board's figures: for the chairs and the business manager."""
        roles = self.user.roles_at(self.board)
        return bool(roles & {Role.SUBGROUP_CHAIR, Role.BUSINESS_MANAGER, Role.INDEPENDENT_CHAIR})

    @cached_property
    def returns(self):
        return returns_of(latest_round(self.board, Quarter.of(self.today)), self.today)

    @cached_property
    def overdue_actions(self):
        overdue = Action.objects.of_board(self.board).overdue(self.today)
        shown = overdue.exclude(pk__in=Action.objects.hidden_from(self.user).values("pk"))
        return list(shown.select_related("agency").order_by("due_on"))

    @property
    def kpis(self):
        """Four figures: returns, moderation, actions, and the coming meeting's replies."""
        return [self._kpi_returns(), self._kpi_moderation(), self._kpi_actions(), self._kpi_meeting()]

    def _kpi_returns(self):
        if self.returns is None:
            return {"label": "Self-evaluations", "value": "None", "note": "no round yet"}
        missing = len(self.returns["not_returned"])
        not_returned = "not returned" if self.returns["is_due"] else "yet to return"
        note = f"{missing} {not_returned}" if missing else "all returned"
        note += f", {back_words(len(self.returns['back']))}" if self.returns["back"] else ""
        note += f", {len(self.returns['nil'])} nil" if self.returns["nil"] else ""
        value = f"{self.returns['submitted']} of {self.returns['asked']}"
        return {"label": self.returns["round"]["title"], "value": value, "note": note}

    def _kpi_moderation(self):
        rows = self.returns["rows"] if self.returns else []
        rows = [row for row in rows if row["submitted_on"] and not row["nil"]]
        done = sum(row["moderated"] for row in rows)
        return {"label": "Returns moderated", "value": f"{done} of {len(rows)}", "note": "of those returned"}

    def _kpi_actions(self):
        moved = sum(action.original_due_on != action.due_on for action in self.overdue_actions)
        note = f"{moved} re-dated before" if moved else "none re-dated before"
        return {"label": "Actions overdue", "value": len(self.overdue_actions), "note": note}

    def _kpi_meeting(self):
        if not (self.card and "outlook" in self.card):
            return {"label": "Next meeting", "value": "None", "note": "planned yet"}
        outlook = self.card["outlook"]
        return {
            "label": f"Coming on {day(self.meeting.date)}",
            "value": f"{len(outlook.coming)} of {len(outlook.members)}",
            "note": f"{plural(len(outlook.unanswered), 'agency', 'agencies')} yet to reply",
        }

    @cached_property
    def to_speak_to(self):
        """Agencies with something outstanding: what, and whom to ring. For those who run the board's work."""
        outstanding = {}
        if self.returns and self.returns["is_due"]:
            for name in set(self.returns["not_returned"]) - set(self.returns["more_time"]):
                outstanding.setdefault(name, []).append(f"{self.returns['round']['title']} not returned")
        for name, words in self._late_actions():
            outstanding.setdefault(name, []).append(words)
        for name, words in self._missing_replies():
            outstanding.setdefault(name, []).append(words)
        people = self._people(outstanding)
        return [
            {"agency": name, "words": words, "person": people.get(name)} for name, words in sorted(outstanding.items())
        ]

    def _late_actions(self):
        by_agency = {}
        for action in self.overdue_actions:
            if action.agency:
                by_agency.setdefault(action.agency.short_name, []).append(action)
        for name, actions in by_agency.items():
            days = (self.today - actions[0].due_on).days
            references = ", ".join(action.reference for action in actions)
            yield name, f"{plural(len(actions), 'action')} overdue ({references}), the oldest by {plural(days, 'day')}"

    def _missing_replies(self):
        if self.card and self.card["can_support"] and "outlook" in self.card:
            for name in self.card["outlook"].away:
                yield name, f"Apologies for {day(self.meeting.date)}, no deputy named"

    def _people(self, outstanding):
        """The person to ring for each agency: who sits for it, else its lead."""
        names = list(outstanding)
        leads = Post.objects.current().filter(
            agency__short_name__in=names, agency__in=self.board.agencies.all(), role=Role.LEAD, person__is_active=True
        )
        seats = Seat.objects.of_board(self.board).current().filter(agency__short_name__in=names, person__is_active=True)
        found = {post.agency.short_name: post.person for post in leads.select_related("agency", "person")}
        return found | {seat.agency.short_name: seat.person for seat in seats.select_related("agency", "person")}

    @property
    def may_manage_people(self):
        return self.user.may(Permission.MANAGE_PEOPLE, self.board)


def _number_of(number):
    """ "One thing is", "Three things are"."""
    return sentence(things(number, "thing is", "things are"))


def _return_panel(user, evaluation):
    standards = readable(user, evaluation, read(evaluation, evidence=False))
    if not standards:
        return None
    open_ones = [standard for standard in standards if standard.state != State.COMPLETED]
    return {
        "evaluation": evaluation,
        "done": len(standards) - len(open_ones),
        "asked": len(standards),
        "bar": Segments([BLOCKS[standard.state] for standard in standards]),
        "open": open_ones[:OPEN_STANDARDS_SHOWN],
        "more": max(len(open_ones) - OPEN_STANDARDS_SHOWN, 0),
    }
