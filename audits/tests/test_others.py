"""An agency beside the others: nothing that can be worked out is about one to four of them."""

from itertools import chain, combinations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Kind, Post
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory
from audits.matrix import Source
from audits.matrix.others import (
    LEAST_OTHERS,
    NOT_FINISHED,
    REPLIES_RUN,
    STILL_AWAITED,
    TOO_FEW,
    open_kinds,
    others_of,
    part_for,
)
from audits.models import Review, RightOfReply, Round, RoundBoard, SelfEvaluation
from audits.permissions import can_compare
from audits.tests.factories_judging import moderated, part_of, returned, review_of
from audits.tests.queries import queries_of

FAR = "2999-01-01"


def subsets(kinds):
    return chain.from_iterable(combinations(kinds, size) for size in range(len(kinds) + 1))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 14)))
def test_every_sum_and_difference_of_what_is_shown_is_of_nobody_or_of_five(sizes):
    total, kinds = sum(sizes.values()), open_kinds(sizes)

    assert all(sizes[kind] >= LEAST_OTHERS for kind in kinds)
    for some in subsets(kinds):
        rest = total - sum(sizes[kind] for kind in some)
        assert not kinds or rest == 0 or rest >= LEAST_OTHERS


def test_a_kind_is_closed_where_the_rest_would_be_few():
    assert open_kinds({"health": 8, "police": 1}) == frozenset()
    assert open_kinds({"health": 8, "police": 5}) == {"health", "police"}
    assert open_kinds({"health": 8, "school": 6, "police": 2}) == {"health"}
    assert open_kinds({"health": 8}) == {"health"}
    assert open_kinds({"health": 4}) == frozenset()


@pytest.fixture
def part(board):
    return part_of(board)


def finish(part, reply_due="2026-01-01"):
    """The round as it is when every return is judged and every reply over."""
    part.reviews.filter(submission__isnull=False).update(status=Review.Status.MODERATED)
    Round.objects.filter(pk=part.round_id).update(status=Round.Status.MODERATED)
    for review in part.reviews.filter(submission__isnull=False):
        RightOfReply.objects.create(review=review, due_on=reply_due)
    part.round.refresh_from_db()
    return part


def beside(part, police, **asked):
    evaluation = SelfEvaluation.objects.get(round=part.round, agency=police)
    return others_of(part, evaluation, is_own=lambda agency: agency == police, **asked)


def figures(shown):
    return [row.others and (list(row.others.counts.values()), row.others.not_applicable) for row in shown.rows]


def test_the_others_are_counted_without_ones_own_agency_and_each_row_needs_five(part, police, unguarded):
    returned(part, "AA", "GG", agency=police)
    for _ in range(4):
        returned(part, "GG", "GG")
    fifth = returned(part, "RG", None)
    finish(part)

    shown = beside(part, police)

    assert (shown.closed_because, shown.number) == ("", 5)
    assert [row.own.rating.letter for row in shown.rows] == ["A", "G"]
    # The second standard was asked of four others only, and a row of its own says nothing of them.
    assert figures(shown) == [([4, 0, 1], 0), None]
    assert figures(beside(part, police, by_criterion=True)) == [([4, 0, 1], 0), ([5, 0, 0], 0), None, None]
    Review.objects.filter(pk=fifth.pk).update(submission=None)
    assert (beside(part, police).closed_because, figures(beside(part, police))) == (TOO_FEW, [None, None])


def test_a_kind_may_be_chosen_only_where_it_and_the_rest_are_many(part, police, unguarded):
    returned(part, agency=police)
    for kind, number in ((Kind.GP, 5), (Kind.PROBATION, 1)):
        for _ in range(number):
            returned(part, agency=AgencyFactory(kind=kind))
    finish(part)

    assert beside(part, police).kinds == frozenset()
    assert figures(beside(part, police, kind=Kind.GP)) == [None, None]

    for _ in range(4):
        returned(part, agency=AgencyFactory(kind=Kind.PROBATION))
    part.reviews.update(status=Review.Status.MODERATED)
    assert beside(part, police).kinds == {Kind.GP, Kind.PROBATION}
    assert figures(beside(part, police, kind=Kind.GP)) == [([5, 0, 0], 0)] * 2


def test_nothing_is_shown_while_a_figure_may_still_change(part, police, unguarded):
    first = part.round.framework_version.standards.get(position=1)
    returned(part, agency=police)
    for _ in range(5):
        moderated(returned(part), first, "A")
    Round.objects.filter(pk=part.round_id).update(status=Round.Status.CLOSED)
    part.round.refresh_from_db()
    assert (beside(part, police).closed_because, figures(beside(part, police))) == (NOT_FINISHED, [None, None])

    finish(part, reply_due=FAR)
    late = review_of(part)
    SelfEvaluation.objects.filter(pk=late.evaluation_id).update(extended_to=FAR)
    assert beside(part, police).closed_because == STILL_AWAITED

    SelfEvaluation.objects.filter(pk=late.evaluation_id).update(extended_to=None)
    assert figures(beside(part, police)) == [([5, 0, 0], 0)] * 2
    judged = beside(part, police, source=Source.MODERATED)
    assert (judged.closed_because, figures(judged)) == (REPLIES_RUN, [None, None])

    RightOfReply.objects.update(due_on="2026-01-01")
    assert figures(beside(part, police, source=Source.MODERATED)) == [([0, 5, 0], 0), None]


def test_a_shared_return_is_compared_at_one_board(part, police):
    RoundBoard.objects.filter(pk=part.pk).update(is_organiser=False)
    review = returned(part, agency=police)
    other = RoundBoard.objects.create(
        round=part.round, board=BoardFactory(slug="westvale", name="Westvale"), is_organiser=True
    )
    Review.objects.create(round_board=other, evaluation=review.evaluation)

    assert part_for(review.evaluation) == other


def test_who_leads_or_signs_the_return_may_compare_it_and_nobody_else(
    police, lead, signatory, contributor, outsider, business_manager, part
):
    evaluation = review_of(part, police).evaluation

    assert [can_compare(one, evaluation) for one in (lead, signatory, contributor, outsider, business_manager)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_the_page_says_it_in_words_and_takes_no_more_queries_for_more_agencies(client, lead, part, police, unguarded):
    review = returned(part, "AA", "GG", agency=police)
    evaluation = SelfEvaluation.objects.get(pk=review.evaluation_id)
    address = reverse("audits:others", args=["northmere", evaluation.uid])
    client.force_login(lead)
    for _ in range(5):
        returned(part, agency=AgencyFactory(name="Kestrel Trust", short_name="Kestrel"))
    finish(part)

    page = client.get(address).content.decode()

    assert "5 Green, of 5 ratings" in page
    assert "Kestrel" not in page
    few = queries_of(client, address)
    for _ in range(6):
        returned(part)
    part.reviews.update(status=Review.Status.MODERATED)
    assert queries_of(client, address) == few
    assert (
        "Your agency and the others"
        in client.get(reverse("audits:self_evaluation", args=["northmere", evaluation.uid])).content.decode()
    )


def test_a_reader_of_two_agencies_finds_neither_among_the_others(client, lead, part, police, hospital, unguarded):
    Post.objects.create(agency=hospital, person=lead, role=Role.CONTRIBUTOR)
    returned(part, agency=police)
    returned(part, "RR", "RR", agency=hospital)
    for _ in range(5):
        returned(part)
    finish(part)
    client.force_login(lead)
    evaluation = SelfEvaluation.objects.get(round=part.round, agency=police)

    shown = client.get(reverse("audits:others", args=["northmere", evaluation.uid])).context["shown"]

    assert (shown.number, figures(shown)) == (5, [([5, 0, 0], 0)] * 2)


def test_a_return_that_is_not_in_has_no_others(client, lead, part, police):
    evaluation = review_of(part, police).evaluation
    client.force_login(lead)

    assert client.get(reverse("audits:others", args=["northmere", evaluation.uid])).status_code == 404
