"""The pages on which a round is planned: each step keeps what was typed, and the last one makes the round."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from agencies.models import Kind
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory, PostFactory
from audits.models import Criterion, Round, RoundPlan
from audits.operations.round_plan import begin_change
from audits.tests.factories import FrameworkVersionFactory, RoundFactory
from audits.tests.plan_page import address, filled, said
from audits.tests.queries import queries_of
from audits.views.plan_steps import Steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def september(time_machine):
    time_machine.move_to("2026-09-01T10:00:00Z")


@pytest.fixture
def version(db):
    return FrameworkVersionFactory()


@pytest.fixture
def manager(client, business_manager):
    client.force_login(business_manager)
    return client


@pytest.fixture
def plan(board, business_manager):
    return RoundPlan.objects.create(board=board, begun_by=business_manager)


def errors(plan, user, step):
    return Steps(plan, user).bound(step).errors


# ---- The whole way -------------------------------------------------------------------------------------------------


def test_a_round_is_planned_step_by_step(manager, board, version, police, business_manager):
    start = reverse("audits:round_add", args=[board.slug])
    assert "Nothing: a new round" in manager.get(start).text
    uid = uuid.uuid4()
    answer = manager.post(start, {"uid": uid, "copied_from": ""})
    for step, typed in said(version, [police]).items():
        assert answer.url.endswith(f"/{step}/")
        page = manager.get(answer.url)
        assert page.status_code == 200
        answer = manager.post(answer.url, typed)
    plan = RoundPlan.objects.get()
    assert answer.url == address(plan, "check")
    check = manager.get(answer.url).text
    for words in ("Section 11 2026", "1 agency", "Tuesday 27 October 2026", "10 working days before, and on the day"):
        assert words in check

    answer = manager.post(answer.url, follow=True)
    planned = Round.objects.get()
    assert "The round is planned. Nobody is told until it opens." in answer.text
    assert (planned.uid, planned.title, planned.due_on) == (uid, "Section 11 2026", dt.date(2026, 10, 27))
    assert (planned.reminder_days, planned.launch_message) == ([10, 0], "Welcome")
    assert manager.get(address(plan, "dates")).url == manager.get(address(plan, "check")).url
    assert manager.post(address(plan, "check")).status_code == 302
    assert Round.objects.count() == 1


def test_back_keeps_what_was_typed_right_or_wrong(manager, plan, version, police):
    filled(plan, version, [police])
    answer = manager.post(address(plan, "dates"), {"opens_on": "2026-13-45", "due_on": "2026-11-02", "back": "1"})
    assert answer.url == address(plan, "agencies")

    page = manager.get(address(plan, "dates")).text
    assert 'value="2026-13-45"' in page
    assert 'value="2026-11-02"' in page
    assert "There is a problem" not in page


def test_a_plan_is_kept_for_later_and_found_again(manager, board, plan, version):
    typed = {"title": "For later", "leave": "1"}
    answer = manager.post(address(plan, "what"), typed, follow=True)

    assert "The plan is kept. Go on with it when you like." in answer.text
    assert "For later" in answer.text
    assert address(plan, "check") in answer.text
    assert "Not filled in yet." in manager.get(address(plan, "check")).text
    assert "Enter a title." not in manager.get(address(plan, "what")).text


def test_the_first_back_leads_to_the_start(manager, board, plan):
    answer = manager.post(address(plan, "what"), {"back": "1"})

    assert answer.url == reverse("audits:round_add", args=[board.slug])


def test_a_later_step_waits_for_what_is_asked(manager, plan):
    assert manager.get(address(plan, "focus")).url == address(plan, "what")


def test_what_is_missing_is_named_on_the_check_and_nothing_is_planned(manager, plan, version):
    filled(plan, version, [], dates={"due_on": "2026-09-02"})
    page = manager.get(address(plan, "check")).text

    assert "Choose at least one agency." in page
    assert "Returns cannot be due before the round opens." in page
    assert manager.post(address(plan, "check")).status_code == 200
    assert Round.objects.count() == 0


def test_a_plan_is_thrown_away_in_the_browser(manager, board, plan):
    discard = reverse("audits:round_plan_discard", args=[board.slug, plan.uid])

    asked = manager.get(discard).text
    assert "Throw away the plan “A round without a title”?" in asked
    assert f'href="{address(plan, "check")}"' in asked
    assert RoundPlan.objects.get() == plan
    assert "The plan is thrown away." in manager.post(discard, follow=True).text
    assert RoundPlan.objects.count() == 0


def test_a_planned_round_is_changed_in_the_browser(manager, board, version, police, council):
    planned = RoundFactory(status=Round.Status.PLANNED, opens_on=dt.date(2026, 9, 15), asked=[police])
    answer = manager.post(reverse("audits:round_replan", args=[board.slug, planned.uid]))
    plan = planned.plans.get()
    assert answer.url == address(plan, "check")

    answer = manager.post(address(plan, "agencies"), {"asked": [council.pk]})
    assert answer.url == address(plan, "check")
    assert "The round is changed." in manager.post(address(plan, "check"), follow=True).text
    assert list(planned.asked.all()) == [council]


def test_a_change_leaves_the_boards_and_agencies_that_the_manager_does_not_run(
    manager, board, version, police, council
):
    """The manager of Northmere alone is not asked which boards share the round: Westvale stays, and so does its own."""
    westvale = BoardFactory(slug="westvale", name="Westvale")
    theirs = AgencyFactory(name="Westvale Fire", boards=[westvale])
    planned = RoundFactory(
        status=Round.Status.PLANNED,
        boards=[board, westvale],
        opens_on=dt.date(2026, 9, 15),
        asked=[police, theirs],
    )
    manager.post(reverse("audits:round_replan", args=[board.slug, planned.uid]))
    plan = planned.plans.get()

    manager.post(address(plan, "agencies"), {"asked": [council.pk]})
    check = " ".join(manager.get(address(plan, "check")).text.split())
    assert "Westvale shares this round and stays in it" in check
    assert "Westvale Fire" not in check
    assert "The round is changed." in manager.post(address(plan, "check"), follow=True).text
    assert (set(planned.boards.all()), set(planned.asked.all())) == ({board, westvale}, {council, theirs})


def test_a_change_that_is_thrown_away_leaves_the_round_as_it_was(manager, board, business_manager, police):
    planned = RoundFactory(status=Round.Status.PLANNED, asked=[police])
    plan = begin_change(planned, by=business_manager)
    discard = reverse("audits:round_plan_discard", args=[board.slug, plan.uid])
    assert f"Leave “{planned.title}” as it was?" in manager.get(discard).text
    answer = manager.post(discard)

    assert answer.url == reverse("audits:round", args=[board.slug, planned.uid])
    assert list(planned.asked.all()) == [police]


# ---- The steps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "changed", "field", "sentence"),
    [
        ("what", {"title": ""}, "title", "Enter a title."),
        ("what", {"title": "☃"}, "code", "Enter a short name: none can be taken from this title."),
        ("what", {"code": "no spaces"}, "code", "Use letters, digits and hyphens only."),
        ("what", {"kind": ""}, "kind", "Choose the kind of round."),
        ("what", {"framework_version": "99999"}, "framework_version", "Choose a framework from the list."),
        ("what", {"edition": "1989"}, "edition", "Choose an edition from the list."),
        ("agencies", {"asked": []}, "asked", "Choose at least one agency."),
        ("agencies", {"asked": ["99999"]}, "asked", "Choose agencies from the list."),
        ("dates", {"opens_on": ""}, "opens_on", "Enter the day the round opens."),
        ("dates", {"opens_on": "soon"}, "opens_on", "Enter a day, for example 30 November 2026."),
        ("dates", {"due_on": "2020-01-01"}, "due_on", "The day returns are due is past."),
        ("dates", {"opens_on": "2099-01-01"}, "due_on", "Returns cannot be due before the round opens."),
        (
            "dates",
            {"final_due_on": "2026-10-01"},
            "final_due_on",
            "The final date cannot be before the day returns are due.",
        ),
        (
            "dates",
            {"event_on": "2026-10-01"},
            "event_on",
            "Agencies cannot go through the results before returns are due.",
        ),
        ("focus", {"focus": ["99999"]}, "focus", "Choose criteria from the list."),
        ("message", {"contact": "99999"}, "contact", "Choose somebody from the list."),
        ("message", {"launch_message": "x" * 3001}, "launch_message", "Use 3,000 characters or fewer."),
        ("reminders", {"reminder_days": ["7"]}, "reminder_days", "Choose days from the list."),
    ],
)
def test_what_is_said_of_each_mistake(plan, version, business_manager, police, step, changed, field, sentence):
    filled(plan, version, [police], **{step: changed})

    assert errors(plan, business_manager, step)[field] == [sentence]


def test_a_title_that_another_boards_round_has_gets_the_boards_name(plan, version, business_manager, police):
    RoundFactory(code="section-11-2026", boards=[BoardFactory(slug="westvale", name="Westvale")])
    steps = Steps(filled(plan, version, [police]), business_manager)

    assert steps.details["code"] == "section-11-2026-northmere"


def test_a_short_name_that_is_taken_is_said_with_one_that_is_free(manager, plan, version, police):
    RoundFactory(code="S11-2026", boards=[BoardFactory(slug="westvale", name="Westvale")])
    sentence = "Another round, perhaps another board’s, has this short name. “S11-2026-northmere” is free."
    page = manager.post(address(plan, "what"), said(version, [police])["what"] | {"code": "S11-2026"}).text

    assert page.count(sentence) == 2  # in the summary and beside the field


def test_only_the_boards_own_agencies_are_offered(plan, version, business_manager, police, stranger):
    foreign = AgencyFactory(boards=[stranger.board_roles.get().board])
    filled(plan, version, [police, foreign])

    assert errors(plan, business_manager, "agencies")["asked"] == ["Choose agencies from the list."]


def test_a_manager_of_two_boards_shares_a_round_and_one_of_one_board_is_not_asked(
    manager, plan, version, business_manager, police
):
    assert "boards" not in Steps(plan, business_manager).slugs
    filled(plan, version, [police])
    assert manager.get(address(plan, "boards")).status_code == 404

    other = BoardFactory(slug="westvale", name="Westvale")
    BoardRoleFactory(person=business_manager, board=other, role=Role.BUSINESS_MANAGER)
    theirs = AgencyFactory(name="Westvale Fire", boards=[other])
    business_manager = type(business_manager).objects.get(pk=business_manager.pk)
    filled(plan, version, [police, theirs])
    assert errors(plan, business_manager, "agencies")["asked"] == [
        "Westvale Fire belongs to no board of this round. Share the round or leave it out."
    ]
    plan.typed["boards"] = {"sharing": [str(other.pk)]}
    steps = Steps(plan, business_manager)
    assert (steps.undone, list(steps.details["sharing"])) == ([], [other])


def test_agencies_without_a_lead_are_flagged(manager, plan, version, police, hospital, lead):
    filled(plan, version, [police, hospital])
    page = manager.get(address(plan, "agencies")).text
    assert "Joy Okafor" in page
    assert page.count("No lead: nobody would be told") == 1

    check = manager.get(address(plan, "check")).text
    assert "Without a lead" in check


def test_the_days_are_suggested_with_their_weekdays(manager, plan, version, police):
    filled(plan, version, [police])
    plan.typed.pop("dates")
    plan.save()
    page = manager.get(address(plan, "dates")).text
    assert 'value="2026-09-15"' in page
    assert "Tuesday 27 October 2026" in page

    page = manager.post(address(plan, "dates"), {"opens_on": "2026-10-05", "due_on": "", "suggest": "1"}).text
    assert 'value="2026-10-05"' in page
    assert "Monday 16 November 2026" in page
    assert "dates" not in RoundPlan.objects.get().typed


def test_a_day_that_is_none_for_work_is_warned_of_once(manager, plan, version, police):
    filled(plan, version, [police])
    dates = {"opens_on": "2026-09-15", "due_on": "2026-12-25"}
    page = manager.post(address(plan, "dates"), dates).text
    assert "Friday 25 December 2026 is a bank holiday." in page
    assert "Press “Continue” once more to keep them." in page

    warned = dates | {"warned": "Friday 25 December 2026 is a bank holiday."}
    assert manager.post(address(plan, "dates"), warned).url == address(plan, "check")
    assert "Friday 25 December 2026 is a bank holiday." in manager.get(address(plan, "check")).text


def test_a_topic_round_needs_a_criterion_and_may_feed_a_planned_one(manager, plan, version, business_manager, police):
    whole = RoundFactory(status=Round.Status.PLANNED)
    filled(plan, version, [police], what={"kind": "topic"})
    assert errors(plan, business_manager, "focus")["focus"] == [
        "Choose at least one criterion for the topic round to ask."
    ]

    criterion = Criterion.objects.get(code="ST1.2")
    typed = {"focus": [criterion.pk], "feeds": whole.pk}
    assert whole.title in manager.get(address(plan, "focus")).text
    assert manager.post(address(plan, "focus"), typed).url == address(plan, "check")
    manager.post(address(plan, "check"))
    topic = Round.objects.get(uid=plan.uid)
    assert (topic.kind, list(topic.focus.all()), topic.feeds) == ("topic", [criterion], whole)


def test_a_whole_round_is_offered_the_topic_rounds_before_it(manager, plan, version, business_manager, police):
    topic = RoundFactory(kind=Round.Kind.TOPIC, title="Supervision")
    filled(plan, version, [police])
    plan.typed.pop("focus")
    plan.save()
    page = manager.get(address(plan, "focus")).text
    assert "Supervision" in page
    assert page.count("checked") == 1

    manager.post(address(plan, "focus"), {"fed_by": [topic.pk]})
    manager.post(address(plan, "check"))
    topic.refresh_from_db()
    assert topic.feeds == Round.objects.get(uid=plan.uid)


def test_the_reminders_say_their_days(manager, plan, version, police):
    page = manager.get(address(filled(plan, version, [police]), "reminders")).text

    assert "Tuesday 13 October 2026" in page  # ten working days before the due day
    assert page.count("checked") == 2


# ---- Who may, and how many queries ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "chair"])
def test_who_may_not_plan(request, client, board, plan, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("audits:round_add", args=[board.slug])).status_code == 403
    assert client.get(address(plan, "what")).status_code == 404
    assert client.post(address(plan, "check")).status_code == 404


def test_a_plan_of_another_board_is_not_there(client, stranger, plan):
    client.force_login(stranger)
    theirs = stranger.board_roles.get().board

    assert client.get(reverse("audits:round_check", args=[theirs.slug, plan.uid])).status_code == 404


def test_thirty_agencies_take_no_more_queries_than_one(manager, plan, version, board):
    counts = []
    for number in (1, 29):
        for _ in range(number):
            PostFactory(agency__kind=Kind.VCS)
        agencies = list(board.agencies.all())
        filled(plan, version, agencies)
        counts.append([queries_of(manager, address(plan, step)) for step in ("agencies", "check")])

    assert counts[0] == counts[1]
