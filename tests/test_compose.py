"""docker-compose.yml, as far as it can be judged without a Docker engine (its database: test_compose_database.py)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lscb_portal import processes
from tests.plugin import example_environment

ROOT = Path(__file__).resolve().parent.parent
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
PORTAL = ["migrate", "web", "worker", "beat"]
GUIDE = (ROOT / "docs" / "guide" / "operate.md").read_text()


def dockerfile(service):
    """Return the Dockerfile written into a service, as Docker gets to see it."""
    return SERVICES[service]["build"]["dockerfile_inline"].replace("$$", "$")


def heredoc(service, path):
    """Return the file that a service's Dockerfile writes to `path`."""
    return re.search(rf"<<'EOF' {re.escape(path)}\n(.*?\n)EOF\n", dockerfile(service), re.DOTALL)[1]


def test_the_services():
    assert list(SERVICES) == [*PORTAL, "postgres", "queue", "cache", "proxy"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_unprivileged_and_cannot_change_its_own_files(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert "configs" not in service, "Docker cannot copy a config into a read-only container"


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_service_that_stays_is_watched_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_the_portal_runs_the_same_processes_as_everywhere():
    commands = {name: SERVICES[name]["command"] for name in PORTAL}

    assert commands == {
        "migrate": ["python", "manage.py", "migrate", "--noinput"],
        "web": [*processes.WEB, "--bind", "0.0.0.0:8000"],
        "worker": processes.WORKER,
        "beat": processes.BEAT,
    }


def test_nothing_starts_before_the_database_is_up_to_date():
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_one_service_builds_the_image_and_nobody_fetches_it():
    assert {SERVICES[name]["image"] for name in PORTAL} == {"lscb-portal"}
    assert [name for name in PORTAL if "build" in SERVICES[name]] == ["migrate"]
    assert {name: SERVICES[name]["pull_policy"] for name in PORTAL} == {
        "migrate": "build",
        "web": "never",
        "worker": "never",
        "beat": "never",
    }


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["data"] == {"internal": True}
    for name in ("postgres", "queue", "cache"):
        assert SERVICES[name]["networks"] == ["data"]


def test_only_migrations_know_the_owner_of_the_tables():
    knowing = [name for name in PORTAL if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]

    assert knowing == ["migrate"]


def test_every_variable_given_to_the_portal_is_one_it_reads():
    known = set(example_environment((ROOT / ".env.example").read_text()))

    for name in PORTAL:
        assert set(SERVICES[name]["environment"]) - known == set()


def test_every_variable_to_be_set_is_in_the_guide():
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))

    assert [name for name in sorted(asked) if f"`{name}`" not in GUIDE] == []


def test_a_secret_that_is_not_set_stops_the_start():
    required = set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE_TEXT))

    assert required == {
        "DATABASE_OWNER_PASSWORD",
        "DATABASE_PASSWORD",
        "DEFAULT_FROM_EMAIL",
        "EMAIL_URL",
        "PORTAL_HOST",
        "POSTGRES_PASSWORD",
        "REDIS_PASSWORD",
        "SECRET_KEY",
    }


@pytest.mark.parametrize("kind", ["volumes", "networks"])
def test_what_services_name_is_declared_and_used(kind):
    used = {str(each).split(":")[0] for service in SERVICES.values() for each in service.get(kind, [])}

    assert used == set(COMPOSE[kind])


def test_the_image_has_the_system_libraries_that_setup_asks_for():
    command = [sys.executable, "-c", "import missing_packages; print(*missing_packages.LIBRARIES)"]
    asked = subprocess.run(command, cwd=ROOT / ".ci", capture_output=True, text=True, check=True).stdout.split()

    installed = re.search(r"--no-install-recommends \\\n(.*)\\\n", dockerfile("migrate"))[1].split()

    assert installed == asked


def test_the_image_holds_what_the_portal_runs_and_nothing_else():
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]

    assert [name for name in allowed if not (ROOT / name).exists()] == []
    assert set(allowed) == {path.name for path in ROOT.iterdir() if holds_the_product(path)}


def holds_the_product(path):
    """Whether a top-level path belongs in the image: the apps, their files, and what starts and installs them."""
    not_running = {"benchmarks", "docs", "tests", "var", "node_modules"}
    folder = path.is_dir() and path.name not in not_running and not path.name.startswith((".", "_"))
    return folder or path.name in ("manage.py", "requirements.txt")


def test_nothing_in_the_image_imports_the_tests_that_stay_outside():
    packages = ["agencies", "audits", "lscb_portal", "reports", "workplan"]
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py") if "tests" not in path.parts]
    importing = re.compile(r"^\s*(from|import) (\w+\.)*tests\b", re.MULTILINE)

    assert [str(path) for path in sources if importing.search(path.read_text())] == []


def test_no_statement_reaches_the_log_of_the_database():
    assert {"-clog_statement=none", "-clog_min_duration_statement=-1", "-clog_min_error_statement=panic"} <= set(
        SERVICES["postgres"]["command"]
    )


def test_uploads_pass_the_proxy_up_to_the_portals_own_limit(settings):
    megabytes = int(re.search(r"max_size (\d+)MB", heredoc("proxy", "/etc/caddy/Caddyfile"))[1])

    assert megabytes * 1_000_000 > settings.EVIDENCE_MAX_BYTES
