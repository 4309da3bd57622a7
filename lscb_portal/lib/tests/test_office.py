"""Word made PDF by a program that is somebody else's: found, kept in its place, stopped when it takes too long."""

import time

import pytest

from lscb_portal.lib import office
from lscb_portal.lib.errors import Refused


@pytest.fixture
def program(settings, tmp_path):
    """Write a program in LibreOffice's place; return what writes it."""
    path = tmp_path / "soffice"

    def write(script):
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        settings.SOFFICE = str(path)
        return path

    return write


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK")
    return path


def test_it_is_looked_for_on_the_path(settings, program, monkeypatch):
    path = program("exit 0")
    settings.SOFFICE = ""
    monkeypatch.setenv("PATH", str(path.parent))
    assert office.converter() == str(path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert office.converter() == ""


def test_it_can_be_switched_off(settings, document, folder):
    settings.SOFFICE = "none"
    assert office.converter() == ""
    with pytest.raises(Refused, match="cannot turn Word files into PDF"):
        office.as_pdf(document, folder)


def test_it_runs_in_a_profile_of_its_own_that_forbids_macros(program, document, folder):
    program('echo "$@" > "$HOME/said"; env > "$HOME/env"; printf "%%PDF-" > "$HOME/out/paper.pdf"')

    assert office.as_pdf(document, folder).read_bytes() == b"%PDF-"

    said = (folder / "said").read_text()
    assert f"-env:UserInstallation=file://{folder}/profile" in said
    assert "--headless" in said
    surroundings = (folder / "env").read_text()
    assert f"HOME={folder}\n" in surroundings
    assert "DATABASE_URL" not in surroundings
    assert "SECRET_KEY" not in surroundings
    profile = (folder / "profile" / "user" / "registrymodifications.xcu").read_text()
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in profile


@pytest.mark.parametrize("script", ["exit 1", "exit 0", ': > "$HOME/out/paper.pdf"'])
def test_what_it_does_not_make_is_said(program, document, folder, script):
    program(script)

    with pytest.raises(Refused) as refusal:
        office.as_pdf(document, folder)
    assert str(refusal.value) == office.NOT_MADE


def test_it_is_stopped_with_all_that_it_started(program, document, folder, monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 0.5)
    program('(sleep 3; echo alive > "$HOME/alive") & sleep 30')
    began = time.monotonic()

    with pytest.raises(Refused) as refusal:
        office.as_pdf(document, folder)
    assert str(refusal.value) == office.TOO_LONG
    assert time.monotonic() - began < 10
    time.sleep(3.2)
    assert not (folder / "alive").exists()
