"""Names as owners: one rule for every page and mail."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from lscb_portal.lib.charts.words import in_a_row, listed, possessive

PORTAL = Path(__file__).resolve().parents[3]
# A value followed by "’s": it is wrong of every name that ends in an s. "The day’s meeting" is no name.
BY_HAND = re.compile(r"\}[’']s\b")
NO_NAMES = {"reports/todo/meetings.py": 1}


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Police", "Police’s"),
        ("Harbour Homes", "Harbour Homes’"),
        ("Northmere Children’s Services", "Northmere Children’s Services’"),
        ("Northmere CAMHS", "Northmere CAMHS’s"),
    ],
)
def test_a_name_that_ends_in_an_s_takes_the_apostrophe_alone(name, owner):
    assert possessive(name) == owner
    assert Template("{{ name|possessive }}").render(Context({"name": name}, autoescape=False)) == owner


def test_a_name_is_still_escaped_on_a_page():
    assert Template("{{ name|possessive }}").render(Context({"name": "A & B"})) == "A &amp; B’s"


def test_nothing_writes_the_possessive_of_a_name_by_hand():
    files = [path for app in ("agencies", "audits", "workplan", "reports") for path in (PORTAL / app).rglob("*.py")]
    files += [path for path in (PORTAL / "templates").rglob("*") if path.is_file()]
    read = {path.relative_to(PORTAL).as_posix(): path.read_text() for path in files if "tests" not in path.parts}

    found = {name: len(BY_HAND.findall(text)) for name, text in read.items() if BY_HAND.search(text)}

    assert len(read) > 400
    assert found == NO_NAMES


@pytest.mark.parametrize(
    ("names", "row", "sentence"),
    [
        ([], "", ""),
        (["Police", "Harbour Homes"], "Police, Harbour Homes", "Police and Harbour Homes"),
        (["Probation Service, Wexshire"], "Probation Service, Wexshire", "Probation Service, Wexshire"),
        (
            ["Probation Service, Wexshire", "Mere Voluntary Alliance"],
            "Probation Service, Wexshire; Mere Voluntary Alliance",
            "Probation Service, Wexshire; and Mere Voluntary Alliance",
        ),
        (
            ["Police", "Probation Service, Wexshire", "Harbour Homes"],
            "Police; Probation Service, Wexshire; Harbour Homes",
            "Police; Probation Service, Wexshire; and Harbour Homes",
        ),
    ],
)
def test_a_name_with_a_comma_is_one_name_in_a_row(names, row, sentence):
    assert (in_a_row(names), listed(names)) == (row, sentence)
    assert Template("{{ names|in_a_row }}").render(Context({"names": names})) == row
