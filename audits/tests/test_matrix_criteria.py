"""The matrix by criterion, its change since the round before, and the matrix as a workbook."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from agencies.models import Event
from agencies.tests.factories import AgencyFactory
from audits.heat import Shown, drawn
from audits.matrix import UNANSWERED, criteria_of, matrix_of
from audits.models import Answer, AnswerChallenge, Criterion, CriterionMapping, Review, SelfEvaluation, Submission
from audits.scoring import State
from audits.tests.factories_judging import (
    NA,
    part_of,
    returned,
    review_of,
    scale_of,
    submit,
    thaw,
    version_of,
)
from audits.tests.queries import queries_of
from lscb_portal.lib.workbook import read_workbook


@pytest.fixture
def part(board):
    """Northmere's part in a round of two standards with two criteria each."""
    return part_of(board)


def letters(matrix):
    return {
        line.agency.short_name: "".join(cell.rating.letter if cell.rating else "." for cell in line.cells)
        for line in matrix.lines
    }


def changes(matrix):
    return [cell.change for cell in matrix.lines[0].cells]


def url(part, name="matrix", **query):
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid], query=query or None)


def criteria(version):
    return list(Criterion.of_version(version))


def equal(old, new, by, relation="equal", confirmed=True):
    stamps = {"confirmed_at": timezone.now(), "confirmed_by": by} if confirmed else {}
    return CriterionMapping.objects.create(
        old=old, new=new, new_version=new.standard.version, relation=relation, provenance="entered", **stamps
    )


# ---- What is in it -----------------------------------------------------------------------------------------------


def test_every_criterion_has_its_own_rating_and_what_is_missing_is_told_apart(part, police, hospital, council):
    returned(part, "GA", "RG", agency=police)
    returned(part, NA, None, agency=hospital)
    returned(part, "G ", "GG", agency=council)
    review_of(part, AgencyFactory(short_name="Late"))

    matrix = criteria_of(part)

    assert [column.code for column in matrix.columns] == ["1.1", "1.2", "2.1", "2.2"]
    assert letters(matrix) == {"Acute trust": "....", council.short_name: "G.GG", "Police": "GARG"}
    hospital_line = next(line for line in matrix.lines if line.agency == hospital)
    council_line = next(line for line in matrix.lines if line.agency == council)
    assert [cell.state for cell in hospital_line.cells] == [State.NOT_APPLICABLE] * 2 + [State.NOT_ASKED] * 2
    assert council_line.cells[1].state == UNANSWERED
    assert [(one.tally.denominator, one.tally.not_applicable, one.not_asked) for one in matrix.columns] == [
        (2, 1, 0),
        (1, 1, 0),
        (2, 0, 1),
        (2, 0, 1),
    ]
    assert {column.code: found for column, found in matrix.left_out()} == {
        "1.1": [("Not applicable", ["Acute trust"])],
        "1.2": [("Not applicable", ["Acute trust"]), ("Unanswered", [council.short_name])],
        "2.1": [("Not asked", ["Acute trust"])],
        "2.2": [("Not asked", ["Acute trust"])],
    }
    assert [review.evaluation.agency.short_name for review in matrix.not_returned] == ["Late"]


def test_one_standard_at_a_time_and_one_kind(part, police, hospital):
    returned(part, "GA", "RG", agency=police)
    returned(part, "GG", "GG", agency=hospital)
    second = part.round.framework_version.standards.get(position=2)

    matrix = criteria_of(part, kind=police.kind, standard=second.pk)

    assert ([column.code for column in matrix.columns], letters(matrix)) == (["2.1", "2.2"], {"Police": "RG"})


def test_a_return_that_is_open_again_is_read_as_it_was_signed(part, police):
    review = returned(part, "GA", "GG", agency=police)
    thaw(review.evaluation)
    Answer.objects.update(rating=None)

    assert letters(criteria_of(part)) == {"Police": "GAGG"}


# ---- Change since the last round ---------------------------------------------------------------------------------


def test_change_is_shown_step_by_step_on_the_same_framework(board, police):
    last = part_of(board, "s11-2024")
    part = part_of(board, "s11-2026", previous=last.round)
    returned(last, "RA", "GG", agency=police)
    returned(part, "GA", "AG", agency=police)

    by_criterion, by_standard = criteria_of(part), matrix_of(part)

    assert changes(by_criterion) == [2, 0, -1, 0]
    assert changes(by_standard) == [1, -1]
    cells = drawn(by_criterion, Shown.CHANGE).cells[0]
    assert [(cell.letter, cell.label) for cell in cells] == [
        ("+2", "Better by 2 steps, from Red to Green"),
        ("=", "Same as before: Amber"),
        ("−1", "Worse by 1 step, from Green to Amber"),
        ("=", "Same as before: Green"),
    ]
    assert {row.name: row.cells for row in drawn(by_criterion, Shown.CHANGE).counts} == {
        "Better": (1, 0, 0, 0),
        "Worse": (0, 0, 1, 0),
        "Same": (0, 1, 0, 1),
        "Compared": (1, 1, 1, 1),
    }


def test_between_versions_only_what_is_confirmed_as_equal_is_compared_with_a_warning(board, police, moderator):
    old, new = version_of("1.0"), version_of("2.0")
    last = part_of(board, "s11-2024", version=old)
    part = part_of(board, "s11-2026", previous=last.round, version=new)
    returned(last, "RR", "RR", agency=police)
    returned(part, "GG", "GG", agency=police)
    assert criteria_of(part).not_compared_because == (
        "Not compared with Section 11, 2024: it used “Section 11, version 1.0” and this round has "
        "“Section 11, version 2.0”. No criterion of the two is confirmed to be the same question."
    )
    before, now = criteria(old), criteria(new)
    equal(before[3], now[0], moderator)
    equal(before[1], now[1], moderator, confirmed=False)
    equal(before[2], now[2], moderator, relation="subset")
    equal(before[0], now[3], moderator)
    equal(before[0], now[2], moderator)

    matrix = criteria_of(part)

    # One old question in two new ones is none of them alone, so it is not compared.
    assert changes(matrix) == [2, None, None, None]
    assert matrix.warning == (
        "The framework differs: Section 11, 2024 used “Section 11, version 1.0” and this round has “Section 11, "
        "version 2.0”. Change is shown for the 1 of 4 criteria that are confirmed to be the same question."
    )
    assert drawn(matrix, Shown.CHANGE).cells[0][1].label == "Green, nothing to compare with"


def test_on_another_scale_nothing_is_compared_and_the_page_says_why(client, business_manager, board, police):
    other = scale_of(version=2)
    last = part_of(board, "s11-2024", scale=other, version=version_of(scale=other))
    part = part_of(board, "s11-2026", previous=last.round)
    returned(last, "RR", "RR", agency=police)
    returned(part, agency=police)
    client.force_login(business_manager)

    page = client.get(url(part, by="criterion", show="change")).content.decode()

    assert changes(criteria_of(part)) == [None] * 4
    assert "Not compared with Section 11, 2024: it was rated on" in page


# ---- Challenges --------------------------------------------------------------------------------------------------


def test_the_latest_challenge_to_an_answer_stands_in_its_cell(
    client, moderator, business_manager, part, police, hospital
):
    theirs, ours = returned(part, agency=hospital), returned(part, "GA", "GG", agency=police)
    client.force_login(business_manager)
    none = client.get(url(part, by="criterion", show="challenges")).content.decode()
    assert "No criterion has been challenged." in none
    first, second = criteria(part.round.framework_version)[:2]
    asked = {"question": "How many?", "asked_by": moderator, "due_on": dt.date(2026, 12, 1)}
    AnswerChallenge.objects.create(review=theirs, standard=first.standard, criterion=first, **asked)
    AnswerChallenge.objects.create(
        review=ours,
        standard=second.standard,
        criterion=second,
        status="concluded",
        outcome="lowered",
        concluded_by=moderator,
        concluded_at=timezone.now(),
        concluded_about=ours.submission,
        **asked,
    )
    page = client.get(url(part, by="criterion", show="challenges"))
    counts = {row.name: list(row.cells) for row in page.context["heat"].counts}

    # Only what was challenged has a column.
    assert [column.code for column in page.context["heat"].columns] == ["1.1", "1.2"]
    assert [(one.letter, one.label) for one in page.context["heat"].lines[0].cells] == [
        ("?", "Waiting for the agency"),
        ("·", "No challenge"),
    ]
    assert [(one.letter, one.label) for one in page.context["heat"].lines[1].cells] == [
        ("·", "No challenge"),
        ("−", "The rating was lowered"),
    ]
    assert (counts["Challenged"], counts["Open"], counts["Lowered"]) == ([1, 1], [1, 0], [0, 1])


# ---- The page and its files --------------------------------------------------------------------------------------


def test_criteria_stand_beneath_their_standards_and_lead_to_the_answer(client, business_manager, part, police):
    review = returned(part, "GA", None, agency=police)
    client.force_login(business_manager)

    page = client.get(url(part, by="criterion", show="moderated"))
    heat, html = page.context["heat"], page.content.decode()

    assert [(group.name, group.span) for group in heat.groups] == [("S1 Short 1", 2), ("S2 Short 2", 2)]
    assert '<th scope="colgroup" colspan="2">S1 Short 1</th>' in html
    assert heat.lines[0].cells[1].url == url(part, "moderation") + f"ST01/{review.uid}/#ST01.2"
    assert [cell.url for cell in heat.lines[0].cells[2:]] == ["", ""]
    # Moderation judges whole standards, and the page says so instead of showing it.
    assert page.context["form"].shown == "self"
    assert "Moderation and tests judge whole standards" in html
    assert 'id="ST01.2"' in client.get(heat.lines[0].cells[1].url).content.decode()


def test_the_workbook_has_words_colours_counts_and_says_what_it_is(client, business_manager, part, police, hospital):
    returned(part, "GA", NA, agency=police)
    review_of(part, hospital)
    client.force_login(business_manager)

    response = client.get(url(part, "matrix_xlsx", by="criterion", standard="ST01", kind=""))
    book = {name: {cells[0]: cells[1:] for _, cells in rows} for name, rows in read_workbook(response.content).items()}

    assert response["Content-Disposition"] == 'attachment; filename="s11-2026-criteria-self.xlsx"'
    assert book["Ratings"]["Agency"] == ("Kind", "1.1 Statement 1.1", "1.2 Statement 1.2")
    assert book["Ratings"]["Northmere Police"] == ("Police", "Green", "Amber")
    assert book["Ratings"]["Mere Hospitals NHS Trust"] == ("NHS provider", "Not returned", "Not returned")
    assert book["Ratings"]["Green, of ratings"] == (None, "100%", "0%")
    assert book["Left out"]["None"] == ("Every agency that returned has a rating in every column.",)
    about = book["About"]
    assert [about[name][0] for name in ("Shown", "Standard", "Returned", "Not returned")] == [
        "Self rating, by criterion",
        "Standard title 1",
        "1 of 2 agencies",
        "Mere Hospitals NHS Trust",
    ]
    filled = load_workbook(io.BytesIO(response.content))["Ratings"]["D2"]
    assert (filled.value, filled.fill.fgColor.rgb, filled.font.color.rgb) == ("Amber", "00F2B632", "001E1A22")
    event = Event.objects.get(verb="matrix.exported")
    assert '"columns":"criterion"' in event.facts.replace(" ", "")
    assert '"file":"xlsx"' in event.facts.replace(" ", "")
    assert client.get(url(part, "matrix_xlsx")).status_code == 200


def test_40_agencies_and_58_criteria_take_as_many_queries_as_4_and_10(client, business_manager, board, unguarded):
    client.force_login(business_manager)

    def queries(code, agencies, standards, criteria):
        version = version_of(f"{standards}.{criteria}", standards=standards, criteria=criteria)
        part = part_of(board, code, version=version)
        submit(review_of(part, AgencyFactory()), *["G" * criteria] * standards)
        copied(part, agencies - 1)
        page = client.get(url(part, by="criterion"))
        heat = page.context["heat"]
        assert (len(heat.lines), len(heat.columns)) == (agencies, standards * criteria)
        return [queries_of(client, url(part, by=by)) for by in ("criterion", "standard")]

    assert queries("s11-2024", 4, 2, 5) == queries("s11-2026", 40, 29, 2)


def copied(part, times):
    """As many more returns like the first of the round, row by row, without the work of signing each."""
    first = part.reviews.select_related("evaluation", "submission").get()
    answers = list(first.evaluation.answers.all())
    made = []
    for _ in range(times):
        review = Review(round_board=part, status=first.status)
        submission = first.submission
        evaluation = SelfEvaluation.objects.create(
            round=part.round,
            agency=AgencyFactory(),
            status="submitted",
            submitted_at=submission.signed_at,
            submitted_by=submission.signed_by,
        )
        review.evaluation = evaluation
        review.submission = Submission.objects.create(
            evaluation=evaluation,
            number=1,
            content=submission.content,
            sha256=submission.sha256,
            declaration="",
            signed_by=submission.signed_by,
            signed_by_name="",
            signed_at=submission.signed_at,
        )
        review.save()
        made += [
            Answer(
                evaluation=evaluation,
                criterion_id=one.criterion_id,
                round=part.round,
                agency=evaluation.agency,
                standard_id=one.standard_id,
                rating_id=one.rating_id,
            )
            for one in answers
        ]
    Answer.objects.bulk_create(made)
