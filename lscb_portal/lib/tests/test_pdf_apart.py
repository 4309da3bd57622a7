"""A PDF from outside is looked at in a process that may use so much memory and time, and no more."""

import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from lscb_portal.lib import pdf_apart
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.pdf_apart import TOO_MUCH, harmless_apart
from lscb_portal.lib.pdf_files import BROKEN, LOCKED, harmless


def a_pdf(**how):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if how.pop("script", False):
            pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        file = io.BytesIO()
        pdf.save(file, **how)
        return file.getvalue()


def swollen():
    """A file of some kilobytes with one list of a million numbers, as packed as it may be."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Numbers = pdf.make_indirect(pikepdf.Object.parse(b"[" + b"0 " * 1_000_000 + b"]"))
        file = io.BytesIO()
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return file.getvalue()


def test_it_says_what_looking_here_says():
    for content in (a_pdf(), a_pdf(script=True)):
        assert harmless_apart(content)[1:] == harmless(content)[1:]
    assert harmless_apart(a_pdf()).content
    cleaned = harmless_apart(a_pdf(script=True))
    assert cleaned.removed == ("a script",)
    assert harmless(cleaned.content).removed == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.7 and nothing", BROKEN), (a_pdf(encryption=pikepdf.Encryption(owner="o", user="u")), LOCKED)],
)
def test_what_may_not_come_in_is_refused_in_the_same_words(content, sentence):
    with pytest.raises(Refused) as refusal:
        harmless_apart(content)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("megabytes", [150, 200])
def test_a_file_that_unpacks_to_more_than_the_memory_is_refused(megabytes, monkeypatch):
    monkeypatch.setattr(pdf_apart, "MEMORY", megabytes * 1024**2)
    content = swollen()
    assert len(content) < 10_000

    with pytest.raises(Refused) as refusal:
        harmless_apart(content)
    assert str(refusal.value) == TOO_MUCH
    assert harmless_apart(a_pdf()).pages == 1


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(pdf_apart, "SECONDS", 0.01)
    with pytest.raises(Refused) as refusal:
        harmless_apart(a_pdf())
    assert str(refusal.value) == TOO_MUCH


@pytest.mark.parametrize("fault", [OverflowError, IndexError, ZeroDivisionError, RecursionError])
def test_a_number_that_no_page_may_have_is_damage_and_no_fault(fault, monkeypatch):
    def odd(*_):
        raise fault

    monkeypatch.setattr("lscb_portal.lib.pdf_files._refuse_files_inside", odd)
    with pytest.raises(Refused) as refusal:
        harmless(a_pdf())
    assert str(refusal.value) == BROKEN
