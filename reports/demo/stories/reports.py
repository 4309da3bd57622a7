"""The quarterly reports to the Board: two built, made, signed and issued in their time, and one being written."""

import datetime as dt

from django.conf import settings

from lscb_portal.lib import pdf
from lscb_portal.lib.periods import Quarter
from lscb_portal.lib.renderer import write_safely
from reports.demo.agencies import NORTHMERE
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from reports.demo.words import words
from reports.document.pages import STYLESHEET, html_of
from reports.document.record import frozen_of
from reports.models import Part
from reports.operations import board_report, narrative, rendering
from reports.rendering import FOLDER, keep
from workplan.models import Meeting

READERS = ("sian.llyr", "grace.mbeki", "margaret.ollerton")
NO_MEETING = "The group did not meet in the quarter; its next meeting falls just outside."
ONE_DAY = dt.timedelta(days=1)


def reported(cast):
    """One story a quarter: the last of the three stays a draft."""
    quarters = cast.days.quarters(3)
    return [report(cast, quarter, told) for quarter, told in zip(quarters, words("reports"), strict=True)]


def report(cast, quarter, told):
    """A report from its figures to its words and, where it is old enough, to its readers."""
    after = Calendar(quarter)
    yield after(34, "10:20")
    tom, group = cast.people["tom.hughes"], cast.groups[NORTHMERE, "qapm"]
    begun = board_report.build(group, quarter, uid=new_uid(), by=tom)
    yield after(35, "11:45")
    for part, text in (told | about_meetings(group, quarter)).items():
        narrative.save_words(begun, Part(part), text, version=0, by=tom, explicit=True)
    if quarter != cast.days.latest_quarter:
        yield from issued(cast, begun, after)


def issued(cast, begun, after):
    """The PDF made, signed by the group's chair, issued to the Board and downloaded by some of its members."""
    helen, sam = cast.people["helen.marsh"], cast.people["sam.whitlock"]
    yield after(36, "13:00")
    rendering.queue(begun, by=sam)
    yield after(36, "13:01")
    make(begun)
    yield after(37, "14:30")
    board_report.sign_off(begun, by=helen, reauthenticated_at=after(37, "14:29"))
    yield after(39, "15:30")
    board_report.issue(begun, by=sam)
    begun.refresh_from_db()
    for number, key in enumerate(READERS):
        yield after(40 + number, "20:15")
        board_report.download(begun, by=cast.people[key])


class Calendar:
    """Days after a quarter's end, as moments of working days."""

    def __init__(self, quarter: Quarter):
        self.end = quarter.end

    def __call__(self, days, time):
        return moment(working_day(self.end + ONE_DAY * days), time)


def about_meetings(group, quarter):
    """What the report says of the quarter's meetings, each in the words of that meeting."""
    held = Meeting.objects.held().filter(group=group, date__range=(quarter.start, quarter.end)).order_by("date")
    told = [*words("meetings_1"), *words("meetings_2")]
    days = list(Meeting.objects.held().filter(group=group).order_by("date").values_list("date", flat=True))
    said = [told[days.index(meeting.date)]["board"] for meeting in held]
    return {Part.MEETINGS: " ".join(said) or NO_MEETING}


def make(report):
    """Make the PDF as a worker does, but in this process: another would not see rows that are not committed yet."""
    claimed = rendering.claim(report.pk)
    folder = settings.VAR_DIR / FOLDER / str(report.uid)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = pdf.write(html_of(frozen_of(claimed)), STYLESHEET)
    write_safely(folder / "made.pdf", made.data)
    rendering.finish(claimed, keep(folder / "made.pdf", folder, made.pages))
