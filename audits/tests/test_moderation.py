import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from agencies.models import Event
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory, PostFactory, SeatFactory
from audits.models import Moderation, Review
from audits.operations.moderation import Overtaken, digest, finish, moderate
from audits.permissions import can_moderate
from audits.tests.factories_judging import NA, moderated, part_of, returned, review_of, scale_of, thaw, version_of
from lscb_portal.lib.errors import Refused

Status = Review.Status


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    """The police's return: standard 1 green and amber, so amber; standard 2 green."""
    return returned(part, "GA", "GG", agency=police)


def standard(review, number=1):
    return review.round_board.round.framework_version.standards.get(position=number)


def point(review, letter):
    return review.round_board.round.scale.points.get(code=letter)


def judge(review, letter="A", number=1, *, by, version=0, reason_code="part", reason="Response is not sampled."):
    return moderate(
        review,
        standard(review, number),
        rating=point(review, letter),
        reason_code=reason_code,
        reason=reason,
        version=version,
        by=by,
    )


def events():
    return [event.verb for event in Event.objects.order_by("pk")]


# ---- A moderated rating ------------------------------------------------------------------------------------------


def test_a_rating_stands_beside_the_agencys_own_with_its_reason(review, moderator, police):
    moderation = judge(review, "R", by=moderator)

    moderation.refresh_from_db()
    assert (moderation.self_rating.code, moderation.rating.code, moderation.version) == ("A", "R", 1)
    assert (moderation.reason_code, moderation.reason) == ("part", "Response is not sampled.")
    assert (moderation.round_board, moderation.agency) == (review.round_board, police)
    assert moderation.moderated_by == moderator


def test_it_is_recorded_with_hashes_and_no_words(review, moderator):
    first = judge(review, "R", by=moderator)
    before = digest(first)

    second = judge(review, "A", by=moderator, version=1, reason="Sampled in January.")

    event = Event.objects.about(second).last()
    assert (event.verb, event.by, event.book.key) == ("moderation.saved", moderator, review.ledger_key)
    assert event.facts == (
        f'{{"after":"{digest(second)}","before":"{before}","rating":"A","self_rating":"A","standard":"ST01","version":2}}'
    )


def test_a_second_judgement_replaces_the_first_and_counts_its_version(review, moderator):
    judge(review, "R", by=moderator)

    judge(review, "G", by=moderator, version=1, reason="Sampled in January.")

    assert list(Moderation.objects.values_list("rating__code", "version", "reason")) == [
        ("G", 2, "Sampled in January.")
    ]


def test_the_agencys_own_is_read_from_what_was_signed_and_not_from_a_later_draft(review, moderator):
    thaw(review.evaluation)
    review.evaluation.answers.update(rating=point(review, "R"))

    assert judge(review, "A", by=moderator).self_rating.code == "A"


def test_a_standard_that_is_judged_by_a_person_has_no_rating_of_its_own(board, police, moderator):
    scale = scale_of(code="JUD", roll_up="judged")
    review = returned(part_of(board, scale=scale), "GA", "GG", agency=police)

    assert judge(review, "A", by=moderator).self_rating is None


def test_saving_what_already_stands_changes_nothing(review, moderator):
    judge(review, by=moderator)

    again = judge(review, by=moderator, reason="  Response is not sampled.  ")

    assert (again.version, events()) == (1, ["moderation.saved"])


def test_whoever_saves_second_is_told_and_loses_nothing(review, moderator, board):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER, person__name="Rhodri Tams").person
    theirs = judge(review, "R", by=colleague, reason="No audit.")

    with pytest.raises(Overtaken) as overtaken:
        judge(review, "A", by=moderator)

    assert overtaken.value.theirs == theirs
    assert str(overtaken.value) == (
        "Rhodri Tams saved a rating for this standard while you were writing. Yours is not saved yet: read theirs, "
        "then save yours again if it should stand instead."
    )
    assert (Moderation.objects.get().reason, events()) == ("No audit.", ["moderation.saved"])


@pytest.mark.parametrize("status", [Status.WAITING, Status.RETURNED, Status.MODERATED, Status.FED_BACK, Status.CLOSED])
def test_only_a_return_that_waits_to_be_judged_can_be(review, moderator, status):
    Review.objects.update(status=status)

    with pytest.raises(Refused, match="(nothing to judge|comes back|no longer change)"):
        judge(review, by=moderator)

    assert (Moderation.objects.count(), events()) == (0, [])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  \n "}, "Explain the rating to the agency."),
        ({"reason_code": "because"}, "Choose a reason."),
        ({"reason_code": ""}, "Choose a reason."),
        (
            {"letter": "R", "reason_code": "supported"},
            "Choose another reason: if the evidence supports the self rating, the rating is the same.",
        ),
    ],
)
def test_a_judgement_needs_a_reason_that_fits(review, moderator, changed, sentence):
    with pytest.raises(Refused) as refused:
        judge(review, by=moderator, **changed)

    assert (str(refused.value), Moderation.objects.count(), events()) == (sentence, 0, [])


def test_a_rating_of_another_scale_is_refused(review, moderator):
    other = scale_of(version=2).points.get(code="G")

    with pytest.raises(Refused, match="^Choose a rating of this round’s scale.$"):
        moderate(review, standard(review), rating=other, reason_code="part", reason="x", version=0, by=moderator)


def test_a_standard_the_agency_was_not_asked_is_refused(part, moderator, police):
    review = returned(part, None, "GG", agency=police)

    with pytest.raises(Refused, match="^The agency was not asked this standard.$"):
        judge(review, by=moderator)


def test_a_standard_of_another_framework_is_refused(review, moderator):
    other = version_of("3.0").standards.get(position=1)

    with pytest.raises(Refused, match="^The agency was not asked this standard.$"):
        moderate(review, other, rating=point(review, "A"), reason_code="part", reason="x", version=0, by=moderator)


# ---- Who ---------------------------------------------------------------------------------------------------------


def test_only_a_moderator_of_this_board_may_judge(
    review, business_manager, administrator, analyst, chair, member, board_member, lead, signatory, outsider, stranger
):
    people = (
        business_manager,
        administrator,
        analyst,
        chair,
        member,
        board_member,
        lead,
        signatory,
        outsider,
        stranger,
    )
    for person in people:
        assert not can_moderate(person, review)
        with pytest.raises(PermissionDenied):
            judge(review, by=person)
        with pytest.raises(PermissionDenied):
            finish(review, by=person)

    assert (Moderation.objects.count(), events()) == (0, [])


def test_nobody_judges_the_agency_where_they_hold_a_post(review, moderator, police):
    PostFactory(person=moderator, agency=police, role=Role.CONTRIBUTOR)

    with pytest.raises(PermissionDenied):
        judge(review, by=moderator)


def test_nobody_judges_the_agency_they_represent_on_a_group(review, moderator, police, group):
    SeatFactory(person=moderator, agency=police, group=group)

    with pytest.raises(PermissionDenied):
        judge(review, by=moderator)


def test_each_board_judges_a_shared_return_by_itself(review, moderator, police):
    westvale = BoardFactory(slug="westvale", name="Westvale")
    theirs = Review.objects.create(
        round_board=part_of(westvale), evaluation=review.evaluation, submission=review.submission, status="first_look"
    )
    neighbour = BoardRoleFactory(board=westvale, role=Role.QA_OFFICER).person

    judge(theirs, "R", by=neighbour)

    with pytest.raises(PermissionDenied):
        judge(theirs, by=moderator)
    assert (review.moderations.count(), theirs.moderations.get().rating.code) == (0, "R")


# ---- Who reads it ------------------------------------------------------------------------------------------------


def test_an_agency_sees_its_moderated_ratings_once_the_moderation_is_finished(
    review, moderator, lead, outsider, chair, group, police
):
    moderation = judge(review, by=moderator)
    representative = SeatFactory(group=group, agency=police).person

    def readers():
        people = (moderator, chair, lead, outsider, representative)
        return [Moderation.objects.visible_to(person).filter(pk=moderation.pk).exists() for person in people]

    assert readers() == [True, True, False, False, False]

    Review.objects.update(status=Status.MODERATED)

    assert readers() == [True, True, True, False, True]


# ---- The agency's own rating never changes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audits_answer SET rating_id = NULL",
        "UPDATE audits_answer SET not_applicable = NOT not_applicable",
        "UPDATE audits_answer SET narrative = 'better'",
        "DELETE FROM audits_answer",
        "UPDATE audits_submission SET content = 'better'",
        "DELETE FROM audits_submission",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_signed(review, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(review.evaluation.answers.values_list("rating__code", flat=True)) == ["G", "A", "G", "G"]


# ---- Finishing ---------------------------------------------------------------------------------------------------


def test_when_every_standard_is_judged_the_moderator_finishes(review, moderator):
    for number in (1, 2):
        judge(review, number=number, by=moderator)

    finish(review, by=moderator)

    review.refresh_from_db()
    assert review.status == Status.MODERATED
    (event,) = Event.objects.about(review)
    assert (event.verb, event.by) == ("review.moderated", moderator)
    assert event.facts == f'{{"submission":"{review.submission.sha256}"}}'


def test_until_then_the_standards_still_to_judge_are_named(review, moderator):
    with pytest.raises(Refused, match="^2 standards still to judge: Standard title 1 and Standard title 2.$"):
        finish(review, by=moderator)

    judge(review, by=moderator)

    with pytest.raises(Refused, match="^1 standard still to judge: Standard title 2.$"):
        finish(review, by=moderator)
    review.refresh_from_db()
    assert (review.status, events()) == (Status.FIRST_LOOK, ["moderation.saved"])


def test_a_standard_that_is_not_applicable_or_not_asked_need_not_be_judged(part, moderator, police, hospital):
    for agency, first in ((police, NA), (hospital, None)):
        review = returned(part, first, "GG", agency=agency)
        judge(review, number=2, by=moderator)

        finish(review, by=moderator)

        review.refresh_from_db()
        assert review.status == Status.MODERATED


def test_a_return_is_finished_once(review, moderator):
    for number in (1, 2):
        moderated(review, standard(review, number), "G")
    finish(review, by=moderator)

    with pytest.raises(Refused, match="^This is moderated; it cannot become moderated.$"):
        finish(review, by=moderator)


def test_a_return_that_is_not_there_cannot_be_finished(part, police, moderator):
    with pytest.raises(Refused, match="^This is waiting for the return; it cannot become moderated.$"):
        finish(review_of(part, police), by=moderator)
