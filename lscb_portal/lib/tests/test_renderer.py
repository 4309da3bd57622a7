"""The child process that makes a PDF: what its parent makes of whatever becomes of it."""

import os
import sys

import pytest

from lscb_portal.lib import renderer
from lscb_portal.lib.pdf import sentence_for


def child(tmp_path, code):
    """A command that runs `code` in place of the real child."""
    script = tmp_path / "child.py"
    script.write_text(code)
    return [sys.executable, str(script)]


def test_the_child_s_pages_are_read(tmp_path):
    wanted = child(tmp_path, "print('a warning'); print('{\"pages\": 7}')")
    assert renderer.run(wanted, lambda: True) == 7


def test_a_killed_child_was_interrupted(tmp_path):
    wanted = child(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(renderer.Interrupted):
        renderer.run(wanted, lambda: True)


def test_a_child_that_fails_gives_its_reason(tmp_path):
    wanted = child(tmp_path, "import sys; sys.exit('warning\\nCommandError: The disk is full.')")
    with pytest.raises(renderer.NotMade, match="The disk is full."):
        renderer.run(wanted, lambda: True)


def test_a_child_that_says_nothing_is_not_understood(tmp_path):
    with pytest.raises(renderer.NotMade, match="ended without saying why"):
        renderer.run(child(tmp_path, "raise SystemExit(3)"), lambda: True)


def test_a_runaway_child_is_stopped_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(renderer, "BEAT_SECONDS", 0.05)
    pid = tmp_path / "pid"
    wanted = child(tmp_path, f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    with pytest.raises(renderer.NotMade, match="longer than two minutes"):
        renderer.run(wanted, lambda: True, seconds=0.5)
    assert gone(int(pid.read_text()))


def test_a_child_stops_when_its_attempt_was_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(renderer, "BEAT_SECONDS", 0.05)
    with pytest.raises(renderer.Interrupted):
        renderer.run(child(tmp_path, "import time; time.sleep(60)"), lambda: False)


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    renderer.write_safely(tmp_path / "a.pdf", b"data")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.pdf", b"data")]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (MemoryError(), "more memory"),
        (OSError(28, "No space left on device"), "disk is full"),
        (ZeroDivisionError(), "could not be laid out"),
    ],
)
def test_whatever_goes_wrong_is_said_for_a_person(fault, words):
    assert words in sentence_for(fault)
