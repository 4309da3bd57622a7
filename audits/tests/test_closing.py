"""The end of a round: moderated by itself when all is judged, reported when the business manager says so."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.models import Event
from agencies.roles import Role
from agencies.tests.asserting import books_of, denied, refused
from agencies.tests.factories import BoardFactory, BoardRoleFactory
from audits.models import Review, Round, RoundBoard, SelfEvaluation
from audits.operations.closing import end_moderation_of_rounds, report_round
from audits.operations.moderation import finish
from audits.operations.round import close_round
from audits.tests.factories_judging import moderated, part_of, returned, review_of, submit

Status = Round.Status


@pytest.fixture
def part(board):
    part = part_of(board)
    RoundBoard.objects.update(is_organiser=True)
    Round.objects.update(status=Status.OPEN)
    part.refresh_from_db()
    return part


def judged(review, by):
    review = Review.objects.get(pk=review.pk)
    for standard in review.round_board.round.framework_version.standards.all():
        moderated(review, standard, "A")
    finish(review, by=by)


def status():
    return Round.objects.get().status


def test_the_last_return_judged_ends_the_moderation(part, police, hospital, council, moderator, business_manager):
    reviews = [returned(part, agency=agency) for agency in (police, hospital)]
    review_of(part, council)  # never returned
    close_round(part.round, by=business_manager)
    seen = [status()]
    for review in reviews:
        judged(review, moderator)
        seen.append(status())

    assert seen == [Status.CLOSED, Status.CLOSED, Status.MODERATED]
    assert Event.objects.filter(verb="round.moderated").count() == 1


def test_while_the_round_is_open_it_stays_open(part, police, moderator):
    judged(returned(part, agency=police), moderator)

    assert status() == Status.OPEN


def test_a_round_that_closes_with_all_judged_is_moderated_at_once(part, police, moderator, business_manager):
    judged(returned(part, agency=police), moderator)
    close_round(part.round, by=business_manager)

    assert status() == Status.MODERATED


def test_a_return_that_is_back_with_its_agency_is_still_to_judge(part, police, hospital, moderator, business_manager):
    back, other = (returned(part, agency=agency) for agency in (police, hospital))
    close_round(part.round, by=business_manager)
    Review.objects.filter(pk=back.pk).update(status="returned")
    judged(other, moderator)

    assert status() == Status.CLOSED


@pytest.fixture
def with_more_time(part, police, hospital, moderator, business_manager, time_machine):
    """A closed round in which the police's return is judged, and the hospital has until 20 November."""
    time_machine.move_to("2026-11-05T10:00:00Z")
    theirs = review_of(part, hospital)
    SelfEvaluation.objects.filter(pk=theirs.evaluation_id).update(extended_to=dt.date(2026, 11, 20))
    close_round(part.round, by=business_manager)
    judged(returned(part, agency=police), moderator)
    return theirs


def test_while_an_agency_has_more_time_the_round_is_not_moderated(with_more_time, moderator, business_manager):
    assert (end_moderation_of_rounds(), status()) == (0, Status.CLOSED)
    name = with_more_time.evaluation.agency.short_name
    with refused(f"Still awaited: the return of {name}."):
        report_round(Round.objects.get(), by=business_manager)

    submit(with_more_time, "GG", "GG")
    came_in = status()
    with refused(f"Still to be judged: the return of {name}."):
        report_round(Round.objects.get(), by=business_manager)
    judged(with_more_time, moderator)
    assert (came_in, status()) == (Status.CLOSED, Status.MODERATED)


def test_when_its_time_is_over_the_round_is_moderated_by_itself(with_more_time, time_machine):
    time_machine.move_to("2026-11-20T22:00:00Z")
    on_the_last_day = end_moderation_of_rounds()
    time_machine.move_to("2026-11-21T01:00:00Z")

    assert (on_the_last_day, end_moderation_of_rounds(), end_moderation_of_rounds()) == (0, 1, 0)
    assert status() == Status.MODERATED
    assert Event.objects.get(verb="round.moderated").by.email == "system@portal.invalid"


def test_a_round_without_returns_is_not_moderated(part, police, business_manager):
    review_of(part, police)
    close_round(part.round, by=business_manager)

    assert status() == Status.CLOSED


def test_every_board_of_a_shared_round_has_to_finish(part, police, moderator, business_manager):
    review = returned(part, agency=police)
    westvale = BoardFactory(slug="westvale", name="Westvale")
    theirs = Review.objects.create(
        round_board=part.round.round_boards.create(board=westvale),
        evaluation=review.evaluation,
        submission=review.submission,
        status="first_look",
    )
    close_round(part.round, by=business_manager)
    judged(review, moderator)
    between = status()
    judged(theirs, BoardRoleFactory(board=westvale, role=Role.QA_OFFICER).person)

    assert (between, status()) == (Status.CLOSED, Status.MODERATED)
    assert books_of(part.round, "round.moderated") == {part.ledger_key, westvale.ledger_key}


def test_the_business_manager_says_that_it_is_reported(part, business_manager, unguarded):
    Round.objects.update(status=Status.MODERATED)
    report_round(part.round, by=business_manager)

    assert status() == Status.REPORTED
    assert Event.objects.get().verb == "round.reported"


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (Status.OPEN, "This round is still open for returns. Close it first."),
        (Status.CLOSED, "No return of this round has come in, so there is nothing to report."),
    ],
)
def test_not_before_returns_are_in(part, business_manager, before, why):
    Round.objects.update(status=before)

    with refused(why):
        report_round(part.round, by=business_manager)


def test_what_is_to_judge_is_said_before_what_is_awaited(part, police, hospital, council, business_manager):
    for agency in (police, hospital):
        returned(part, agency=agency)
    sent_back = returned(part, agency=council)
    Review.objects.filter(pk=sent_back.pk).update(status=Review.Status.RETURNED)
    SelfEvaluation.objects.filter(pk=sent_back.evaluation_id).update(
        status=SelfEvaluation.Status.IN_PROGRESS, submitted_at=None, submitted_by=None
    )
    close_round(part.round, by=business_manager)

    with refused(f"Still to be judged: the returns of {hospital.short_name} and {police.short_name}."):
        report_round(part.round, by=business_manager)
    Review.objects.exclude(pk=sent_back.pk).update(status=Review.Status.MODERATED)
    with refused(f"Still awaited: the return of {council.short_name}."):
        report_round(part.round, by=business_manager)


def test_a_round_is_reported_once(part, business_manager, unguarded):
    Round.objects.update(status=Status.REPORTED)

    with refused("This is reported; it cannot become reported."):
        report_round(part.round, by=business_manager)


def test_who_may_not_report(part, moderator, chair, administrator, lead, stranger, unguarded):
    Round.objects.update(status=Status.MODERATED)
    for person in (moderator, chair, administrator, lead, stranger):
        with denied():
            report_round(part.round, by=person)


def test_reported_in_the_browser(client, part, police, moderator, business_manager):
    judged(returned(part, agency=police), moderator)
    close_round(part.round, by=business_manager)
    client.force_login(business_manager)
    page = reverse("audits:round_report", args=["northmere", part.round.uid])
    overview = client.get(reverse("audits:round", args=["northmere", part.round.uid])).text
    assert page in overview
    assert "1 of 1 returns are moderated. Feedback is sent to none of 1 return yet." in " ".join(overview.split())

    assert "been reported to the Strategic Board?" in client.get(page).text
    client.post(page)

    assert status() == Status.REPORTED
    client.force_login(moderator)
    assert client.post(page).status_code == 403
