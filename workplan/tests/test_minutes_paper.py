"""The PDF of minutes: owed when they are cleared, made once, made anew when they are approved."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies.operations.stored_file import Made
from lscb_portal.lib import owed
from lscb_portal.lib.errors import Refused
from workplan import rendering, tasks
from workplan.models import MinutesPaper
from workplan.operations import minutes_paper as operations
from workplan.tests import minuting as way
from workplan.tests.factories import verbs
from workplan.tests.pages import address

Status = MinutesPaper.Status
PDF = b"%PDF-1.7 a small file"


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


@pytest.fixture
def paper(held, chair):
    return way.cleared(held, chair).papers.get()


def again(paper):
    return MinutesPaper.objects.get(pk=paper.pk)


def pretend(monkeypatch, fault=None):
    """Let the child be a writer of a small file, or fail with `fault`."""

    def run(wanted, on_beat):
        if fault:
            raise fault
        assert on_beat()
        Path(wanted[-1]).write_bytes(PDF)
        return 2

    monkeypatch.setattr(rendering, "run", run)


def test_a_sweep_makes_what_is_owed_once(paper, held, monkeypatch):
    pretend(monkeypatch)

    assert (rendering.sweep(), rendering.sweep()) == (1, 0)
    made = again(paper)
    assert (made.status, made.pages, made.file.arriving_path.read_bytes()) == (Status.READY, 2, PDF)
    assert made.file.name == f"{held.group.slug}-minutes-{held.day.isoformat()}-version-1.pdf"
    assert verbs(paper.version) == ["minutes.printed"]


def test_both_ways_of_the_task_make_it(paper, monkeypatch):
    pretend(monkeypatch)

    tasks.render_minutes(paper.pk)
    tasks.render_minutes()

    assert again(paper).attempts == 1


def test_an_interrupted_attempt_is_made_again_and_given_up_after_five(paper, monkeypatch):
    pretend(monkeypatch, rendering.Interrupted())

    tried = [rendering.render(paper.pk) for _ in range(owed.MAX_ATTEMPTS)]

    assert (tried, again(paper).status, again(paper).failure) == ([False] * 5, Status.FAILED, owed.GAVE_UP)


def test_one_that_could_not_be_made_is_asked_for_again(paper, monkeypatch, client, business_manager, board_member):
    pretend(monkeypatch, rendering.NotMade("The portal's disk is full."))
    rendering.sweep()
    assert (again(paper).status, again(paper).failure) == (Status.FAILED, "The portal's disk is full.")
    with pytest.raises(PermissionDenied):
        operations.print_version(paper.version, by=board_member)

    client.force_login(business_manager)
    client.post(address("minutes_pdf_again", paper.record.meeting, number=1))
    assert again(paper).status == Status.QUEUED
    with pytest.raises(Refused, match="on its way"):
        operations.print_version(paper.version, by=business_manager)


def test_approval_prints_the_version_anew_and_an_older_attempt_changes_nothing(
    paper, held, chair, member, constable, monkeypatch
):
    running = owed.claim(MinutesPaper, paper.pk)
    from workplan.operations.approval import approve
    from workplan.operations.minutes import circulate
    from workplan.tests.factories import in_days, new_uid

    record = circulate(held, until=in_days(5), by=chair)
    today = way.sitting(held.group, chair, chair, member, constable)
    approve(record, today.items.first(), uid=new_uid(), seen=1, by=chair)

    assert not operations.finish(running, Made("a.pdf", PDF, "0" * 64, 1))
    pretend(monkeypatch)
    assert rendering.sweep() == 1
    assert again(paper).file.name.endswith("version-1.pdf")


def test_a_silent_attempt_is_given_up(paper):
    for _ in range(owed.MAX_ATTEMPTS):
        owed.claim(MinutesPaper, paper.pk)
        MinutesPaper.objects.update(taken_at=timezone.now() - owed.AN_ATTEMPT - dt.timedelta(seconds=1))

    assert owed.give_up_the_silent(MinutesPaper) == 1
    assert again(paper).status == Status.FAILED


def test_the_child_writes_the_file_and_makes_none_that_nobody_waits_for(paper, tmp_path, monkeypatch):
    from lscb_portal.lib import pdf

    monkeypatch.setattr(pdf, "one_job_and_out", lambda: None)
    call_command("render_minutes", str(paper.uid), str(tmp_path / "minutes.pdf"))
    assert (tmp_path / "minutes.pdf").read_bytes().startswith(b"%PDF-1.7")

    MinutesPaper.objects.update(status=Status.FAILED)
    with pytest.raises(CommandError, match="Nobody waits"):
        call_command("render_minutes", str(paper.uid), str(tmp_path / "again.pdf"))


def test_the_file_is_given_to_those_who_read_the_minutes(paper, client, member, board_member, monkeypatch):
    pretend(monkeypatch)
    rendering.sweep()
    url = address("minutes_pdf", paper.record.meeting, number=1)

    client.force_login(member)
    response = client.get(url)
    assert b"".join(response.streaming_content) == PDF
    client.force_login(board_member)
    assert client.get(url).status_code == 403


def test_a_paper_made_due_again_in_its_last_attempt_is_not_forgotten(paper, chair):
    MinutesPaper.objects.update(attempts=owed.MAX_ATTEMPTS - 1, taken_at=timezone.now())
    operations.owe(by=chair, version=again(paper).version)

    owed.give_up_the_silent(MinutesPaper)

    found = again(paper)
    assert (found.status, found.failure) == (Status.FAILED, owed.GAVE_UP)
    operations.print_version(paper.version, by=chair)
    assert again(paper).status == Status.QUEUED
