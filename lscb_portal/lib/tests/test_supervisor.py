"""Real child processes: each hears one signal, none outlives us, and a death is told."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lscb_portal.lib import supervisor
from lscb_portal.lib.supervisor import Child, supervise

ROOT = Path(__file__).resolve().parents[3]
PATIENT = """
    import signal, time
    heard = []
    signal.signal(signal.SIGTERM, lambda *_: heard.append("TERM"))
    print("ready", flush=True)
    while not heard:
        time.sleep(0.01)
    time.sleep(0.2)
    print(*heard, flush=True)
"""
DEAF = """
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    time.sleep(60)
"""
PARENT_OF_A_DEAF_CHILD = f"""
    import subprocess, sys, time
    child = subprocess.Popen([sys.executable, "-c", {textwrap.dedent(DEAF)!r}])
    print("child", child.pid, flush=True)
    time.sleep(60)
"""
SHORT_LIVED = """
    print("no broker at this address", flush=True)
    raise SystemExit(3)
"""


@pytest.fixture
def make_child(tmp_path):
    """A factory of children that run a piece of Python; whatever is still running at the end is killed."""
    made = []

    def make(name, code):
        made.append(Child(name, [sys.executable, "-c", textwrap.dedent(code)], tmp_path / f"{name}.log"))
        return made[-1]

    yield make
    for child in made:
        if child.running:
            child.kill()


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def has_written(child, words):
    return child.log.exists() and words in child.log.read_text()


def exists(pid):
    """Whether a process runs; one that ended but was not yet collected by its parent does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def run_until_signalled(children, *signals, ready=None, stop_seconds=10):
    """Supervise `children`, send ourselves `signals` once announced; return the outcome and what was said."""
    said = []

    def announce():
        said.append("announced")
        for number in signals:
            os.kill(os.getpid(), number)

    all_ready = ready or (lambda: all(has_written(child, "ready") for child in children))
    limits = {"patience": 10, "stop_seconds": stop_seconds}
    outcome = supervise(children, ready=all_ready, announce=announce, say=said.append, **limits)
    return outcome, said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_with_one_signal_of_its_own(make_child, number):
    children = [make_child("web", PATIENT), make_child("worker", PATIENT)]

    outcome, said = run_until_signalled(children, number)

    assert (outcome, said) == (True, ["announced", "Stopping…"])
    assert [child.log.read_text() for child in children] == ["ready\nTERM\n"] * 2
    assert [child.running for child in children] == [False, False]


def test_impatient_signals_reach_the_children_once(make_child):
    child = make_child("worker", PATIENT)

    outcome, _ = run_until_signalled([child], signal.SIGINT, signal.SIGINT, signal.SIGTERM)

    assert outcome is True
    assert child.log.read_text() == "ready\nTERM\n"


def test_the_handlers_of_before_are_put_back(make_child):
    before = [signal.getsignal(number) for number in supervisor.STOP_SIGNALS]

    run_until_signalled([make_child("web", PATIENT)], signal.SIGTERM)

    assert [signal.getsignal(number) for number in supervisor.STOP_SIGNALS] == before


def test_a_signal_before_they_are_ready_stops_them_unannounced(make_child):
    child = make_child("web", PATIENT)

    def interrupted():
        if has_written(child, "ready"):
            os.kill(os.getpid(), signal.SIGINT)
        return False

    outcome, said = run_until_signalled([child], ready=interrupted)

    assert (outcome, said, child.running) == (True, ["Stopping…"], False)


def test_a_child_that_ends_by_itself_is_named_with_its_last_words_and_the_rest_stop(make_child):
    steady, short = make_child("web", PATIENT), make_child("worker", SHORT_LIVED)

    outcome, said = run_until_signalled([steady, short], ready=lambda: False)

    assert outcome is False
    assert said == [
        f"The worker ended with status 3. The end of its log, {short.log}:\nno broker at this address",
        "Stopping…",
    ]
    assert steady.running is False


def test_children_that_never_get_ready_are_stopped_and_their_logs_named(make_child):
    child = make_child("web", PATIENT)
    said = []

    outcome = supervise([child], ready=lambda: False, announce=said.clear, say=said.append, patience=0.5)

    assert (outcome, child.running) == (False, False)
    assert said == [f"The portal did not answer in time. See its logs: {child.log}", "Stopping…"]


def test_a_child_that_ignores_its_signal_is_killed_and_reported(make_child):
    child = make_child("worker", DEAF)

    outcome, said = run_until_signalled([child], signal.SIGTERM, stop_seconds=0.3)

    assert (outcome, child.running) == (False, False)
    assert said[-1] == "The worker did not stop within 0.3 seconds and was killed."


def test_what_a_child_leaves_behind_is_cleared_away(make_child):
    child = make_child("worker", PARENT_OF_A_DEAF_CHILD)
    child.start()
    wait_for(lambda: has_written(child, "ready"))
    grandchild = int(child.log.read_text().split()[1])

    child.stop()

    wait_for(lambda: not exists(grandchild))
    assert child.process.returncode == -signal.SIGTERM


def test_a_start_that_fails_stops_what_was_started(make_child, tmp_path):
    started = make_child("web", PATIENT)
    said = []
    missing = Child("worker", ["/no/such/program"], tmp_path / "no" / "worker.log")

    with pytest.raises(FileNotFoundError):
        supervise([started, missing], ready=lambda: False, announce=said.clear, say=said.append)

    assert started.running is False


def test_children_end_when_we_are_killed(tmp_path):
    log = tmp_path / "orphan.log"
    ours = f"""
        import pathlib, time
        from lscb_portal.lib.supervisor import Child
        child = Child("web", [{sys.executable!r}, "-c", {textwrap.dedent(PATIENT)!r}], pathlib.Path({str(log)!r}))
        child.start()
        print(child.process.pid, flush=True)
        time.sleep(60)
    """
    us = subprocess.Popen([sys.executable, "-c", textwrap.dedent(ours)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    pid = int(us.stdout.readline())
    wait_for(lambda: log.exists() and "ready" in log.read_text())

    us.kill()
    us.communicate()

    wait_for(lambda: not exists(pid))
    assert log.read_text() == "ready\nTERM\n"


def test_last_words_are_the_end_of_the_log(make_child):
    child = make_child("web", "")
    child.log.write_text("\n".join(str(number) for number in range(100)))

    assert child.last_words() == "\n".join(str(number) for number in range(85, 100))


def test_a_second_start_begins_the_log_afresh(make_child):
    child = make_child("web", "print('once')")
    for _ in range(2):
        child.start()
        child.wait()

    assert child.log.read_text() == "once\n"
