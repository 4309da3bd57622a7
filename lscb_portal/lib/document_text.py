"""The words in a document, for the screening of identifiers: plain text, Word, PowerPoint, Excel and OpenDocument.

    text_of("notes.docx", content)      its words, a line for each paragraph; None where they cannot be read here

PDF files and pictures are not read: whoever asks must say so. Nothing in a document is run, followed or worked out.
"""

import io
import re
import zipfile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

LONGEST = 400_000  # characters of text; what lies behind is not looked at
LARGEST_PART = 40_000_000  # bytes of one unpacked part
TEXTS = ("txt", "csv")
# The parts of a package that hold its words, by what its name ends with.
PARTS = {
    "docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
    "pptx": re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml"),
    "xlsx": re.compile(r"xl/(sharedStrings|worksheets/sheet\d+|comments\d*)\.xml"),
    "odt": re.compile(r"content\.xml"),
    "ods": re.compile(r"content\.xml"),
}
READABLE = (*TEXTS, *PARTS)
# Elements inside which characters are words, and those after whose end a new line begins.
WORDS = {"p", "h", "t", "v"}
LINES = {"p", "h", "si", "c", "row", "br"}
GAPS = {"tab", "s", "line-break"}
SHARED = "s"  # the type of a cell that holds only the place of its words in another part
AT_ONCE = 64 * 1024


def text_of(name: str, content: bytes) -> str | None:
    """Return the words of a file by its name's ending; None where this kind is not read, or the file is damaged."""
    ending = name.rpartition(".")[2].lower()
    if ending in TEXTS:
        return _decoded(content)[:LONGEST]
    if ending not in PARTS:
        return None
    try:
        return _of_package(content, PARTS[ending])
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, OSError, ValueError, RuntimeError, EOFError):
        return None


def _decoded(content):
    """The text of a plain file: UTF-8 or, as older programs write it, Windows-1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _of_package(content, wanted):
    words = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.infolist():
            if wanted.fullmatch(part.filename) and part.file_size <= LARGEST_PART:
                with package.open(part) as xml:
                    words.append(_of_xml(xml))
            if sum(map(len, words)) > LONGEST:
                break
    return "\n".join(words)[:LONGEST]


def _of_xml(xml):
    """The words of one part, read piece by piece until there are enough."""
    reader = _Words()
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    while reader.length <= LONGEST:
        if not (piece := xml.read(AT_ONCE)):
            parser.close()  # says so where the part breaks off
            break
        parser.feed(piece)
    return "".join(reader.words)


class _Words:
    """What the parser of a part tells of it, kept as words."""

    def __init__(self):
        self.words, self.length = [], 0
        self.inside = 0
        self.is_shared = False

    def start(self, tag, attributes):
        kind = tag.rpartition("}")[2]
        if kind == "c":
            self.is_shared = attributes.get("t") == SHARED
        if kind in WORDS:
            self.inside += 1
        if kind in GAPS:
            self.words.append(" ")

    def end(self, tag):
        kind = tag.rpartition("}")[2]
        if kind in WORDS:
            self.inside -= 1
        if kind in LINES:
            self.words.append("\n")

    def data(self, said):
        if self.inside and not self.is_shared:
            self.words.append(said)
            self.length += len(said)

    def close(self):
        return self.words
