"""Uploads for tests: real bytes of good files, and of bad ones."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# The antivirus industry's harmless test text, in two parts so that no scanner takes this file for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


def upload(name, content):
    return SimpleUploadedFile(name, content)


def zipped(**parts):
    """A zip with the given parts, written in order; give names with `**{"word/document.xml": b""}`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(content_type=WORD, main="word/document.xml", **more):
    """A Word document; `more` are further parts."""
    types = f'<Types><Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    return zipped(**{"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", main: "<document/>", **more})


def opendocument(kind, **more):
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}", **{"content.xml": "<office/>", **more})


def picture(image_format="PNG", size=(40, 30), mode="RGB", **saved):
    file = io.BytesIO()
    Image.new(mode, size, "purple" if mode == "RGB" else 1).save(file, image_format, **saved)
    return file.getvalue()


def kept(stored_file) -> bytes:
    """The bytes of a stored file, wherever they are."""
    with stored_file.opened() as file:
        return file.read()
