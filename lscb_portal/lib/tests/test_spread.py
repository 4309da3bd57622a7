import re

from lscb_portal.lib.charts.bars import Share
from lscb_portal.lib.charts.spread import SpreadBar

BAR = SpreadBar((Share("G", "Green", 3), Share("A", "Amber", 0), Share("R", "Red", 1)))


def test_a_bar_says_how_many_of_how_many():
    assert BAR.words == "3 Green, 1 Red, of 4 ratings"
    assert SpreadBar((Share("G", "Green", 1),)).words == "1 Green, of 1 rating"
    assert SpreadBar((Share("G", "Green", 0),)).words == "No ratings"


def test_pieces_are_as_wide_as_there_are_of_each_and_what_has_none_is_not_drawn():
    pieces = re.findall(r'<rect x="([\d.]+)" y="0" width="([\d.]+)"', BAR.svg())

    assert pieces == [("0", "223.5"), ("225.5", "74.5")]
    assert "<rect" not in SpreadBar((Share("G", "Green", 0),)).svg()


def test_in_the_pdf_the_bar_carries_its_words():
    assert "<title>3 Green, 1 Red, of 4 ratings</title>" in BAR.svg("pdf")
