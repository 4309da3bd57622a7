"""A second moderator judges unseen: the first rating is on no page of theirs until their own is saved."""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.models import Notification
from agencies.roles import Role
from agencies.tests.asserting import denied, fresh, queries_of, refused, verbs
from agencies.tests.factories import BoardRoleFactory, PostFactory
from audits.models import Interest, Moderation, Review, Round, SecondModeration, SecondReader
from audits.operations.moderation import moderate
from audits.operations.second import ask_second_reader, moderate_second, release_second_reader
from audits.operations.submission import freeze
from audits.second_desk import agreement_of_pairs, pairs_of
from audits.tests.factories_judging import NA, moderated, part_of, returned, version_of
from audits.unseen import unseen_by

CANARY = "canary-first-reason"


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    """The police's return: standard 1 amber, standard 2 green."""
    return returned(part, "GA", "GG", agency=police)


@pytest.fixture
def colleague(board):
    return BoardRoleFactory(board=board, role=Role.QA_OFFICER, person__name="Rhodri Tams").person


def standard(part, number=1):
    return part.round.framework_version.standards.get(position=number)


def point(part, letter):
    return part.round.scale.points.get(code=letter)


@pytest.fixture
def reader(part, colleague, business_manager):
    """Rhodri is asked to judge standard 1 a second time."""
    return ask_second_reader(part, standard(part), colleague, by=business_manager)


def first(review, by, letter="R", version=0):
    words = {"reason_code": "part", "reason": CANARY}
    return moderate(
        review, standard(review.round_board), rating=point(review.round_board, letter), version=version, by=by, **words
    )


def second(review, by, letter="A", number=1):
    part = review.round_board
    words = {"reason_code": "part", "reason": "Nights are missing."}
    return moderate_second(review, standard(part, number), rating=point(part, letter), by=by, **words)


# Who ------------------------------------------------------------------------------------------------------------------


def test_a_moderator_is_asked_and_told(part, reader, colleague, business_manager):
    assert (reader.person, reader.standard, reader.asked_by) == (colleague, standard(part), business_manager)
    assert verbs(reader) == ["second_reader.asked"]
    assert Notification.objects.get(kind="audits/second_asked").recipient == colleague


def test_asked_twice_it_is_one_reader_and_another_takes_over(part, reader, colleague, moderator, business_manager):
    assert ask_second_reader(part, standard(part), colleague, by=business_manager) == reader
    ask_second_reader(part, standard(part), moderator, by=business_manager)

    assert [one.person for one in SecondReader.objects.standing()] == [moderator]


def test_who_does_not_moderate_is_not_asked(part, moderator, chair):
    with refused("Helen Marsh does not moderate for this board."):
        ask_second_reader(part, standard(part), chair, by=moderator)


def test_the_standard_is_one_of_the_round(part, moderator, colleague):
    with refused("Choose a standard of this round."):
        ask_second_reader(part, version_of("3.0").standards.first(), colleague, by=moderator)


@pytest.mark.parametrize("status", ["moderated", "reported"])
def test_after_the_round_nobody_is_asked(part, moderator, colleague, status):
    Round.objects.update(status=status)
    part.refresh_from_db()

    with refused("The moderation of this round is finished."):
        ask_second_reader(part, standard(part), colleague, by=moderator)


def test_who_may_not_ask_or_release(part, reader, colleague, chair, analyst, lead, stranger):
    for person in (chair, analyst, lead, stranger):
        with denied():
            ask_second_reader(part, standard(part), colleague, by=person)
        with denied():
            release_second_reader(reader, by=person)


def test_a_reader_is_released_once(reader, business_manager):
    release_second_reader(reader, by=business_manager)

    with refused("They are released already."):
        release_second_reader(reader, by=business_manager)
    assert verbs(reader) == ["second_reader.asked", "second_reader.released"]


# Judging --------------------------------------------------------------------------------------------------------------


def test_a_second_judgement_notes_the_first_as_it_was_then(review, reader, moderator, colleague):
    first(review, moderator, "R")
    made = second(review, colleague, "A")
    first(review, moderator, "A", version=1)

    made.refresh_from_db()
    assert (made.rating.code, made.first_rating.code, made.moderated_by) == ("A", "R", colleague)
    assert verbs(made) == ["second_moderation.saved"]


def test_where_the_second_is_there_before_the_first_the_pair_is_made_with_the_first(
    review, reader, moderator, colleague
):
    made = second(review, colleague)
    assert made.first_rating is None
    first(review, moderator, "R")

    made.refresh_from_db()
    assert made.first_rating.code == "R"


def test_a_second_judgement_of_words_that_were_submitted_anew_since_is_no_pair(review, reader, moderator, colleague):
    made = second(review, colleague)
    newer = freeze(review.evaluation, review.submission.signed_by, made.moderated_at)
    Review.objects.update(submission=newer, status=Review.Status.RESUBMITTED)
    review.refresh_from_db()
    first(review, moderator, "R")

    made.refresh_from_db()
    assert (made.submission.number, made.first_rating) == (1, None)


def test_it_never_changes(review, reader, colleague):
    made = second(review, colleague)

    assert second(review, colleague) == made
    with refused("Your second judgement is saved, and it does not change."):
        second(review, colleague, "G")
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondModeration.objects.update(reason="Better.")


def test_the_second_is_never_the_first(review, part, reader, moderator, colleague, business_manager):
    first(review, moderator)
    ask_second_reader(part, standard(part), moderator, by=business_manager)

    with refused("You judged this standard first. Somebody else judges it a second time."):
        second(review, moderator)


def test_nor_is_the_first_the_second(review, reader, colleague, business_manager):
    with refused("You are the second moderator of this standard. Judge it on its own page, unseen."):
        first(review, colleague)
    second(review, colleague)
    release_second_reader(reader, by=business_manager)

    with refused("You judged this standard as second moderator. Somebody else judges it first."):
        first(review, colleague)


def test_only_who_was_asked_judges_a_second_time(review, reader, moderator, colleague, chair, stranger):
    for person in (moderator, chair, stranger):
        with denied():
            second(review, person)
    with denied():
        second(review, colleague, number=2)


def test_an_interest_and_ones_own_agency_close_it(part, review, reader, colleague, police, hospital):
    other = returned(part, agency=hospital)
    Interest.objects.create(round_board=part, person=colleague, agency=police, nature="My brother.")
    PostFactory(person=colleague, agency=hospital, role=Role.AUDITOR)

    for each in (review, other):
        with denied():
            second(each, fresh(colleague))


@pytest.mark.parametrize("status", ["returned", "moderated"])
def test_what_is_not_open_is_not_judged(review, reader, colleague, status):
    Review.objects.update(status=status)

    with pytest.raises(Exception, match="(comes back|no longer change)"):
        second(review, colleague)


# Agreement ------------------------------------------------------------------------------------------------------------


def test_agreement_counts_pairs_as_they_were(part, review, reader, moderator, colleague, hospital, council):
    others = [returned(part, agency=agency) for agency in (hospital, council)]
    for each, letter, mine in zip([review, *others], "RAG", "AAR", strict=True):
        first(each, moderator, letter)
        second(each, colleague, mine)
    first(review, moderator, "A", version=1)

    assert agreement_of_pairs(pairs_of(part)).closeness == "Same rating for 1 of 3, within one step for 2 of 3."


# Unseen ---------------------------------------------------------------------------------------------------------------


# What one may choose from, what letters mean and what rows are called say nothing of what was chosen.
CHOICE = re.compile(
    r'<label.*?</label>|<ul class="key">.*?</ul>|<dl class="means__l.*?</dl>|<th.*?</th>|'
    r'<span class="govuk-visually-hidden">Red',
    re.DOTALL,
)


def pages_of(review):
    """Every page on which a first rating or its reason stands."""
    part = review.round_board
    where = ["northmere", part.round.uid]
    return [
        reverse("audits:moderation", args=where),
        reverse("audits:moderation_standard", args=[*where, "ST01"]),
        reverse("audits:moderation_answer", args=[*where, "ST01", review.uid]),
        reverse("audits:second", args=where),
        reverse("audits:second_standard", args=[*where, "ST01"]),
        reverse("audits:second_answer", args=[*where, "ST01", review.uid]),
        reverse("audits:judgement", args=[*where, review.uid]),
        reverse("audits:panel", args=where),
        reverse("audits:matrix", args=where) + "?show=moderated",
        reverse("audits:matrix", args=where) + "?show=difference",
        reverse("audits:matrix_csv", args=where) + "?show=moderated",
    ]


def test_the_first_rating_is_nowhere_until_the_second_is_saved(client, review, reader, moderator, colleague):
    first(review, moderator, "R")
    client.force_login(colleague)

    for page in pages_of(review):
        text = client.get(page, follow=True).content.decode()
        main = text.partition("<main")[2].partition("</main>")[0] or text
        assert CANARY not in main, page
        words = CHOICE.sub("", main)
        assert (">Red<" in words, "Lowered" in words) == (False, False), page

    second(review, colleague)
    assert CANARY in client.get(pages_of(review)[5]).text


def test_a_challenge_is_concluded_by_who_has_judged_without_seeing_the_first(
    client, review, reader, moderator, colleague
):
    first(review, moderator, "R")
    told = {"question": "How are nights sampled?", "due_on": dt.date(2026, 3, 2), "asked_by": moderator}
    asked = review.challenges.create(standard=standard(review.round_board), status="answered", **told)
    where = ["northmere", review.round_board.round.uid, review.uid, asked.uid]
    page = reverse("audits:challenge_conclude", args=where)
    concluding = {"outcome": "raised", "conclusion": "canary-conclusion"}
    client.force_login(colleague)

    pages = [client.get(page).text, client.post(page, concluding).text]
    second(review, colleague)
    after = client.get(page).text
    done = client.post(page, concluding | {"outcome": "lowered"})

    sentence = "You judge this standard a second time, unseen. Save your judgement before you conclude this."
    assert ["chip--" in text for text in [*pages, after]] == [False, False, True]
    assert ["What came of it" in text for text in [*pages, after]] == [False, True, True]
    assert (sentence in pages[1], "canary-conclusion" in pages[1], "not moderated yet" in pages[1]) == (
        True,
        True,
        False,
    )
    assert (done.status_code, review.challenges.get().outcome) == (302, "lowered")
    assert '<span class="top__role">QA officer</span>' in after


def test_others_see_the_first_all_along(client, review, reader, moderator, chair):
    first(review, moderator, "R")
    client.force_login(chair)

    assert CANARY in client.get(pages_of(review)[2]).text


def test_the_second_is_shown_to_others_when_both_are_there(client, review, reader, moderator, colleague):
    second(review, colleague)
    client.force_login(moderator)
    before = client.get(pages_of(review)[2]).text
    first(review, moderator, "R")
    after = client.get(pages_of(review)[2]).text

    assert ("Nights are missing." in before, "Nights are missing." in after) == (False, True)


def test_what_one_judged_first_is_no_secret(part, review, moderator, business_manager):
    first(review, moderator)
    ask_second_reader(part, standard(part), moderator, by=business_manager)

    assert unseen_by(moderator, part) == frozenset()


def test_nothing_is_unseen_once_the_moderation_is_finished(part, review, reader, colleague):
    moderated(review, standard(part), "R")
    before = unseen_by(colleague, part)
    Review.objects.update(status="moderated")

    assert (len(before), unseen_by(colleague, part)) == (1, frozenset())


def test_for_most_people_it_costs_one_query(part, review, moderator, django_assert_num_queries):
    with django_assert_num_queries(1):
        unseen_by(moderator, part)


# The desk -------------------------------------------------------------------------------------------------------------


def test_saving_shows_both_side_by_side(client, part, review, reader, moderator, colleague):
    first(review, moderator, "R")
    client.force_login(colleague)
    page = pages_of(review)[5]
    assert "You are judging unseen." in client.get(page).text
    assert "Choose a rating." in client.post(page, {"reason_code": "part", "reason": "x"}).text

    done = client.post(page, {"rating": "A", "reason_code": "part", "reason": "Nights."}, follow=True)

    words = " ".join(done.text.split())
    assert "Police is saved. Both ratings are shown now." in words
    assert "Saved, 1 step above the first" in words
    assert CANARY in words


def test_the_desk_says_why_a_return_is_not_theirs(
    client, part, review, reader, colleague, hospital, council, probation
):
    returned(part, NA, "GG", agency=hospital)
    returned(part, None, "GG", agency=council)
    PostFactory(person=colleague, agency=probation, role=Role.AUDITOR)
    returned(part, agency=probation)
    client.force_login(colleague)

    words = " ".join(client.get(pages_of(review)[4], follow=True).text.split())

    for why in ("Not applicable", "Not asked", "Your own agency", "To do"):
        assert why in words


def test_nobody_else_finds_the_desk(client, part, review, reader, moderator, chair, lead, stranger):
    for person, status in ((moderator, 403), (chair, 403), (lead, 403), (stranger, 404)):
        client.force_login(person)
        assert client.get(pages_of(review)[4]).status_code == status


def test_readers_are_asked_and_released_in_the_browser(client, part, review, colleague, business_manager):
    page = pages_of(review)[3]
    client.force_login(business_manager)
    assert "Choose a moderator." in client.post(page, {"standard": "ST01"}).text
    client.post(page, {"standard": "ST01", "person": colleague.pk})
    reader = SecondReader.objects.get()
    assert "Rhodri Tams" in client.get(page).text

    client.post(reverse("audits:second_release", args=["northmere", part.round.uid, reader.uid]))

    assert "Nobody was asked yet." in client.get(page).text


def test_the_pages_take_as_many_queries_for_30_returns_as_for_1(client, part, review, reader, moderator, colleague):
    first(review, moderator)
    second(returned(part), colleague)
    client.force_login(colleague)
    pages = [pages_of(review)[3], pages_of(review)[5]]
    few = [queries_of(client, page) for page in pages]
    for _ in range(28):
        second(returned(part), colleague)

    assert [queries_of(client, page) for page in pages] == few
    assert Moderation.objects.count() == 1
