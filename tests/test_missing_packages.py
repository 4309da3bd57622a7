"""What .ci/missing_packages.py asks a machine for."""

import importlib.util

import pytest

from tests.plugin import ROOT


@pytest.fixture
def script():
    """The script as a module."""
    specification = importlib.util.spec_from_file_location("missing_packages", ROOT / ".ci" / "missing_packages.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_machine_that_runs_these_tests_misses_nothing(script):
    assert script.missing_packages("test") == []


def test_what_cannot_be_loaded_or_found_is_named_by_its_package(script, monkeypatch):
    monkeypatch.setattr(script, "LIBRARIES", {"libc6": "c", "libnothing0": "nothing-1.0"})
    monkeypatch.setattr(script, "TEST_PROGRAMS", {"dash": ["no-such-shell", "sh"], "nothing": ["no-such-program"]})

    assert script.missing_packages("demo") == ["libnothing0"]
    assert script.missing_packages("test") == ["libnothing0", "nothing"]


def test_a_library_that_is_there_but_broken_counts_as_missing(script, monkeypatch, tmp_path):
    broken = tmp_path / "libbroken.so"
    broken.write_text("not a library")
    monkeypatch.setattr(script.ctypes.util, "find_library", lambda name: str(broken))

    assert script.can_load("broken") is False
