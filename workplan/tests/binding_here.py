"""Lets the work of the child process be done in the test's own, where it sees what the test has written."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lscb_portal.lib import pdf
from lscb_portal.lib.renderer import NotMade
from workplan import printing


@pytest.fixture
def by_itself(monkeypatch):
    """Make printouts here and now; return how often a page of our own was laid out, as a list that grows."""
    laid_out = []
    write = pdf.write

    def counted(html, stylesheet, **more):
        laid_out.append(stylesheet)
        return write(html, stylesheet, **more)

    def run(wanted, on_beat):
        assert on_beat()
        name, *arguments = wanted[wanted.index("make_printout") :]
        out = io.StringIO()
        try:
            call_command(name, *arguments, stdout=out)
        except CommandError as fault:
            raise NotMade(str(fault)) from fault
        return json.loads(out.getvalue())["pages"]

    monkeypatch.setattr(pdf, "one_job_and_out", lambda: None)
    monkeypatch.setattr(pdf, "write", counted)
    monkeypatch.setattr(printing, "run", run)
    return laid_out
