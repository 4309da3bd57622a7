"""A CSV file as rows of named cells, read whole before anything is done with it, with every problem named by line."""

import csv
import io
from collections.abc import Iterator

MOST_BYTES, MOST_PROBLEMS = 2_000_000, 20


class BadTable(Exception):
    """The table cannot be taken. `problems` are sentences, each naming its line and, where there is one, its column."""

    def __init__(self, problems):
        self.problems = shortened(list(problems))
        super().__init__(" ".join(self.problems))


def shortened(problems: list[str]) -> list[str]:
    """The first problems, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    return problems if more < 1 else [*problems[:MOST_PROBLEMS], f"And {more} more."]


def text_of(data: bytes) -> str:
    """A CSV file's text. Raises BadTable for a file that is too large or no text in UTF-8."""
    if len(data) > MOST_BYTES:
        raise BadTable([f"The file is larger than {MOST_BYTES // 1_000_000} MB: this is not such a table."])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadTable(["The file is not text in UTF-8. Save it as “CSV UTF-8”."]) from None
    if "\0" in text:
        raise BadTable(["The file is not text: it holds null characters."])
    return text


def rows_of(text: str, columns: tuple[str, ...], most_rows: int) -> Iterator[tuple[int, dict[str, str] | None, str]]:
    """Yield the line each row begins on, its cells by column without the spaces around them, and what is wrong with it.

    The first line names the columns, in any order. Cells are None where there is a problem. Raises BadTable where the
    first line is not that, where there are more than `most_rows` lines or where the quotation marks do not match.
    """
    lines = _lines(text, most_rows)
    header = next(lines, (1, []))[1]
    if problem := _problem_of_header(header, columns):
        raise BadTable([problem])
    for line, cells in lines:
        if len(cells) == len(header):
            yield line, dict(zip(header, cells, strict=True)), ""
        else:
            yield line, None, f"Line {line}: {len(cells)} cells, but the first line names {len(header)} columns."


def _lines(text, most_rows):
    """The line each row begins on, and its cells; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise BadTable([f"Line {line}: the quotation marks do not match."]) from None
        if line > most_rows:
            raise BadTable([f"The file has more than {most_rows:,} lines."])
        if any(cells):
            yield line, cells


def _problem_of_header(header, columns) -> str:
    missing = [name for name in columns if name not in header]
    if missing:
        return f"Line 1: no column {_named(missing)}. The first line names the columns: {', '.join(columns)}."
    unknown = [name for name in header if name not in columns]
    if unknown:
        return f"Line 1: {_named(unknown)} is not a column of this table."
    return "" if len(header) == len(columns) else "Line 1: a column is named twice."


def _named(names) -> str:
    return ", ".join(f"“{name}”" for name in names)
