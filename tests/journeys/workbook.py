"""The workbook of a return in somebody's own hands: cells found by their row and heading, read and written."""

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

COLUMN_OF_KEY = {"Criteria": "Code", "Standards": "Standard"}


class Workbook:
    """A workbook at `path`. A cell is named by its sheet, the code of its row and the heading of its column."""

    def __init__(self, path):
        self.path = path
        self.book = load_workbook(path)

    def _at(self, sheet, code, heading):
        """(row, column) of a cell, counted from 1."""
        columns = {cell.value: cell.column for cell in self.book[sheet][1]}
        keys = self.book[sheet].iter_rows(min_col=columns[COLUMN_OF_KEY[sheet]], max_col=columns[COLUMN_OF_KEY[sheet]])
        row = next(cell.row for (cell,) in keys if cell.value == code)
        return row, columns[heading]

    def place(self, sheet, code, heading):
        """The cell as the portal names it."""
        row, column = self._at(sheet, code, heading)
        return f"{sheet}, row {row}, column {get_column_letter(column)} ({heading})"

    def read(self, sheet, code, heading):
        """What the cell says."""
        row, column = self._at(sheet, code, heading)
        return self.book[sheet].cell(row, column).value

    def write(self, sheet, code, heading, text):
        """Put `text` into the cell and save the file."""
        row, column = self._at(sheet, code, heading)
        self.book[sheet].cell(row, column).value = text
        self.book.save(self.path)
