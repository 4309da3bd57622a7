"""The pack: one PDF of everything to read, whose bookmarks and page numbers are right, made anew only where it must be."""

import pytest

from workplan import printing
from workplan.models import Printout
from workplan.operations.pack import issue_papers, make_pack
from workplan.tests.factories import ItemFactory, MeetingFactory, agreed
from workplan.tests.papers import A3, A4_LANDSCAPE, A5, a_pdf, bookmarks, bring, said_on_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_itself(monkeypatch):
    """Let the child's work be done here, where it sees what the test has written."""
    import json

    from django.core.management import call_command
    from django.core.management.base import CommandError

    from lscb_portal.lib import pdf
    from lscb_portal.lib.renderer import NotMade

    monkeypatch.setattr(pdf, "one_job_and_out", lambda: None)

    def run(wanted, on_beat):
        name, *arguments = wanted[wanted.index("make_printout") :]
        import io

        out = io.StringIO()
        try:
            call_command(name, *arguments, stdout=out)
        except CommandError as fault:
            raise NotMade(str(fault)) from fault
        return json.loads(out.getvalue())["pages"]

    monkeypatch.setattr(printing, "run", run)


@pytest.fixture
def ready(group, chair):
    """A meeting whose agenda is agreed, with four items."""
    meeting = MeetingFactory(group=group)
    for position, title in enumerate(("Welcome", "Strategy discussions", "Early help", "Case review"), 1):
        ItemFactory(meeting=meeting, position=position, title=title)
    return agreed(meeting, chair)


def test_look(by_itself, ready, chair):
    items = list(ready.items.all())
    bring(items[1], chair, title="Audit of strategy discussions", pdf=a_pdf("AA", "BB", size=A4_LANDSCAPE))
    bring(items[1], chair, title="What the audit asks of agencies", text="First.\n\nSecond words.\n" * 90)
    bring(items[2], chair, title="Early help in the south", pdf=a_pdf("CC", size=A3, rotate=90))
    bring(items[3], chair, title="Case", pdf=a_pdf("DD", size=A5))
    make_pack(ready, by=chair)
    printing.sweep()
    pack = Printout.objects.get()
    assert (pack.status, pack.failure) == ("ready", "")
    import shutil
    shutil.copy(pack.file.path, "/tmp/pack_work/pack.pdf")
    print(bookmarks(pack.file.path))
    print(said_on_pages(pack.file.path))
    assert 0
