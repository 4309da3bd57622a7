"""The author's words: plain text in, paragraphs and lists out. Everything they typed is shown as they typed it."""

from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BULLETS = ("- ", "* ", "• ")


def prose(text: str) -> SafeString:
    """Return plain text as HTML: a blank line begins a paragraph, a line that begins with "- " is a point of a list."""
    blocks = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n")).split("\n\n")
    return format_html_join("", "{}", ((part,) for block in blocks if block.strip() for part in _parts(block)))


def _parts(block):
    for is_list, run in groupby(filter(None, block.split("\n")), key=lambda line: line.lstrip().startswith(BULLETS)):
        lines = list(run)
        yield _list(lines) if is_list else _paragraph(lines)


def _list(lines):
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line.lstrip()[2:],) for line in lines)))


def _paragraph(lines):
    first, *rest = lines
    return format_html("<p>{}{}</p>", first, format_html_join("", "<br>{}", ((line,) for line in rest)))
