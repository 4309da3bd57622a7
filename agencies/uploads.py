"""What a file must be before the portal keeps it: of a kind we allow, what its name says, and harmless to open.

Plain functions on bytes, without a database. A file that may not come in raises `Refused` with a sentence.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import magic
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from lscb_portal.lib.errors import Refused

MEGABYTE = 1024 * 1024
# What a document may hold once unpacked, and how much smaller it may have been packed (text packs about 10 to 1).
UNPACKED_MAX_BYTES = 200 * MEGABYTE
UNPACKED_RATIO = 100
UNPACKED_MAX_FILES = 5000
IMAGE_MAX_PIXELS = 40_000_000
NAME_MAX = 200

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MACROS = re.compile(r"vbaproject|vbadata|activex/|macrosheets/|^basic/|^scripts/", re.IGNORECASE)
TEXT_THAT_A_BROWSER_RUNS = {"text/html", "text/xml", "text/javascript", "image/svg+xml"}


class Checked(NamedTuple):
    """A file that may come in: the name to show, the type it is served as, and its bytes (an image's are our own)."""

    name: str
    content_type: str
    content: bytes


def checked(name: str, content: bytes) -> Checked:
    """Return the file as it may be kept. Raises Refused when it is not of an allowed kind or not harmless."""
    name = clean_name(name)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in KINDS:
        raise Refused(f"Files like this cannot be uploaded. Use one of: {', '.join(KINDS)}.")
    if not content:
        raise Refused("The file is empty.")
    kind = KINDS[extension]
    if not kind.sniffs(magic.from_buffer(content, mime=True)):
        raise Refused(f"The file is called .{extension}, but that is not what is inside it.")
    return Checked(name, kind.content_type, kind.examine(content, kind))


def clean_name(name: str) -> str:
    """Return the last part of the name, without characters that cannot be seen, and no longer than we can keep."""
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(one for one in unicodedata.normalize("NFC", name) if unicodedata.category(one)[0] != "C").strip()
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: NAME_MAX - len(extension) - 1]}{dot}{extension}"[-NAME_MAX:]


def examine_pdf(content, kind):
    if not content.startswith(b"%PDF-"):
        raise Refused("The file is called .pdf, but that is not what is inside it.")
    return content


def examine_text(content, kind):
    if b"\0" in content:
        raise Refused("The file is not plain text.")
    return content


def examine_package(content, kind):
    """Open an Office or OpenDocument file, which is a zip, and refuse what is broken, swollen or carries macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            refuse_bomb(package, len(content))
            refuse_macros(package)
            if kind.main_part not in package.namelist():
                raise Refused("The document is damaged: its main part is missing.")
    except zipfile.BadZipFile:
        raise Refused("The document is damaged and cannot be opened.") from None
    return content


def refuse_bomb(package, packed_size):
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = unpacked > MEGABYTE and unpacked > packed_size * UNPACKED_RATIO
    if len(parts) > UNPACKED_MAX_FILES or unpacked > UNPACKED_MAX_BYTES or swollen:
        raise Refused("The document unpacks to far more than its size, which is how harmful files behave.")


def refuse_macros(package):
    if any(MACROS.search(name) for name in package.namelist()) or declares_macros(package):
        raise Refused("The document holds macros. Save a copy without them and upload that.")


def declares_macros(package):
    """Whether the list of contents says so: a macro document under another name still does."""
    if "[Content_Types].xml" not in package.namelist():
        return False
    return b"macroenabled" in package.read("[Content_Types].xml").lower()


def examine_image(content, kind):
    """Draw the picture anew: what was hidden in it (a place, a camera, another file) does not come along."""
    # WeasyPrint tells Pillow, for the whole process, to make do with half a picture. Evidence has to be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[kind.main_part]) as picture:
            if picture.width * picture.height > IMAGE_MAX_PIXELS:
                raise Refused("The picture is too large. Make it smaller than 40 million pixels.")
            return redrawn(picture, kind.main_part)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("The picture is too large. Make it smaller than 40 million pixels.") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Refused("The picture is damaged and cannot be opened.") from None


def redrawn(picture, image_format) -> bytes:
    """Return the picture as new bytes, the right way up, with nothing but what is seen."""
    upright = ImageOps.exif_transpose(picture)
    upright.info = {key: value for key, value in upright.info.items() if key == "transparency"}
    new = io.BytesIO()
    upright.save(new, image_format, **({"optimize": True} if image_format == "PNG" else {"quality": 90}))
    return new.getvalue()


class FileKind(NamedTuple):
    """A kind we allow: what it is served as, what the sniffer may call it, and how to look inside it.

    `main_part` is the part a package must hold, or the name of an image's format.
    """

    content_type: str
    known_as: frozenset[str]
    examine: Callable
    main_part: str = ""

    def sniffs(self, found: str) -> bool:
        """Whether what libmagic found is this kind; of plain text it may call any dialect."""
        if self.examine is examine_text:
            plain = found.startswith("text/") or found in {"application/csv", "application/json"}
            return plain and found not in TEXT_THAT_A_BROWSER_RUNS
        return found in self.known_as


def package(content_type, main_part):
    """An Office or OpenDocument kind: some versions of libmagic know it only as a zip."""
    known_as = frozenset({content_type, "application/zip", "application/octet-stream"})
    return FileKind(content_type, known_as, examine_package, main_part)


def image(image_format):
    content_type = f"image/{image_format.lower()}"
    return FileKind(content_type, frozenset({content_type}), examine_image, image_format)


KINDS = {
    "pdf": FileKind("application/pdf", frozenset({"application/pdf"}), examine_pdf),
    "docx": package(f"{OFFICE}wordprocessingml.document", "word/document.xml"),
    "xlsx": package(f"{OFFICE}spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": package(f"{OFFICE}presentationml.presentation", "ppt/presentation.xml"),
    "odt": package(f"{OPEN_DOCUMENT}text", "content.xml"),
    "ods": package(f"{OPEN_DOCUMENT}spreadsheet", "content.xml"),
    "txt": FileKind("text/plain", frozenset(), examine_text),
    "csv": FileKind("text/csv", frozenset(), examine_text),
    "png": image("PNG"),
    "jpg": image("JPEG"),
    "jpeg": image("JPEG"),
    "webp": image("WEBP"),
}
