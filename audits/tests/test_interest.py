"""Declared interests: who has one judges nothing of that agency in the round."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Notification
from agencies.roles import Role
from agencies.tests.asserting import denied, queries_of, refused, verbs
from agencies.tests.factories import AgencyFactory, BoardRoleFactory
from audits.models import Interest
from audits.operations.interest import declare_interest, end_interest
from audits.operations.moderation import finish, moderate
from audits.permissions import can_moderate
from audits.tests.factories_judging import part_of, returned


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


def declare(part, agency, by, nature="My brother works there."):
    return declare_interest(part, agency, nature=nature, by=by)


def judge(review, by):
    standard = review.round_board.round.framework_version.standards.first()
    point = review.round_board.round.scale.points.get(code="A")
    moderate(review, standard, rating=point, reason_code="part", reason="Nights.", version=0, by=by)


def test_a_moderator_declares_an_interest_and_the_manager_is_told(part, review, police, moderator, business_manager):
    interest = declare(part, police, moderator)

    assert (interest.person, interest.agency, interest.nature) == (moderator, police, "My brother works there.")
    assert verbs(interest) == ["interest.declared"]
    assert Notification.objects.get().recipient == business_manager


def test_from_then_on_they_judge_nothing_of_that_agency(part, review, police, hospital, moderator):
    other = returned(part, agency=hospital)
    before = can_moderate(moderator, review)
    declare(part, police, moderator)

    assert (before, can_moderate(moderator, review), can_moderate(moderator, other)) == (True, False, True)
    for operation in (judge, lambda review, by: finish(review, by=by)):
        with pytest.raises(PermissionDenied):
            operation(review, moderator)


def test_another_moderator_and_another_round_are_not_concerned(part, board, review, police, moderator):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER).person
    last = returned(part_of(board, "s11-2024"), agency=police)
    declare(part, police, moderator)

    assert can_moderate(colleague, review)
    assert can_moderate(moderator, last)


def test_declared_twice_it_stands_once(part, review, police, moderator):
    assert declare(part, police, moderator) == declare(part, police, moderator)
    assert Interest.objects.count() == 1


@pytest.mark.parametrize(
    ("nature", "sentence"), [(" ", "Say what the interest is."), ("x" * 301, "Use 300 characters at most.")]
)
def test_it_needs_words(part, review, police, moderator, nature, sentence):
    with refused(sentence):
        declare(part, police, moderator, nature)


def test_the_agency_has_to_be_in_the_round(part, review, moderator):
    with refused("This agency is not asked in the round."):
        declare(part, AgencyFactory(), moderator)


def test_who_judges_nothing_declares_nothing(part, review, police, business_manager, chair, lead, stranger):
    for person in (business_manager, chair, lead, stranger):
        with denied():
            declare(part, police, person)


def test_the_business_manager_ends_it_and_they_may_judge_again(part, review, police, moderator, business_manager):
    interest = declare(part, police, moderator)
    end_interest(interest, by=business_manager)

    assert can_moderate(moderator, review)
    assert verbs(interest) == ["interest.declared", "interest.ended"]
    with refused("This interest has ended already."):
        end_interest(interest, by=business_manager)


def test_nobody_ends_their_own(part, review, police, board, moderator, chair):
    BoardRoleFactory(board=board, person=moderator, role=Role.BUSINESS_MANAGER)
    interest = declare(part, police, moderator)

    for person in (moderator, chair):
        with denied():
            end_interest(interest, by=person)


# Pages ----------------------------------------------------------------------------------------------------------------


def page(part):
    return reverse("audits:interests", args=["northmere", part.round.uid])


def test_declared_and_ended_in_the_browser(client, part, review, police, moderator, business_manager):
    client.force_login(moderator)
    assert "Nobody has declared an interest." in client.get(page(part)).text
    wrong = client.post(page(part), {"agency": police.pk, "nature": ""}).text
    assert "Say what the interest is." in wrong
    client.post(page(part), {"agency": police.pk, "nature": "My brother works there."})
    workspace = reverse("audits:moderation_standard", args=["northmere", part.round.uid, "ST01"])
    assert "You declared an interest" in client.get(workspace).text

    client.force_login(business_manager)
    assert "My brother works there." in client.get(page(part)).text
    interest = Interest.objects.get()
    client.post(reverse("audits:interest_end", args=["northmere", part.round.uid, interest.uid]))
    interest.refresh_from_db()
    assert interest.ended_at


def test_there_is_no_form_for_who_judges_nothing(client, part, review, chair, police):
    client.force_login(chair)

    assert client.get(page(part)).context["form"] is None
    assert client.post(page(part), {"agency": police.pk, "nature": "x"}).status_code == 403


def test_the_answer_opens_without_a_form(client, part, review, police, moderator):
    declare(part, police, moderator)
    client.force_login(moderator)

    answer = client.get(reverse("audits:moderation_answer", args=["northmere", part.round.uid, "ST01", review.uid]))

    assert (answer.status_code, answer.context["form"]) == (200, None)


def test_the_list_takes_as_many_queries_for_30_as_for_1(client, part, review, police, moderator, board):
    declare(part, police, moderator)
    client.force_login(moderator)
    few = queries_of(client, page(part))
    for _ in range(29):
        declare(part, police, BoardRoleFactory(board=board, role=Role.QA_OFFICER).person)

    assert queries_of(client, page(part)) == few


def test_strangers_find_no_list(client, part, review, stranger, lead):
    client.force_login(stranger)
    assert client.get(page(part)).status_code == 404
    client.force_login(lead)
    assert client.get(page(part)).status_code == 403
