"""What a PDF must be before the portal keeps it."""

import io
import time
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from lscb_portal.lib.errors import Refused
from lscb_portal.lib.pdf_files import BROKEN, EMPTY, FILES_INSIDE, LOCKED, TOO_LONG, harmless


def a_pdf(change=lambda pdf: None, pages=1, **how) -> bytes:
    """Return a PDF that `change` has been at."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        change(pdf)
        file = io.BytesIO()
        pdf.save(file, **how)
        return file.getvalue()


def note(pdf, **facts):
    """Put a note on the first page."""
    first = pdf.pages[0]
    first.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **facts))])


def script():
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def on_open(pdf):
    pdf.Root.OpenAction = script()


def by_name(pdf):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["run", script()])))


def on_page(pdf):
    pdf.pages[0].AA = Dictionary(O=script())


def after_a_link(pdf):
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://x.example", Next=script()))


def in_a_field(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Tx, AA=Dictionary(K=script())))]))


def launch(pdf):
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="cmd.exe"))


def submit(pdf):
    note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F="https://x.example"))


def film(pdf):
    note(pdf, Subtype=Name.RichMedia)


@pytest.mark.parametrize(
    ("change", "removed"),
    [
        (on_open, "a script"),
        (by_name, "a script"),
        (on_page, "a script"),
        (after_a_link, "a script"),
        (in_a_field, "a script"),
        (launch, "an order to open or send something"),
        (submit, "an order to open or send something"),
        (film, "sound or film"),
    ],
)
def test_what_acts_by_itself_is_taken_out_and_said(change, removed):
    clean = harmless(a_pdf(change))

    assert clean.removed == (removed,)
    for word in (b"/JavaScript", b"/Launch", b"/SubmitForm", b"/RichMedia", b"app.alert"):
        assert word not in raw(clean.content)
    assert harmless(clean.content).removed == ()


def raw(content):
    """The file with nothing packed, so that its words can be looked for."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        file = io.BytesIO()
        off = pikepdf.ObjectStreamMode.disable
        pdf.save(file, compress_streams=False, object_stream_mode=off)
        return file.getvalue()


def test_a_harmless_file_is_kept_byte_for_byte():
    content = a_pdf(
        lambda pdf: note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://x.example")), pages=3
    )

    assert harmless(content) == (content, 3, ())


def attached(pdf):
    pdf.attachments["notes.txt"] = b"More."


def clipped(pdf):
    file = Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=pdf.make_stream(b"More.")))
    note(pdf, Subtype=Name.FileAttachment, FS=file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (a_pdf(encryption=pikepdf.Encryption(owner="o", user="u")), LOCKED),
        (a_pdf(encryption=pikepdf.Encryption(owner="o", user="")), LOCKED),
        (a_pdf(pages=0), EMPTY),
        (a_pdf(pages=1001), TOO_LONG),
        (a_pdf(attached), FILES_INSIDE),
        (a_pdf(clipped), FILES_INSIDE),
        (b"%PDF-1.7 and nothing more", BROKEN),
        (b"", BROKEN),
    ],
)
def test_what_cannot_be_helped_is_refused_with_what_to_do(content, sentence):
    with pytest.raises(Refused) as refusal:
        harmless(content)
    assert str(refusal.value) == sentence


@given(st.binary(max_size=200), st.integers(0, 600))
def test_damage_of_any_kind_is_refused_or_read_but_never_a_fault(noise, at):
    whole = a_pdf(pages=2)
    content = whole[:at] + noise + whole[at + len(noise) :]

    with suppress(Refused):
        assert harmless(content).pages >= 1


def nested(levels=14, branches=6):
    """An action whose parts each hold the next part many times over, as no program writes it."""

    def change(pdf):
        part = pdf.make_indirect(Dictionary(N=Array([])))
        for _ in range(levels):
            part = pdf.make_indirect(Dictionary(N=Array([part] * branches)))
        note(pdf, Subtype=Name.Link, A=Dictionary(S=Name.Hide, T=part))

    return change


def test_an_action_that_holds_itself_many_times_is_looked_at_once():
    content = a_pdf(nested())
    began = time.monotonic()

    assert harmless(content).removed == ()
    assert time.monotonic() - began < 20


def test_an_action_that_leads_back_to_itself_is_no_script():
    def change(pdf):
        first = pdf.make_indirect(Dictionary(S=Name.Hide))
        first.Next = pdf.make_indirect(Dictionary(S=Name.Hide, Next=first))
        note(pdf, Subtype=Name.Link, A=first)

    assert harmless(a_pdf(change)).removed == ()


def test_a_file_that_opens_at_a_page_with_links_to_other_pages_is_left_alone():
    def linked(pdf):
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        for page, following in zip(pdf.pages, pdf.pages[1:], strict=False):
            place = Array([following.obj, Name.Fit])
            link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], Dest=place)
            page.Annots = Array([pdf.make_indirect(link)])

    content = a_pdf(linked, pages=30)

    assert harmless(content) == (content, 30, ())
