import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Kind, Membership, Notification, User
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory, PostFactory
from audits import tasks
from audits.forms.round import RoundForm
from audits.models import Review, Round, SelfEvaluation
from audits.operations import round as operations
from audits.tests.factories import FrameworkVersionFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.queries import queries_of
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)


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


def post_data(version, agencies, **changed):
    today = timezone.localdate()
    return {
        "uid": str(uuid.uuid4()),
        "title": "Section 11 self-evaluation 2026",
        "code": "",
        "framework_version": version.pk,
        "edition": 2023,
        "opens_on": today.isoformat(),
        "due_on": (today + dt.timedelta(days=42)).isoformat(),
        "asked": [agency.pk for agency in agencies],
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


def test_a_short_name_is_used_once(board, version, business_manager, police):
    RoundFactory(code="s11-2026")

    with pytest.raises(Refused, match="Another round has the short name"):
        operations.plan_round(board, by=business_manager, uid=uuid.uuid4(), asked=[police], **details(version))


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
    assert [event.book.key for event in Event.objects.about(round_)] == [board.ledger_key, other.ledger_key]


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


# ---- The form ----------------------------------------------------------------------------------------------------


def filled(board, user, version, agencies, **changed):
    return RoundForm(post_data(version, agencies, **changed), user=user, board=board)


def test_a_good_form_takes_the_scale_of_the_framework_and_the_name_of_the_title(
    board, version, business_manager, police
):
    form = filled(board, business_manager, version, [police])

    assert form.is_valid(), form.errors
    assert form.details["code"] == "section-11-self-evaluation-2026"
    assert (form.details["scale"], form.details["edition"]) == (version.default_scale, 2023)
    assert list(form.people["asked"]) == [police]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": ""}, "title", "Enter a title."),
        ({"title": "☃", "code": ""}, "code", "Enter a short name: none can be taken from this title."),
        ({"code": "no spaces"}, "code", "Use letters, digits and hyphens only."),
        ({"framework_version": "99999"}, "framework_version", "Choose a framework from the list."),
        ({"edition": "1989"}, "edition", "Choose an edition from the list."),
        ({"opens_on": "soon"}, "opens_on", "Enter a day, for example 30 November 2026."),
        ({"due_on": "2020-01-01"}, "due_on", "The day returns are due is past."),
        ({"opens_on": "2099-01-01"}, "due_on", "Returns cannot be due before the round opens."),
        ({"final_due_on": "2020-01-01"}, "final_due_on", "The final date cannot be before the day returns are due."),
        ({"asked": []}, "asked", "Choose at least one agency."),
        ({"asked": ["99999"]}, "asked", "Choose agencies from the list."),
    ],
)
def test_what_the_form_says_of_each_mistake(board, version, business_manager, police, changed, field, sentence):
    form = filled(board, business_manager, version, [police], **changed)

    assert form.errors[field] == [sentence]


def test_the_form_offers_only_the_boards_own_agencies(board, version, business_manager, police, stranger):
    foreign = AgencyFactory(boards=[stranger.board_roles.get().board])
    form = filled(board, business_manager, version, [police, foreign])

    assert form.errors["asked"] == ["Choose agencies from the list."]


def test_a_manager_of_two_boards_may_share_a_round(board, version, business_manager, police):
    other = BoardFactory(slug="westvale", name="Westvale")
    assert "sharing" not in RoundForm(user=business_manager, board=board).fields
    BoardRoleFactory(person=business_manager, board=other, role=Role.BUSINESS_MANAGER)

    form = filled(board, business_manager, version, [police], sharing=[other.pk])

    assert form.is_valid(), form.errors
    assert list(form.people["sharing"]) == [other]


# ---- The pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(client, business_manager):
    client.force_login(business_manager)
    return client


def test_planning_and_opening_in_the_browser(manager, board, version, police):
    address = reverse("audits:round_add", args=[board.slug])
    assert manager.get(address).status_code == 200
    answer = manager.post(address, post_data(version, [police]))
    planned = Round.objects.get()
    page = reverse("audits:round", args=[board.slug, planned.uid])
    assert answer.url == page
    assert "Agencies to be asked" in manager.get(page).text

    opening = reverse("audits:round_open", args=[board.slug, planned.uid])
    assert "1 agency will get a return" in manager.get(opening).text
    assert manager.post(opening).url == page
    assert "0 of 4" in manager.get(page).text


def test_a_form_with_mistakes_is_shown_again_with_all_of_them(manager, board, version):
    answer = manager.post(reverse("audits:round_add", args=[board.slug]), {"title": "Mine", "uid": "not a uid"})

    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert 'value="Mine"' in answer.text
    assert Round.objects.count() == 0


def test_changing_and_closing_in_the_browser(manager, board, planned, council):
    change = reverse("audits:round_change", args=[board.slug, planned.uid])
    assert planned.title in manager.get(change).text
    data = post_data(planned.framework_version, [council], uid=planned.uid, title="A better title")
    assert manager.post(change, data).status_code == 302
    planned.refresh_from_db()
    assert (planned.title, list(planned.asked.all())) == ("A better title", [council])

    manager.post(reverse("audits:round_open", args=[board.slug, planned.uid]))
    close = reverse("audits:round_close", args=[board.slug, planned.uid])
    assert "1 agency has not submitted." in manager.get(close).text
    manager.post(close)
    planned.refresh_from_db()
    assert planned.status == "closed"


@pytest.mark.parametrize("name", ["round", "round_change", "round_open", "round_close"])
def test_a_round_of_another_board_is_not_there(client, stranger, planned, name):
    client.force_login(stranger)
    board = stranger.board_roles.get().board

    assert client.get(reverse(f"audits:{name}", args=[board.slug, planned.uid])).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("business_manager", 200),
        ("administrator", 200),
        ("moderator", 200),
        ("chair", 200),
        ("member", 200),
        ("analyst", 200),
        ("lead", 403),
        ("signatory", 403),
        ("board_member", 403),
    ],
)
def test_who_follows_a_round(request, client, board, police, hospital, role, status):
    round_ = SelfEvaluationFactory(agency=police).round
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("audits:round", args=[board.slug, round_.uid])).status_code == status


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "board_member"])
@pytest.mark.parametrize("name", ["round_change", "round_open", "round_close"])
def test_who_may_not_run_a_round(request, client, board, planned, role, name):
    client.force_login(request.getfixturevalue(role))
    address = reverse(f"audits:{name}", args=[board.slug, planned.uid])

    assert client.get(address).status_code == client.post(address).status_code == 403


def test_the_tracking_page_says_how_far_each_agency_is(manager, board, police, hospital, lead):
    submission = SubmissionFactory(evaluation__agency=police)
    SelfEvaluationFactory(round=submission.evaluation.round, agency=hospital)

    page = manager.get(reverse("audits:round", args=[board.slug, submission.evaluation.round.uid])).text

    assert "4 of 4" in page
    assert "0 of 3" in page
    assert "First look" in page
    assert lead.name in page
    assert "No lead to answer it" in page


def test_tracking_thirty_agencies_takes_no_more_queries_than_one(manager, board):
    counts = []
    for number in (1, 30):
        round_ = RoundFactory()
        for _ in range(number):
            agency = PostFactory().agency
            SelfEvaluationFactory(round=round_, agency=agency, ratings={"ST1.1": "A"})
        counts.append(queries_of(manager, reverse("audits:round", args=[board.slug, round_.uid])))

    assert counts[0] == counts[1]
