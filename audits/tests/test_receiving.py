"""Returns that came in a spreadsheet, and a round in figures: the commands `import_returns` and `round_results`."""

import csv
import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Event, Notification
from agencies.permissions import PermissionDenied
from agencies.tests.factories import AgencyFactory
from audits.matrix import matrix_of
from audits.models import Answer, AnswerEvidence, RatingScale, Review, Round, SelfEvaluation, Submission
from audits.operations.carrying import carry_forward
from audits.operations.receiving import receive_returns
from audits.results import results_of
from audits.returns_file import read
from audits.scoring import State
from audits.snapshot import content_of
from audits.submitted import standards_of
from audits.tests.factories import EvidenceItemFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.factories_frameworks import counting_version
from lscb_portal.lib.csv_table import BadTable

HEADER = "agency,criterion,rating,na_reason,narrative"
Status = SelfEvaluation.Status


@pytest.fixture
def round_(board):
    return RoundFactory(code="s11-2020", title="Section 11, 2020", boards=[board])


@pytest.fixture
def hospitals(round_, hospital):
    """The return of one agency that is asked ST1.1, ST1.2 and ST2.1."""
    return SelfEvaluationFactory(round=round_, agency=hospital)


@pytest.fixture
def load(tmp_path):
    """A function that runs `import_returns` on these lines and returns what it printed."""

    def run(*lines, code="s11-2020"):
        path = tmp_path / "returns.csv"
        path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
        out = io.StringIO()
        call_command("import_returns", str(path), round=code, stdout=out)
        return out.getvalue()

    return run


def results(**options):
    """What `round_results` prints, as rows of cells by column."""
    out = io.StringIO()
    call_command("round_results", round="s11-2020", format="csv", stdout=out, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_file_becomes_the_agency_s_submitted_return(hospitals, hospital, load, board):
    printed = load(
        f"{hospital.name},ST1.1,Green,,We asked 40 people.",
        f"{hospital.short_name.lower()},ST1.2,a,,",
        f"{hospital.name},ST2.1,,,",
    )

    hospitals.refresh_from_db()
    answers = dict(Answer.objects.filter(evaluation=hospitals).values_list("criterion__code", "rating__code"))
    submission = hospitals.submissions.get()
    review = Review.objects.get(evaluation=hospitals)
    assert printed == "Section 11, 2020: 1 return received.\n"
    assert (hospitals.status, answers) == (Status.SUBMITTED, {"ST1.1": "G", "ST1.2": "A", "ST2.1": None})
    assert submission.declaration.endswith("Nobody signed it in the portal.")
    assert (review.status, review.submission) == (Review.Status.FIRST_LOOK, submission)
    assert [event.verb for event in Event.objects.about(hospitals)] == ["self_evaluation.received"]


def test_the_same_file_again_changes_nothing(hospitals, hospital, load):
    load(f"{hospital.name},ST1.1,G,,")
    before = Event.objects.count(), Notification.objects.count()

    printed = load(f"{hospital.name},ST1.1,G,,")

    assert printed == "Section 11, 2020: 0 returns received, 1 unchanged.\n"
    assert (Submission.objects.count(), (Event.objects.count(), Notification.objects.count())) == (1, before)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Nobody,ST1.1,G,,", "Line 2, column agency: “Nobody” was not asked in this round."),
        ("HOSPITAL,ST9.9,G,,", "Line 2, column criterion: HOSPITAL is not asked “ST9.9”."),
        ("HOSPITAL,ST1.1,Blue,,", "Line 2, column rating: “Blue” is not a rating of this round’s scale."),
        ("HOSPITAL,ST1.1,N/A,,", "Line 2, column na_reason: say why it does not apply."),
        ("HOSPITAL,ST1.2,N/A,We see no children.,", "Line 2, column rating: ST1.2 applies to every agency."),
        ("HOSPITAL,ST1.1,G,Because.,", "Line 2, column na_reason: a reason is given, but the rating is not “N/A”."),
        (",ST1.1,G,,", "Line 2, column agency: this is blank."),
        ("HOSPITAL,ST1.1,G,", "Line 2: 4 cells, but the first line names 5 columns."),
        (f"HOSPITAL,ST1.1,G,,{'x' * 3001}", "Line 2, column narrative: this is longer than 3,000 characters."),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_saved(hospitals, hospital, load, line, problem):
    before = Event.objects.count()
    with pytest.raises(CommandError) as refused:
        load(line.replace("HOSPITAL", hospital.short_name), f"{hospital.short_name},ST2.1,G,,")

    hospitals.refresh_from_db()
    named = problem.replace("HOSPITAL", hospital.short_name)
    assert str(refused.value).endswith(f"returns.csv was not imported. {named}")
    assert (hospitals.status, Submission.objects.count(), Event.objects.count()) == (Status.NOT_STARTED, 0, before)


@pytest.fixture
def carried(hospitals, hospital):
    """Last year's signed answers, all green with words and evidence, at the beginning of this year's return."""
    before = SelfEvaluationFactory(round=RoundFactory(opens_on=dt.date(2019, 1, 10)), agency=hospital, awaiting=True)
    item = EvidenceItemFactory(agency=hospital)
    AnswerEvidence.objects.bulk_create(AnswerEvidence(answer=each, item=item) for each in before.answers.all())
    SubmissionFactory(evaluation=before)
    carry_forward(hospitals)
    return hospitals


def test_what_was_carried_forward_is_no_answer_of_the_file(carried, hospital, round_, load):
    lines = f"{hospital.name},ST1.1,A,,Asked anew.", f"{hospital.name},ST2.1,R,,"

    printed = load(*lines), load(*lines)

    (submission,) = carried.submissions.all()
    frozen = {
        answer["code"]: (answer["rating"], answer["narrative"], answer["evidence"])
        for standard in standards_of(submission)
        for answer in standard["answers"]
    }
    (line,) = matrix_of(round_.round_boards.get()).lines
    assert printed == (
        "Section 11, 2020: 1 return received.\n",
        "Section 11, 2020: 0 returns received, 1 unchanged.\n",
    )
    assert frozen == {"ST1.1": ("A", "Asked anew.", []), "ST1.2": (None, "", []), "ST2.1": ("R", "", [])}
    assert [standard["rollup"]["state"] for standard in standards_of(submission)] == [State.INCOMPLETE, State.COMPLETE]
    assert [cell.words for cell in line.cells] == ["Incomplete", "Red"]
    assert set(carried.answers.values_list("confirmed", "carried_from")) == {(True, None)}


def test_an_unconfirmed_answer_is_never_signed_as_one(carried):
    answers = [answer for standard in content_of(carried)["standards"] for answer in standard["answers"]]
    said = {(each["rating"], each["not_applicable"], each["narrative"], len(each["evidence"])) for each in answers}
    assert said == {(None, False, "", 0)}


def test_a_scale_may_let_every_criterion_not_apply(hospitals, hospital, round_, load, unguarded):
    RatingScale.objects.filter(pk=round_.scale_id).update(na_allowed=True)

    load(f"{hospital.name},ST1.2,N/A,We see no children.,")

    answer = Answer.objects.get(evaluation=hospitals, criterion__code="ST1.2")
    assert (answer.not_applicable, answer.na_reason) == (True, "We see no children.")


def test_a_criterion_that_counts_takes_no_rating(board, hospital, load):
    counting = RoundFactory(code="adults-2020", framework_version=counting_version(), boards=[board])
    SelfEvaluationFactory(round=counting, agency=hospital)
    with pytest.raises(CommandError, match="Line 2, column criterion: ST1.2 asks for a number, and such a file has"):
        load(f"{hospital.name},ST1.2,G,,", code="adults-2020")


def test_one_agency_s_mistake_keeps_the_others_out(hospitals, hospital, police, round_, load):
    SelfEvaluationFactory(round=round_, agency=police)
    with pytest.raises(CommandError):
        load(f"{hospital.name},ST1.1,G,,", f"{police.name},ST1.1,purple,,")
    assert Submission.objects.count() == 0


def test_an_answer_twice_is_named(hospitals, hospital, load):
    with pytest.raises(CommandError, match=r"Line 3: ST1\.1 of .* is answered twice\."):
        load(f"{hospital.name},ST1.1,G,,", f"{hospital.name},st1.1,A,,")


def test_what_an_agency_has_begun_in_the_portal_is_its_own(hospitals, hospital, load):
    SelfEvaluation.objects.filter(pk=hospitals.pk).update(status=Status.IN_PROGRESS)
    with pytest.raises(CommandError, match="has begun its return in the portal"):
        load(f"{hospital.name},ST1.1,G,,")


def test_what_was_submitted_is_not_overwritten(hospitals, hospital, load):
    load(f"{hospital.name},ST1.1,G,,")
    with pytest.raises(CommandError, match="has submitted other answers already"):
        load(f"{hospital.name},ST1.1,R,,")
    assert Answer.objects.get(evaluation=hospitals, criterion__code="ST1.1").rating.code == "G"


def test_a_round_that_has_not_opened_takes_none(board, load):
    RoundFactory(code="s11-2022", boards=[board], status=Round.Status.PLANNED)
    with pytest.raises(CommandError, match="The round is planned: it takes returns while it is open or closed"):
        load("Police,ST1.1,G,,", code="s11-2022")


def test_an_unknown_round_names_those_there_are(round_, load):
    with pytest.raises(CommandError, match="There is no round “s11-2021”. The rounds are: s11-2020."):
        load("Police,ST1.1,G,,", code="s11-2021")


def test_nobody_but_an_operator_takes_in_a_file(round_, business_manager, tmp_path):
    path = tmp_path / "returns.csv"
    path.write_text(f"{HEADER}\nPolice,ST1.1,G,,", encoding="utf-8")
    with pytest.raises(PermissionDenied):
        receive_returns(round_, read(path), by=business_manager)


def test_a_file_without_answers_is_refused(tmp_path):
    (tmp_path / "empty.csv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(BadTable, match="The file has no answers below its first line."):
        read(tmp_path / "empty.csv")


def test_the_published_example_comes_out_exactly(board, round_, load):
    """Cambridgeshire and Peterborough 2020: 26 of 26 green is 100 %, and 23 of 26 is 88.46 %, printed 88 %."""
    names = [f"Agency {number:02}" for number in range(1, 28)]
    for name in names:
        agency = AgencyFactory(name=name, short_name=name, boards=[board])
        SelfEvaluationFactory(round=round_, agency=agency)
    returned = names[:26]

    load(
        *(f"{name},ST1.1,Green,," for name in returned),
        *(f"{name},ST1.2,{'Green' if number > 2 else 'Amber'},," for number, name in enumerate(returned)),
    )

    exact = {row["code"]: row for row in results()}
    printed = {row["code"]: row for row in results(decimals=0)}
    assert exact["ST1.1"]["% Green excluding N/A"] == "100.0"
    assert (exact["ST1.2"]["Green"], exact["ST1.2"]["Amber"], exact["ST1.2"]["denominator"]) == ("23", "3", "26")
    assert (exact["ST1.2"]["% Green excluding N/A"], printed["ST1.2"]["% Green excluding N/A"]) == ("88.5", "88")
    assert [row["name"] for row in results() if row["level"] == "not returned"] == ["Agency 27"]


def test_not_applicable_leaves_the_denominator_and_unanswered_counts_nowhere(hospitals, hospital, load):
    load(f"{hospital.name},ST1.1,G,,", f"{hospital.name},ST2.1,N/A,Nobody here holds cases.,")

    rows = {row["code"]: list(row.values())[3:] for row in results()}

    # Green, Amber, Red, N/A, unanswered, denominator, % without and with N/A
    assert rows["ST1.1"] == ["1", "0", "0", "0", "0", "1", "100.0", "100.0"]
    assert rows["ST2.1"] == ["0", "0", "0", "1", "0", "0", "", "0.0"]
    assert rows["ST1.2"] == ["0", "0", "0", "0", "1", "0", "", ""]
    assert rows[hospital.short_name] == ["1", "0", "0", "1", "1", "1", "100.0", "50.0"]


def test_a_draft_is_never_a_return(round_, hospital):
    SelfEvaluationFactory(round=round_, agency=hospital, complete=True)
    assert [row["name"] for row in results() if row["level"] == "not returned"] == [hospital.name]


def test_the_figures_take_as_many_queries_for_30_returns_as_for_1(round_, board, load, django_assert_num_queries):
    def returned(number):
        agency = AgencyFactory(name=f"Agency {number}", short_name=f"A{number}", boards=[board])
        SelfEvaluationFactory(round=round_, agency=agency)
        load(f"A{number},ST1.1,G,,")

    returned(0)
    with django_assert_num_queries(5):
        results_of(Round.objects.select_related("scale").get(pk=round_.pk))
    for number in range(1, 30):
        returned(number)
    with django_assert_num_queries(5):
        results_of(Round.objects.select_related("scale").get(pk=round_.pk))


def test_the_matrix_says_where_a_return_is_incomplete(hospitals, hospital, round_, load):
    load(f"{hospital.name},ST1.1,G,,", f"{hospital.name},ST2.1,N/A,Nobody here holds cases.,")

    (line,) = matrix_of(round_.round_boards.get()).lines

    assert [cell.words for cell in line.cells] == ["Incomplete", "Not applicable"]
