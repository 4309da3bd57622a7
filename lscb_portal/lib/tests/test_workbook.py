import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lscb_portal.lib import workbook
from lscb_portal.lib.workbook import BadWorkbook, Sheet, read_workbook, write_workbook

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", " =cmd|' /C calc'!A0", "＝1", "\t=1", '=HYPERLINK("http://x")']


def read_back(*rows, head=("A", "B")):
    return read_workbook(write_workbook([Sheet("One", head, rows)]))["One"]


def package(**parts):
    """A zip of these parts, by name with a dot as “__”."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "."), content)
    return data.getvalue()


# ---- Writing and reading back --------------------------------------------------------------------------------------


def test_cells_come_back_as_they_were_with_their_row_numbers():
    moment = dt.datetime.fromisoformat("2026-11-18T09:30")  # a sheet's cell knows no time zone
    rows = read_back(["one\ntwo", 3], [], [None, Decimal("1.5")], [True, moment])

    assert rows == [
        (1, ("A", "B")),
        (2, ("one\ntwo", 3)),
        (4, (None, Decimal("1.5"))),
        (5, (True, moment)),
    ]


def test_white_space_around_a_text_and_empty_cells_are_nothing():
    assert read_back(["  word  ", "   "], [None, None]) == [(1, ("A", "B")), (2, ("word",))]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_text_like_a_formula_stays_a_text_also_when_somebody_edits_it(formula):
    written = load_workbook(io.BytesIO(write_workbook([Sheet("One", ["A"], [[formula]])])))

    cell = written["One"]["A2"]
    assert (cell.value, cell.data_type, cell.number_format, cell.quotePrefix) == (formula, "s", "@", True)


def test_a_list_to_choose_from_stands_below_its_head():
    data = write_workbook([Sheet("One", ["Name", "Sign"], [], choices={"Sign": ("yes", "no")}, widths=[30])])
    page = load_workbook(io.BytesIO(data))["One"]

    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ('"yes,no"', "B2:B500")
    assert (page.freeze_panes, page.column_dimensions["A"].width) == ("A2", 30)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.text(max_size=40) | st.integers(-(10**9), 10**9), min_size=2, max_size=2), max_size=5))
def test_any_text_can_be_written_and_read(rows):
    for (_, cells), row in zip(read_back(*rows)[1:], (row for row in rows if any(map(holds, row))), strict=True):
        padded = [*cells, *[None] * (2 - len(cells))]
        assert [one for one in padded if isinstance(one, int)] == [one for one in row if isinstance(one, int)]


def holds(value):
    return isinstance(value, int) or bool("".join(one for one in value if one >= " " or one in "\n\t").strip())


# ---- What is refused -------------------------------------------------------------------------------------------------


def refused(data):
    with pytest.raises(BadWorkbook) as found:
        read_workbook(data)
    return str(found.value)


@pytest.mark.parametrize("data", [b"", b"name,code\n", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 an old .xls"])
def test_what_is_no_workbook_is_refused_with_a_sentence(data):
    assert refused(data) == "This is not a workbook. Save it as .xlsx (Excel workbook) and send that."


def test_a_zip_of_something_else_is_refused():
    assert refused(package(letter__txt="Dear all")).startswith("This workbook cannot be read")


def test_a_large_file_is_refused_before_it_is_opened():
    assert refused(b"PK" + b"0" * workbook.MOST_BYTES) == "The file is larger than 2 MB."


def test_a_zip_bomb_is_refused():
    assert refused(package(bomb__bin=b"0" * 3_000_000)) == "The workbook unpacks to far more than it should."


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/a.docx"])
def test_macros_links_and_embedded_files_are_refused(name):
    assert refused(package(**{name: "x"})).startswith("The workbook holds macros, embedded files or links")


@pytest.mark.parametrize("declaration", ["<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "<!doctype x><x/>"])
def test_a_document_type_is_refused(declaration):
    sound = write_workbook([Sheet("One", ["A"], [["x"]])])
    bad = io.BytesIO(sound)
    with zipfile.ZipFile(bad, "a") as written:
        written.writestr("xl/extra.xml", declaration)

    assert refused(bad.getvalue()) == "The workbook holds declarations that no spreadsheet program writes."


def test_too_many_rows_columns_sheets_and_parts_are_refused(monkeypatch):
    many = write_workbook([Sheet(name, ["A", "B", "C"], [[1, 2, 3]] * 4) for name in ("One", "Two")])
    for name, most, sentence in [
        ("MOST_ROWS", 3, "The workbook has more than 3 rows."),
        ("MOST_COLUMNS", 2, "The sheet “One” has more than 2 columns."),
        ("MOST_SHEETS", 1, "The workbook has more than 1 sheets."),
        ("MOST_PARTS", 3, "The workbook has too many parts."),
    ]:
        with monkeypatch.context() as patched:
            patched.setattr(workbook, name, most)
            assert refused(many) == sentence


def said_of(content):
    """The sentence with which a workbook is refused, or one that says it was read."""
    try:
        read_workbook(content)
    except BadWorkbook as refusal:
        return str(refusal)
    return "It was read."


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_refused_or_read_and_never_a_crash(at, noise):
    sound = write_workbook([Sheet("One", ["A", "B"], [["x", 1], ["y", 2]])])
    at = at % len(sound)

    assert said_of(sound[:at] + noise + sound[at + len(noise) :]).endswith(".")
