"""The settings, the example environment and the guide name the same variables."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.plugin import example_environment

ROOT = Path(__file__).resolve().parent.parent


def variables_read(source):
    """Return the names of the variables that Python source reads through django-environ's `env`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {call.args[0].value for call in calls if is_reading(call)}


def is_reading(call):
    function = call.func
    on_env = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "env"
    return on_env and function.attr in {"bool", "int", "list", "str", "url", "float", "json", "path"}


def test_variables_read_finds_every_kind_of_reading():
    source = 'A = env.str("A", default="")\nB = not A and env.bool("B")\nother.str("C")\nenv.read_env(".env")'

    assert variables_read(source) == {"A", "B"}


def test_the_example_lists_every_variable_the_settings_read():
    read = variables_read((ROOT / "lscb_portal" / "settings.py").read_text())

    assert set(example_environment((ROOT / ".env.example").read_text())) == read


def test_the_guide_explains_every_variable_once():
    read = variables_read((ROOT / "lscb_portal" / "settings.py").read_text())
    guide = (ROOT / "docs" / "guide" / "operate.md").read_text()

    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", guide, re.MULTILINE)) == sorted(read)


def test_nothing_else_of_the_portal_reads_the_environment():
    packages = ["agencies", "audits", "lscb_portal", "reports", "workplan"]
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py") if "tests" not in path.parts]
    reading = [path for path in sources if re.search(r"os\.(environ\b(?!\.setdefault)|getenv)", path.read_text())]

    assert sorted(str(path.relative_to(ROOT)) for path in reading) == [
        "lscb_portal/lib/supervisor.py",
        "reports/management/commands/demo.py",
    ]


def settings_with(environment):
    """Return the settings (but for LOGGING) that a fresh process reads from `environment` alone."""
    show = (
        "import json; from lscb_portal import settings; "
        "names = (name for name in dir(settings) if name.isupper() and name != 'LOGGING'); "
        "print(json.dumps({name: getattr(settings, name) for name in names}, default=str))"
    )
    told = subprocess.run(
        [sys.executable, "-c", show],
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "only-for-tests"} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


def test_an_example_copied_as_it_is_means_the_defaults():
    example = example_environment((ROOT / ".env.example").read_text())

    assert settings_with(example | {"SECRET_KEY": "only-for-tests"}) == settings_with({})


def test_the_demonstration_answers_to_this_machine_when_no_name_is_given(tmp_path):
    read = settings_with({"DEMO": "true", "ALLOWED_HOSTS": "", "VAR_DIR": str(tmp_path)})

    assert read["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_an_empty_cache_address_means_the_brokers():
    read = settings_with({"REDIS_URL": "redis://queue:6379/0", "CACHE_URL": ""})

    assert read["CACHES"]["default"]["LOCATION"] == "redis://queue:6379/0"
