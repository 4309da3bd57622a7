"""What the pages say, made from the frozen figures alone."""

import datetime as dt

import pytest

from lscb_portal.lib.hashing import canonical
from reports.document import document_of, thawed
from reports.document.changes import changes_between
from reports.document.front import short_list
from reports.document.meetings import quorum_sentence
from reports.document.pages import context_of, html_of
from reports.document.performance import quarter_label
from reports.document.prose import prose
from reports.tests.sample import sample_frozen, sample_snapshot


@pytest.fixture
def snapshot():
    return sample_snapshot()


def said(document):
    return {group["title"]: group["sentences"] for group in document["findings"]}


def test_days_come_back_as_days_and_figures_stay_text():
    held = thawed(canonical({"on": dt.date(2026, 2, 18), "value": "82.5", "list": ["2026-02-19", "x"]}))
    assert held == {"on": dt.date(2026, 2, 18), "value": "82.5", "list": [dt.date(2026, 2, 19), "x"]}


def test_the_tiles():
    assert [(tile["label"], tile["value"], tile["note"]) for tile in document_of(sample_frozen())["tiles"]] == [
        ("Self-evaluations returned", "10 of 12", "Section 11 self-evaluation 2025/26: 2 not returned, 1 late"),
        ("Figures supplied", "9 of 10", "0 worse than last quarter"),
        ("Agencies represented", "9 of 12", "1 meeting, quorate"),
        ("Actions overdue", "4", "of 35 open"),
    ]


def test_the_tile_of_the_returns_says_which_are_back_with_their_agencies():
    returns = sample_snapshot()["returns"] | {"late": [], "back": ["Schools"]}
    tile = document_of(sample_frozen(returns=returns))["tiles"][0]
    assert (tile["value"], tile["note"]) == (
        "10 of 12",
        "Section 11 self-evaluation 2025/26: 2 not returned, 1 back with its agency",
    )


def test_the_tiles_of_an_empty_quarter():
    empty = {
        "returns": None,
        "matrix": None,
        "performance": [],
        "meetings": [],
        "actions": {"counts": dict.fromkeys("BGARN", 0), "total": 0, "overdue": [], "due_next": []},
    }
    document = document_of(sample_frozen(**empty))
    assert [tile["value"] for tile in document["tiles"]] == ["None", "None", "None", "0"]
    assert document["findings"] == []


def test_what_the_figures_say():
    assert said(document_of(sample_frozen())) == {
        "Alert": [
            "Probation and Voluntary sector did not return a self-evaluation.",
            "4 actions are overdue, the oldest by 79 days.",
        ],
        "Advise": [
            "No figure for 3.5; the reasons are given.",
            "Returned late: Youth Justice.",
            "6 actions slip, with a plan to recover.",
        ],
        "Assure": [
            "Better than the quarter before: 3.3, 3.4a, 3.4b, 3.8 and 4.5c.",
            "Every meeting of the quarter was quorate.",
            "11 actions delivered since the quarter began.",
        ],
    }


def test_a_meeting_without_a_quorum_is_an_alert(snapshot):
    meeting = snapshot["meetings"][0] | {"quorate": []}
    document = document_of(sample_frozen(meetings=[meeting]))
    assert "The meeting on 18 February had no quorum." in said(document)["Alert"]
    assert document["tiles"][2]["note"] == "1 meeting, not always quorate"


def test_before_the_due_day_nobody_failed_to_return(snapshot):
    document = document_of(sample_frozen(returns=snapshot["returns"] | {"is_due": False}))
    assert said(document)["Alert"] == ["4 actions are overdue, the oldest by 79 days."]


@pytest.mark.parametrize(
    ("names", "words"),
    [("a", "a"), ("ab", "a and b"), ("abcdef", "a, b, c, d, e and f"), ("abcdefgh", "a, b, c, d, e and 3 others")],
)
def test_a_long_list_is_cut_short(names, words):
    assert short_list(names) == words


def test_the_bar_keeps_its_order_though_frozen_facts_do_not():
    bar = document_of(sample_frozen())["actions"]["bar"]
    assert [(part.letter, part.count) for part in bar.parts] == [("B", 11), ("G", 22), ("A", 6), ("R", 4), ("N", 3)]


def test_the_matrix_keeps_the_order_of_the_ratings():
    matrix = document_of(sample_frozen())["matrix"]
    assert [rating["letter"] for rating in matrix["ratings"]] == ["E", "M", "P", "N"]
    assert sum(matrix["counts"][0]["own"]) == matrix["counts"][0]["rated"] == 10


def test_a_cell_says_why_it_has_no_rating():
    (line,) = [line for line in document_of(sample_frozen())["matrix"]["heat"].lines if line.name == "Cafcass"]
    own = line.cells[::2]
    assert [(cell.letter, cell.label) for cell in (own[6], own[10])] == [
        ("NA", "own rating: Not applicable"),
        ("–", "own rating: Not asked"),
    ]


def test_the_moderated_rating_stands_beside_the_agencys_own():
    police = next(line for line in document_of(sample_frozen())["matrix"]["heat"].lines if line.name == "Police")
    own, moderated = police.cells[:2]
    assert own.label.startswith("own rating: ")
    assert moderated.label.startswith("moderated: ")


def test_how_many_ratings_moderation_moved(snapshot):
    moved = document_of(sample_frozen())["matrix"]["moved"]
    pairs = [(cell["own"], cell["moderated"]) for row in snapshot["matrix"]["agencies"] for cell in row["cells"]]
    both = [(int(own), int(judged)) for own, judged in pairs if own and judged]
    assert moved == {"judged": len(both), "lowered": sum(judged < own for own, judged in both), "raised": 0}


@pytest.mark.parametrize(
    ("quorate", "sentence"),
    [
        ([], "Not quorate at any time (9 agencies at most, 3 needed)."),
        ([{"since": "09:31", "until": ""}], "Quorate from 09:31 to the end (9 agencies at most, 3 needed)."),
        (
            [{"since": "09:31", "until": "10:00"}, {"since": "10:10", "until": "11:00"}],
            "Quorate from 09:31 to 10:00 and from 10:10 to 11:00 (9 agencies at most, 3 needed).",
        ),
    ],
)
def test_quorum_in_a_sentence(snapshot, quorate, sentence):
    assert quorum_sentence(snapshot["meetings"][0] | {"quorate": quorate}) == sentence


@pytest.mark.parametrize(
    ("state", "sentence"), [("cancelled", "Cancelled."), ("planned", "Not yet held."), ("in session", "In session.")]
)
def test_a_meeting_that_was_not_held(state, sentence):
    assert quorum_sentence({"state": state}) == sentence


def test_performance_rows_read_as_printed(snapshot):
    rows = {row.code: row for row in document_of(sample_frozen())["performance"]["rows"]}
    assert (rows["3.1"].before, rows["3.1"].now, rows["3.1"].year) == ("462", "439", "1,747")
    assert (rows["3.4b"].change, rows["3.4b"].change_words) == ("−8", "better")
    assert (rows["2.2"].change, rows["2.2"].change_words) == ("+8", "changed")
    assert (rows["3.5"].before, rows["3.5"].now, rows["3.5"].change) == ("79.1%", "", "")
    assert rows["3.5"].is_exception
    assert not rows["3.4b"].is_exception


def test_too_few_quarters_have_no_chart(snapshot):
    rows = [row | {"series": row["series"][-3:]} for row in snapshot["performance"]]
    assert document_of(sample_frozen(performance=rows))["performance"]["charts"] == []


def test_of_many_indicators_those_with_something_to_see_are_drawn(snapshot):
    rows = [row | {"code": f"{copy}.{row['code']}"} for copy in range(3) for row in snapshot["performance"]]
    performance = document_of(sample_frozen(performance=rows))["performance"]
    drawn = [one.code for one in performance["charts"]]
    assert (len(drawn), performance["undrawn"]) == (12, 18)
    assert {"0.3.5", "1.3.5", "2.3.5"} <= set(drawn)


def test_quarters_on_an_axis():
    assert quarter_label("2025-Q4") == "Q4 25/26"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One\ntwo\n\nThree", "<p>One<br>two</p><p>Three</p>"),
        ("Asked to:\n- note\n- agree", "<p>Asked to:</p><ul><li>note</li><li>agree</li></ul>"),
        ("<b>&\r\n\r\n{{ x }}", "<p>&lt;b&gt;&amp;</p><p>{{ x }}</p>"),
        ("\n\n  \n", ""),
    ],
)
def test_words_become_paragraphs_and_lists_and_nothing_else(text, html):
    assert prose(text) == html


def test_what_the_author_types_is_never_html():
    page = html_of(
        sample_frozen(words={"summary": "<script>alert(1)</script> {{ document.frozen.sha256 }} {% now 'Y' %}"})
    )
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ document.frozen.sha256 }} {% now &#x27;Y&#x27; %}" in page


def test_names_in_the_records_are_never_html(snapshot):
    decisions = [snapshot["decisions"][0] | {"wording": "<img src=x onerror=alert(1)>"}]
    assert "<img" not in html_of(sample_frozen(decisions=decisions))


def test_the_parts_are_numbered_and_one_without_figures_is_left_out():
    titles = [f"{part['number']} {part['title']}" for part in context_of(sample_frozen())["parts"]]
    assert titles[0] == "1 Front sheet"
    assert titles[-1] == "8 Next quarter"
    fewer = context_of(sample_frozen(matrix=None, returns=None))["parts"]
    assert [part["id"] for part in fewer] == [
        "front",
        "performance",
        "matrix",
        "meetings",
        "decisions",
        "actions",
        "ahead",
    ]


def test_a_working_copy_says_so():
    frozen = sample_frozen()
    copy = type(frozen)(frozen.snapshot, frozen.sha256, frozen.ledger_head)
    assert "Working copy: not signed off, not issued" in html_of(copy)
    assert "Working copy" not in html_of(frozen)


def test_two_equal_snapshots_have_no_changes(snapshot):
    assert changes_between(canonical(snapshot), canonical(snapshot)) == []


def test_changes_are_said_figure_by_figure(snapshot):
    before = canonical(snapshot)
    snapshot["performance"][0]["series"][-1] |= {"value": "260", "shown": "260"}
    snapshot["returns"] |= {"submitted": 11, "not_returned": ["Probation"]}
    snapshot["matrix"]["agencies"][0]["cells"][0] |= {"moderated": "1"}
    snapshot["actions"]["counts"]["R"] = 3
    snapshot["decisions"].pop()
    assert changes_between(before, canonical(snapshot)) == [
        "Returns received: 10 of 12 → 11 of 12",
        "Not returned: Probation, Voluntary sector → Probation",
        "2.2 Children of other authorities living in the area, Q4 25/26: 259 → 260",
        "Acute trust, standard 1, moderated rating: Met → Not met",
        "Actions: overdue: 4 → 3",
        "Decision D-016: Noted → none",
    ]
