"""The words in documents: each kind that is read, and what is not."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from lscb_portal.lib.document_text import LONGEST, text_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:office="urn:office"'


def package(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, words in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), words)
    return made.getvalue()


def workbook(*cells):
    book, made = Workbook(), io.BytesIO()
    book.active.append(cells)
    book.save(made)
    return made.getvalue()


WORD = package(
    word__document_xml=f"<w:document {W}><w:p><w:r><w:t>Seen by </w:t></w:r><w:r><w:t>Jade</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>Twice</w:t></w:r></w:p></w:document>",
    word__footer1_xml=f"<w:ftr {W}><w:p><w:r><w:t>Page</w:t></w:r></w:p></w:ftr>",
    word__styles_xml="<no>Normal</no>",
)
OPEN = package(
    content_xml=f"<office:x {TEXT}><text:p>Seen by <text:span>Jade</text:span>, <text:s/>twice</text:p></office:x>"
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"Seen by Jade", "Seen by Jade"),
        ("A.CSV", "seen,by\nJosé,1".encode("latin-1"), "seen,by\nJosé,1"),
        ("a.docx", WORD, "Seen by Jade\nTwice\n\nPage\n"),
        ("a.odt", OPEN, "Seen by Jade,  twice\n"),
        ("a.pdf", b"%PDF-1.7", None),
        ("a.png", b"\x89PNG", None),
        ("none", b"x", None),
        ("a.docx", b"no package", None),
        ("a.docx", package(word__document_xml="<broken"), None),
        ("a.docx", package(word__document_xml='<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'), None),
        ("a.txt", b"x" * (LONGEST + 1), "x" * LONGEST),
    ],
)
def test_the_words_of_a_document(name, content, words):
    assert text_of(name, content) == words


def test_a_workbooks_texts_and_numbers_and_not_the_places_of_its_texts():
    assert sorted(text_of("a.xlsx", workbook("Jade", 4857773456, "Seen")).split()) == ["4857773456", "Jade", "Seen"]


def test_a_long_document_is_read_as_far_as_it_goes():
    paragraph = "<w:p><w:r><w:t>word word word word word word</w:t></w:r></w:p>"
    long = package(word__document_xml=f"<w:document {W}>{paragraph * 40_000}</w:document>")

    assert len(text_of("a.docx", long)) == LONGEST
