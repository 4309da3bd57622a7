"""A return as a workbook: out, filled in, and back, and everything that is wrong with one named by its cell."""

import datetime as dt
import io
import uuid

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from agencies.models import Event
from audits.carried import Before
from audits.contents import read
from audits.draft import Counted, Judgement
from audits.forms.filled import Offline
from audits.models import Answer, PlannedImprovement, Round, StandardResponse
from audits.operations.answer import Stale, save_standard
from audits.operations.offline import take_in
from audits.return_columns import COLUMNS, CRITERIA, PLANS, STANDARDS, mark_of
from audits.return_file import Filled, read_return
from audits.return_workbook import ReturnBook
from audits.tests.factories import PlannedImprovementFactory, RoundFactory, SelfEvaluationFactory
from audits.tests.factories_frameworks import counting_version
from audits.tests.offline_page import cell, data_of, fill, spare
from lscb_portal.lib.document import FileProblems
from lscb_portal.lib.workbook import Sheet, as_read, read_workbook, write_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


def taken_away(evaluation, person):
    """The workbook of the whole return, to be filled in."""
    points = list(evaluation.round.scale.points.all())
    book = ReturnBook(evaluation, read(evaluation), points, Before(evaluation, person))
    return load_workbook(io.BytesIO(book.written()))


def held(evaluation, book, keep=frozenset()):
    """The filled-in workbook held against the return."""
    filled = read_return(data_of(book)).for_return(evaluation)
    return Offline(read(evaluation), list(evaluation.round.scale.points.all()), filled, keep)


def brought_back(evaluation, book, person):
    offline = held(evaluation, book)
    assert offline.problems == []
    take_in(evaluation, offline.taken, by=person, key=uuid.uuid4())
    return offline


def answer(evaluation, code):
    return Answer.objects.select_related("rating").get(evaluation=evaluation, criterion__code=code)


# ---- Out and back --------------------------------------------------------------------------------------------------


def test_what_was_filled_in_is_what_is_stored(evaluation, lead):
    book = taken_away(evaluation, lead)
    row = spare(book, "ST2")
    values = {
        (CRITERIA, "ST1.1", "rating"): "Green",
        (CRITERIA, "ST1.1", "narrative"): "=1+1 is no formula.\nA second line. 🙂",
        (CRITERIA, "ST1.2", "rating"): "a",
        (CRITERIA, "ST2.1", "rating"): "n/a",
        (CRITERIA, "ST2.1", "na_reason"): "No cases.",
        (STANDARDS, "ST1", "impact"): "Children are heard.",
        (STANDARDS, "ST1", "gaps"): "Nights.",
        (PLANS, row, "what"): "Audit the night team",
        (PLANS, row, "lead"): "Head of Custody",
        (PLANS, row, "due_on"): dt.datetime.fromisoformat("2027-01-31"),
        (PLANS, row, "success_measure"): "Nine in ten",
    }
    offline = brought_back(evaluation, fill(book, values), lead)

    assert (offline.criteria_changed, offline.criteria_unchanged) == (3, 1)
    first, second, third = (answer(evaluation, code) for code in ("ST1.1", "ST1.2", "ST2.1"))
    assert (first.code, first.narrative) == ("G", "=1+1 is no formula.\nA second line. 🙂")
    assert (second.code, third.code, third.na_reason) == ("A", "NA", "No cases.")
    words = StandardResponse.objects.get(evaluation=evaluation, standard__code="ST1")
    assert (words.impact, words.strengths, words.gaps, words.version) == ("Children are heard.", "", "Nights.", 1)
    plan = PlannedImprovement.objects.get()
    assert (str(plan.uid), plan.standard.code, plan.what, plan.lead) == (
        row,
        "ST2",
        values[PLANS, row, "what"],
        "Head of Custody",
    )
    assert (plan.due_on, plan.success_measure) == (dt.date(2027, 1, 31), "Nine in ten")
    assert answer(evaluation, "ST2.2").changed_by is None
    (event,) = Event.objects.about(evaluation)
    assert (event.verb, event.by) == ("self_evaluation.imported", lead)
    assert '"standards":["ST1","ST2"]' in event.facts

    assert held(evaluation, book).changed == []  # the same file once more
    assert held(evaluation, taken_away(evaluation, lead)).changed == []


def test_untouched_nothing_changes_whatever_the_words_are(police, lead):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.2": "A", "ST2.1": "NA"})
    evaluation.answers.update(narrative="  =cmd|' /C calc'!A0 _x000D_ \r\n“Words”  ")
    offline = held(evaluation, taken_away(evaluation, lead))

    assert (offline.problems, offline.changed, offline.emptied, offline.criteria_unchanged) == ([], [], [], 4)


@settings(deadline=None, max_examples=25)
@for_all(text=st.text(max_size=60) | st.sampled_from(["=1", "@a", "'x", "_x0041_", "a\r\nb", "🙂" * 40, "x" * 3000]))
def test_any_words_survive_the_way(text):
    heads = [column.heading for column in COLUMNS[STANDARDS]]
    rows = [["ST1", None, None, as_read(text) or None, None, None]]
    back = read_workbook(write_workbook([Sheet(STANDARDS, heads, rows, open_columns={heads[3]: "@"})]))[STANDARDS][1:]
    cells = [*back[0][1], *[None] * 6]
    assert mark_of(cells[3] or "") == mark_of(as_read(text))


def test_what_is_not_to_be_filled_in_is_locked_and_ratings_are_chosen_from_a_list(evaluation, lead):
    book = taken_away(evaluation, lead)

    assert book["Marks"].sheet_state == "hidden"
    assert all(book[sheet].protection.sheet for sheet in book.sheetnames)
    locked = {
        column: cell(book, CRITERIA, "ST1.1", column).protection.locked
        for column in ("code", "rating", "na_reason", "count", "narrative", "confirm")
    }
    assert [column for column, is_locked in locked.items() if not is_locked] == ["rating", "narrative"]
    lists = {str(one.sqref): one.formula1 for one in book[CRITERIA].data_validations.dataValidation}
    assert lists == {"F2 F3 F5": "Ratings!$A$2:$A$4", "F4": "Ratings!$A$2:$A$5"}
    assert [row[0].value for row in book["Ratings"].iter_rows()] == ["Rating", "Green", "Amber", "Red", "N/A"]
    due = evaluation.due_on
    assert f"{due:%A} {due.day} {due:%B %Y}" in book["How to fill this in"]["B3"].value


# ---- What is wrong ---------------------------------------------------------------------------------------------------


def test_each_wrong_cell_is_named_and_nothing_is_saved(evaluation, lead):
    book = taken_away(evaluation, lead)
    row = spare(book, "ST1")
    fill(
        book,
        {
            (CRITERIA, "ST1.1", "rating"): "Purple",
            (CRITERIA, "ST1.1", "narrative"): "x" * 3001,
            (CRITERIA, "ST1.2", "rating"): "N/A",
            (CRITERIA, "ST2.1", "rating"): "N/A",
            (CRITERIA, "ST2.2", "count"): 3,
            (STANDARDS, "ST1", "impact"): "y" * 3001,
            (PLANS, row, "what"): "Something",
            (PLANS, row, "due_on"): "soon",
        },
    )
    assert held(evaluation, book).problems == [
        "Criteria, row 2, column F (Rating): “Purple” cannot be chosen. Choose Green, Amber or Red.",
        "Criteria, row 2, column J (Evidence): ST1.1, evidence: use 3000 characters or fewer. You have 3001.",
        "Criteria, row 3, column F (Rating): “N/A” cannot be chosen. Choose Green, Amber or Red.",
        "Standards, row 2, column D (Impact on children): Impact on children: use 3000 characters or fewer. "
        "You have 3001.",
        "Planned improvements, row 2, column E (Due): Enter the day it is due, for example 31 January 2027.",
        "Criteria, row 4, column G (Reason for N/A): N/A needs a reason.",
        "Criteria, row 5, column H (Number): ST2.2 does not ask for this. Empty the cell.",
    ]
    fill(book, {(CRITERIA, "ST2.1", "rating"): "Green", (CRITERIA, "ST2.1", "na_reason"): "Why not"})
    assert (
        "Criteria, row 4, column G (Reason for N/A): a reason is only for N/A. Empty the cell, or choose N/A."
        in held(evaluation, book).problems
    )


def test_rows_that_are_none_of_the_returns_are_named(evaluation, police, lead):
    other = SelfEvaluationFactory(agency=police)
    book, strange = taken_away(evaluation, lead), taken_away(other, lead)
    row = spare(book, "ST1")
    fill(
        book,
        {
            (CRITERIA, "ST1.1", "rating"): "Green",
            (PLANS, row, "what"): "Theirs",
            (PLANS, spare(book, "ST2"), "what"): "Moved",
        },
    )
    cell(book, CRITERIA, "ST1.1", "code").value = "ST9.9"
    cell(book, PLANS, row, "key").value = spare(strange, "ST1")
    moved = [one for one in book[PLANS].iter_rows(min_row=2) if one[2].value == "Moved"][0]
    moved[0].value = "ST1"

    assert held(evaluation, book).problems == [
        "Criteria, row 2, column B (Code): “ST9.9” is nothing that you answer in this return.",
        "Planned improvements, row 2, column G (Row key): this row is of another workbook. "
        "Use an empty row of this one.",
        "Planned improvements, row 6, column A (Standard): the row was of another standard. Use an empty row of “ST1”.",
    ]


@pytest.mark.parametrize(
    ("cell_at", "value", "sentence"),
    [
        ("Criteria!F1", "Colour", "Criteria, row 1, column F: “Colour” is not a column of this sheet."),
        ("Criteria!F1", None, "Criteria, row 1: the column “Rating” is missing."),
        ("Criteria!L1", "Code", "Criteria, row 1, column L: the column “Code” is there twice."),
        ("Criteria!B3", "ST1.1", "Criteria, row 3, column B: “ST1.1” stands in row 2 already."),
        (
            "Planned improvements!C99",
            "More",
            "Planned improvements, row 99, column G: the cell is empty. Write in a row that the workbook came with.",
        ),
        (
            "Marks!C9",
            "{",
            "The sheet “Marks” was changed, and the portal needs it as it was. Download it again.",
        ),
    ],
)
def test_a_workbook_whose_frame_was_changed_is_refused(evaluation, lead, cell_at, value, sentence):
    book = taken_away(evaluation, lead)
    sheet, _, place = cell_at.partition("!")
    book[sheet][place].value = value
    with pytest.raises(FileProblems) as refused:
        read_return(data_of(book))
    assert sentence in refused.value.problems


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("Marks", "This is no workbook of a return. Download it from this page, fill that one in, and send it."),
        (STANDARDS, "The sheet “Standards” is missing."),
    ],
)
def test_a_workbook_without_one_of_its_sheets_is_refused(evaluation, lead, sheet, sentence):
    book = taken_away(evaluation, lead)
    book.remove(book[sheet])
    with pytest.raises(FileProblems) as refused:
        read_return(data_of(book))
    assert refused.value.problems == [sentence]


def test_the_workbook_of_another_return_or_of_other_ratings_is_refused(evaluation, hospital, lead):
    other = SelfEvaluationFactory(agency=hospital, round=evaluation.round)
    filled = read_return(data_of(taken_away(other, lead)))

    with pytest.raises(FileProblems) as refused:
        filled.for_return(evaluation)
    assert str(refused.value) == (
        f"This is the workbook of another return: “{evaluation.round.title}” of {hospital.name}. "
        "Import it on the page of that return."
    )
    filled.about |= {"uid": str(evaluation.uid), "scale": "OLD 1"}
    with pytest.raises(FileProblems) as refused:
        filled.for_return(evaluation)
    assert str(refused.value) == "The ratings of this round are others than in the workbook. Download it again."


def test_a_page_that_was_tampered_with_is_refused(evaluation, lead):
    packed = read_return(data_of(taken_away(evaluation, lead))).packed()
    assert Filled.unpacked(packed).about["uid"] == str(evaluation.uid)
    for text in ("", "x", packed[:-1]):
        with pytest.raises(FileProblems):
            Filled.unpacked(text)


# ---- Both sides ------------------------------------------------------------------------------------------------------


def test_what_only_the_portal_changed_stays_and_what_both_changed_is_asked(evaluation, lead):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    book = taken_away(evaluation, lead)
    draft = {"c1-rating": Judgement("R"), "c1-narrative": "Of the page.", "strengths": "Of the page."}
    save_standard(evaluation, standard, draft, by=lead, version=0)
    fill(book, {(CRITERIA, "ST1.1", "rating"): "Green", (CRITERIA, "ST1.2", "rating"): "Amber"})

    offline = held(evaluation, book)
    (one,) = offline.in_conflict
    assert [(line.label, line.places, line.is_conflict) for line in one.lines] == [
        ("ST1.1, rating", ("Criteria, row 2, column F (Rating)",), True),
        ("ST1.2, rating", ("Criteria, row 3, column F (Rating)",), False),
    ]
    assert one.draft == {"c1-rating": Judgement("G"), "c2-rating": Judgement("A")}
    assert held(evaluation, book, keep={"ST1"}).taken[0].draft == {"c2-rating": Judgement("A")}

    brought_back(evaluation, book, lead)
    first = answer(evaluation, "ST1.1")
    assert (first.code, first.narrative) == ("G", "Of the page.")
    assert StandardResponse.objects.get(evaluation=evaluation, standard=standard).strengths == "Of the page."


def test_an_emptied_cell_takes_nothing_away_and_is_named(police, lead):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    book = fill(taken_away(evaluation, lead), {(CRITERIA, "ST1.1", "narrative"): None})

    offline = held(evaluation, book)
    assert (offline.changed, offline.emptied) == ([], ["Criteria, row 2, column J (Evidence)"])


def test_a_plan_deleted_on_the_page_comes_back_whole_when_the_file_goes_on_with_it(evaluation, lead):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    plan = PlannedImprovementFactory(evaluation=evaluation, standard=standard)
    book = taken_away(evaluation, lead)
    PlannedImprovement.objects.all().delete()
    assert held(evaluation, book).changed == []

    fill(book, {(PLANS, str(plan.uid), "lead"): "Chief"})
    assert len(held(evaluation, book).in_conflict) == 1
    brought_back(evaluation, book, lead)
    again = PlannedImprovement.objects.get()
    assert (again.what, again.lead, again.due_on) == (plan.what, "Chief", plan.due_on)


def test_a_carried_answer_is_confirmed_as_it_is_or_by_a_change(police, lead):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    evaluation.answers.update(confirmed=False)
    evaluation.answers.filter(criterion__code="ST2.1").update(rating=None)
    book = taken_away(evaluation, lead)
    fill(
        book,
        {
            (CRITERIA, "ST1.1", "confirm"): "Yes",
            (CRITERIA, "ST1.2", "confirm"): "yes",
            (CRITERIA, "ST1.2", "rating"): "Red",
        },
    )
    brought_back(evaluation, book, lead)
    confirmed = {
        one.criterion.code: (one.confirmed, one.code) for one in evaluation.answers.select_related("criterion")
    }
    assert confirmed == {"ST1.1": (True, "G"), "ST1.2": (True, "R"), "ST2.1": (False, None), "ST2.2": (False, None)}

    fill(book, {(CRITERIA, "ST2.1", "confirm"): "yes", (CRITERIA, "ST2.2", "confirm"): "maybe"})
    assert held(evaluation, book).problems == [
        "Criteria, row 4, column K (Confirm): ST2.1 needs an answer of this year. Giving one confirms the words too.",
        "Criteria, row 5, column K (Confirm): write “yes”, or leave the cell empty.",
    ]


def test_a_number_is_taken_with_what_it_is_out_of_and_gives_way_to_not_applicable(board, police, lead):
    version = counting_version(na_allowed=True)
    round_ = RoundFactory(framework_version=version, boards=[board], count_date="2026-10-01")
    evaluation = SelfEvaluationFactory(round=Round.objects.get(pk=round_.pk), agency=police)
    book = taken_away(evaluation, lead)
    assert "On 1 October 2026. None is 0." in cell(book, CRITERIA, "ST1.2", "help").value

    def written(**columns):
        return fill(book, {(CRITERIA, "ST1.2", column): value for column, value in columns.items()})

    assert held(evaluation, written(count=12, total=4)).problems == [
        "Criteria, row 3, column I (Out of): 12 cannot be out of 4. Enter the whole number of adults."
    ]
    assert held(evaluation, written(total="many")).problems == [
        "Criteria, row 3, column I (Out of): Enter a whole number, for example 12. None is 0."
    ]
    brought_back(evaluation, written(count=0, total="1,400"), lead)
    assert (answer(evaluation, "ST1.2").count, answer(evaluation, "ST1.2").total) == (0, 1400)

    book = taken_away(evaluation, lead)
    standard = version.standards.get(code="ST1")
    save_standard(evaluation, standard, {"c2-count": Counted(30, 1400)}, by=lead, version=1)
    written(count=9, total=10)
    assert held(evaluation, book, keep={"ST1"}).changed == []  # a number stays with what it is out of

    book = taken_away(evaluation, lead)
    assert held(evaluation, written(rating="Green")).problems == [
        "Criteria, row 3, column F (Rating): ST1.2 asks for a number. Only N/A can stand here."
    ]
    assert held(evaluation, written(rating="N/A", count=3)).problems == [
        "Criteria, row 3, column F (Rating): Give a number or say that it does not apply, not both.",
        "Criteria, row 3, column G (Reason for N/A): N/A needs a reason.",
    ]
    offline = brought_back(evaluation, written(rating="N/A", na_reason="No adults.", count=None, total=None), lead)
    third = answer(evaluation, "ST1.2")
    assert (third.count, third.total, third.not_applicable, third.na_reason) == (None, None, True, "No adults.")
    assert offline.emptied == []


# ---- Saving ----------------------------------------------------------------------------------------------------------


def test_all_of_it_is_saved_or_nothing_and_once(evaluation, lead):
    book = taken_away(evaluation, lead)
    fill(book, {(CRITERIA, "ST1.1", "rating"): "Green", (CRITERIA, "ST2.1", "rating"): "Amber"})
    taken, key = held(evaluation, book).taken, uuid.uuid4()
    StandardResponse.objects.filter(standard__code="ST2").update(version=4)
    with pytest.raises(Stale):
        take_in(evaluation, taken, by=lead, key=key)
    assert (evaluation.answers.answered().count(), Event.objects.about(evaluation).count()) == (0, 0)

    taken = held(evaluation, book).taken
    for _ in range(2):
        take_in(evaluation, taken, by=lead, key=key)
    assert (evaluation.answers.answered().count(), Event.objects.about(evaluation).count()) == (2, 1)
    assert StandardResponse.objects.get(evaluation=evaluation, standard__code="ST1").version == 1
