"""What the portal acknowledged it keeps, and what is queued is made once, however often its processes are killed.

On PostgreSQL and Redis, with the web server, worker and schedule of production. People save pages of returns, propose
items, write minutes and answer a decision by e-mail; meanwhile the web server is killed every second or so, and the
worker in the middle of a report.
"""

import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from agencies.tests.factories import AgencyFactory, PostFactory, SeatFactory
from audits.tests.factories import RoundFactory, SelfEvaluationFactory
from lscb_portal.lib.periods import Year, add_working_days
from reports.operations.board_report import build
from reports.operations.rendering import queue
from tests import portal
from tests.kill.findings import answer_faults, faults_of, minutes_faults, proposal_faults, report_faults
from tests.kill.killer import WebKiller, kill_while_it_renders, wait_until_made
from tests.kill.people import Author, Minuter, Proposer, Voter, caller_for
from tests.services import spare_port
from workplan.operations.email_decision import open_email_decision
from workplan.tests.factories import ItemFactory, MeetingFactory, in_session

AUTHORS, PROPOSERS, MINUTERS, VOTERS = 5, 2, 2, 1


@dataclass(frozen=True)
class Storm:
    """How much is asked of the portal: submissions in all, how many from one kill of the web server to the next,
    reports queued, and kills of the worker while it renders."""

    submissions: int
    submissions_a_kill: int
    reports: int
    worker_kills: int

    @property
    def share(self) -> int:
        """How many submissions each person makes."""
        return self.submissions // (AUTHORS + PROPOSERS + MINUTERS + VOTERS)


@pytest.fixture
def port():
    return spare_port()


@pytest.fixture(scope="session")
def collected_static_files():
    """The style sheets and scripts where the web server of production looks for them."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | portal.environment(), check=True)


@pytest.fixture
def processes(transactional_db, collected_static_files, port, tmp_path):
    """The web server, the worker and the schedule, running."""
    web, worker, beat = portal.web(tmp_path, port), portal.worker(tmp_path), portal.beat(tmp_path)
    with ExitStack() as stack:
        for child in (web, worker, beat):
            child.start()
            stack.callback(child.kill)
        portal.wait_until_answering(web, port)
        portal.wait_until_ready(worker)
        yield web, worker


@pytest.fixture
def authors(board, port):
    """Leads of different agencies, each with a return of their own."""
    round_ = RoundFactory()
    returns = [SelfEvaluationFactory(round=round_, agency=AgencyFactory()) for _ in range(AUTHORS)]
    return [Author(caller_for(PostFactory(agency=each.agency).person, port), each, board) for each in returns]


@pytest.fixture
def proposers(group, port):
    """Members of the group, who propose items for its next meeting."""
    meeting = MeetingFactory(group=group)
    people = [SeatFactory(group=group).person for _ in range(PROPOSERS)]
    return [Proposer(caller_for(person, port), person, meeting) for person in people]


@pytest.fixture
def minuters(group, chair, administrator, port):
    """The chair and the minute-taker of a meeting in session, each at items of their own."""
    meeting = in_session(group, chair)
    for position in (3, 4):
        ItemFactory(meeting=meeting, position=position, late_reason="It came today.")
    first, second, third, fourth = meeting.items.all()
    shares = {chair: [first, second], administrator: [third, fourth]}
    return [Minuter(caller_for(person, port), items, group.board) for person, items in shares.items()]


@pytest.fixture
def voter(group, chair, member, port):
    """A member who is asked to decide by e-mail."""
    facts = {"title": "Funding", "wording": "The audit is paid for.", "background": "It costs £900."}
    closes_on = add_working_days(timezone.localdate(), 5)
    question = open_email_decision(group, uid=uuid.uuid4(), closes_on=closes_on, **facts, by=chair)
    return Voter(caller_for(member, port), question.asked.get(person=member))


@contextmanager
def at_work(people, share):
    """Let each of `people` make `share` submissions, beside the block; raise what went wrong for any of them."""
    with ThreadPoolExecutor(len(people)) as pool:
        work = [pool.submit(person.work, share) for person in people]
        try:
            yield
            for each in work:
                each.result()
        finally:
            for person in people:
                person.caller.called_off.set()


def queue_reports(group, by, number):
    """Queue a report for each of the last `number` quarters up to March 2026."""
    quarters = [quarter for year in range(2025, 2025 - (number + 3) // 4, -1) for quarter in Year(year).quarters]
    return [queue(build(group, each, uid=uuid.uuid4(), by=by), by=by) for each in quarters[:number]]


@dataclass
class Aftermath:
    """What is left when the storm has passed."""

    people: list
    killer: WebKiller
    reports: list
    cut_off: int
    seconds: float

    @property
    def acknowledged(self) -> int:
        return receipts(self.people)

    def __str__(self):
        return (
            f"{self.acknowledged} submissions acknowledged and {len(self.reports)} reports made, {self.seconds:.0f} s; "
            f"web server killed {self.killer.kills} times, {self.killer.whole} of them whole; "
            f"worker killed while it made {self.cut_off} reports"
        )


def receipts(people):
    """Return how many submissions have been acknowledged."""
    return sum(person.receipts for person in people)


@pytest.fixture
def let_loose(processes, port, authors, proposers, minuters, voter, group, business_manager):
    """A function that lets a storm happen and returns its Aftermath."""
    web, worker = processes
    people = [*authors, *proposers, *minuters, voter]

    def run(storm):
        began = time.monotonic()
        killer = WebKiller(web, port, receipts=lambda: receipts(people), every=storm.submissions_a_kill)
        with killer, at_work(people, storm.share):
            reports = queue_reports(group, business_manager, storm.reports)
            cut_off = sum(kill_while_it_renders(worker) for _ in range(storm.worker_kills))
            wait_until_made()
        return Aftermath(people, killer, reports, cut_off, time.monotonic() - began)

    return run


FAULTS = {Author: faults_of, Proposer: proposal_faults, Minuter: minutes_faults, Voter: answer_faults}


def check(aftermath):
    """Nothing acknowledged is lost, nothing is half written or made twice, and the ledger is whole."""
    faults = [fault for person in aftermath.people for fault in FAULTS[type(person)](person)]
    faults += [fault for report in aftermath.reports for fault in report_faults(report, chairs=1)]
    assert faults == [], aftermath
    call_command("verify_ledger")


@pytest.mark.fault
def test_nothing_is_lost_or_made_twice_in_a_short_storm(let_loose):
    storm = Storm(submissions=400, submissions_a_kill=25, reports=4, worker_kills=2)

    aftermath = let_loose(storm)

    print(f"\n{aftermath}")
    check(aftermath)
    assert aftermath.acknowledged == storm.submissions
    assert aftermath.killer.whole > 0
    assert aftermath.cut_off > 0


@pytest.mark.long
def test_nothing_is_lost_or_made_twice_in_a_long_storm(let_loose):
    storm = Storm(submissions=10_000, submissions_a_kill=75, reports=20, worker_kills=8)

    aftermath = let_loose(storm)

    print(f"\n{aftermath}")
    check(aftermath)
    assert aftermath.acknowledged == storm.submissions
    assert aftermath.killer.whole > 0
    assert aftermath.cut_off > 0
