import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.spreadsheets import DANGEROUS, csv_bytes, safe


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠SUM",
        "  =HYPERLINK(1)",
        "\u00a0=1",
    ],
)
def test_what_begins_like_a_formula_becomes_text(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Green", "", "S1 = one", "Children’s Services", -1, Decimal("-2.5"), None, "'quoted"])
def test_everything_else_stays_as_it_is(cell):
    assert safe(cell) == cell


def test_a_file_opens_with_the_right_letters_in_a_spreadsheet_program():
    assert csv_bytes([["Agency", "S1"], ["Siân’s, Ltd", "=1"], ["Łódź", -1]]) == (
        '\ufeffAgency,S1\r\n"Siân’s, Ltd",\'=1\r\nŁódź,-1\r\n'.encode()
    )


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_no_cell_of_a_file_begins_like_a_formula(cells):
    (row,) = csv.reader(io.StringIO(csv_bytes([cells]).decode("utf-8-sig"), newline=""))

    assert not [cell for cell in row if cell.startswith(DANGEROUS)]
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
