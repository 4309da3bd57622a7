"""HTML to PDF: tagged for accessibility, designed to PDF/UA-1, with the portal's own fonts and nothing from elsewhere.

The page may use the portal's static files by their path below `static/portal/` ("report.css", "fonts/…woff2") and
`data:` addresses. Whatever else it asks for, the network or a file of this machine, ends the making of the PDF.
"""

import errno
import gc
import io
import mimetypes
import resource
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pydyf
import structlog
from django.conf import settings
from fontTools.ttLib import woff2
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

log = structlog.get_logger(__name__)

# Never looked up: the fetcher answers for it from the list of files.
ASSETS = "https://portal-assets.invalid/"
STATIC_ROOT = Path(settings.BASE_DIR) / "static" / "portal"
ALLOWED_TYPES = ("*.css", "fonts/*.woff2")
MOST_MEMORY = 2 * 1024**3


@dataclass(frozen=True)
class Pdf:
    """A finished document: its bytes and how many pages it has."""

    data: bytes
    pages: int


class NamedAssets(URLFetcher):
    """Gives out the static files it knows by name, and `data:` addresses; raises ValueError for anything else."""

    def __init__(self, files: dict[str, Path]):
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self.files = files

    def fetch(self, url, headers=None):
        """Return the named file or the decoded `data:` address."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url not in self.files:
            raise ValueError(f"A document may not ask for {url}.")
        path = self.files[url]
        data = unpacked(path) if path.suffix == ".woff2" else path.read_bytes()
        return URLFetcherResponse(url, data, {"Content-Type": mimetypes.guess_type(path)[0] or ""})


@cache
def unpacked(font: Path) -> bytes:
    """Return the font in a WOFF2 file, unpacked once a process: WeasyPrint would unpack each for every document."""
    data = io.BytesIO()
    woff2.decompress(font, data)
    return data.getvalue()


@cache
def static_files() -> dict[str, Path]:
    """Return the address → path of every static file a document may use."""
    paths = [path for pattern in ALLOWED_TYPES for path in STATIC_ROOT.glob(pattern)]
    return {ASSETS + path.relative_to(STATIC_ROOT).as_posix(): path for path in paths}


def write(html: str, stylesheet: str, progress: Callable[[str, int], None] = lambda stage, per_cent: None) -> Pdf:
    """Make the PDF of a whole HTML page, styled by the static file `stylesheet` alone.

    The page's <title>, lang and meta tags become the document's. `progress` is told each stage, in words, and how many
    per cent are done when it begins.
    """
    fetcher, fonts = NamedAssets(static_files()), FontConfiguration()
    progress("Reading the words and figures", 10)
    page = HTML(string=html, base_url=ASSETS, url_fetcher=fetcher)
    style = CSS(url=ASSETS + stylesheet, url_fetcher=fetcher, font_config=fonts)
    progress("Laying out the pages", 25)
    document = page.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", optimize_images=True)
    progress("Writing the file", 80)
    data = document.write_pdf(finisher=finish, pdf_variant="pdf/ua-1", optimize_images=True)
    return Pdf(data, len(document.pages))


def finish(document, pdf) -> None:
    """Add what WeasyPrint leaves out, just before the file is written."""
    pdf.catalog["PageMode"] = "/UseOutlines"
    add_scopes(pdf)


def add_scopes(pdf) -> None:
    """Say of every header cell whether it heads a column (inside THead) or a row.

    WeasyPrint 70 ties cells to their headers by id but writes no /Scope (its issue 2508).
    """
    objects = {f"{held.number} {held.generation} R".encode(): held for held in pdf.objects if hasattr(held, "number")}
    for cell in pdf.objects:
        if isinstance(cell, pydyf.Dictionary) and cell.get("S") == "/TH":
            section = objects[objects[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if section["S"] == "/THead" else "/Row"


def one_job_and_out() -> None:
    """Collect no rubbish, and let a page that runs away take this process with it, not the machine."""
    gc.disable()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def sentence_for(fault) -> str:
    """Return what to tell the person who waits, for anything that can go wrong."""
    if isinstance(fault, MemoryError):
        return "It needs more memory than one report may use. Shorten the words, or tell whoever runs the portal."
    if isinstance(fault, FatalURLFetchingError):
        return (
            "The report asks for a file that is not the portal's own, so it was not made. Tell whoever runs the portal."
        )
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The portal's disk is full. Tell whoever runs the portal; nothing you wrote is lost."
    reference = secrets.token_hex(4)
    log.error("report_not_made", reference=reference, exc_info=fault)
    return f"The pages could not be laid out (fault {reference}). Try again, or tell whoever runs the portal."
