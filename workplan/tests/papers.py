"""Papers for tests: PDFs that say a word on every page, of any size and turned any way, and what a pack says."""

import io
import re
import subprocess
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from workplan.operations.paper import add_paper
from workplan.operations.paper_content import Content, content_of
from workplan.tests.factories import new_uid

A4, A4_LANDSCAPE, A3, A5 = (595, 842), (842, 595), (842, 1191), (420, 595)
FRONT = {
    "title": "Audit of strategy discussions",
    "presented_by": "Joy Okafor, Police",
    "asked": "Agree the three actions.",
    "summary": "In 36 of 40 records the discussion was held within a working day.",
    "children": "Children are seen sooner.",
    "consulted": "The leads of five agencies.",
}


def a_pdf(*words, size=A4, rotate=0) -> bytes:
    """Return a PDF with a page for each of `words`."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for word in words:
            page = pdf.add_blank_page(page_size=size)
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            page.Contents = Stream(pdf, f"BT /F1 14 Tf 60 {size[1] - 80} Td ({word}) Tj ET".encode())
            if rotate:
                page.Rotate = rotate
        return saved(pdf)


def saved(pdf, **how) -> bytes:
    file = io.BytesIO()
    pdf.save(file, **how)
    return file.getvalue()


def with_script(**more) -> bytes:
    """Return a PDF that runs a script when it is opened."""
    with pikepdf.open(io.BytesIO(a_pdf("Script"))) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        return saved(pdf, **more)


def with_link(action) -> bytes:
    """Return a PDF with a link that does `action`."""
    with pikepdf.open(io.BytesIO(a_pdf("Link"))) as pdf:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 90, 90], A=action)
        pdf.pages[0].Annots = Array([pdf.make_indirect(link)])
        return saved(pdf)


def words_of(front=None, text="The words of the paper.") -> tuple[dict, Content]:
    return {**FRONT, **(front or {})}, content_of(words=text)


def bring(item, by, *, title="Audit of strategy discussions", text="", pdf=None, **more):
    """Bring a paper of plain words, or a PDF, for an item."""
    content = content_of(upload_of("paper.pdf", pdf)) if pdf else content_of(words=text or f"All about {title}.")
    return add_paper(item, uid=new_uid(), front=FRONT | {"title": title}, content=content, by=by, **more)


def upload_of(name, data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)


def said_on_pages(file: Path) -> list[str]:
    """Return what each page of a PDF says, its spaces made single."""
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return [re.sub(r"\s+", " ", page).strip() for page in done.stdout.split("\f")[:-1]]


def bookmarks(file: Path) -> list[tuple[int, str, int]]:
    """Return each bookmark of a PDF: its depth, its words, and the page (from 1) it leads to."""
    with pikepdf.open(file) as pdf:
        places = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}

        def walk(items, depth):
            for one in items:
                yield depth, one.title, places[one.destination[0].objgen]
                yield from walk(one.children, depth + 1)

        with pdf.open_outline() as outline:
            return list(walk(outline.root, 0))
