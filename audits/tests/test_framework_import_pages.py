"""A framework from a file: shown first, every problem named, saved as a draft when asked."""

import html
import io
import re
import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from audits.framework_record import content_of
from audits.framework_workbook import framework_workbook
from audits.framework_yaml import written
from audits.models import FrameworkVersion
from audits.tests.factories import FrameworkVersionFactory, small_framework
from audits.tests.factories_frameworks import draft_of
from audits.tests.framework_page import at, hidden, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(board, moderator):
    return draft_of(board, by=moderator)


@pytest.fixture
def editing(client, moderator):
    client.force_login(moderator)
    return client


def upload(client, data, name="framework.xlsx"):
    return client.post(at("framework_import"), {"file": SimpleUploadedFile(name, data)})


def changed_file():
    return replace(small_framework(), number="7", supersedes="1", title="From a file")


@pytest.mark.parametrize("write", [framework_workbook, lambda file: written(file).encode()], ids=["xlsx", "yaml"])
def test_a_file_is_shown_first_and_saved_only_when_asked(editing, board, write):
    source = FrameworkVersionFactory()
    page = upload(editing, write(changed_file()))

    assert page.status_code == 200
    assert "SMALL 7, after 1" in shown(page)
    assert "ST1 Leadership 2 0 1" in shown(page)
    assert FrameworkVersion.objects.count() == 1

    uid = hidden(page, "uid")
    text = written(changed_file())
    saved = editing.post(at("framework_save"), {"uid": uid, "text": text})
    draft = FrameworkVersion.objects.get(uid=uid)
    assert saved.url == at("framework", uid)
    assert (draft.board, draft.supersedes, draft.is_draft) == (board, source, True)
    assert content_of(draft) == changed_file()


def test_the_page_of_a_file_carries_what_it_showed(editing):
    FrameworkVersionFactory()
    page = upload(editing, framework_workbook(changed_file()))
    uid = hidden(page, "uid")
    text = re.search(r'name="text" value="([^"]*)"', page.text).group(1)
    editing.post(at("framework_save"), {"uid": uid, "text": html.unescape(text)})
    assert content_of(FrameworkVersion.objects.get(uid=uid)) == changed_file()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "“framework” is missing."),
        (b"\xff\xfe\x00", "This is neither a workbook (.xlsx) nor text in UTF-8."),
        (b"PK nothing", "This is not a workbook."),
        (b"standards: [", "This is not YAML:"),
        (b"x" * 2_000_001, "The file is larger than 2 MB."),
    ],
)
def test_a_file_with_problems_is_refused_with_each_of_them_and_nothing_is_saved(editing, data, sentence):
    page = upload(editing, data, "framework.yaml")

    assert page.status_code == 422
    assert sentence in shown(page)
    assert "“framework.yaml” was not taken" in shown(page)
    assert not FrameworkVersion.objects.exists()


def test_problems_of_a_workbook_are_named_by_their_cells_on_the_page(editing):
    book = load_workbook(io.BytesIO(framework_workbook(changed_file())))
    book["Criteria"]["E3"], book["Standards"]["B2"] = "heavy", None
    data = io.BytesIO()
    book.save(data)
    page = shown(upload(editing, data.getvalue()))

    assert "Criteria, row 3, column E (Weight): should be a whole number." in page
    assert "Standards, row 2, column B (Title): is missing." in page


def test_no_file_and_text_that_was_tampered_with_save_nothing(editing):
    assert "Choose a file." in shown(editing.post(at("framework_import"), {}))
    page = editing.post(at("framework_save"), {"uid": uuid.uuid4(), "text": "framework: {}"})
    assert (page.status_code, "is missing" in page.text) == (422, True)
    back = editing.post(at("framework_save"), {"text": "x"}, follow=True)
    assert back.redirect_chain == [(at("framework_import"), 302)]
    assert "The page you saved from is no longer good. Read the file again." in shown(back)
    assert not FrameworkVersion.objects.exists()


def test_a_number_that_is_taken_is_said_and_the_file_is_shown_again(editing):
    FrameworkVersionFactory()
    page = editing.post(at("framework_save"), {"uid": uuid.uuid4(), "text": written(small_framework())})

    assert page.status_code == 422
    assert "There is a version 1 of SMALL already. Choose another number." in shown(page)
