"""A return's workbook as a person has it on the desk: downloaded, filled in, sent, saved."""

import html
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from audits.return_columns import COLUMNS, ROW_KEY


def at(name, evaluation):
    """The address of one of the return's pages at Northmere."""
    return reverse(f"audits:{name}", args=["northmere", evaluation.uid])


def download(client, evaluation):
    """The workbook as openpyxl has it."""
    answer = client.get(at("return_xlsx", evaluation))
    assert answer.status_code == 200, answer.content
    return load_workbook(io.BytesIO(answer.content))


def cell(book, sheet, row, column):
    """The cell of a row, named by its key, in the column of that key."""
    keys = [one.key for one in COLUMNS[sheet]]
    page = book[sheet]
    found = [cells for cells in page.iter_rows(min_row=2) if cells[keys.index(ROW_KEY[sheet])].value == row]
    return found[0][keys.index(column)]


def fill(book, values):
    """Write {(sheet, row, column): value}; a text is a text, as it is in a cell that has the format of one."""
    for (sheet, row, column), value in values.items():
        found = cell(book, sheet, row, column)
        found.value = value
        if isinstance(value, str):
            found.data_type = "s"
    return book


def spare(book, standard, place=0):
    """The key of an empty row for a standard's planned improvements."""
    rows = [[one.value for one in cells] for cells in book["Planned improvements"].iter_rows(min_row=2)]
    return [row[-1] for row in rows if row[0] == standard and row[2] is None][place]


def data_of(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def send(client, evaluation, book):
    """Send a workbook, or any bytes; the page that answers."""
    data = book if isinstance(book, bytes) else data_of(book)
    return client.post(at("offline", evaluation), {"file": SimpleUploadedFile("return.xlsx", data)})


def hidden_of(page):
    """What the preview's form carries."""
    found = re.findall(r'<input type="hidden" name="(key|content|seen)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def save(client, evaluation, page, **chosen):
    """Press “Save these changes” on a preview; `chosen` are {"keep-ST1": "file"}."""
    data = hidden_of(page) | {name.replace("__", "-"): value for name, value in chosen.items()}
    return client.post(at("offline_save", evaluation), data)


def problems(page):
    """The sentences of a file that was not taken."""
    assert page.status_code == 422, page.status_code
    return [
        html.unescape(one) for one in re.findall(r"<li>([^<]*)</li>", page.text.split("Work offline in Excel</h1>")[0])
    ]
