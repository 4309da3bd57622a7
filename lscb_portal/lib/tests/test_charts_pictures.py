"""Bars, weeks, seats and tracks: their sentences, their tables and what is drawn."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from lscb_portal.lib.charts.bars import Distribution, Share, StatusBar
from lscb_portal.lib.charts.heatmap import Cell, Column, Counts, HeatMap, Line
from lscb_portal.lib.charts.icons import DRAWINGS, icon
from lscb_portal.lib.charts.meeting import AgendaBar, MinutesBar, QuorumPicture
from lscb_portal.lib.charts.segments import Segments
from lscb_portal.lib.charts.track import Track
from lscb_portal.lib.charts.weeks import Due, Weeks
from lscb_portal.lib.charts.words import listed, per_cent, plural, written
from lscb_portal.lib.template_tags import heatmap

ACTIONS = [Share("B", "Complete", 31), Share("G", "On track", 22), Share("A", "At risk", 0), Share("R", "Overdue", 4)]
TODAY = date(2026, 11, 12)


def bar_widths(svg):
    return [float(width) for width in re.findall(r'<rect x="[^"]+" y="[^"]+" width="([^"]+)"', svg)]


# words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (82.5, 0, "83"),
        (Fraction(23, 26) * 100, 1, "88.5"),
        (Fraction(1, 3), 2, "0.33"),
        (1234567, 0, "1,234,567"),
        (None, 0, "missing"),
        (0, 1, "0.0"),
    ],
)
def test_numbers_are_written_half_up(value, decimals, expected):
    assert written(value, decimals) == expected


def test_lists_and_plurals_read_as_english():
    assert [listed([]), listed(["a"]), listed("ab"), listed("abc")] == ["", "a", "a and b", "a, b and c"]
    assert [plural(1, "agency", "agencies"), plural(2, "agency", "agencies"), plural(0, "point")] == [
        "1 agency",
        "2 agencies",
        "0 points",
    ]


def test_a_share_of_nothing_is_nought():
    assert [per_cent(1, 8), per_cent(0, 0)] == ["13%", "0%"]


# bars -----------------------------------------------------------------------------------------------------------------


def test_a_status_bar_counts_its_parts():
    bar = StatusBar("actions", "Action plan", ACTIONS)

    assert bar.summary == "57 actions: 31 complete, 22 on track and 4 overdue."
    assert bar.rows == [("Complete", 31, "54%"), ("On track", 22, "39%"), ("At risk", 0, "0%"), ("Overdue", 4, "7%")]
    assert bar.key[0] == ("B", "b", "Complete", 31, "54%")


def test_a_bar_of_one_speaks_of_one():
    bar = StatusBar("actions", "Action plan", [Share("B", "Complete", 1)])

    assert bar.summary == "1 action: 1 complete."


def test_a_status_bars_parts_fill_it_and_leave_out_what_is_none():
    widths = bar_widths(StatusBar("actions", "Action plan", ACTIONS).svg("narrow"))

    assert len(widths) == 3
    assert sum(widths) == pytest.approx(340 - 2 * StatusBar.GAP, abs=0.2)


def test_the_smallest_part_of_a_bar_can_be_seen():
    parts = [Share("B", "Complete", 5000), Share("R", "Overdue", 1)]

    assert min(bar_widths(StatusBar("actions", "Action plan", parts).svg("narrow"))) >= 2.5


def test_an_empty_bar_says_so():
    bar = StatusBar("actions", "Action plan", [Share("B", "Complete", 0)])

    assert (bar.summary, bar.rows) == ("No actions yet.", [("Complete", 0, "0%")])
    assert bar_widths(bar.svg()) == [1120]


def test_a_distribution_shows_cases_and_names_rows_without_any():
    grades = Distribution(
        "grades",
        "Grades by section",
        [
            ("Chronology", [Share("G", "Good", 4), Share("I", "Inadequate", 1, "r")]),
            ("Plan", [Share("G", "Good", 0), Share("I", "Inadequate", 0, "r")]),
        ],
        noun="cases",
    )

    assert grades.summary == "Chronology: 4 good and 1 inadequate. Plan: no cases."
    assert grades.headings == ("", "Good", "Inadequate", "All")
    assert grades.rows == [("Chronology", 4, 1, 5), ("Plan", 0, 0, 0)]
    assert "no cases</text>" in grades.svg()


def test_a_distribution_without_rows_draws_nothing():
    empty = Distribution("grades", "Grades", [], noun="cases")

    assert (empty.summary, empty.rows, empty.headings) == ("No cases yet.", [], ("", "All"))
    assert "<rect" not in empty.svg()


def test_a_long_label_is_shortened_in_the_picture_alone():
    label = "Voice of the child and the family in the plan"
    grades = Distribution("grades", "Grades", [(label, [Share("G", "Good", 1)])])

    assert "Voice of the child and the family in the plan" in grades.summary
    assert re.findall(r"<text[^>]*>(Voice[^<]*)</text>", grades.svg("narrow")) == ["Voice of the child…"]


# home -----------------------------------------------------------------------------------------------------------------


def test_weeks_say_what_is_due_and_when():
    weeks = Weeks(
        "weeks", TODAY, [Due(1, date(2026, 11, 6), late=True), Due(2, date(2026, 11, 13))], date(2026, 11, 18)
    )

    assert (
        weeks.summary == "2 things to do, 1 overdue: 1 on 6 November and 2 on 13 November. The meeting on 18 November."
    )
    assert weeks.rows == [(1, "6 November", "overdue"), (2, "13 November", "due")]
    assert Weeks("weeks", TODAY, []).summary == "Nothing is due."


def test_the_line_begins_last_week_only_when_something_is_overdue():
    assert Weeks("weeks", TODAY, []).start == date(2026, 11, 9)
    assert Weeks("weeks", TODAY, [Due(1, date(2026, 6, 1), late=True)]).start == date(2026, 11, 2)


@pytest.mark.parametrize("variant", ["wide", "narrow"])
def test_marks_stay_on_the_line_and_never_overlap(variant):
    due = [Due(1, date(2026, 1, 1), late=True), *(Due(n, TODAY) for n in range(2, 6)), Due(6, date(2026, 12, 14))]
    weeks = Weeks("weeks", TODAY, due, TODAY)
    width, radius, _ = Weeks.SIZES[variant]
    svg = weeks.svg(variant)
    height = float(re.search(r'height="([^"]+)"', svg)[1])
    centres = [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([^"]+)" cy="([^"]+)"', svg)]

    assert len(centres) == 5
    for x, y in centres:
        assert radius <= x <= width - radius
        assert radius <= y <= height - radius
    for at, (x, y) in enumerate(centres):
        assert all(abs(x - a) >= 2 * radius or abs(y - b) >= 2 * radius for a, b in centres[at + 1 :])


def test_what_lies_beyond_the_line_is_named_below_it_and_not_drawn():
    weeks = Weeks("weeks", TODAY, [Due(1, TODAY), Due(2, date(2027, 2, 1))], date(2027, 3, 3), "The QAPM meeting")

    assert weeks.beyond == "Later than this line: 2 on 1 February 2027 and the QAPM meeting on 3 March 2027."
    assert (weeks.svg().count("<circle"), "Meeting</text>" in weeks.svg()) == (1, False)
    assert Weeks("weeks", TODAY, [Due(1, weeks.end)], weeks.end).beyond == ""


def test_what_was_due_before_the_line_stands_apart_from_it_and_is_named_with_its_year():
    weeks = Weeks("weeks", TODAY, [Due(1, date(2025, 8, 6), late=True), Due(2, date(2026, 11, 6), late=True)])
    svg = weeks.svg()

    assert weeks.earlier == "Earlier than this line: 1 on 6 August 2025."
    assert weeks.summary == "2 things to do, 2 overdue: 1 on 6 August 2025 and 2 on 6 November."
    assert weeks.rows[0] == (1, "6 August 2025", "overdue")
    monday = float(re.search(r'x="([^"]+)"[^>]*>2 Nov<', svg)[1])
    earlier, later = (float(x) for x in re.findall(r'x="([^"]+)"[^>]*>[12]</text>', svg))
    assert earlier + 12 < monday < later
    assert ">earlier</text>" in svg
    near = Weeks("weeks", TODAY, [Due(1, date(2026, 11, 6), late=True)])
    assert (near.earlier, "earlier" in near.svg()) == ("", False)


def test_what_is_late_differs_by_shape():
    svg = Weeks("weeks", TODAY, [Due(1, date(2026, 11, 6), late=True)]).svg()

    assert (svg.count("<circle"), svg.count('fill="#a82422"')) == (0, 1)


def test_segments_count_each_state():
    segments = Segments(["done"] * 8 + ["carried"] * 2 + ["open"] * 2)

    assert segments.summary == "8 of 12 confirmed, 2 carried forward, 2 not started."
    assert (segments.svg().count("<rect"), segments.rows[8]) == (12, (9, "carried forward"))
    assert Segments([]).summary == "0 of 0 confirmed."


# meetings -------------------------------------------------------------------------------------------------------------


def test_seats_stand_with_those_here_first_and_triangles_under_those_who_must_stay():
    seats = [("MH", "away"), ("Po", "key"), ("Pr", "out"), ("CS", "here")]
    quorum = QuorumPicture("quorum", seats, 2, "2 agencies here, 2 needed.")

    assert [code for code, _ in quorum.rows] == ["Po", "CS", "MH", "Pr"]
    assert quorum.rows[0] == ("Po", "here, needed for the quorum")
    assert "2 needed</text>" in quorum.svg()
    assert quorum.svg().count('fill="#c05a0c"') == 1


def test_seats_wrap_after_twelve_and_so_does_the_bracket():
    seats = [(f"A{n}", "here") for n in range(14)]

    svg = QuorumPicture("quorum", seats, 13, "14 agencies here, 13 needed.").svg()

    assert 'viewBox="0 0 312 128"' in svg
    assert svg.count('fill="none"') == 2
    assert svg.count("13 needed</text>") == 1


def test_a_meeting_without_agencies_still_draws():
    assert QuorumPicture("quorum", [], 3, "Nobody here.").svg().startswith("<svg")


def test_minutes_over_are_named_and_orange():
    assert [MinutesBar(25, 9).summary, MinutesBar(25, 28).summary] == ["9 of 25 minutes.", "28 of 25 minutes, 3 over."]
    assert [MinutesBar(25, 9).svg().count("#c05a0c"), MinutesBar(25, 28).svg().count("#c05a0c")] == [0, 1]
    assert bar_widths(MinutesBar(0, 0).svg()) == [100, 0]


def test_an_agenda_says_what_is_free_or_too_much():
    assert AgendaBar(110, [10, 85]).summary == "95 of 110 minutes planned, 15 free."
    assert AgendaBar(60, [40, 30]).summary == "70 of 60 minutes planned, 10 too many."
    assert AgendaBar(60, [40, 30]).svg().count("#c05a0c") == 1


# moderation -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "moderated", "summary", "marks"),
    [("G", "A", "Lowered 1", 2), ("R", "G", "Raised 2", 2), ("G", "G", "Agreed", 2), ("A", None, "To do", 1)],
)
def test_a_track_says_how_far_a_rating_moved(own, moderated, summary, marks):
    track = Track(["R", "A", "G"], own, moderated)

    assert (track.summary, track.svg().count("<circle")) == (summary, marks)


def test_a_track_in_the_pdf_says_it_in_a_sentence():
    assert "Self to moderated. Moderation lowered it by 1 step.</title>" in Track(["R", "A", "G"], "G", "A").svg("pdf")


# heat map -------------------------------------------------------------------------------------------------------------


def heat_map(**options):
    met, not_met = Cell("G", "Met", "g", "better", "/police/s1/"), Cell("R", "Not met", "r", "worse")
    columns = [Column("S1", "Leadership and accountability"), Column("S2", "Policies")]
    return HeatMap("Ratings", columns, [Line("Police", [met, not_met])], since="last year", **options)


def table_of(heat, **options):
    return " ".join(render_to_string("components/heatmap.html", heatmap(heat, **options)).split())


def test_a_heat_map_names_each_agency_and_leads_to_each_answer():
    html = table_of(heat_map(absent=["Schools"]))

    assert '<th scope="row">Police</th> <td class="hm--g"> <a href="/police/s1/"><span aria-hidden="true">G' in html
    assert '<th scope="row">Schools</th> <td class="hm--n hm__absent" colspan="2">Not returned</td>' in html
    assert "<tfoot>" not in html


def test_a_heat_map_has_its_counts_beneath():
    html = table_of(heat_map(counts=[Counts("Met", (1, 0), "G", "g"), Counts("Ratings", (1, 1), is_strong=True)]))

    assert '<span class="chip chip--g" aria-hidden="true">G</span>Met </th> <td>1</td><td>0</td>' in html
    assert '<tr class="hm__strong"> <th scope="row"> Ratings </th>' in html


def test_a_heat_map_of_pairs_has_two_cells_under_each_head():
    pairs = heat_map(paired=True)

    assert (pairs.width, table_of(pairs).count('<th scope="col" colspan="2">')) == (4, 2)


def test_a_heat_map_has_no_links_on_paper_and_soft_hyphens_on_the_screen_alone():
    screen, paper = table_of(heat_map()), table_of(heat_map(), pdf=True)

    assert ("<a " in screen, "<a " in paper) == (True, False)
    assert "Leader\u00adship and account\u00adability" in screen
    assert "Leadership and accountability" in paper


def test_a_cell_says_its_change_in_words_on_the_page_and_on_the_triangle_in_the_pdf():
    cell = Cell("R", "Not met", "r", "worse")

    assert '<span class="govuk-visually-hidden">Not met, worse than last year</span>' in cell.inside("last year")
    assert "<title>worse than last year</title>" in cell.inside("last year", pdf=True)
    assert '<span class="govuk-visually-hidden">Not met</span>' in cell.inside("last year", pdf=True)


def test_a_triangle_contrasts_with_its_cell():
    assert 'fill="#ffffff"' in Cell("R", "Not met", "r", "worse").inside("2025")
    assert 'fill="#1e1a22"' in Cell("G", "Met", "g", "better").inside("2025")


# icons ----------------------------------------------------------------------------------------------------------------

OPTIONS = {"variation": {"kind": "good-up"}, "assurance": {"kind": "hit"}, "ladder": {"level": 3}}


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_mark_is_silent_on_the_page_and_named_where_asked(name):
    options = OPTIONS.get(name, {})

    assert 'aria-hidden="true"' in icon(name, **options)
    assert "<title>Said &amp; done</title>" in icon(name, title="Said & done", **options)
    assert "style=" not in icon(name, **options)


@pytest.mark.parametrize("kind", ["few", "common", "good-up", "good-down", "bad-up", "bad-down", "neutral-up"])
def test_variation_has_a_mark_for_every_kind(kind):
    assert icon("variation", kind=kind).endswith("</svg>")


@pytest.mark.parametrize(("kind", "lines"), [("none", 1), ("few", 1), ("hit", 1), ("pass", 1), ("fail", 1)])
def test_assurance_has_a_mark_for_every_kind(kind, lines):
    assert icon("assurance", kind=kind).count("<line") == lines


@pytest.mark.parametrize("level", range(5))
def test_the_ladder_is_filled_to_its_level(level):
    assert icon("ladder", level=level).count('fill="#43264c"') == level
