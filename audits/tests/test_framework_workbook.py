"""A framework as a workbook and as YAML: it reads back as the same, and what is wrong is named by its cell."""

import io
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from agencies.models import Kind
from audits.framework_columns import CRITERIA, FRAMEWORK, SCALE, STANDARDS
from audits.framework_content import AUDIENCES
from audits.framework_file import read_framework, read_scales
from audits.framework_workbook import blank_workbook, framework_workbook, read_framework_workbook
from audits.framework_yaml import written
from audits.management.commands.import_framework import SCHOOLS, SHIPPED
from audits.management.commands.import_scales import SHIPPED as SCALES
from audits.tests.factories import small_framework
from audits.tests.factories_frameworks import counted, rated
from lscb_portal.lib.document import FileProblems

FILES = [SHIPPED, SCHOOLS]


def shipped(path):
    return read_framework(path.read_text(encoding="utf-8"))


def changed(**cells):
    """The small framework's workbook with some cells changed: Criteria__F2="x" is cell F2 of the sheet Criteria."""
    book = load_workbook(io.BytesIO(framework_workbook(small_framework())))
    for place, value in cells.items():
        sheet, _, cell = place.partition("__")
        book[sheet][cell] = value
    return saved(book)


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def problems(data):
    with pytest.raises(FileProblems) as found:
        read_framework_workbook(data)
    return found.value.problems


def column(heading, columns=CRITERIA):
    """The letter of a column of the sheet “Criteria”, or another."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[[one.heading for one in columns].index(heading)]


# ---- There and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_framework_goes_through_a_workbook_and_through_yaml_unchanged(path):
    framework = shipped(path)

    assert read_framework_workbook(framework_workbook(framework)) == framework
    assert read_framework(written(framework)) == framework
    assert read_framework_workbook(framework_workbook(framework)).sha256 == framework.sha256


def test_the_schools_framework_keeps_numbers_signatories_basis_and_its_own_editions():
    framework = shipped(SCHOOLS)
    first, lead, record = framework.standards[0], framework.standards[2], framework.standards[0].criteria[3]

    assert (framework.code, framework.signatories, framework.edition_of) == (
        "S175",
        2,
        "Keeping Children Safe in Education",
    )
    assert (len(framework.standards), len(framework.criteria)) == (9, 45)
    assert sum(one.kind == "count" for one in framework.criteria) == 7
    assert (first.basis, lead.basis) == ({"kcsie": "Part one and Annex A"}, {"kcsie": "Part two and Annex C"})
    assert (record.code, record.unit, record.period, record.with_total) == ("SC01.4", "adults", "count_date", True)
    assert record.guidance == (
        {
            "audience": "all",
            "text": "Count supply and regular volunteers; leave out contractors who never meet children.",
        },
    )
    assert framework.editions == (2016, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025)


def test_the_hash_of_a_framework_that_was_there_before_is_what_it_was():
    assert shipped(SHIPPED).sha256 == "f19b681147068827ba14a0ed7e388b24c752f571ccafd310af8185a8965546ef"


def test_the_hash_counts_what_is_asked_and_not_where_it_comes_from_nor_which_end_of_the_scale_is_first():
    framework = small_framework()
    first, *rest = framework.standards
    turned = replace(framework.scale, points=tuple(reversed(framework.scale.points)))
    heavier = replace(first, criteria=(replace(first.criteria[0], weight=3), *first.criteria[1:]))

    assert replace(framework, supersedes="0.9", scale=turned).sha256 == framework.sha256
    assert replace(framework, standards=(replace(first, basis={"wt2018": "item 1"}), *rest)).sha256 == framework.sha256
    assert replace(framework, standards=(heavier, *rest)).sha256 != framework.sha256
    assert replace(framework, signatories=2).sha256 != framework.sha256


codes = st.text("ABCXYZ019.-", min_size=1, max_size=8).map(lambda text: f"C{text}")
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=30)
words = texts.map(lambda text: f"a{text}b")
criteria = st.builds(
    rated,
    code=codes,
    statement=words,
    example_evidence=st.lists(words, max_size=2).map(tuple),
    guidance=st.lists(st.sampled_from(list(AUDIENCES)), unique=True).map(
        lambda found: tuple({"audience": one, "text": f"For {one}."} for one in AUDIENCES if one in found)
    ),
    tier=st.sampled_from(["core", "full"]),
    kinds=st.none() | st.lists(st.sampled_from(Kind.values), min_size=1, unique=True).map(tuple),
    since=st.sampled_from(["2015", "2018", "local"]),
    na_allowed=st.booleans(),
    linked_policy=st.just("") | words,
    weight=st.integers(1, 1000),
    descriptors=st.fixed_dictionaries({}, optional={"G": words, "A": words, "R": words}),
) | st.builds(counted, code=codes, unit=words, with_total=st.booleans())


@settings(deadline=None, max_examples=25)
@given(st.lists(criteria, min_size=1, max_size=6, unique_by=lambda one: one.code), words, st.integers(1, 2))
def test_any_framework_goes_there_and_back(found, title, signatories):
    framework = small_framework()
    first = replace(framework.standards[0], title=title, criteria=tuple(found))
    whole = replace(framework, standards=(first,), signatories=signatories)

    assert read_framework_workbook(framework_workbook(whole)) == whole
    assert read_framework(written(whole)) == whole


def test_text_that_looks_like_a_formula_goes_there_and_back_as_text():
    framework = small_framework()
    first = replace(framework.standards[0], description="=1+1", title="@home")

    back = read_framework_workbook(framework_workbook(replace(framework, standards=(first,))))

    assert (back.standards[0].description, back.standards[0].title) == ("=1+1", "@home")


# ---- The template ----------------------------------------------------------------------------------------------------


def test_the_empty_workbook_explains_every_column_and_asks_for_what_is_missing():
    blank = blank_workbook(read_scales(SCALES.read_text(encoding="utf-8"))[0])
    book = load_workbook(io.BytesIO(blank))

    explained = {(row[0].value, row[1].value) for row in book["How to"].iter_rows(min_row=2)}
    for sheet, columns in {
        "Framework": FRAMEWORK,
        "Scale": SCALE,
        "Standards": STANDARDS,
        "Criteria": CRITERIA,
    }.items():
        assert {(sheet, one.heading) for one in columns} <= explained
    assert [cell.value for cell in book["Scale"]["A"]] == ["Code", "G", "A", "R"]
    assert [cell.value for cell in book["Standards"][1]][-3:] == ["Descriptor G", "Descriptor A", "Descriptor R"]
    assert problems(blank) == [
        "Framework, row 8, column B (Editions): should name at least one edition, for example [2023].",
        "Framework, row 2, column B (Code): is missing.",
        "Framework, row 4, column B (Version): is missing.",
        "Framework, row 3, column B (Title): is missing.",
        "Framework, row 6, column B (Legal basis): is missing.",
        "“standards” should hold at least one standard.",
    ]


def test_a_workbook_filled_in_by_hand_may_use_numbers_labels_and_its_own_order():
    book = load_workbook(io.BytesIO(framework_workbook(small_framework())))
    criteria, head = book["Criteria"], book["Framework"]
    head["B4"] = 1  # a version typed as a number
    head["B8"] = "2015 2018, 2023"
    criteria[f"{column('Kinds of agency')}5"] = "Police\nProbation"
    criteria[f"{column('N/A allowed')}2"] = "Yes"
    criteria[f"{column('Since')}2"] = "LOCAL"
    for row in criteria.iter_rows(min_row=2):
        row[0].value, row[0].number_format = row[0].value, "General"
    criteria.insert_cols(1)
    criteria["A1"] = None  # an empty column is no column

    framework = read_framework_workbook(saved(book))
    first, custody = framework.criteria[0], framework.criteria[3]
    assert (framework.number, framework.editions) == ("1", (2015, 2018, 2023))
    assert (first.na_allowed, first.since, custody.kinds) == (True, "local", ("police", "probation"))


# ---- What is wrong, by its cell ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [
        (f"Criteria__{column('Standard')}3", "ST9", "(Standard): “ST9” is not a standard of the sheet “Standards”."),
        (f"Criteria__{column('Standard')}3", None, "(Standard): is missing."),
        (f"Criteria__{column('Code')}3", "no space", "(Code): may hold letters, digits, dots and hyphens only."),
        (f"Criteria__{column('Statement')}3", None, "(Statement): is missing."),
        (f"Criteria__{column('Weight')}3", "heavy", "(Weight): should be a whole number."),
        (f"Criteria__{column('Weight')}3", 0, "(Weight): is 0; it should be from 1 to 1000."),
        (f"Criteria__{column('Tier')}3", "basic", "(Tier): is “basic”; it should be one of: core, full."),
        (f"Criteria__{column('Since')}3", 1989, "(Since): is “1989”; it should be one of: 2015, 2018, 2023, local."),
        (
            f"Criteria__{column('Kinds of agency')}3",
            "pirates",
            "(Kinds of agency): names “pirates”, which is not a kind of agency.",
        ),
        (f"Criteria__{column('N/A allowed')}3", "perhaps", "(N/A allowed): should be yes or no."),
        (f"Criteria__{column('N/A when')}3", "Never.", "(N/A when): is given, but “na_allowed” is not true."),
        (f"Criteria__{column('Unit')}3", "adults", "(Unit): is only for criteria that count."),
        (f"Criteria__{column('Type')}3", "guess", "(Type): is “guess”; it should be one of: rating, count."),
        ("Standards__B2", "x" * 121, "(Title): has 121 characters; the most is 120."),
        ("Scale__C2", "two", "(Points): should be a whole number."),
        ("Scale__E2", "pink", "(Colour): is “pink”; it should be one of: b, g, a, r."),
        ("Framework__B9", 3, "(Signatories): is 3; it should be from 1 to 2."),
    ],
)
def test_every_problem_is_named_by_sheet_row_and_column(cell, value, sentence):
    sheet, _, place = cell.partition("__")
    letter, row = place.rstrip("0123456789"), place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    assert f"{sheet}, row {row}, column {letter} {sentence}" in problems(changed(**{cell: value}))


def test_a_workbook_has_the_size_of_a_framework():
    small = small_framework()
    standards = tuple(replace(small.standards[0], code=f"S{number}", criteria=()) for number in range(101))

    assert problems(framework_workbook(replace(small, standards=standards))) == [
        "There are 101 standards; the most is 100."
    ]


def test_a_descriptor_of_no_rating_and_one_of_a_count_are_named_by_their_cell():
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(CRITERIA)]
    unknown = problems(changed(**{f"Criteria__{last}1": "Descriptor Z", f"Criteria__{last}2": "Bad."}))

    assert f"Criteria, row 2, column {last} (Descriptor Z): is not a rating of the default scale: G, A, R." in unknown


@pytest.mark.parametrize("sheet", ["Framework", "Scale", "Standards", "Criteria"])
def test_a_missing_sheet_is_named(sheet):
    book = load_workbook(io.BytesIO(framework_workbook(small_framework())))
    del book[sheet]

    assert f"The sheet “{sheet}” is missing." in problems(saved(book))


def test_columns_that_are_missing_unknown_or_there_twice_are_named():
    assert problems(changed(Criteria__C1="Words", Standards__F1="Title", Framework__A2="Name")) == [
        "Framework, row 2, column A: “Name” is not a line of this sheet.",
        "Framework: the line “Code” is missing.",
        "Standards, row 1, column F: the column “Title” is there twice.",
        "Criteria, row 1, column C: “Words” is not a column of this sheet.",
        "Criteria, row 1: the column “Statement” is missing.",
    ]


def test_what_is_no_workbook_is_one_problem():
    assert problems(b"hello") == ["This is not a workbook. Save it as .xlsx (Excel workbook) and send that."]


values = st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(allow_nan=False, allow_infinity=False) | texts


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["Framework", "Scale", "Standards", "Criteria"]),
    st.sampled_from("ABCDEFGHIJ"),
    st.integers(1, 6),
    values,
)
def test_any_value_in_any_cell_is_read_or_a_problem_and_never_a_crash(sheet, letter, row, value):
    with suppress(FileProblems):
        read_framework_workbook(changed(**{f"{sheet}__{letter}{row}": value}))
