"""Moderation by sample: drawn with a seed that is kept, asked for alone, and shown as what it is."""

import pytest
from django.urls import reverse

from agencies.tests.asserting import books_of, denied, queries_of, refused
from audits.matrix import NOT_MODERATED, NOT_SAMPLED, Source, matrix_of
from audits.models import Review, Round, RoundBoard
from audits.operations.moderation import finish, still_to_judge
from audits.operations.sample import drawn, moderate_by_sample, moderate_everything
from audits.operations.taking_up import take
from audits.tests.factories_judging import NA, moderated, part_of, returned, version_of


@pytest.fixture
def part(board):
    return part_of(board, version=version_of(standards=6, criteria=1))


@pytest.fixture
def review(part, police):
    return returned(part, agency=police)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_so_many_standards_of_each_return_are_drawn(part, review, hospital, moderator):
    other = returned(part, agency=hospital)
    moderate_by_sample(part, 2, by=moderator)

    part = fresh(part)
    assert (part.by_sample, part.sample_size, len(part.sample_seed)) == (True, 2, 16)
    assert [each.sampled.count() for each in (review, other)] == [2, 2]
    assert books_of(part.round, "round.sampled") == {part.ledger_key}


def test_the_same_seed_draws_the_same_again_and_each_return_its_own(part, moderator):
    reviews = [returned(part) for _ in range(8)]
    moderate_by_sample(part, 2, by=moderator)

    assert [drawn(fresh(each)) for each in reviews] == [
        sorted(each.sampled.values_list("code", flat=True)) for each in reviews
    ]
    assert len({tuple(drawn(fresh(each))) for each in reviews}) > 1


def test_only_what_the_agency_rated_is_drawn(part, police, moderator):
    review = returned(part, NA, NA, NA, NA, "G", None, agency=police)
    moderate_by_sample(part, 3, by=moderator)

    assert list(review.sampled.values_list("code", flat=True)) == ["ST05"]


def test_a_return_that_comes_later_is_drawn_when_it_comes(part, police, moderator):
    moderate_by_sample(part, 2, by=moderator)
    review = Review.objects.select_related("round_board").get(pk=returned(part, agency=police).pk)

    take(review, review.submission)

    assert review.sampled.count() == 2


def test_the_sample_alone_is_asked_for(part, review, moderator):
    moderate_by_sample(part, 2, by=moderator)
    sampled = list(review.sampled.all())
    assert still_to_judge(fresh(review)) == [each.title for each in sampled]

    for standard in sampled:
        moderated(review, standard, "G")
    finish(fresh(review), by=moderator)

    assert fresh(review).status == "moderated"


def test_what_was_not_drawn_looks_it_and_counts_only_when_judged(part, review, moderator):
    moderate_by_sample(part, 2, by=moderator)
    sampled = set(review.sampled.all())
    other = next(each for each in part.round.framework_version.standards.all() if each not in sampled)

    def states():
        return [cell.state for cell in matrix_of(fresh(part), Source.MODERATED).lines[0].cells]

    assert (states().count(NOT_SAMPLED), states().count(NOT_MODERATED)) == (4, 2)
    assert sum(cell.is_to_judge for cell in matrix_of(fresh(part), Source.MODERATED).lines[0].cells) == 2
    moderated(review, other, "A")
    assert (states().count(NOT_SAMPLED), states().count("complete")) == (3, 1)


def test_once_a_rating_is_saved_the_sample_stays(part, review, moderator):
    moderate_by_sample(part, 2, by=moderator)
    moderated(review, review.sampled.first(), "G")

    with refused("Moderation has begun, so the sample stays as it is. You may still moderate every standard."):
        moderate_by_sample(part, 3, by=moderator)


def test_everything_is_judged_after_all(part, review, moderator, business_manager):
    moderate_by_sample(part, 2, by=moderator)
    moderate_everything(fresh(part), by=business_manager)

    assert (fresh(part).by_sample, review.sampled.count(), len(still_to_judge(fresh(review)))) == (False, 0, 6)
    with refused("Every standard is moderated already."):
        moderate_everything(fresh(part), by=business_manager)


@pytest.mark.parametrize("size", [0, -1, 6, 99])
def test_a_sample_is_some_and_not_all(part, review, moderator, size):
    with refused("Draw at least 1 standard and fewer than the 6 that the round asks."):
        moderate_by_sample(part, size, by=moderator)


@pytest.mark.parametrize("status", ["moderated", "reported"])
def test_after_the_round_nothing_is_drawn(part, review, moderator, status):
    Round.objects.update(status=status)

    for act in (lambda: moderate_by_sample(part, 2, by=moderator), lambda: moderate_everything(part, by=moderator)):
        with refused("The moderation of this round is finished."):
            act()


def test_who_may_not_draw(part, review, chair, analyst, lead, stranger):
    for person in (chair, analyst, lead, stranger):
        with denied():
            moderate_by_sample(part, 2, by=person)
        with denied():
            moderate_everything(part, by=person)


# Pages ----------------------------------------------------------------------------------------------------------------


def page(part, name="sample"):
    return reverse(f"audits:{name}", args=["northmere", part.round.uid])


def test_drawn_and_ended_in_the_browser(client, part, review, moderator):
    client.force_login(moderator)
    assert "Say how many." in client.post(page(part), {"size": ""}).text
    assert "Give a whole number." in client.post(page(part), {"size": "two"}).text
    client.post(page(part), {"size": "2"})

    shown = client.get(page(part)).text
    assert fresh(part).sample_seed in shown
    client.post(page(part, "sample_end"))
    assert not RoundBoard.objects.get().by_sample


def test_the_matrix_and_the_workspace_say_what_was_not_drawn(client, part, review, moderator):
    moderate_by_sample(part, 2, by=moderator)
    left_out = next(each for each in part.round.framework_version.standards.all() if each not in review.sampled.all())
    client.force_login(moderator)

    matrix = client.get(reverse("audits:matrix", args=["northmere", part.round.uid]) + "?show=moderated").text
    answer = client.get(
        reverse("audits:moderation_answer", args=["northmere", part.round.uid, left_out.code, review.uid])
    ).text

    assert matrix.count("Not in the sample") >= 4
    assert "Not in the sample" in answer


def test_the_page_takes_as_many_queries_for_30_returns_as_for_1(client, part, review, moderator):
    moderate_by_sample(part, 2, by=moderator)
    client.force_login(moderator)
    few = queries_of(client, page(part))
    for _ in range(29):
        each = Review.objects.select_related("round_board").get(pk=returned(part).pk)
        take(each, each.submission)

    assert queries_of(client, page(part)) == few


def test_who_may_not_open_it(client, part, review, chair, lead, stranger):
    for person, status in ((chair, 403), (lead, 403), (stranger, 404)):
        client.force_login(person)
        assert client.get(page(part)).status_code == status
