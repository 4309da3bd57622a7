"""What every test run shares: a portal of its own, far from a developer's records, and no test left out.

Loaded by `pytest.ini`. The environment is made before Django reads its settings: every variable of `.env.example`
takes the value written there, so neither a developer's shell nor their `.env` changes a result. The lanes choose the
servers with TEST_DATABASE_URL and TEST_REDIS_URL; without them the run is on SQLite and the embedded broker.
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
ALLOWED_HOSTS = "testserver,localhost,127.0.0.1"


def example_environment(text: str) -> dict[str, str]:
    """Return the variables of an environment file's text, without its comments."""
    lines = (line.strip() for line in text.splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def own_redis(url: str, process: str) -> str:
    """Return the address of the Redis database that belongs to one of the processes of a run ("gw1") alone."""
    return f"{url.rpartition('/')[0]}/{process.removeprefix('gw')}" if url and process else url


def run_environment(var_dir: Path, environ: dict[str, str]) -> dict[str, str]:
    """Return the portal's variables for a test run that keeps its files in `var_dir`.

    It is set up as in production but for the redirect to TLS, which the test client does not speak.
    """
    redis = own_redis(environ.get("TEST_REDIS_URL", ""), environ.get("PYTEST_XDIST_WORKER", ""))
    return example_environment((ROOT / ".env.example").read_text()) | {
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": ALLOWED_HOSTS,
        "SECURE_SSL_REDIRECT": "false",
        "VAR_DIR": str(var_dir),
        "STATIC_ROOT": str(var_dir / "static"),
        "DATABASE_URL": environ.get("TEST_DATABASE_URL", ""),
        "REDIS_URL": redis,
        "CACHE_URL": redis,
        "LOG_LEVEL": "WARNING",
        # Playwright keeps an event loop beside the tests; Django would refuse the database there.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


MARKS_OF_LANES = ("browser", "fault", "long")
# Files whose tests take long and share nothing: each test goes to whichever process is free.
SPREAD = (
    "tests/access/test_matrix.py",
    "tests/test_demo_run.py",
    "tests/test_every_page.py",
    "tests/test_journey.py",
)
# Files whose stories are told twice, of other people: each telling stays on one process.
TOLD_TWICE = ("tests/test_round_journey.py",)
# What takes longest begins first: a process that gets it last works on alone.
LONGEST = ("tests/test_kill.py", "tests/test_journey.py")
VAR_DIR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
os.environ.update(run_environment(VAR_DIR, dict(os.environ)))
# Containers tend to forbid it. Each of a run's many processes would compile every module, and rewrite every test, anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
left_out: list[str] = []


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """Load the cast of people once the models are there, and keep the SQLite test database in a file.

    With a database in memory, live-server requests failed at random.
    """
    from django.conf import settings
    from django.db import connection
    from hypothesis import settings as hypothesis_settings

    # Nearly all that a test makes dies with it: the rest need not be looked for every few hundred objects.
    gc.set_threshold(100_000, 20, 20)
    # A rule is right or wrong on a busy machine too; how long it takes says nothing of it.
    hypothesis_settings.register_profile("portal", deadline=None)
    hypothesis_settings.load_profile("portal")
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(VAR_DIR / "test.sqlite3")
    config.pluginmanager.import_plugin("agencies.tests.cast")
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "tests.static_files.CheckedStaticFiles"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def unguarded(db):
    """The database without its guards: for a past, or a state by itself, that no operation would set up like this."""
    from django.db import connection

    from lscb_portal.lib import guards

    connection.check_constraints()  # PostgreSQL drops no trigger while it still owes checks
    guards.lift(connection)


class LongestFirst(OrderedDict):
    """The queue of work: what is known to take longest comes first, the rest in the order it was put in."""

    def popitem(self, last=True):
        longest = next((scope for scope in self if scope.startswith(LONGEST)), None)
        return (longest, self.pop(longest)) if longest else super().popitem(last)


class ByFile(LoadScopeScheduling):
    """A file stays on one process, so that what a module shares (a running demonstration) is made once."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        self.workqueue = LongestFirst()

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        if file in TOLD_TWICE:
            return f"{file}[{test.partition('[')[2]}"
        return nodeid if file in SPREAD else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests out by file, but for the few files that are spread."""
    return ByFile(config, log)


def pytest_addoption(parser):
    """The option that leaves out what has nothing to do with a database, for a second run on another one."""
    parser.addoption("--with-database", action="store_true", help="only tests that touch a database")


def pytest_ignore_collect(collection_path, config):
    """Pass by the files that mark no test as the lane wants it: to import all of them takes ten seconds a process."""
    mark = config.option.markexpr
    if mark in MARKS_OF_LANES and collection_path.match("test_*.py"):
        return f"mark.{mark}" not in collection_path.read_text() or None
    return None


def pytest_collection_modifyitems(config, items):
    """With `--with-database`, keep to the tests that touch one: a rule or a chart is the same on any."""
    if config.getoption("--with-database"):
        config.hook.pytest_deselected(items=[item for item in items if not touches_a_database(item)])
        items[:] = [item for item in items if touches_a_database(item)]


def touches_a_database(item) -> bool:
    """Whether a test asks for a database, by its mark or through a fixture."""
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & {*item.fixturenames})


def note_if_left_out(report):
    if report.skipped or hasattr(report, "wasxfail"):
        left_out.append(report.nodeid)


def pytest_runtest_logreport(report):
    """Remember tests that were skipped or expected to fail."""
    note_if_left_out(report)


def pytest_collectreport(report):
    """Remember whole modules that were skipped."""
    note_if_left_out(report)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail a run that left tests out: a skipped test says nothing, and says it for years."""
    if left_out and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Name the tests that were left out."""
    if left_out:
        terminalreporter.section("no test may be skipped or expected to fail", red=True)
        for name in left_out:
            terminalreporter.line(name)
