from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from agencies.models import Event, User
from agencies.tests.factories import BoardFactory
from audits.models import Indicator, Observation, PublishedFigure
from audits.observation_file import Row, Table, read
from audits.operations.observation import import_observations
from lscb_portal.lib.periods import Year

SHIPPED = Path(__file__).parent.parent / "data" / "bury_key_performance_data.csv"
YEAR = Year(2025)
Status = Observation.Status


def row(**changed):
    """One indicator's year, as a file would bring it."""
    facts = {
        "line": 2,
        "code": "3.1",
        "name": "Notifications",
        "unit": "count",
        "aggregation": "sum",
        "quarters": tuple(map(Decimal, (395, 451, 462, 439))),
        "published": Decimal(1747),
    }
    return Row(**facts | changed)


def table(*rows):
    return Table(rows or (row(),), "f" * 64)


def quarters(second):
    return (Decimal(395), second, Decimal(462), Decimal(439))


def history(quarter):
    """What was on record for a quarter, oldest first: revision, value, status and whether it stands."""
    figures = Observation.objects.filter(quarter=quarter).order_by("revision")
    return [(one.revision, one.value, one.status, one.replaced_at is None) for one in figures]


def everything():
    """All rows that an import can touch."""
    return [list(model.objects.order_by("pk").values()) for model in (Indicator, Observation, PublishedFigure)]


# ---- The operation -----------------------------------------------------------------------------------------------


def test_a_table_becomes_indicators_figures_and_published_years(board, analyst):
    taken = import_observations(board, YEAR, read(SHIPPED), by=analyst)

    assert (taken.new_indicators, taken.new_figures, taken.revised_figures) == (10, 40, 0)
    assert list(board.indicators.values_list("code", flat=True)) == [
        "2.2",
        "2.3",
        "3.1",
        "3.3",
        "3.4a",
        "3.4b",
        "3.5",
        "3.7",
        "3.8",
        "4.5c",
    ]
    return_interviews = board.indicators.get(code="3.5")
    assert (return_interviews.unit, return_interviews.aggregation, return_interviews.decimals) == ("percent", "mean", 0)
    assert list(return_interviews.observations.values_list("quarter", "value", "status", "agency")) == [
        ("2025-Q1", Decimal("76.9"), Status.FINAL, None),
        ("2025-Q2", Decimal("73.4"), Status.FINAL, None),
        ("2025-Q3", Decimal("79.1"), Status.FINAL, None),
        ("2025-Q4", Decimal("82.6"), Status.FINAL, None),
    ]
    assert list(return_interviews.published_figures.values_list("year", "value", "decimals")) == [
        (2025, Decimal(78), 0)
    ]


def test_an_import_is_one_event_of_counts_and_a_hash(board, analyst):
    import_observations(board, YEAR, table(), by=analyst)

    (event,) = Event.objects.about(board)
    assert (event.verb, event.by, event.book.key) == ("observations.imported", analyst, board.ledger_key)
    assert event.facts == (
        '{"changed_indicators":0,"changed_published":1,"new_figures":4,"new_indicators":1,"revised_figures":0,'
        f'"sha256":"{"f" * 64}","unchanged_figures":0,"year":2025}}'
    )


def test_the_same_table_again_changes_nothing(board, analyst):
    import_observations(board, YEAR, read(SHIPPED), by=analyst)
    before = everything()

    taken = import_observations(board, YEAR, read(SHIPPED), by=analyst)

    assert (everything(), taken.anything, taken.unchanged_figures) == (before, False, 40)
    assert Event.objects.about(board).count() == 1


def test_a_changed_figure_is_a_new_revision_and_the_old_one_stays(board, analyst):
    import_observations(board, YEAR, table(), by=analyst)

    taken = import_observations(board, YEAR, table(row(quarters=quarters(Decimal(450)))), by=analyst)

    assert history("2025-Q2") == [(1, Decimal(451), Status.FINAL, False), (2, Decimal(450), Status.REVISED, True)]
    assert (taken.revised_figures, taken.unchanged_figures) == (1, 3)


def test_a_blank_is_not_supplied_with_a_reason_and_filling_it_is_no_revision_of_a_figure(board, analyst):
    import_observations(board, YEAR, table(row(quarters=quarters(None))), by=analyst)
    assert Observation.objects.get(quarter="2025-Q2").reason == "Not published"

    import_observations(board, YEAR, table(row(quarters=quarters(Decimal(451)))), by=analyst)

    assert history("2025-Q2") == [(1, None, Status.NOT_SUPPLIED, False), (2, Decimal(451), Status.FINAL, True)]


def test_a_figure_withdrawn_is_not_supplied_and_stays_in_the_history(board, analyst):
    import_observations(board, YEAR, table(), by=analyst)

    import_observations(board, YEAR, table(row(quarters=quarters(None))), by=analyst)

    assert history("2025-Q2") == [(1, Decimal(451), Status.FINAL, False), (2, None, Status.NOT_SUPPLIED, True)]


def test_a_blank_published_year_takes_nothing_away_and_a_new_one_replaces(board, analyst):
    import_observations(board, YEAR, table(), by=analyst)

    import_observations(board, YEAR, table(row(published=None)), by=analyst)
    assert list(PublishedFigure.objects.values_list("value", flat=True)) == [Decimal(1747)]

    import_observations(board, YEAR, table(row(published=Decimal("1746.5"))), by=analyst)
    assert list(PublishedFigure.objects.values_list("value", "decimals")) == [(Decimal("1746.5"), 1)]


def test_an_indicator_described_anew_keeps_its_figures_and_its_polarity(board, analyst):
    import_observations(board, YEAR, table(), by=analyst)
    board.indicators.update(polarity="lower_is_better")

    taken = import_observations(board, YEAR, table(row(name="Notifications received")), by=analyst)

    indicator = board.indicators.get()
    assert (indicator.name, indicator.polarity) == ("Notifications received", "lower_is_better")
    assert (taken.changed_indicators, taken.unchanged_figures) == (1, 4)


def test_each_year_and_each_board_has_its_own_figures(board, analyst):
    other = BoardFactory(slug="westvale", name="Westvale")
    import_observations(board, YEAR, table(), by=analyst)

    import_observations(board, Year(2024), table(), by=analyst)
    import_observations(other, YEAR, table(), by=User.objects.system())

    assert Indicator.objects.count() == 2
    assert [board.indicators.get().observations.count(), other.indicators.get().observations.count()] == [8, 4]


def test_who_may_not_load_figures_is_denied(board, moderator, chair, lead, stranger):
    for person in (moderator, chair, lead, stranger):
        with pytest.raises(PermissionDenied):
            import_observations(board, YEAR, table(), by=person)

    assert (Indicator.objects.count(), Event.objects.count()) == (0, 0)


# ---- The command -------------------------------------------------------------------------------------------------


def run(path=SHIPPED, board="northmere", year="2025"):
    out = StringIO()
    call_command("import_observations", str(path), board=board, year=year, stdout=out)
    return out.getvalue().splitlines()


def written(tmp_path, **changed):
    """The shipped file with one text put in another's place."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in changed.items():
        text = text.replace(old.removeprefix("_"), new)
    path = tmp_path / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_command_takes_the_shipped_table_and_all_ten_year_figures_agree(board):
    lines = run()

    assert lines[0] == (
        "Northmere Safeguarding Children Board, 2025/26: 10 indicators (10 new, 0 changed), "
        "40 quarterly figures (40 new, 0 revised, 0 unchanged)."
    )
    assert [line.split()[0] for line in lines[3:13]] == list(board.indicators.values_list("code", flat=True))
    assert [line.split()[-1] for line in lines[3:13]] == ["agrees"] * 10
    assert lines[-1] == "By each row’s own rule, all 10 year figures agree."
    assert Event.objects.about(board).get().by == User.objects.system()


def test_a_second_run_says_that_nothing_changed(board):
    run()

    assert run()[0].endswith("10 indicators (0 new, 0 changed), 40 quarterly figures (0 new, 0 revised, 40 unchanged).")


def test_a_mismatch_is_reported_row_by_row_and_the_figures_are_kept(board, tmp_path):
    lines = run(written(tmp_path, _1747="1750", _328="329"))

    assert [line.split()[0] for line in lines if "DIFFERS" in line] == ["3.1", "3.4a"]
    assert [line.split()[-3:] for line in lines if "DIFFERS" in line][0] == ["1747", "1750", "DIFFERS"]
    assert lines[-1] == "2 of 10 year figures differ."
    assert board.indicators.count() == 10


def test_a_year_that_cannot_be_made_says_why(board, tmp_path):
    lines = run(written(tmp_path, **{"_395,451,": "395,,"}))

    (differs,) = [line for line in lines if "DIFFERS" in line]
    assert differs.endswith("no figure       1747  DIFFERS  Quarter 2 is missing: 3 of 4 quarters supplied.")
    assert lines[-1] == "1 of 10 year figures differs."


def test_without_published_years_there_is_nothing_to_compare(board, tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("ref,indicator,unit,aggregation,q1,q2,q3,q4,published_year\n1,Visits,count,sum,1,2,3,4,\n")

    lines = run(path)

    assert lines[-1] == "No year figure was published, so there is nothing to compare."
    assert lines[3].split() == ["1", "Visits", "sum", "10", "none", "nothing", "to", "compare"]


def test_a_mistake_in_the_file_saves_nothing(board, tmp_path):
    path = written(tmp_path, **{"_19.5,": "nineteen,"})

    with pytest.raises(CommandError) as failure:
        run(path)

    assert str(failure.value) == (
        f"{path} was not imported. Line 11, column q1: “nineteen” is not a number. Write it plainly, as 1747 or 82.6."
    )
    assert (Indicator.objects.count(), Observation.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"board": "nowhere"}, "There is no board “nowhere”. The boards are: northmere."),
        ({"path": "/nowhere/figures.csv"}, "/nowhere/figures.csv cannot be read: No such file or directory."),
        ({"year": "2025-Q4"}, "“2025-Q4” is a quarter. Give a whole year, as 2025 for 2025/26."),
        (
            {"year": "last year"},
            "“last year” is not a period. Write a year as 2025 (for 2025/26) or a quarter as 2025-Q4.",
        ),
        ({"year": "0001"}, "1 is not a year between 1900 and 2199."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(board, asked, sentence):
    with pytest.raises(CommandError) as failure:
        run(**asked)

    assert str(failure.value) == sentence


def test_a_row_keeps_its_place_when_the_table_is_put_in_another_order(board, analyst):
    first, second = row(code="a"), row(code="b")
    import_observations(board, YEAR, table(first, second), by=analyst)

    import_observations(board, YEAR, table(replace(second, line=2), replace(first, line=3)), by=analyst)

    assert list(board.indicators.values_list("code", flat=True)) == ["b", "a"]
