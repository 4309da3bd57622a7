"""What somebody brings as a paper: a PDF, a Word document, a text file, or words written here."""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.files.base import ContentFile

from agencies.operations.stored_file import in_megabytes, store
from agencies.uploads import clean_name
from lscb_portal.lib.document_text import text_of
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.office import NONE_HERE, converter
from lscb_portal.lib.pdf_apart import harmless_apart
from workplan.models import PaperVersion

Kind = PaperVersion.Kind
LONGEST = 60_000
KINDS = {"pdf": Kind.PDF, "docx": Kind.WORD, "txt": Kind.TEXT}
NOT_THESE = "A paper is a PDF, a Word document (.docx) or a text file. Save it as one of these and upload that."
NOTHING = "Upload the paper, or write it."
EMPTY = "The file is empty."
NOT_PLAIN = "The file is not plain text. Save it as text (UTF-8), Word or PDF and upload that."
BOTH = "Upload a file or write the words, not both."


@dataclass(frozen=True)
class Content:
    """What a version of a paper holds. `text` is what can be read of it here; None for a PDF, which is not read."""

    kind: str
    sha256: str
    name: str = ""
    data: bytes = b""
    words: str = ""
    text: str | None = None
    pages: int | None = None
    removed: tuple[str, ...] = ()

    def keep(self, *, by, board):
        """Keep the file, if it is one; return what the version's row says of the content."""
        file = store(ContentFile(self.data, name=self.name), by=by, board=board) if self.data else None
        return {
            "kind": self.kind,
            "file": file,
            "words": self.words,
            "pages": self.pages,
            "sha256": self.sha256,
            "cleaned": " and ".join(self.removed)[:200],
        }


def content_of(upload=None, words="") -> Content:
    """Look at what was brought. Raises Refused with a sentence when it may not come in, or there is nothing, or two."""
    if upload and words.strip():
        raise Refused(BOTH)
    if upload:
        return _uploaded(upload)
    if not words.strip():
        raise Refused(NOTHING)
    return _written(words.strip())


def _written(words):
    if len(words) > LONGEST:
        raise Refused(f"Write at most {LONGEST:,} characters, or upload it as a file.")
    return Content(Kind.TEXT, sha256_of(words), words=words, text=words)


def _plain(words):
    """The words of a text file. UTF-16, as some programs save text, and other files are full of NULs, which no
    database keeps."""
    if "\0" in words:
        raise Refused(NOT_PLAIN)
    if not words:
        raise Refused(EMPTY)
    return _written(words)


def _uploaded(upload):
    name = clean_name(upload.name)
    kind = KINDS.get(name.rpartition(".")[2].lower())
    if kind is None:
        raise Refused(NOT_THESE)
    if kind == Kind.WORD and not converter():
        raise Refused(NONE_HERE)
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise Refused(f"The file is larger than {in_megabytes(settings.EVIDENCE_MAX_BYTES)}.")
    data = upload.read()
    if not data:
        raise Refused(EMPTY)
    if kind == Kind.TEXT:
        return _plain(text_of(name, data).replace("\r\n", "\n").strip())
    if kind == Kind.WORD:
        return Content(kind, sha256(data).hexdigest(), name, data, text=text_of(name, data))
    clean = harmless_apart(data)
    return Content(
        kind, sha256(clean.content).hexdigest(), name, clean.content, pages=clean.pages, removed=clean.removed
    )
