"""A queued report becomes a PDF exactly once, whatever is killed on the way."""

import datetime as dt
import json
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.models import Event
from lscb_portal.lib.errors import Refused
from reports import rendering, tasks
from reports.models import BoardReport
from reports.models.board_report import MAX_ATTEMPTS, SILENT_SECONDS
from reports.operations import rendering as operations
from reports.tests.factories import claimed, draft, made, queued, stored

Status = BoardReport.Status


@pytest.fixture
def report(group, analyst):
    return draft(group, analyst)


def verbs(report):
    return [event.verb for event in Event.objects.about(report)]


def again(report):
    return BoardReport.objects.get(pk=report.pk)


@pytest.fixture
def rung(monkeypatch):
    """What was rung, in order."""
    calls = []
    monkeypatch.setattr(operations, "ring", lambda *call: calls.append(call))
    return calls


# queue ----------------------------------------------------------------------------------------------------------------


def test_a_draft_is_queued_and_the_bell_rung(report, analyst, rung):
    queued(report, analyst)
    report = again(report)
    assert (report.status, report.attempts, report.progress) == (Status.QUEUED, 0, 0)
    assert report.queued_at is not None
    assert rung == [("reports.render_queued", report.pk)]
    assert verbs(report) == ["report.built", "report.queued"]


def test_a_double_click_queues_once(report, analyst, rung):
    queued(report, analyst)
    queued(report, analyst)
    assert len(rung) == 1
    assert verbs(report) == ["report.built", "report.queued"]


def test_a_failed_report_is_tried_again_from_the_start(report, analyst):
    operations.fail(claimed(report, analyst), "No.")
    queued(report, analyst)
    assert (again(report).status, again(report).attempts, again(report).failure) == (Status.QUEUED, 0, "")


def test_a_ready_report_is_not_queued(report, analyst):
    made(report, analyst)
    with pytest.raises(Refused, match="cannot become queued"):
        queued(report, analyst)


@pytest.mark.parametrize("name", ["member", "board_member", "lead", "stranger"])
def test_who_may_not_queue(report, name, request):
    with pytest.raises(PermissionDenied):
        queued(report, request.getfixturevalue(name))


# claim, finish, fail, put back ----------------------------------------------------------------------------------------


def test_a_report_is_claimed_once(report, analyst):
    first = claimed(report, analyst)
    assert (first.status, first.attempts) == (Status.RENDERING, 1)
    assert operations.claim(report.pk) is None


def test_nothing_is_claimed_that_is_not_queued(report):
    assert operations.claim(report.pk) is None
    assert operations.claim(0) is None


def test_progress_is_shown_while_it_is_made(report, analyst):
    assert operations.note_progress(claimed(report, analyst), "Laying out the pages", 25)
    assert (again(report).stage, again(report).progress) == ("Laying out the pages", 25)


def test_a_finished_report_is_ready_and_its_chair_told(report, analyst, chair):
    file = stored(report)
    assert operations.finish(claimed(report, analyst), file)
    report = again(report)
    assert (report.status, report.pdf_sha256, report.pdf_pages, report.progress) == (Status.READY, file.sha256, 3, 100)
    assert verbs(report) == ["report.built", "report.queued", "report.rendered"]
    assert [one.kind for one in chair.notifications.all()] == ["reports/report_ready"]


def test_an_attempt_given_up_for_dead_changes_nothing(report, analyst):
    """Slow, not dead: its report was queued again and taken by another renderer meanwhile."""
    slow = claimed(report, analyst)
    operations.put_back(slow)
    quick = operations.claim(report.pk)
    assert not operations.note_progress(slow, "x", 99)
    assert not operations.keep_alive(slow)
    assert not operations.fail(slow, "x")
    assert not operations.put_back(slow)
    assert operations.finish(quick, stored(report))
    assert not operations.finish(slow, stored(report, b"another"))
    assert verbs(report) == ["report.built", "report.queued", "report.rendered"]


def test_a_failure_says_why_in_a_sentence(report, analyst):
    assert operations.fail(claimed(report, analyst), "The portal's disk is full.")
    assert (again(report).status, again(report).failure) == (Status.FAILED, "The portal's disk is full.")
    assert verbs(report)[-1] == "report.failed"


def test_an_interrupted_report_is_queued_again_and_given_up_in_the_end(report, analyst, rung):
    queued(report, analyst)
    for _ in range(MAX_ATTEMPTS):
        assert operations.put_back(operations.claim(report.pk))
    assert (again(report).status, again(report).failure) == (Status.FAILED, operations.GAVE_UP)
    assert len(rung) == MAX_ATTEMPTS


def test_only_a_silent_renderer_is_taken_for_dead(report, analyst):
    claimed(report, analyst)
    assert not BoardReport.objects.silent().exists()
    BoardReport.objects.update(alive_at=timezone.now() - dt.timedelta(seconds=SILENT_SECONDS + 1))
    assert list(BoardReport.objects.silent()) == [report]


def test_a_report_s_files_are_the_portal_s_own(report, analyst, settings, monkeypatch):
    monkeypatch.setattr(rendering, "run", pretend_to_make())
    rendering.render(queued(report, analyst).pk)
    folder = settings.VAR_DIR / "reports" / str(report.uid)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [f"{again(report).pdf_sha256}.pdf"]


def pretend_to_make(data=b"%PDF made"):
    """A stand-in for the child: writes the file and says that it has two pages."""

    def run(wanted, on_beat, seconds=0):
        Path(wanted[wanted.index("render_report") + 2]).write_bytes(data)
        return 2

    return run


def test_leftovers_of_killed_attempts_are_cleared(report, analyst, settings, monkeypatch):
    leftover = settings.VAR_DIR / "reports" / str(report.uid) / "making-old"
    leftover.mkdir(parents=True)
    monkeypatch.setattr(rendering, "run", pretend_to_make())
    rendering.render(queued(report, analyst).pk)
    assert not leftover.exists()


@pytest.mark.parametrize(
    ("fault", "status", "failure"),
    [
        (rendering.NotMade("The disk is full."), Status.FAILED, "The disk is full."),
        (rendering.Interrupted(), Status.QUEUED, ""),
    ],
)
def test_what_becomes_of_a_report_that_was_not_made(report, analyst, monkeypatch, fault, status, failure):
    def run(*args, **kwargs):
        raise fault

    monkeypatch.setattr(rendering, "run", run)
    assert not rendering.render(queued(report, analyst).pk)
    assert (again(report).status, again(report).failure) == (status, failure)


def test_a_sweep_makes_everything_that_is_owed(group, analyst, monkeypatch):
    reports, quarter = [], None
    for _ in range(3):
        report = draft(group, analyst, quarter)
        quarter = report.period.previous
        reports.append(queued(report, analyst))
    dead = operations.claim(reports[0].pk)
    BoardReport.objects.filter(pk=dead.pk).update(alive_at=timezone.now() - dt.timedelta(minutes=1))
    monkeypatch.setattr(rendering, "run", pretend_to_make())
    assert rendering.sweep() == 3
    assert {again(report).status for report in reports} == {Status.READY}
    assert rendering.sweep() == 0


def test_the_task_makes_one_report_or_sweeps(report, analyst, monkeypatch):
    monkeypatch.setattr(rendering, "run", pretend_to_make())
    other = draft(report.group, analyst, report.period.previous)
    queued(report, analyst)
    queued(other, analyst)
    tasks.render_queued(report.pk)
    assert (again(report).status, again(other).status) == (Status.READY, Status.QUEUED)
    tasks.render_queued(report.pk)
    tasks.render_queued()
    assert again(other).status == Status.READY
    assert verbs(report).count("report.rendered") == 1


# the real child, on the real database ---------------------------------------------------------------------------------


@pytest.fixture
def real_child(monkeypatch, transactional_db):
    """Let children find the test's database."""
    from tests.portal import environment

    for name, value in environment().items():
        monkeypatch.setenv(name, value)


def test_a_report_is_made_by_a_real_child(real_child, report, analyst):
    assert rendering.render(queued(report, analyst).pk)
    report = again(report)
    assert (report.status, report.progress) == (Status.READY, 100)
    assert report.pdf.read_bytes().startswith(b"%PDF-1.7")
    assert report.pdf_bytes == report.pdf.stat().st_size
    assert report.pdf_pages == 3


def test_a_killed_renderer_s_report_is_made_once(real_child, report, analyst):
    """Killed with -9 in the middle: the report is queued again, and the second attempt makes it."""
    first = claimed(report, analyst)
    process = start_and_kill(first)
    assert process < 0
    BoardReport.objects.update(alive_at=timezone.now() - dt.timedelta(minutes=1))
    assert rendering.sweep() == 1
    assert (again(report).status, again(report).attempts) == (Status.READY, 2)
    assert verbs(report) == ["report.built", "report.queued", "report.rendered"]


def start_and_kill(report):
    """Start the real child, kill it once it is at work, and return its exit status."""
    draft_file = Path(str(report.uid) + ".pdf")
    child = subprocess.Popen(rendering.command(report, draft_file), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while again(report).progress < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not draft_file.exists()
    return child.returncode


def test_the_child_makes_nothing_for_an_attempt_that_is_over(report, analyst, tmp_path):
    first = claimed(report, analyst)
    with pytest.raises(CommandError, match="This attempt is over"):
        call_command("render_report", str(report.uid), str(tmp_path / "x.pdf"), attempt=first.attempts + 1)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_snapshot_ends_in_a_sentence(real_child, report, analyst):
    BoardReport.objects.update(snapshot=json.dumps({"schema": 1}))
    rendering.render(queued(report, analyst).pk)
    report = again(report)
    assert report.status == Status.FAILED
    assert report.failure.startswith("The pages could not be laid out (fault ")
    assert "Traceback" not in report.failure
