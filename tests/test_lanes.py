"""The runner of the lanes and the rules of every test run."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from tests import run
from tests.plugin import ROOT, LongestFirst, example_environment, own_redis, run_environment
from tests.run import Lane, Result

PASSED = "============ 3 passed in 0.42s ============"
FAILED = "======= 1 failed, 2 passed in 61.20s (0:01:01) ======="


@pytest.mark.parametrize(
    "line",
    [
        PASSED,
        FAILED,
        "=== 2 passed, 4 deselected in 3.00s ===",
        "== no tests ran in 0.01s ==",
        "=== 1 error in 2.00s ===",
    ],
)
def test_pytests_closing_line_is_known(line):
    assert run.CLOSING_LINE.match(line)


@pytest.mark.parametrize("line", ["=== FAILURES ===", "=== short test summary info ===", "3 passed in 0.42s"])
def test_other_lines_are_not_taken_for_it(line):
    assert not run.CLOSING_LINE.match(line)


def test_what_a_lane_prints_is_shown_but_for_its_closing_line(capsys):
    program = f"print('collected'); print('\\x1b[32m{PASSED}\\x1b[0m'); raise SystemExit(5)"

    status, closing = run.relay([sys.executable, "-c", program], dict(os.environ))

    assert (status, closing) == (5, f"\x1b[32m{PASSED}\x1b[0m")
    assert capsys.readouterr().out == "collected\n"


@pytest.mark.parametrize(
    ("process", "url"),
    [("", "redis://127.0.0.1:1/0"), ("gw0", "redis://127.0.0.1:1/0"), ("gw1", "redis://127.0.0.1:1/1")],
)
def test_each_process_of_a_run_has_a_redis_database_of_its_own(process, url):
    assert own_redis("redis://127.0.0.1:1/0", process) == url


def test_a_run_without_redis_has_none():
    assert own_redis("", "gw1") == ""


def test_the_closing_lines_come_last_and_failed_ones_at_the_very_end(capsys):
    run.report(True, [Result("Unit tests", False, FAILED, 61.2), Result("Journeys", True, PASSED, 0.4)])

    assert capsys.readouterr().out.splitlines()[-2:] == [PASSED, FAILED]


@pytest.fixture
def lanes_run(monkeypatch):
    """Notes the lanes that would run and their options instead of running them; `failing` names one that fails."""
    notes = SimpleNamespace(ran=[], failing=None, checks=0)

    def note(lane, options):
        notes.ran.append((lane.title, options))
        return Result(lane.title, lane.title != notes.failing, PASSED, 0)

    def count_checks():
        notes.checks += 1
        return True

    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    monkeypatch.setattr(run, "run_lane", note)
    monkeypatch.setattr(run, "run_checks", count_checks)
    return notes


def test_without_a_name_the_checks_and_every_lane_but_the_long_one_run(lanes_run):
    assert run.main([]) == 0
    assert lanes_run.checks == 1
    assert [title for title, _ in lanes_run.ran] == [
        "Unit tests on SQLite",
        "Unit tests on PostgreSQL",
        "Journeys in a browser",
        "Faults on PostgreSQL and Redis",
    ]


def test_named_lanes_run_alone_with_the_options_that_follow(lanes_run):
    assert run.main(["browser", "long", "agencies", "-k", "ledger"]) == 0
    assert lanes_run.checks == 0
    assert lanes_run.ran == [
        ("Journeys in a browser", ["agencies", "-k", "ledger"]),
        ("Long tests on PostgreSQL and Redis", ["agencies", "-k", "ledger"]),
    ]


def test_one_failed_lane_fails_the_run_after_the_others_ran(lanes_run):
    lanes_run.failing = "Unit tests on SQLite"

    assert run.main([]) == 1
    assert len(lanes_run.ran) == 4


def test_failed_checks_fail_the_run(lanes_run, monkeypatch):
    monkeypatch.setattr(run, "run_checks", lambda: False)

    assert run.main([]) == 1


def test_a_lanes_servers_run_for_its_length_and_a_stray_address_is_not_used(monkeypatch):
    stopped = []

    @contextmanager
    def server():
        yield SimpleNamespace(url="redis://127.0.0.1:1/0")
        stopped.append(True)

    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://records/of/a/board")

    with run.environment(Lane("Faults", "fault", {"TEST_REDIS_URL": server})) as variables:
        assert variables["TEST_REDIS_URL"] == "redis://127.0.0.1:1/0"
        assert "TEST_DATABASE_URL" not in variables
        assert stopped == []

    assert stopped == [True]


def test_a_test_run_never_uses_a_developers_database_broker_or_mail(tmp_path):
    mine = {"DATABASE_URL": "postgres://real", "REDIS_URL": "redis://real", "EMAIL_URL": "smtp://real", "DEMO": "true"}

    variables = run_environment(tmp_path, mine)

    assert [variables[name] for name in mine] == ["", "", "", "false"]
    assert set(example_environment((ROOT / ".env.example").read_text())) <= set(variables)


LEAVING_OUT = [
    "@pytest.mark.skip\ndef test_left_out(): pass",
    "@pytest.mark.xfail\ndef test_left_out(): raise ValueError",
    "def test_left_out(): pytest.skip()",
    "pytest.importorskip('no_such_module')\ndef test_left_out(): pass",
]


def test_a_run_that_leaves_a_test_out_fails_and_names_it(tmp_path):
    for number, test in enumerate(LEAVING_OUT):
        (tmp_path / f"test_{number}.py").write_text(f"import pytest\ndef test_fine(): pass\n{test}\n")

    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", ROOT / "pytest.ini", "-p", "no:cacheprovider", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    named = told.stdout.partition("no test may be skipped or expected to fail")[2]
    assert sorted(re.findall(r"test_(\d)\.py", named)) == ["0", "1", "2", "3"]
    assert "3 passed, 3 skipped, 1 xfailed" in told.stdout
    assert told.returncode != 0


def test_a_lane_of_marked_tests_reads_only_the_files_that_mark_some(tmp_path):
    (tmp_path / "test_one.py").write_text(
        "import pytest\n@pytest.mark.browser\ndef test_marked(): pass\ndef test_not(): 1 / 0\n"
    )
    (tmp_path / "test_two.py").write_text("raise ValueError('was read')\n")

    told = [
        subprocess.run(
            [sys.executable, "-m", "pytest", "-c", ROOT / "pytest.ini", "-p", "no:cacheprovider", "-m", mark, tmp_path],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for mark in ("browser", "not browser")
    ]

    assert "1 passed, 1 deselected" in told[0]
    assert "was read" in told[1]


def test_what_takes_longest_is_handed_out_first_and_the_rest_in_its_order():
    queue = LongestFirst.fromkeys(["tests/test_stand.py", "agencies/tests/test_race.py", "tests/test_kill.py"])

    assert [queue.popitem(last=False)[0] for _ in range(3)] == [
        "tests/test_kill.py",
        "tests/test_stand.py",
        "agencies/tests/test_race.py",
    ]


def test_the_network_is_off():
    import urllib.request

    with pytest.raises(RuntimeError, match="192.0.2.1"), pytest.warns(UserWarning, match="192.0.2.1"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
