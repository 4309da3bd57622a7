"""The author's words, part by part. Two may write at once: nobody's words are overwritten unseen."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from reports import permissions
from reports.models import Part, ReportNarrative


class Overtaken(Refused):
    """Somebody else saved other words since the page was opened; `narrative` holds theirs. Nothing was saved."""

    def __init__(self, narrative):
        super().__init__("Somebody else has saved other words for this part. Yours are not saved yet.")
        self.narrative = narrative


@transaction.atomic
def save_words(report, part, text, *, version, page=None, by, explicit=False):
    """Save one part's words, which were opened as `version`; return the narrative with its new version.

    `page` is the key of the opened page, which may save again and again. Raises Overtaken when another page has saved
    other words meanwhile. An `explicit` save is put on record, an automatic one is not.
    """
    require(permissions.can_prepare(by, report.group))
    report = lock(report)
    if not report.is_draft:
        raise Refused(f"The report is {report.get_status_display().lower()}; its words cannot change now.")
    part, text = Part(part), text.replace("\r\n", "\n").strip()
    if len(text) > part.longest:
        raise Refused(f"“{part.label}” may have {part.longest} characters at most; this has {len(text)}.")
    narrative = ReportNarrative.objects.get(report=report, part=part)
    if text != narrative.text:
        _write(narrative, text, version, page, by)
    if explicit:
        facts = {"part": str(part), "version": narrative.version, "sha256": sha256_of(text)}
        Event.record("report.words_saved", by=by, about=report, **facts)
    return narrative


def _write(narrative, text, version, page, by):
    if narrative.version != version and (page is None or narrative.saved_from != page):
        raise Overtaken(narrative)
    ReportNarrative.objects.filter(pk=narrative.pk).update(
        text=text, version=F("version") + 1, saved_from=page, changed_by=by, changed_at=timezone.now()
    )
    narrative.refresh_from_db()
