import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory, PostFactory
from audits.forms.round import RoundForm
from audits.models import Round
from audits.tests.factories import FrameworkVersionFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return FrameworkVersionFactory()


@pytest.fixture
def planned(board, police, hospital):
    """A round whose first day is tomorrow, which asks the police and the hospital."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    return RoundFactory(status=Round.Status.PLANNED, opens_on=tomorrow, asked=[police, hospital])


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


def test_a_title_that_another_boards_round_has_gets_the_boards_name(board, version, business_manager, police):
    RoundFactory(code="section-11-self-evaluation-2026", boards=[BoardFactory(slug="westvale", name="Westvale")])
    form = filled(board, business_manager, version, [police])

    assert form.is_valid(), form.errors
    assert form.details["code"] == "section-11-self-evaluation-2026-northmere"


def test_a_short_name_that_is_taken_is_said_beside_the_field_with_one_that_is_free(
    client, board, version, business_manager, police
):
    RoundFactory(code="S11-2026", boards=[BoardFactory(slug="westvale", name="Westvale")])
    sentence = "Another round, perhaps another board’s, has this short name. “S11-2026-northmere” is free."

    assert filled(board, business_manager, version, [police], code="S11-2026").errors["code"] == [sentence]
    client.force_login(business_manager)
    data = post_data(version, [police], code="S11-2026")
    page = client.post(reverse("audits:round_add", args=[board.slug]), data)
    assert page.text.count(sentence) == 2  # in the summary and beside the field
    data["code"] = "S11-2026-northmere"
    assert client.post(reverse("audits:round_add", args=[board.slug]), data).status_code == 302


def test_a_round_that_is_changed_may_keep_its_short_name(board, version, business_manager, police, planned):
    data = post_data(version, [police], code=planned.code, uid=str(planned.uid))
    form = RoundForm(data, user=business_manager, board=board, instance=planned)

    assert form.is_valid(), form.errors
    assert form.details["code"] == planned.code


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
    BoardRoleFactory(person=business_manager, board=other, role=Role.BUSINESS_MANAGER)

    form = filled(board, business_manager, version, [police], sharing=[other.pk])

    assert form.is_valid(), form.errors
    assert list(form.people["sharing"]) == [other]


def test_a_manager_of_one_board_is_not_asked_with_whom_to_share(board, business_manager):
    BoardFactory(slug="westvale", name="Westvale")

    assert "sharing" not in RoundForm(user=business_manager, board=board).fields


def test_an_agency_of_a_board_that_does_not_share_is_named(board, version, business_manager, police):
    other = BoardFactory(slug="westvale", name="Westvale")
    BoardRoleFactory(person=business_manager, board=other, role=Role.BUSINESS_MANAGER)
    theirs = AgencyFactory(name="Westvale Fire", boards=[other])

    assert filled(board, business_manager, version, [police, theirs]).errors["asked"] == [
        "Westvale Fire belongs to no board of this round. Share the round or leave it out."
    ]
    assert filled(board, business_manager, version, [police, theirs], sharing=[other.pk]).is_valid()


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
