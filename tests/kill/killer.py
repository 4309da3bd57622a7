"""Who kills: the web server at short random intervals, the worker while it makes reports."""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.utils import timezone

from reports.models import BoardReport
from tests import portal

SECONDS_BETWEEN_KILLS = (0.3, 1.2)
WHOLE_SERVER_EVERY = 5
SECONDS_INTO_A_REPORT = (0.2, 1.0)
PATIENCE_SECONDS = 120
SAID_OF_A_REPORT = ("pk", "status", "attempts", "stage")


class WebKiller(threading.Thread):
    """Kills the processes that answer requests, which the server replaces; every fifth time the whole server.

    It waits a random moment after `every` more submissions were acknowledged (`receipts` counts them), so that on a
    slow machine, too, people get on.
    """

    def __init__(self, web, port, *, receipts, every):
        super().__init__(name="web killer")
        self.web, self.port, self.receipts, self.every = web, port, receipts, every
        self.enough = threading.Event()
        self.kills = self.whole = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *reason):
        self.enough.set()
        self.join()

    def run(self):
        at = 0
        while not self.enough.wait(random.uniform(*SECONDS_BETWEEN_KILLS)):
            if self.receipts() >= at:
                self.kill()
                at = self.receipts() + self.every

    def kill(self):
        self.kills += 1
        if self.kills % WHOLE_SERVER_EVERY:
            kill_children(self.web.process.pid)
        else:
            self.kill_whole()

    def kill_whole(self):
        """Kill the server with everything in its session and start it again."""
        self.whole += 1
        self.web.kill()
        self.web.start()
        portal.wait_until_answering(self.web, self.port)


def kill_children(pid):
    """Kill the processes that `pid` has started."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(ProcessLookupError):
            os.kill(int(child), signal.SIGKILL)


def kill_while_it_renders(worker):
    """Wait until the worker is in the middle of a report, kill it, start another; return how many reports were cut off.

    Called from the test's own thread: it asks the database.
    """
    began = timezone.now()
    in_the_making = BoardReport.objects.filter(status=BoardReport.Status.RENDERING, started_at__gt=began)
    wait_until(in_the_making.exists)
    time.sleep(random.uniform(*SECONDS_INTO_A_REPORT))
    worker.kill()
    cut_off = in_the_making.count()
    worker.start()
    portal.wait_until_ready(worker)
    return cut_off


def wait_until(condition, said_by=str):
    """Wait until `condition` holds; where it takes too long, tell what `said_by` says then."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"It took too long. {said_by()}"
        time.sleep(0.1)


def wait_until_made():
    """Wait until no report is owed any more: on a slow machine, too, as long as one after the other gets made."""
    owed = BoardReport.objects.filter(status__in=[BoardReport.Status.QUEUED, BoardReport.Status.RENDERING])
    while left := owed.count():
        wait_until(lambda: owed.count() < left, said_by=lambda: sorted(owed.values_list(*SAID_OF_A_REPORT)))
