import re
from html import unescape

import pytest
from django.urls import reverse

from agencies.models import Notification
from agencies.tests.factories import BoardFactory
from audits.models import Review
from audits.operations.moderation import finish
from audits.tests.factories_judging import NA, moderated, part_of, returned, review_of


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    """The police's return: the first standard lowered, the second not applicable."""
    review = returned(part, "GG", NA, agency=police)
    moderated(review, part.round.framework_version.standards.get(position=1), "A", reason="Nights are not sampled.")
    return review


def url(review):
    part = review.round_board
    return reverse("audits:judgement", args=[part.board.slug, part.round.uid, review.uid])


def get(client, person, address):
    client.force_login(person)
    return client.get(address)


def text(response):
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_each_standard_shows_both_ratings_and_the_reason(client, moderator, review):
    page = text(get(client, moderator, url(review)))

    assert "Moderation under way" in page
    assert (
        "1. Standard title 1 Self G Green Moderated A Amber Difference Lowered 1 "
        "Evidence covers part of the agency Nights are not sampled."
    ) in page
    assert "2. Standard title 2 Self Not rated Moderated Not moderated" in page


def test_the_agencys_people_are_told_and_may_read_it_once_it_is_finished(
    client, moderator, lead, signatory, contributor, review
):
    assert [get(client, person, url(review)).status_code for person in (lead, signatory)] == [403, 403]

    finish(review, by=moderator)

    told = Notification.objects.filter(kind="audits/return_moderated")
    assert {notification.recipient for notification in told} == {lead, signatory}
    assert {notification.link for notification in told} == {url(review)}
    for person in (lead, signatory, contributor):
        assert "Nights are not sampled." in text(get(client, person, url(review)))


def test_the_mail_holds_no_rating_and_no_reason(moderator, lead, review, mailoutbox):
    from agencies.operations.notification import deliver_owed

    finish(review, by=moderator)
    deliver_owed()

    (mail,) = mailoutbox
    assert mail.subject == "The moderation of your return is finished"
    assert url(review) in mail.body
    assert not {"Amber", "Green", "Nights"} & set(mail.body.split())


def test_other_agencies_and_other_boards_find_nothing(client, outsider, stranger, review):
    Review.objects.update(status=Review.Status.MODERATED)

    assert [get(client, person, url(review)).status_code for person in (outsider, stranger)] == [404, 404]


def test_who_reads_returns_may_follow_it_from_the_start(client, business_manager, chair, administrator, review):
    people = (business_manager, chair, administrator)

    assert [get(client, person, url(review)).status_code for person in people] == [200, 200, 404]


def test_a_member_reads_their_own_agencys_only_when_it_is_finished(client, member, part, hospital):
    review = returned(part, agency=hospital)
    assert get(client, member, url(review)).status_code == 403

    Review.objects.update(status=Review.Status.MODERATED)

    assert get(client, member, url(review)).status_code == 200


def test_what_is_not_returned_or_of_another_board_is_not_found(client, moderator, board, part, hospital):
    waiting = review_of(part, hospital)
    theirs = returned(part_of(BoardFactory(slug="westvale", name="Westvale"), "s11-2024"))
    mixed = reverse("audits:judgement", args=[board.slug, part.round.uid, theirs.uid])

    assert [get(client, moderator, address).status_code for address in (url(waiting), mixed)] == [404, 404]


# ---- The way there -----------------------------------------------------------------------------------------------


def leads_to(client, person, review):
    """The judgements that the page of what was submitted leads the person to."""
    page = get(client, person, reverse("audits:submission", args=["northmere", review.submission.uid]))
    return re.findall(r'href="([^"]+/judgements/[^"]+)"', page.content.decode())


def test_what_was_submitted_leads_to_the_judgement_once_it_is_finished(client, moderator, lead, signatory, review):
    people = (lead, signatory, moderator)
    assert [leads_to(client, person, review) for person in people] == [[], [], []]

    finish(review, by=moderator)

    assert [leads_to(client, person, review) for person in people] == [[url(review)]] * 3


def test_it_does_not_lead_to_what_another_board_judged(client, lead, review):
    westvale = part_of(BoardFactory(slug="westvale", name="Westvale"))
    theirs = Review.objects.create(round_board=westvale, evaluation=review.evaluation, submission=review.submission)
    Review.objects.filter(pk=theirs.pk).update(status=Review.Status.MODERATED)

    assert leads_to(client, lead, review) == []
