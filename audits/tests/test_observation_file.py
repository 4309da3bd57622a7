from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.observation_file import read
from lscb_portal.lib.csv_table import BadTable

SHIPPED = Path(__file__).parent.parent / "data" / "bury_key_performance_data.csv"
HEADER = "ref,indicator,unit,aggregation,q1,q2,q3,q4,published_year"
GOOD = "3.1,Domestic abuse notifications,count,sum,395,451,462,439,1747"


@pytest.fixture
def table(tmp_path):
    """Write lines as a file and read it."""

    def write(*lines, encoding="utf-8"):
        path = tmp_path / "figures.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return read(path)

    return write


def problems(table, *lines, **options):
    with pytest.raises(BadTable) as bad:
        table(*lines, **options)
    return bad.value.problems


def line(**changed):
    """The good line with some cells changed."""
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | changed
    return ",".join(cells.values())


def test_the_shipped_table_is_read_with_every_printed_digit():
    rows = {row.code: row for row in read(SHIPPED).rows}

    assert list(rows) == ["2.2", "2.3", "3.1", "3.3", "3.4a", "3.4b", "3.5", "3.7", "3.8", "4.5c"]
    assert rows["3.8"].quarters == (Decimal("2.3"), Decimal("2.67"), Decimal("1.67"), Decimal(1))
    assert (rows["3.8"].published, rows["3.8"].decimals, rows["3.8"].unit) == (Decimal("1.91"), 2, "count")


def test_every_published_figure_of_the_shipped_table_follows_from_its_quarters():
    rows = read(SHIPPED).rows

    assert [row.year_figure().value for row in rows] == [row.published for row in rows]


def test_columns_may_stand_in_any_order_with_spaces_blank_lines_and_a_byte_order_mark(table):
    read_table = table(
        "published_year, q1,q2,q3,q4,ref,indicator,unit,aggregation",
        "",
        ' ,1, ,3,4,2.9,"Visits, all of them",count,sum',
        encoding="utf-8-sig",
    )

    (row,) = read_table.rows
    assert (row.line, row.code, row.name) == (3, "2.9", "Visits, all of them")
    assert (row.quarters, row.published) == ((Decimal(1), None, Decimal(3), Decimal(4)), None)


def test_a_blank_quarter_is_missing_and_never_nought(table):
    (row,) = table(HEADER, line(q2="")).rows

    figure = row.year_figure()

    assert (row.quarters[1], figure.value) == (None, None)
    assert figure.reason == "Quarter 2 is missing: 3 of 4 quarters supplied."


def test_a_supplied_year_is_the_published_one(table):
    (row,) = table(HEADER, line(aggregation="supplied_year", q1="", q2="", q3="", q4="")).rows

    assert row.year_figure().value == Decimal(1747)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"ref": ""}, "column ref: this is blank."),
        ({"ref": "x" * 21}, "column ref: this is longer than 20 characters."),
        ({"indicator": ""}, "column indicator: this is blank."),
        ({"indicator": "x" * 161}, "column indicator: this is longer than 160 characters."),
        ({"indicator": "bell\a"}, "column indicator: this holds characters that cannot be printed."),
        ({"unit": "children"}, "column unit: “children” is not one of count, percent, rate_10000, rate_100000."),
        (
            {"aggregation": "average"},
            "column aggregation: “average” is not one of sum, period_end, ratio_of_sums, rolling_12m, mean, "
            "supplied_year.",
        ),
        ({"q1": "abc"}, "column q1: “abc” is not a number. Write it plainly, as 1747 or 82.6."),
        ({"q2": "82.6%"}, "column q2: “82.6%” is not a number. Write it plainly, as 1747 or 82.6."),
        ({"q3": "NaN"}, "column q3: “NaN” is not a number. Write it plainly, as 1747 or 82.6."),
        ({"q4": "1e9"}, "column q4: “1e9” is not a number. Write it plainly, as 1747 or 82.6."),
        ({"q4": "１２"}, "column q4: “１２” is not a number. Write it plainly, as 1747 or 82.6."),
        ({"q1": "-3"}, "column q1: “-3” is below nought."),
        ({"q1": "1" * 11}, "column q1: “11111111111” has more than 10 digits or 4 decimals."),
        ({"q1": "0.00001"}, "column q1: “0.00001” has more than 10 digits or 4 decimals."),
        ({"unit": "percent", "q1": "826"}, "column q1: “826” is more than 100 per cent."),
        (
            {"published_year": "many"},
            "column published_year: “many” is not a number. Write it plainly, as 1747 or 82.6.",
        ),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(table, changed, problem):
    rest = {"q1": "1", "q2": "2", "q3": "3", "q4": "4", "published_year": "5"} if changed.get("unit") else {}

    assert problems(table, HEADER, GOOD.replace("3.1", "3.0"), line(**rest | changed)) == [f"Line 3, {problem}"]


def test_every_problem_is_named_at_once(table):
    found = problems(table, HEADER, line(q1="x", q4="y"), "only,three,cells", line(ref=""), line())

    assert found == [
        "Line 2, column q1: “x” is not a number. Write it plainly, as 1747 or 82.6.",
        "Line 2, column q4: “y” is not a number. Write it plainly, as 1747 or 82.6.",
        "Line 3: 3 cells, but the first line names 9 columns.",
        "Line 4, column ref: this is blank.",
        "Line 5, column ref: “3.1” is already on line 2.",
    ]


def test_a_long_list_of_problems_is_cut_short_and_counted(table):
    found = problems(table, HEADER, *(line(ref=f"r{n}", q1="x") for n in range(25)))

    assert (len(found), found[-1]) == (21, "And 5 more.")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            [],
            "Line 1: no column “ref”, “indicator”, “unit”, “aggregation”, “q1”, “q2”, “q3”, “q4”, “published_year”. "
            f"The first line names the columns: {HEADER.replace(',', ', ')}.",
        ),
        ([HEADER], "The file has no figures below its first line."),
        (
            [HEADER.replace("unit", "units"), GOOD],
            f"Line 1: no column “unit”. The first line names the columns: {HEADER.replace(',', ', ')}.",
        ),
        ([HEADER + ",numerator", GOOD + ",1"], "Line 1: “numerator” is not a column of this table."),
        ([HEADER + ",q1", GOOD + ",1"], "Line 1: a column is named twice."),
        ([HEADER, '3.1,"no end,count'], "Line 2: the quotation marks do not match."),
        ([HEADER, GOOD + "\0"], "The file is not text: it holds null characters."),
    ],
)
def test_a_file_that_is_no_such_table_says_so(table, lines, problem):
    assert problems(table, *lines) == [problem]


def test_a_file_in_another_encoding_says_how_to_save_it(table):
    assert problems(table, HEADER, line(indicator="Siân"), encoding="latin-1") == [
        "The file is not text in UTF-8. Save it as “CSV UTF-8”."
    ]


def test_a_file_far_too_large_is_not_read(tmp_path):
    (tmp_path / "large.csv").write_bytes(b"x" * 2_000_001)

    with pytest.raises(BadTable, match="^The file is larger than 2 MB: this is not such a table.$"):
        read(tmp_path / "large.csv")


def test_a_file_with_too_many_lines_is_not_read(table):
    assert problems(table, HEADER, *(line(ref=f"r{n}") for n in range(2001))) == ["The file has more than 2,000 lines."]


@given(st.binary(max_size=300))
def test_whatever_is_given_is_either_a_table_or_a_list_of_problems(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(HEADER.encode() + b"\n" + data)

    try:
        found = read(path).rows
    except BadTable as bad:
        found = bad.problems
    assert found
