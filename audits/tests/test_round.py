import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Kind, Membership, Notification, User
from agencies.roles import Role
from agencies.tests.asserting import fresh
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory
from audits import tasks
from audits.models import Review, Round, SelfEvaluation
from audits.operations import round as operations
from audits.tests.factories import FrameworkVersionFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.once import USED

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return FrameworkVersionFactory()


@pytest.fixture
def planned(board, police, hospital):
    """A round whose first day is tomorrow, which asks the police and the hospital."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    return RoundFactory(status=Round.Status.PLANNED, opens_on=tomorrow, asked=[police, hospital])


def details(version, **changed):
    today = timezone.localdate()
    return {
        "title": "Section 11 self-evaluation 2026",
        "code": "s11-2026",
        "framework_version": version,
        "scale": version.default_scale,
        "edition": 2023,
        "opens_on": today,
        "due_on": today + dt.timedelta(days=42),
        "final_due_on": None,
        "previous": None,
    } | changed


def verbs(record):
    return [event.verb for event in Event.objects.about(record)]


# ---- Planning ----------------------------------------------------------------------------------------------------


def test_a_planned_round_keeps_who_is_asked_and_tells_nobody(board, version, business_manager, police, hospital):
    planned = operations.plan_round(
        board, by=business_manager, uid=uuid.uuid4(), asked=[police, hospital], **details(version)
    )

    assert (planned.status, planned.organiser, set(planned.asked.all())) == ("planned", board, {police, hospital})
    assert verbs(planned) == ["round.planned"]
    assert Notification.objects.count() == SelfEvaluation.objects.count() == 0


def test_the_same_plan_twice_is_one_round(board, version, business_manager, police):
    uid = uuid.uuid4()
    first = operations.plan_round(board, by=business_manager, uid=uid, asked=[police], **details(version))
    second = operations.plan_round(board, by=business_manager, uid=uid, asked=[police], **details(version))

    assert (first, verbs(first)) == (second, ["round.planned"])


def test_another_boards_uid_plans_nothing_and_is_not_reported_as_done(board, version, business_manager, police):
    theirs = RoundFactory(boards=[BoardFactory(slug="westvale", name="Westvale")])

    with pytest.raises(Refused, match=USED):
        operations.plan_round(board, by=business_manager, uid=theirs.uid, asked=[police], **details(version))
    assert Round.objects.count() == 1


def test_a_short_name_is_used_once(board, version, business_manager, police):
    RoundFactory(code="s11-2026")

    with pytest.raises(Refused, match="Another round has the short name"):
        operations.plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[police], **details(version))


def test_a_short_name_that_is_free_stays(board, version):
    RoundFactory(code="s11-2025")

    assert operations.free_code("s11-2026", board, uid=uuid.uuid4()) == "s11-2026"


@pytest.mark.parametrize(
    ("others", "free"),
    [
        (["s11-2026"], "s11-2026-northmere"),
        (["S11-2026"], "s11-2026-northmere"),
        (["s11-2026", "s11-2026-northmere"], "s11-2026-northmere-2"),
        (["s11-2026", "s11-2026-northmere", "s11-2026-northmere-2"], "s11-2026-northmere-3"),
    ],
)
def test_a_short_name_that_another_board_uses_gets_the_boards_own(board, version, others, free):
    for code in others:
        RoundFactory(code=code)

    assert operations.free_code("s11-2026", board, uid=uuid.uuid4()) == free


def test_a_long_short_name_stays_within_its_column(board, version):
    RoundFactory(code="s" * 80)

    assert operations.free_code("s" * 80, board, uid=uuid.uuid4()) == "s" * 70 + "-northmere"


def test_a_round_keeps_its_own_short_name(board, planned):
    assert operations.free_code(planned.code, board, uid=planned.uid) == planned.code


def test_two_boards_that_take_one_short_name_at_the_same_moment(board, version, business_manager, police, monkeypatch):
    """The second one's look at the names came before the first one's round."""
    RoundFactory(code="s11-2026")
    looks = iter([False, True])
    monkeypatch.setattr(operations, "_is_taken", lambda code, uid: next(looks))

    with pytest.raises(Refused, match="Another round has the short name “s11-2026”. Choose another."):
        operations.plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[police], **details(version))
    assert Round.objects.count() == 1


def test_only_members_of_the_boards_are_asked(board, version, business_manager, police):
    elsewhere = AgencyFactory(boards=[])
    planned = operations.plan_round(
        board, by=business_manager, uid=uuid.uuid4(), asked=[police, elsewhere], **details(version)
    )

    assert list(planned.asked.all()) == [police]


def test_a_round_that_asks_nobody_is_refused(board, version, business_manager):
    with pytest.raises(Refused, match="at least one agency"):
        operations.plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[], **details(version))

    assert Round.objects.count() == 0


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "chair", "board_member", "stranger"])
def test_only_who_runs_rounds_plans_one(request, role, board, version, police):
    with pytest.raises(PermissionDenied):
        operations.plan_round(
            board, by=request.getfixturevalue(role), uid=uuid.uuid4(), asked=[police], **details(version)
        )


def test_a_board_shares_a_round_only_where_its_rounds_are_run(board, version, business_manager, police):
    other = BoardFactory(slug="westvale", name="Westvale")

    with pytest.raises(PermissionDenied):
        operations.plan_round(
            board, by=business_manager, uid=uuid.uuid4(), asked=[police], sharing=[other], **details(version)
        )


def test_a_planned_round_can_be_changed(planned, business_manager, council):
    changed = details(planned.framework_version, title="Another title", code=planned.code)
    operations.change_round(planned, by=business_manager, asked=[council], **changed)

    planned.refresh_from_db()
    assert (planned.title, list(planned.asked.all())) == ("Another title", [council])
    assert verbs(planned) == ["round.changed"]


def test_an_open_round_cannot_be_changed(board, business_manager, police):
    opened = RoundFactory(asked=[police])

    with pytest.raises(Refused, match="has opened"):
        operations.change_round(
            opened, by=business_manager, asked=[police], **details(opened.framework_version, code=opened.code)
        )


# ---- Opening -----------------------------------------------------------------------------------------------------


def test_opening_makes_one_return_for_each_agency_and_tells_its_leads(planned, business_manager, lead, outsider):
    operations.open_round(planned, by=business_manager)

    planned.refresh_from_db()
    assert (planned.status, planned.opened_by) == ("open", business_manager)
    assert verbs(planned) == ["round.opened"]
    evaluations = SelfEvaluation.objects.order_by("agency__name")
    assert [(each.agency.short_name, each.status, each.tier) for each in evaluations] == [
        ("Acute trust", "not_started", "full"),
        ("Police", "not_started", "full"),
    ]
    assert [(review.evaluation.agency.short_name, review.status) for review in Review.objects.all()] == [
        ("Acute trust", "waiting"),
        ("Police", "waiting"),
    ]
    told = Notification.objects.order_by("recipient__name")
    assert [(each.kind, each.recipient) for each in told] == [
        ("audits/round_opened", outsider),
        ("audits/round_opened", lead),
    ]
    assert told[1].link == reverse("audits:self_evaluation", args=["northmere", told[1].about.uid])


def test_each_agency_is_asked_the_criteria_that_apply_to_it(board, business_manager, police, hospital):
    charity = AgencyFactory(name="A charity", kind=Kind.VCS, is_small=True)
    round_ = RoundFactory(status=Round.Status.PLANNED, edition=2015, asked=[police, hospital, charity])
    operations.open_round(round_, by=business_manager)

    asked = {
        evaluation.agency: [answer.criterion.code for answer in evaluation.answers.all()]
        for evaluation in SelfEvaluation.objects.all()
    }
    assert asked == {
        police: ["ST1.1", "ST1.2", "ST2.1"],  # ST2.2 came with the edition of 2018
        hospital: ["ST1.1", "ST1.2", "ST2.1"],
        charity: ["ST1.1", "ST2.1"],
    }
    assert SelfEvaluation.objects.get(agency=charity).tier == "core"


def test_a_shared_round_asks_once_and_gives_each_board_a_review(board, business_manager, police, hospital):
    other = BoardFactory(slug="westvale", name="Westvale")
    Membership.objects.create(board=other, agency=police, starts_on=dt.date(2020, 4, 1))
    round_ = RoundFactory(status=Round.Status.PLANNED, boards=[board, other], asked=[police, hospital])
    operations.open_round(round_, by=business_manager)

    reviews = [(each.round_board.board.slug, each.evaluation.agency) for each in Review.objects.order_by("pk")]
    assert SelfEvaluation.objects.count() == 2
    assert sorted(reviews, key=str) == sorted(
        [("northmere", hospital), ("northmere", police), ("westvale", police)], key=str
    )
    assert {event.book.key for event in Event.objects.about(round_)} == {board.ledger_key, other.ledger_key}


def test_an_agency_that_left_since_is_not_asked(planned, business_manager, hospital, police):
    Membership.objects.filter(agency=hospital).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    operations.open_round(planned, by=business_manager)

    assert [each.agency for each in SelfEvaluation.objects.all()] == [police]


def test_a_round_opens_once(planned, business_manager):
    operations.open_round(planned, by=business_manager)

    with pytest.raises(Refused, match="cannot become open"):
        operations.open_round(planned, by=business_manager)

    assert SelfEvaluation.objects.count() == 2
    assert verbs(planned) == ["round.opened"]


def test_a_round_that_is_due_already_does_not_open(board, business_manager, police):
    late = RoundFactory(status=Round.Status.PLANNED, opens_on=dt.date(2026, 1, 5), asked=[police])

    with pytest.raises(Refused, match="has passed"):
        operations.open_round(late, by=business_manager)

    assert (Round.objects.get().status, verbs(late)) == ("planned", [])


def test_a_round_that_asks_nobody_does_not_open(board, business_manager):
    empty = RoundFactory(status=Round.Status.PLANNED)

    with pytest.raises(Refused, match="No agency is asked"):
        operations.open_round(empty, by=business_manager)


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "stranger"])
def test_only_who_runs_the_round_opens_or_closes_it(request, role, planned):
    person = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        operations.open_round(planned, by=person)
    with pytest.raises(PermissionDenied):
        operations.close_round(planned, by=person)


def test_rounds_open_by_themselves_on_their_day(planned):
    Round.objects.update(opens_on=timezone.localdate())
    tasks.open_due_rounds()
    tasks.open_due_rounds()

    planned.refresh_from_db()
    assert (planned.status, planned.opened_by) == ("open", User.objects.system())
    assert verbs(planned) == ["round.opened"]


def test_a_round_of_tomorrow_stays_planned(planned):
    tasks.open_due_rounds()

    planned.refresh_from_db()
    assert (planned.status, SelfEvaluation.objects.count()) == ("planned", 0)


def test_a_round_that_cannot_open_does_not_hold_up_the_next(board, police, planned):
    late = RoundFactory(status=Round.Status.PLANNED, opens_on=dt.date(2026, 1, 5), asked=[police])
    Round.objects.filter(pk=planned.pk).update(opens_on=timezone.localdate())
    tasks.open_due_rounds()

    assert dict(Round.objects.values_list("pk", "status")) == {late.pk: "planned", planned.pk: "open"}


# ---- Closing -----------------------------------------------------------------------------------------------------


def test_closing_is_recorded_with_how_many_returned(business_manager, police, hospital):
    submission = SubmissionFactory(evaluation__agency=police)
    round_ = submission.evaluation.round
    SelfEvaluationFactory(round=round_, agency=hospital)
    operations.close_round(round_, by=business_manager)

    round_.refresh_from_db()
    assert round_.status == "closed"
    (event,) = Event.objects.about(round_)
    assert (event.verb, event.facts) == ("round.closed", '{"not_submitted":1,"submitted":1}')


def test_a_board_leaves_or_joins_only_by_somebody_who_runs_its_rounds_too(board, version, business_manager, police):
    westvale, eastmere = (BoardFactory(slug=slug, name=slug.capitalize()) for slug in ("westvale", "eastmere"))
    shared = RoundFactory(status=Round.Status.PLANNED, boards=[board, westvale], framework_version=version)
    changed = details(version, code=shared.code) | {"by": business_manager, "asked": [police]}

    for sharing in ((), (westvale, eastmere)):
        with pytest.raises(PermissionDenied):
            operations.change_round(shared, **changed, sharing=sharing)
    assert set(shared.boards.all()) == {board, westvale}
    operations.change_round(shared, **changed, sharing=[westvale])
    assert set(shared.boards.all()) == {board, westvale}
    BoardRoleFactory(board=westvale, person=business_manager, role=Role.BUSINESS_MANAGER)
    operations.change_round(shared, **changed | {"by": fresh(business_manager)})
    assert list(shared.boards.all()) == [board]
