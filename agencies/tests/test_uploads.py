import io

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from agencies.tests.files import EICAR, PDF, docx, opendocument, picture, zipped
from agencies.uploads import UNPACKED_MAX_FILES, checked, clean_name
from lscb_portal.lib.errors import Refused

MACROS = "The document holds macros. Save a copy without them and upload that."
SWOLLEN = "The document unpacks to far more than its size, which is how harmful files behave."
DAMAGED = "The document is damaged and cannot be opened."
BAD_PICTURE = "The picture is damaged and cannot be opened."
TOO_LARGE = "The picture is too large. Make it smaller than 40 million pixels."
ONLY_THESE = (
    "Files like this cannot be uploaded. Use one of: pdf, docx, xlsx, pptx, odt, ods, txt, csv, png, jpg, jpeg, webp."
)
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


def not_inside(extension):
    return f"The file is called .{extension}, but that is not what is inside it."


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("audit.pdf", PDF, "application/pdf"),
        ("AUDIT.PDF", PDF, "application/pdf"),
        ("a.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", docx(main="xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            "a.pptx",
            docx(main="ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("a.odt", opendocument("text"), "application/vnd.oasis.opendocument.text"),
        ("a.ods", opendocument("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("a.txt", "Supervision notes, Siân".encode(), "text/plain"),
        ("a.txt", b"import os\n\ndef main():\n    return os\n", "text/plain"),
        ("a.csv", b"agency,trained\nPolice,40\nProbation,12\n", "text/csv"),
        ("a.png", picture(), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.webp", picture("WEBP"), "image/webp"),
    ],
)
def test_files_that_may_come_in(name, content, content_type):
    assert checked(name, content)[:2] == (name, content_type)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.svg", SVG, ONLY_THESE),
        ("page.html", HTML, ONLY_THESE),
        ("run.exe", b"MZ\x90\x00", ONLY_THESE),
        ("macros.docm", docx(MACRO_WORD), ONLY_THESE),
        ("archive.zip", zipped(a="b"), ONLY_THESE),
        ("no_extension", PDF, ONLY_THESE),
        ("pdf", PDF, ONLY_THESE),
        ("double.pdf.exe", PDF, ONLY_THESE),
        ("empty.pdf", b"", "The file is empty."),
        ("virus.pdf", EICAR, not_inside("pdf")),
        ("page.txt", HTML, not_inside("txt")),
        ("drawing.txt", SVG, not_inside("txt")),
        ("drawing.png", SVG, not_inside("png")),
        ("page.csv", HTML, not_inside("csv")),
        ("picture.png", picture("JPEG"), not_inside("png")),
        ("picture.jpg", picture("GIF"), not_inside("jpg")),
        ("document.docx", PDF, not_inside("docx")),
        ("program.pdf", b"MZ\x90\x00" + b"\0" * 60 + PDF, not_inside("pdf")),
        ("zip.pdf", zipped(a="b") + PDF, not_inside("pdf")),
        ("binary.txt", b"words and then\0a nul", not_inside("txt")),
        ("renamed.docx", docx(MACRO_WORD), MACROS),
        ("macros.docx", docx(**{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), MACROS),
        ("macros.xlsx", docx(main="xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"<a/>"}), MACROS),
        ("active.docx", docx(**{"word/activeX/activeX1.bin": b"x"}), MACROS),
        ("macros.odt", opendocument("text", **{"Basic/Standard/Module1.xml": b"<a/>"}), MACROS),
        ("bomb.docx", docx(**{"word/media/a.xml": b"0" * 20_000_000}), SWOLLEN),
        ("many.docx", docx(**{f"word/{n}.xml": b"" for n in range(UNPACKED_MAX_FILES)}), SWOLLEN),
        ("cut.docx", docx()[:-30], DAMAGED),
        ("empty.docx", docx(main="word/other.xml"), "The document is damaged: its main part is missing."),
        ("sheet.docx", docx(main="xl/workbook.xml"), not_inside("docx")),
        ("cut.png", picture(size=(400, 400))[:60], BAD_PICTURE),
        ("cut.jpg", picture("JPEG", size=(400, 400))[:200], BAD_PICTURE),
        ("flood.png", picture(size=(8000, 5001), mode="1"), TOO_LARGE),
        ("torrent.png", picture(size=(14_000, 14_000), mode="1"), TOO_LARGE),
    ],
)
def test_files_that_may_not_come_in_and_why(name, content, sentence):
    with pytest.raises(Refused) as refusal:
        checked(name, content)

    assert str(refusal.value) == sentence


def test_a_picture_loses_what_is_hidden_in_it():
    exif = Image.Exif()
    exif[0x010E] = "Taken at 14 Mere Road"
    words = PngInfo()
    words.add_text("Comment", "14 Mere Road")
    hidden = [
        ("a.jpg", picture("JPEG", exif=exif, comment=b"14 Mere Road")),
        ("a.png", picture("PNG", pnginfo=words, exif=exif)),
        ("a.webp", picture("WEBP", exif=exif)),
        ("b.jpg", picture("JPEG") + b"PK\x03\x04 14 Mere Road"),
    ]

    assert [b"Mere Road" in content for _, content in hidden] == [True] * 4
    assert [b"Mere Road" in checked(name, content).content for name, content in hidden] == [False] * 4


def test_a_picture_is_turned_the_right_way_up():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    content = checked("a.jpg", picture("JPEG", size=(40, 30), exif=exif)).content

    assert Image.open(io.BytesIO(content)).size == (30, 40)


def test_a_picture_keeps_what_is_seen_through_it():
    content = checked("a.png", picture(mode="L", transparency=1)).content

    assert Image.open(io.BytesIO(content)).convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/audit.pdf", "audit.pdf"),
        ("C:\\Users\\joy\\audit.pdf", "audit.pdf"),
        ("audit\u202efdp.exe", "auditfdp.exe"),
        ("au\r\ndit\0.pdf", "audit.pdf"),
        (" audit.pdf ", "audit.pdf"),
        ("Siân’s audit.pdf", "Siân’s audit.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_shown_as_given_but_never_a_path(given, kept):
    assert clean_name(given) == kept


def test_half_a_picture_is_refused_where_reports_have_been_made_too(monkeypatch):
    # WeasyPrint sets this for the whole process when it is imported.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(Refused, match=BAD_PICTURE):
        checked("cut.png", picture(size=(400, 400))[:60])
