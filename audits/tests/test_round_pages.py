import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import PostFactory
from audits.models import Round
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(board, police, hospital):
    """A round whose first day is tomorrow, which asks the police and the hospital."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    return RoundFactory(status=Round.Status.PLANNED, opens_on=tomorrow, asked=[police, hospital])


@pytest.fixture
def manager(client, business_manager):
    client.force_login(business_manager)
    return client


def test_a_planned_round_is_opened_in_the_browser(manager, board, planned):
    page = reverse("audits:round", args=[board.slug, planned.uid])
    assert "Agencies to be asked" in manager.get(page).text

    opening = reverse("audits:round_open", args=[board.slug, planned.uid])
    assert "2 agencies will get a return" in manager.get(opening).text
    assert manager.post(opening).url == page
    assert "0 of 4" in manager.get(page).text


def test_closing_in_the_browser(manager, board, planned):
    manager.post(reverse("audits:round_open", args=[board.slug, planned.uid]))
    close = reverse("audits:round_close", args=[board.slug, planned.uid])
    assert "2 agencies have not submitted." in manager.get(close).text
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
