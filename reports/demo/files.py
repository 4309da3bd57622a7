"""Small real files for agencies to have uploaded: a page of PDF, a Word document, a text. Same words, same bytes."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
OFFICE = "http://schemas.openxmlformats.org"


def upload(name, lines):
    """Return an upload of that name (its ending says what it is: pdf, docx or txt) with one line of text a line."""
    write = {"pdf": pdf, "docx": docx, "txt": txt}[name.rpartition(".")[2]]
    return SimpleUploadedFile(name, write(lines))


def txt(lines):
    return "\n".join([*lines, ""]).encode()


def pdf(lines):
    """One page of A4 in Helvetica; what that font cannot show becomes a question mark."""
    text = b"".join(b"(%s) Tj T*\n" % escaped(line) for line in lines)
    stream = b"BT /F1 12 Tf 18 TL 72 760 Td\n" + text + b"ET"
    return assembled(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def escaped(line):
    return line.encode("cp1252", "replace").translate(None, b"()\\")


def assembled(*objects):
    """Number the objects, and write the table that says where each begins."""
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + ending


def docx(lines):
    """The three parts that a Word document cannot do without."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main">'
        f"<w:body>{paragraphs}</w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(zipfile.ZipInfo(name, FIRST_MOMENT), f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return packed.getvalue()
