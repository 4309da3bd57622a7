"""The papers of an item: bringing one, replacing it, its front sheet, its place, and taking it back."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Meeting, Paper, PaperVersion
from workplan.models.meeting import OVER
from workplan.operations.pack import renew_packs
from workplan.operations.paper_content import Content
from workplan.operations.paper_fields import FRONT, LABELS, SCREENED
from workplan.operations.paper_screening import let_stand, looked_at
from workplan.operations.printout import owe, owe_again, withdraw_packs
from workplan.permissions import can_bring_papers, can_support_item

MOST_PAPERS = 20
LATE = "The papers are issued. Say why this one comes late."
GATHERED = "This paper is gathered from the service updates. Gather them again to replace it."
SEND_IT = "The papers are issued. Send what is new to whoever prepares the meeting."
OVERTAKEN = "Somebody else has changed this front sheet. What they saved is shown below; yours is not saved yet."


class Overtaken(Refused):
    """Somebody else has saved another front sheet since this one was read; `paper` holds theirs."""

    def __init__(self, paper):
        super().__init__(OVERTAKEN)
        self.paper = paper


def _open(item, by, late_reason=None) -> Meeting:
    """Lock the item's meeting and make sure that its papers may still change; `late_reason` where one may be due."""
    meeting = lock(item.meeting)
    if meeting.status in OVER:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Its papers no longer change.")
    if meeting.papers_are_issued and not can_support_item(by, item):
        raise Refused(SEND_IT)
    if meeting.papers_are_issued and late_reason is not None and not late_reason.strip():
        raise Refused(LATE)
    return meeting


def _late(meeting, late_reason):
    return late_reason.strip() if meeting.papers_are_issued else ""


@transaction.atomic
def add_paper(item, *, uid, front, content: Content, late_reason="", may_stay="", by) -> Paper:
    """Bring a paper for an item, at the end of its papers. The same `uid` twice is one paper.

    `front` is the front sheet (see FRONT). Raises Identifying when words of it look as if they told who somebody is
    and `may_stay` gives no reason.
    """
    require(can_bring_papers(by, item))
    meeting = lock(item.meeting)
    if made := made_before(item.papers.all(), uid):
        return made
    meeting = _open(item, by, late_reason)
    if item.papers.count() >= MOST_PAPERS:
        raise Refused(f"An item has at most {MOST_PAPERS} papers.")
    _check_front(front)
    looks = looked_at(meeting.board, [*_texts(front), *_file_texts(content)], may_stay)
    last = max(item.papers.values_list("position", flat=True), default=0)
    facts = {"added_by": by, "late_reason": _late(meeting, late_reason), **_trimmed(front)}
    paper = make_once(Paper, uid=uid, item=item, position=last + 1, **facts)
    version = _write(paper, 1, content, by=by, late_reason="")
    let_stand(looks, version, by=by, reason=may_stay)
    Event.record("paper.added", by=by, about=paper, item=item.uid, sha256=version.sha256, late=bool(paper.late_reason))
    renew_packs(meeting, by=by)
    return paper


def _check_front(front):
    for name, asked in (("title", "a title"), ("presented_by", "who presents it"), ("asked", LABELS["asked"].lower())):
        if not front[name].strip():
            raise Refused(f"Say {asked}.")


def _trimmed(front):
    return {name: front[name].strip() for name in FRONT}


def _texts(front):
    return [(name, LABELS[name], front[name]) for name in SCREENED]


def _file_texts(content):
    name = content.name.rpartition(".")[0].replace("_", " ").replace("-", " ")
    return [("name", "Name of the file", name), ("text", "Words of the paper", content.text or "")]


def _write(paper, number, content, *, by, late_reason):
    facts = content.keep(by=by, board=paper.meeting.board)
    version = PaperVersion.objects.create(paper=paper, number=number, made_by=by, late_reason=late_reason, **facts)
    if version.kind == PaperVersion.Kind.WORD:
        owe(by=by, version=version)
    return version


@transaction.atomic
def replace_paper(paper, *, seen, content: Content, late_reason="", may_stay="", by) -> PaperVersion:
    """Give a paper new content; the earlier stays to be read. `seen` is the number of the version that was replaced.

    The same content again is no new version.
    """
    require(can_bring_papers(by, paper.item))
    meeting = _open(paper.item, by)
    paper = _standing(paper)
    current = paper.current
    if current.kind == PaperVersion.Kind.GATHERED:
        raise Refused(GATHERED)
    if current.sha256 == content.sha256:
        return current
    _open(paper.item, by, late_reason)
    if current.number != seen:
        raise Refused("Somebody else has replaced this paper. Look at theirs before you upload yours.")
    looks = looked_at(meeting.board, _file_texts(content), may_stay)
    version = _write(paper, current.number + 1, content, by=by, late_reason=_late(meeting, late_reason))
    let_stand(looks, version, by=by, reason=may_stay)
    Event.record("paper.replaced", by=by, about=paper, number=version.number, sha256=version.sha256)
    renew_packs(meeting, by=by)
    return version


@transaction.atomic
def change_front(paper, *, front, seen, may_stay="", by) -> Paper:
    """Reword a paper's front sheet, which was read as `seen`. Raises Overtaken when it is another by now."""
    require(can_bring_papers(by, paper.item))
    meeting = _open(paper.item, by)
    paper = _standing(paper)
    wanted = _trimmed(front)
    if wanted == {name: getattr(paper, name) for name in FRONT}:
        return paper
    if paper.front_version != seen:
        raise Overtaken(paper)
    _check_front(front)
    looks = looked_at(meeting.board, _texts(front), may_stay)
    for name, value in wanted.items():
        setattr(paper, name, value)
    paper.front_version += 1
    paper.save(update_fields=[*FRONT, "front_version"])
    let_stand(looks, paper, by=by, reason=may_stay)
    Event.record("paper.front_changed", by=by, about=paper, sha256=sha256_of(canonical(wanted)))
    renew_packs(meeting, by=by)
    return paper


@transaction.atomic
def move_paper(paper, *, way, by) -> Paper:
    """Move a paper one place up or down among those of its item; at the ends nothing happens."""
    require(can_support_item(by, paper.item))
    meeting = _open(paper.item, by)
    paper = _standing(paper)
    papers = list(paper.item.papers.standing().order_by("position", "pk"))
    at = next(place for place, one in enumerate(papers) if one.pk == paper.pk)
    to = at + {"up": -1, "down": 1}[way]
    if 0 <= to < len(papers):
        papers[at], papers[to] = papers[to], papers[at]
        for position, one in enumerate(papers, 1):
            Paper.objects.filter(pk=one.pk).update(position=position)
        Event.record("paper.moved", by=by, about=paper, way=way)
        renew_packs(meeting, by=by)
    return paper


@transaction.atomic
def withdraw_paper(paper, *, reason, by) -> Paper:
    """Take a paper back, with the reason that its place then shows. Its versions are kept.

    The packs that hold it are taken away at once and made without it: nobody reads on in one what was withdrawn.
    """
    require(can_bring_papers(by, paper.item))
    meeting = _open(paper.item, by)
    paper = _standing(paper)
    if not reason.strip():
        raise Refused("Say why the paper is withdrawn.")
    paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_reason = timezone.now(), by, reason.strip()
    paper.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    Event.record("paper.withdrawn", by=by, about=paper)
    withdraw_packs(meeting, by=by)
    return paper


@transaction.atomic
def convert_again(version, *, by) -> None:
    """Try once more to turn a Word paper into PDF."""
    require(can_bring_papers(by, version.paper.item))
    _open(version.paper.item, by)
    if not hasattr(version, "printout"):
        raise Refused("Only a Word document is turned into PDF.")
    printout = lock(version.printout)
    if printout.status == printout.Status.FAILED:
        owe_again(printout)
        Event.record("paper.convert_again", by=by, about=version.paper)


def _standing(paper):
    paper = lock(paper)
    if paper.withdrawn_at:
        raise Refused("This paper is withdrawn.")
    return paper
