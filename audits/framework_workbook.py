"""A framework as a workbook: five sheets that the portal writes, empty or filled, and reads again.

    How to       what each column takes
    Framework    the head, a line for each thing said
    Scale        the ratings, a row for each
    Standards    a row for each, with a column “Descriptor G” for each rating
    Criteria     a row for each, naming its standard, with descriptors of its own where it has any

A workbook is first brought into the form of a YAML file, each value with its cell; then the same reading asks the same
of both, and names what is wrong by sheet, row and column: "Criteria, row 5, column F (Weight): should be …".
"""

from dataclasses import asdict

from openpyxl.utils import get_column_letter

from audits.framework_columns import (
    CRITERIA,
    DESCRIPTOR,
    FRAMEWORK,
    OF_SCALE,
    SCALE,
    STANDARDS,
    descriptor_column,
)
from audits.framework_content import AUDIENCES, FrameworkFile, ScaleFile
from audits.framework_file import framework_in
from audits.models.framework import EVERYBODY
from lscb_portal.lib.document import FileProblems, Part
from lscb_portal.lib.workbook import BadWorkbook, Sheet, read_workbook, write_workbook

HOW_TO_SHEET, FRAMEWORK_SHEET, SCALE_SHEET = "How to", "Framework", "Scale"
STANDARDS_SHEET, CRITERIA_SHEET = "Standards", "Criteria"
READ = {FRAMEWORK_SHEET: FRAMEWORK, SCALE_SHEET: SCALE, STANDARDS_SHEET: STANDARDS, CRITERIA_SHEET: CRITERIA}
DESCRIBED = (STANDARDS_SHEET, CRITERIA_SHEET)
# Two columns hold one mapping together: “descriptors G”, “guidance_for small”.
DESCRIPTORS, GUIDANCE_FOR = "descriptors", "guidance_for"


class Cells(dict):
    """Values by the word a YAML file has for each, and where each stands."""

    def __init__(self, values, place, places):
        super().__init__(values)
        self.place, self.places = place, places


class SheetPart(Part):
    """A part of a workbook: what is wrong is named by sheet, row and column."""

    FLAG_WORDS = "yes or no"

    def __init__(self, data, place, problems):
        super().__init__(data, getattr(data, "place", place), problems)

    def wrong(self, key, why):
        place = getattr(self.data, "places", {}).get(key)
        self.problems.append(f"{place}: {why}" if place else f"{self.place}: “{key}” {why}")


def read_framework_workbook(data: bytes) -> FrameworkFile:
    """The framework in a workbook. Raises FileProblems with every problem, each with its sheet, row and column."""
    try:
        sheets = read_workbook(data)
    except BadWorkbook as bad:
        raise FileProblems([str(bad)]) from None
    problems = []
    tables = {name: _table(sheets.get(name), name, columns, problems) for name, columns in READ.items()}
    if problems:
        raise FileProblems(problems)
    return framework_in(SheetPart(_document(tables, problems), "", problems))


# The sheets as rows of values -----------------------------------------------------------------------------------------


def _table(rows, name, columns, problems):
    """The rows of one sheet as Cells; notes a sheet or a column that is missing or unknown."""
    if rows is None:
        problems.append(f"The sheet “{name}” is missing.")
        return []
    known = {column.heading.lower(): column for column in columns}
    if name == FRAMEWORK_SHEET:
        return _head(rows, known, problems)
    if not rows:
        problems.append(f"{name}: the row of headings is missing.")
        return []
    (at, headings), *rest = rows
    found = _columns(headings, known, name, at, problems)
    for column in columns:
        if column.required and column not in found.values():
            problems.append(f"{name}, row {at}: the column “{column.heading}” is missing.")
    return [_row(name, number, cells, found) for number, cells in rest]


def _columns(headings, known, name, at, problems):
    """{index: column} of the headings; an unknown or repeated one is noted."""
    found = {}
    for index, heading in enumerate(headings):
        if heading is None:
            continue
        column = _column(str(heading).strip(), known, name)
        place = f"{name}, row {at}, column {get_column_letter(index + 1)}"
        if column is None:
            problems.append(f"{place}: “{heading}” is not a column of this sheet.")
        elif column in found.values():
            problems.append(f"{place}: the column “{heading}” is there twice.")
        else:
            found[index] = column
    return found


def _column(heading, known, name):
    if name in DESCRIBED and heading.lower().startswith(DESCRIPTOR.lower()):
        return descriptor_column(heading[len(DESCRIPTOR) :].strip())
    return known.get(heading.lower())


def _row(name, number, cells, found):
    """One row as Cells, an empty cell as nothing."""
    values, places = {}, {}
    for index, column in found.items():
        cell = cells[index] if index < len(cells) else None
        places[column.key] = f"{name}, row {number}, column {get_column_letter(index + 1)} ({column.heading})"
        if cell is not None:
            values[column.key] = column.read(cell)
    return Cells(values, f"{name}, row {number}", places)


def _head(rows, known, problems):
    """The lines of the sheet “Framework”, as one row: what is said of the framework in its second column."""
    values, places = {}, {}
    for number, cells in rows:
        field, value = str(cells[0] or "").strip(), cells[1] if len(cells) > 1 else None
        column = known.get(field.lower())
        if column is None and field.lower() not in ("", "field"):
            problems.append(f"{FRAMEWORK_SHEET}, row {number}, column A: “{field}” is not a line of this sheet.")
        if column is None:
            continue
        places[column.key] = f"{FRAMEWORK_SHEET}, row {number}, column B ({column.heading})"
        if value is not None:
            values[column.key] = column.read(value)
    for column in known.values():
        if column.required and column.key not in places:
            problems.append(f"{FRAMEWORK_SHEET}: the line “{column.heading}” is missing.")
    return [Cells(values, FRAMEWORK_SHEET, places)]


# The rows as a document -----------------------------------------------------------------------------------------------


def _document(tables, problems):
    (head,) = tables[FRAMEWORK_SHEET]
    scale_code = head.get("default_rating_scale")
    of_scale = {key: head.pop(key) for key in OF_SCALE if key in head}
    scale = Cells(
        {"code": scale_code, "values": tables[SCALE_SHEET], **of_scale} if scale_code else {},
        SCALE_SHEET,
        head.places | {"values": SCALE_SHEET, "code": head.places["default_rating_scale"]},
    )
    return {
        "framework": head,
        "audiences": {name: words for name, words in AUDIENCES.items() if name != EVERYBODY},
        "standards": _standards(tables, problems),
        "rating_scales": [scale] if scale else [],
    }


def _standards(tables, problems):
    """The standards' rows, each with the rows of its criteria."""
    standards = [_gathered(row) for row in tables[STANDARDS_SHEET]]
    by_code = {row.get("code"): row for row in standards}
    for row in standards:
        row["criteria"] = []
        row.places["criteria"] = row.place
    for row in map(_gathered, tables[CRITERIA_SHEET]):
        code = row.pop("standard", None)
        if code in by_code and code is not None:
            by_code[code]["criteria"].append(row)
        else:
            said = f"“{code}” is not a standard of the sheet “{STANDARDS_SHEET}”" if code else "is missing"
            problems.append(f"{row.places['standard']}: {said}.")
    return standards


def _gathered(row):
    """The row with its descriptors, and its advice for one audience each, under one word."""
    values = {key: value for key, value in row.items() if " " not in key}
    texts = _under(row, DESCRIPTORS)
    if texts:
        values[DESCRIPTORS] = Cells(texts, row.place, {code: row.places[f"{DESCRIPTORS} {code}"] for code in texts})
    values[GUIDANCE_FOR] = [
        Cells({"audience": audience, "text": text}, row.place, {"text": row.places[f"{GUIDANCE_FOR} {audience}"]})
        for audience, text in _under(row, GUIDANCE_FOR).items()
    ]
    return Cells({key: value for key, value in values.items() if value != []}, row.place, dict(row.places))


def _under(row, word):
    return {key.removeprefix(f"{word} "): value for key, value in row.items() if key.startswith(f"{word} ")}


# Writing --------------------------------------------------------------------------------------------------------------


def framework_workbook(framework: FrameworkFile) -> bytes:
    """The workbook of a framework, which reads back as the same content."""
    codes = [point.code for point in framework.scale.points]
    standards = [_cells((*STANDARDS, *_descriptor_columns(codes)), _values(one)) for one in framework.standards]
    criteria = [
        _cells((*CRITERIA, *_descriptor_columns(codes)), {"standard": standard.code, **_values(criterion)})
        for standard in framework.standards
        for criterion in standard.criteria
    ]
    head = _values(framework) | {key: getattr(framework.scale, key) for key in OF_SCALE}
    head |= {"version": framework.number, "default_rating_scale": framework.scale.code}
    return _book(head, framework.scale, codes, standards, criteria)


def blank_workbook(scale: ScaleFile) -> bytes:
    """The template: the sheets with their heads and explanations, and the ratings of `scale` to begin with."""
    head = {key: getattr(scale, key) for key in OF_SCALE} | {"default_rating_scale": scale.code}
    return _book(head, scale, [point.code for point in scale.points], [], [])


def _book(head, scale, codes, standards, criteria):
    described = _descriptor_columns(codes)
    lines = [[column.heading, _cell(column, head), column.hint] for column in FRAMEWORK]
    points = [_cells(SCALE, {**asdict(point), "meaning": point.descriptor}) for point in scale.points]
    return write_workbook(
        [
            Sheet(HOW_TO_SHEET, ["Sheet", "Column", "Needed", "What it takes"], _how_to(), widths=[14, 26, 9, 90]),
            Sheet(FRAMEWORK_SHEET, ["Field", "Value", "What it takes"], lines, widths=[18, 60, 70]),
            _sheet(SCALE_SHEET, SCALE, points),
            _sheet(STANDARDS_SHEET, (*STANDARDS, *described), standards),
            _sheet(CRITERIA_SHEET, (*CRITERIA, *described), criteria),
        ]
    )


def _sheet(title, columns, rows):
    choices = {column.heading: column.choices for column in columns if column.choices}
    headings, widths = [column.heading for column in columns], [column.width for column in columns]
    return Sheet(title, headings, rows, widths=widths, choices=choices)


def _descriptor_columns(codes):
    return tuple(descriptor_column(code) for code in codes)


def _how_to():
    """A line for each column: what it takes, and whether it is needed."""
    for name, columns in READ.items():
        for column in columns:
            yield [name, column.heading, "yes" if column.required else "", column.hint]
        if name in DESCRIBED:
            yield [
                name,
                f"{DESCRIPTOR}G, {DESCRIPTOR}A …",
                "",
                "What each rating means here: a column for each rating.",
            ]


def _values(part):
    """What a standard, a criterion or the head says, by the words of a YAML file."""
    values = asdict(part)
    values |= {"short": values.get("short_title"), "type": values.get("kind"), "applies_to": values.get("kinds")}
    values |= {f"{DESCRIPTORS} {code}": text for code, text in values.pop(DESCRIPTORS, {}).items()}
    if isinstance(values.get("guidance"), tuple):
        advice = {one["audience"]: one["text"] for one in values["guidance"]}
        values["guidance"] = advice.pop(EVERYBODY, None)
        values |= {f"{GUIDANCE_FOR} {audience}": text for audience, text in advice.items()}
    return values


def _cells(columns, values):
    return [_cell(column, values) for column in columns]


def _cell(column, values):
    """The value as its cell holds it; None for an empty one."""
    if column.key not in values:
        return None
    value = column.write(values[column.key])
    return None if value == "" else value
