"""Making the PDF of a pack: what is new is laid out, what is not is taken from the part kept, and all is bound."""

import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from agencies.operations.stored_file import settle
from lscb_portal.lib import pdf
from lscb_portal.lib.binding import TO_PART, Part, bind, pages_of
from lscb_portal.lib.hashing import sha256_of
from workplan.models import PackPart, PaperVersion
from workplan.operations.printout import keep_part, tell
from workplan.pack import LINE, STYLESHEET, contents_of, look


class OutOfDate(Exception):
    """The pack was asked for anew while it was being made."""


@dataclass(frozen=True)
class Sheets:
    """Some pages of the pack in their place: the file, how many pages, bookmarks, and the name links know it by."""

    file: Path
    pages: int
    bookmarks: tuple = ()
    name: str = ""
    is_ours: bool = True


class Making:
    """One pack on its way. `printout` is the row that was claimed; `folder` is thrown away afterwards."""

    def __init__(self, printout, folder: Path):
        self.printout = printout
        self.folder = folder
        self.contents = contents_of(printout.meeting, printout.cleared_items)
        self.used: list[str] = []
        self.begins: dict[str, int] = {}
        self.meeting = printout.meeting

    def make(self, output: Path) -> int:
        """Write the pack to `output`; return its pages."""
        self.tell("Laying out the papers", 5)
        papers = self._papers()
        front = self._front(papers)
        sheets = [*front, *papers]
        self.tell("Numbering the pages", 80)
        lines = self._lines(sum(sheet.pages for sheet in sheets))
        parts = [Part(sheet.file, sheet.bookmarks, sheet.name, sheet.is_ours) for sheet in sheets]
        self.tell("Binding the pack", 85)
        title = f"Papers for {self.meeting.group.short_name}, {self.meeting.date:%-d %B %Y}"
        pages = bind(parts, output, stamps=lines, title=title, author=self.meeting.board.name)
        self.tell("Keeping the pack", 98)
        return pages

    @property
    def facts(self) -> dict:
        """What the row keeps of what the pack was made from."""
        found = {"parts": self.used, "begins": self.begins}
        return {"source": self.contents.source, "left_out": self.contents.left_out, **found}

    def tell(self, stage, per_cent):
        """Note how far we are. Raises OutOfDate when nobody waits for this any more."""
        if not tell(self.printout, stage, per_cent):
            raise OutOfDate

    # the papers -------------------------------------------------------------------------------------------------------

    def _papers(self):
        """The dividers, front sheets and papers, in their order."""
        sheets, papers, done = [], self.contents.papers, 0
        for entry in self.contents.entries:
            if not entry.papers:
                continue
            mark = ((f"{entry.slot.number}. {entry.item.title}", 0),)
            sheets.append(self._part("divider", {"entry": entry}, mark, entry.name))
            for paper in entry.papers:
                self.tell(f"Laying out paper {done + 1} of {len(papers)}", 5 + 70 * done // len(papers))
                sheets += self._paper(entry, paper)
                done += 1
        return sheets

    def _paper(self, entry, paper):
        told = {"entry": entry, "paper": paper, "version": paper.current}
        front = self._part("front", told, ((paper.title, 1),), f"paper-{paper.uid}")
        if paper.current.kind == PaperVersion.Kind.TEXT:
            return [front, self._part("words", told)]
        file = place_of(paper.current.printable)
        return [front, Sheets(file, pages_of(file), is_ours=False)]

    def _part(self, template, told, bookmarks=(), name=""):
        """Pages of our own: those kept from the last time when they say the same, else laid out now and kept."""
        html = render_to_string(f"workplan/pack/{template}.html", told | {"meeting": self.meeting})
        key = sha256_of(f"{look()}\n{html}")
        self.used.append(key)
        part = PackPart.objects.filter(meeting=self.meeting, key=key).select_related("file").first()
        if part is None:
            made = pdf.write(html, STYLESHEET)
            digest = sha256(made.data).hexdigest()
            part = keep_part(self.meeting, key, made.data, made.pages, by=self.printout.asked_by, sha256=digest)
        return Sheets(place_of(part.file), part.pages, bookmarks, name)

    # cover, agenda and lines ------------------------------------------------------------------------------------------

    def _front(self, sheets):
        """The cover and the agenda, whose page numbers depend on how many pages the agenda itself takes.

        An item without a paper has its line in the agenda, which says so, and no page of its own: nobody turns a page
        to read that there is nothing, and a paper that comes late moves no more pages than its own.
        """
        edition = self.printout.edition + 1
        cover = self._page("cover", {"edition": edition}, (("Cover", 0),))
        agenda_pages = 1
        while True:
            rows = self._rows(self._begins(cover.pages + agenda_pages, sheets))
            agenda = self._page("agenda", {"rows": rows, "to_part": TO_PART}, (("Agenda", 0),), "agenda")
            if agenda.pages == agenda_pages:
                self.begins = {str(paper.uid): page for _, _, papers in rows for paper, page in papers}
                return [cover, agenda]
            agenda_pages = agenda.pages

    def _page(self, template, told, bookmarks, name=""):
        html = render_to_string(
            f"workplan/pack/{template}.html", told | {"meeting": self.meeting, "contents": self.contents}
        )
        made = pdf.write(html, STYLESHEET)
        file = self.folder / f"{template}.pdf"
        file.write_bytes(made.data)
        return Sheets(file, made.pages, bookmarks, name)

    @staticmethod
    def _begins(before, papers):
        """The page on which each named part begins."""
        begins, page = {}, before + 1
        for sheet in papers:
            if sheet.name:
                begins[sheet.name] = page
            page += sheet.pages
        return begins

    def _rows(self, begins):
        """Each item of the agenda with its page, and its papers with theirs."""
        return [
            (entry, begins.get(entry.name), [(paper, begins[f"paper-{paper.uid}"]) for paper in entry.papers])
            for entry in self.contents.entries
        ]

    def _lines(self, pages):
        """The line of each page, as a page of its own."""
        told = {"meeting": self.meeting, "pages": pages, "numbers": range(1, pages + 1)}
        file = self.folder / "lines.pdf"
        file.write_bytes(pdf.write(render_to_string("workplan/pack/lines.html", told), LINE).data)
        return file


def place_of(stored) -> Path:
    """Where the bytes of a kept file are for good. Its row is committed, or we would not see it: they wait no longer,
    and are not moved away under whoever reads them by their name."""
    settle(stored)
    return stored.path


def make_pack(printout, output: Path) -> tuple[int, dict]:
    """Write the pack that was claimed to `output`; return its pages and the facts to keep."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="pack-") as folder:
        making = Making(printout, Path(folder))
        return making.make(output), making.facts
