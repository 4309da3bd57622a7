"""Planning a round in steps: what is kept, copied, made a round, and what topic rounds ask."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, User
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory
from audits.models import Answer, Criterion, Round, RoundPlan, SelfEvaluation
from audits.operations import round_plan as operations
from audits.operations.round import open_round, plan_round
from audits.tests.factories import (
    FrameworkVersionFactory,
    PlannedImprovementFactory,
    RoundFactory,
    SubmissionFactory,
)
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return FrameworkVersionFactory()


@pytest.fixture
def plan(board, business_manager):
    return operations.begin_plan(board, by=business_manager, uid=uuid.uuid4())


def details(version, **changed):
    today = timezone.localdate()
    return {
        "title": "Supervision 2026",
        "code": "supervision",
        "framework_version": version,
        "scale": version.default_scale,
        "edition": 2023,
        "opens_on": today,
        "due_on": today + dt.timedelta(days=42),
    } | changed


def criteria(*codes):
    return Criterion.objects.filter(code__in=codes)


def verbs(record):
    return [event.verb for event in Event.objects.about(record)]


# ---- Kept step by step ---------------------------------------------------------------------------------------------


def test_a_plan_begins_empty_and_the_form_sent_twice_begins_one(board, business_manager):
    uid = uuid.uuid4()
    first = operations.begin_plan(board, by=business_manager, uid=uid)

    assert first == operations.begin_plan(board, by=business_manager, uid=uid)
    assert (first.typed, str(first), RoundPlan.objects.count()) == ({}, "A round without a title", 1)


def test_what_is_typed_is_kept_as_it_is(plan, business_manager):
    operations.keep_step(plan, "what", {"title": ["Mine"]}, by=business_manager)
    operations.keep_step(plan, "dates", {"opens_on": ["soon"]}, by=business_manager)

    plan.refresh_from_db()
    assert plan.typed == {"what": {"title": ["Mine"]}, "dates": {"opens_on": ["soon"]}}
    assert str(plan) == "Mine"


def test_a_plan_becomes_a_round_once_and_can_then_not_be_typed_in(plan, version, business_manager, police):
    first = operations.finish_plan(plan, by=business_manager, asked=[police], **details(version))
    second = operations.finish_plan(plan, by=business_manager, asked=[police], **details(version))

    assert (first, first.uid, verbs(first)) == (second, plan.uid, ["round.planned"])
    with pytest.raises(Refused, match="has become a round already"):
        operations.keep_step(plan, "what", {}, by=business_manager)
    with pytest.raises(Refused, match="has become a round already"):
        operations.discard_plan(plan, by=business_manager)


def test_a_plan_can_be_thrown_away(plan, business_manager):
    operations.discard_plan(plan, by=business_manager)

    assert RoundPlan.objects.count() == 0


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "chair", "stranger"])
def test_only_who_runs_rounds_plans(request, board, plan, role):
    person = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        operations.begin_plan(board, by=person, uid=uuid.uuid4())
    with pytest.raises(PermissionDenied):
        operations.keep_step(plan, "what", {}, by=person)
    with pytest.raises(PermissionDenied):
        operations.discard_plan(plan, by=person)
    with pytest.raises(PermissionDenied):
        operations.finish_plan(plan, by=person)


# ---- Changing a planned round --------------------------------------------------------------------------------------


def test_a_planned_round_is_taken_out_again_and_once(board, version, business_manager, police):
    planned = RoundFactory(status=Round.Status.PLANNED, asked=[police])
    plan = operations.begin_change(planned, by=business_manager)

    assert plan == operations.begin_change(planned, by=business_manager)
    assert plan.typed["what"]["title"] == [planned.title]
    assert plan.typed["agencies"] == {"asked": [str(police.pk)]}
    assert plan.typed["dates"]["due_on"] == [planned.due_on.isoformat()]

    changed = details(version, title="Better", code=planned.code)
    assert operations.finish_plan(plan, by=business_manager, asked=[police], **changed) == planned
    planned.refresh_from_db()
    assert (planned.title, verbs(planned)) == ("Better", ["round.changed"])


def test_a_round_that_has_opened_is_not_taken_out(board, business_manager):
    with pytest.raises(Refused, match="The round has opened"):
        operations.begin_change(RoundFactory(), by=business_manager)


# ---- A copy of last year's -----------------------------------------------------------------------------------------


@pytest.fixture
def last_year(board, business_manager, police, hospital, time_machine):
    time_machine.move_to("2026-09-01T10:00:00Z")
    earlier = RoundFactory(
        title="Section 11, 2025/26",
        opens_on=dt.date(2025, 9, 29),
        due_on=dt.date(2025, 11, 14),
        contact=business_manager,
        launch_message="Welcome",
        reminder_days=[10, 0],
        asked=[police, hospital, AgencyFactory(boards=[])],
    )
    earlier.focus.set(criteria("ST1.2"))
    return earlier


def test_a_copy_fills_in_every_step_a_year_later(board, business_manager, last_year, police, hospital):
    plan = operations.begin_plan(board, by=business_manager, uid=uuid.uuid4(), copied_from=last_year)

    what, dates = plan.typed["what"], plan.typed["dates"]
    assert (what["title"], what["code"], what["previous"]) == (["Section 11, 2026/27"], [""], [str(last_year.pk)])
    assert what["framework_version"] == [str(last_year.framework_version_id)]
    assert (dates["opens_on"], dates["due_on"], dates["final_due_on"]) == (["2026-09-28"], ["2026-11-13"], [""])
    assert sorted(plan.typed["agencies"]["asked"]) == sorted([str(police.pk), str(hospital.pk)])
    assert plan.typed["focus"]["focus"] == [str(criteria("ST1.2").get().pk)]
    assert plan.typed["message"] == {"contact": [str(business_manager.pk)], "launch_message": ["Welcome"]}
    assert plan.typed["reminders"] == {"reminder_days": ["10", "0"]}


def test_a_copy_is_shared_by_the_boards_whose_rounds_the_person_runs(board, business_manager, last_year, police):
    westvale = BoardFactory(slug="westvale", name="Westvale")
    last_year.round_boards.create(board=westvale)
    last_year.asked.add(theirs := AgencyFactory(boards=[westvale]))
    alone = operations.begin_plan(board, by=business_manager, uid=uuid.uuid4(), copied_from=last_year)
    BoardRoleFactory(board=westvale, person=business_manager, role=Role.BUSINESS_MANAGER)
    both = User.objects.get(pk=business_manager.pk)
    together = operations.begin_plan(board, by=both, uid=uuid.uuid4(), copied_from=last_year)

    assert (alone.typed["boards"], together.typed["boards"]) == ({"sharing": []}, {"sharing": [str(westvale.pk)]})
    assert str(theirs.pk) not in alone.typed["agencies"]["asked"]
    assert str(theirs.pk) in together.typed["agencies"]["asked"]


# ---- Topic rounds --------------------------------------------------------------------------------------------------


def test_a_topic_round_asks_its_criteria_and_no_other(board, version, business_manager, police):
    focus = criteria("ST1.2", "ST2.1")
    topic = plan_round(
        board, by=business_manager, uid=uuid.uuid4(), asked=[police], focus=focus, **details(version, kind="topic")
    )
    (evaluation,) = open_round(topic, by=business_manager)

    assert [answer.criterion.code for answer in evaluation.answers.all()] == ["ST1.2", "ST2.1"]


def test_the_focus_of_a_whole_round_marks_and_leaves_nothing_out(board, version, business_manager, police):
    whole = plan_round(
        board, by=business_manager, uid=uuid.uuid4(), asked=[police], focus=criteria("ST1.2"), **details(version)
    )
    (evaluation,) = open_round(whole, by=business_manager)

    assert [criterion.code for criterion in whole.focus.all()] == ["ST1.2"]
    assert evaluation.answers.count() == 4


def test_a_topic_round_without_a_criterion_is_refused(board, version, business_manager, police):
    with pytest.raises(Refused, match="Choose at least one criterion"):
        plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[police], **details(version, kind="topic"))

    assert Round.objects.count() == 0


def test_a_topic_round_feeds_only_a_whole_round_that_is_planned(board, version, business_manager, police):
    topic = details(version, kind="topic", feeds=RoundFactory())

    with pytest.raises(Refused, match="feeds a whole round that has not opened yet"):
        plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[police], focus=criteria("ST1.1"), **topic)


def test_what_was_signed_in_a_topic_round_begins_the_whole_one_unconfirmed(board, version, business_manager, police):
    topic = RoundFactory(kind=Round.Kind.TOPIC, status=Round.Status.PLANNED, asked=[police])
    topic.focus.set(criteria("ST1.2"))
    (short,) = open_round(topic, by=business_manager)
    point = version.default_scale.points.get(code="A")
    short.answers.update(rating=point, narrative="Supervision was sampled in May.")
    SelfEvaluation.objects.filter(pk=short.pk).update(
        status="awaiting_sign_off", handed_over_at=timezone.now(), handed_over_by=business_manager
    )
    short.responses.update(gaps="Nights.")
    PlannedImprovementFactory(evaluation=short, standard=short.answers.get().standard)
    signed = SubmissionFactory(evaluation=SelfEvaluation.objects.get(pk=short.pk))
    whole = plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[police], fed_by=[topic], **details(version))
    open_round(whole, by=business_manager)

    carried = Answer.objects.filter(round=whole, carried_from__isnull=False).get()
    assert (carried.criterion.code, carried.rating, carried.confirmed) == ("ST1.2", point, False)
    assert (carried.carried_from, carried.narrative) == (signed, "Supervision was sampled in May.")
    assert carried.evaluation.answers.answered().count() == 0


def test_a_round_begins_only_with_its_own_boards_topic_rounds(board, version, business_manager, police):
    theirs = RoundFactory(kind=Round.Kind.TOPIC, boards=[BoardFactory(slug="westvale", name="Westvale")])
    whole = plan_round(
        board,
        by=business_manager,
        uid=uuid.uuid4(),
        asked=[police],
        fed_by=[theirs, RoundFactory()],
        **details(version),
    )

    assert list(whole.fed_by.all()) == []
