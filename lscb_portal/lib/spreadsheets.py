"""Tables for spreadsheet programs: text that a program could take for a formula is made plain text."""

import csv
import io

# What a spreadsheet program may read as the start of a formula, the full-width forms included.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell):
    """A cell that no spreadsheet program runs: text that begins like a formula gets an apostrophe before it.

    Spaces before the formula do not hide it. Numbers, which are not text, stay as they are.
    """
    if isinstance(cell, str) and (cell.startswith(DANGEROUS) or cell.lstrip().startswith(DANGEROUS)):
        return f"'{cell}"
    return cell


def csv_bytes(rows) -> bytes:
    """Rows of cells as a CSV file in UTF-8 that spreadsheet programs open with the right letters, every cell safe."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
