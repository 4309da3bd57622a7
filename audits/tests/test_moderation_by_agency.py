"""Moderation on the way along one agency: its standards left, one answer open right, saving goes down the list."""

import pytest

from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardRoleFactory, PostFactory
from audits.models import Review, SecondReader
from audits.tests.factories_judging import NA, moderated, part_of, returned, review_of, version_of
from audits.tests.moderation_page import WORDS, answer_url, get, standard, text, url
from audits.tests.queries import queries_of


@pytest.fixture
def part(board):
    return part_of(board, version=version_of(standards=3))


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", "GR", agency=police)


def agency_url(review, number=None):
    """The address of the way along the review's agency; with a number, of its answer to that standard."""
    part = review.round_board
    if number is None:
        return url("moderation_agency", part, review.uid)
    return url("moderation_agency_answer", part, review.uid, standard(part, number).code)


def test_an_agency_opens_at_the_next_standard_to_judge(client, moderator, part, review):
    moderated(review, standard(part, 1), "R", own="A")

    page = get(client, moderator, agency_url(review))

    assert (page.context["standard"], page.context["outcome"]) == (standard(part, 2), None)
    said = text(page)
    assert "1 of 3 standards judged: 1 lowered, 0 raised, 0 agreed." in said
    assert "Standard Self Moderated Difference 1. Standard title 1 A Amber R Red" in said
    assert "2. Standard title 2 G Green to do" in said
    assert "3. Standard title 3 R Red to do" in said


def test_saving_goes_down_the_standards_and_then_back_to_what_was_left_out(client, moderator, review):
    client.force_login(moderator)

    after_second = client.post(agency_url(review, 2), WORDS | {"rating": "G"})
    after_third = client.post(agency_url(review, 3), WORDS | {"rating": "R"})
    after_first = client.post(agency_url(review, 1), WORDS, follow=True)

    assert after_second.url == f"{agency_url(review, 3)}#answer"
    assert after_third.url == f"{agency_url(review, 1)}#answer"
    assert after_first.redirect_chain == [(agency_url(review), 302)]
    assert "Standard 1 is saved. Every standard of it is judged." in text(after_first)
    assert "Finish moderation" in text(after_first)
    ratings = review.moderations.order_by("standard__position").values_list("rating__code", flat=True)
    assert list(ratings) == ["A", "G", "R"]


def test_the_form_sends_to_the_same_way(client, moderator, review):
    page = get(client, moderator, agency_url(review, 2)).content.decode()

    assert f'action="{agency_url(review, 2)}"' in page
    assert f'action="{answer_url(review, 2)}"' not in page


def test_each_way_leads_to_the_other_at_the_same_answer(client, moderator, review):
    along_agency = get(client, moderator, agency_url(review, 2))
    across_agencies = get(client, moderator, answer_url(review, 2))

    assert along_agency.context["other_way"].address == answer_url(review, 2)
    assert "Standard 2 across all agencies" in text(along_agency)
    assert across_agencies.context["other_way"].address == agency_url(review, 2)
    assert "All standards of Police" in text(across_agencies)


def test_the_agencies_before_and_after_are_a_step_away(client, moderator, part, review, hospital, council):
    before, after = (returned(part, agency=agency) for agency in (hospital, council))
    order = sorted([before, review, after], key=lambda one: part.reviews.get(pk=one.pk).evaluation.agency.name)

    page = get(client, moderator, agency_url(order[1]))

    assert (page.context["before"].address, page.context["after"].address) == (
        agency_url(order[0]),
        agency_url(order[2]),
    )
    first = get(client, moderator, agency_url(order[0]))
    assert (first.context["before"], first.context["after"].address) == (None, agency_url(order[1]))


def test_what_is_missing_is_said_beside_each_field_and_the_words_stay(client, moderator, review):
    client.force_login(moderator)

    page = client.post(agency_url(review, 1), {"version": "0", "reason": "Half of it is shown."})

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"rating", "reason_code"}
    assert "Half of it is shown." in page.content.decode()
    assert "<title>Error: Moderation: Police, standard 1" in " ".join(page.content.decode().split())
    assert review.moderations.count() == 0


def test_whoever_saves_second_sees_both_texts_on_this_way_too(client, moderator, board, part, review):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER, person__name="Rhodri Tams").person
    moderated(review, standard(part), "R", own="A", by=colleague, reason="No audit at all.")
    client.force_login(moderator)

    page = client.post(agency_url(review, 1), WORDS)

    assert page.status_code == 409
    assert "Rhodri Tams saved this on" in text(page)
    assert page.context["form"]["reason"].value() == "Response is not sampled."
    again = client.post(agency_url(review, 1), page.context["form"].data.dict())
    assert again.url == f"{agency_url(review, 2)}#answer"


def test_a_standard_not_asked_is_not_in_the_list(client, moderator, part, police):
    review = returned(part, "GG", None, NA, agency=police)

    page = get(client, moderator, agency_url(review))

    assert [row.label for row in page.context["rows"]] == ["1. Standard title 1", "3. Standard title 3"]
    assert get(client, moderator, agency_url(review, 2)).status_code == 404


def test_what_the_person_judges_unseen_leads_to_the_unseen_desk(client, moderator, part, review):
    SecondReader.objects.create(round_board=part, standard=standard(part, 2), person=moderator, asked_by=moderator)
    moderated(review, standard(part, 1), "A", own="A")
    moderated(review, standard(part, 2), "R", own="G", reason="The first view.")

    listed = get(client, moderator, agency_url(review))
    opened = client.get(agency_url(review, 2))

    assert "2. Standard title 2 G Green" in text(listed)
    assert "Yours to judge unseen" in text(listed)
    assert "The first view." not in listed.content.decode()
    assert listed.context["standard"] == standard(part, 3)
    assert opened.url == url("second_answer", part, "ST02", review.uid)


def test_ones_own_agency_is_closed(client, moderator, review, police):
    PostFactory(person=moderator, agency=police, role=Role.AUDITOR)
    client.force_login(moderator)

    assert client.get(agency_url(review)).status_code == 403
    assert client.get(agency_url(review, 1)).status_code == 403
    assert client.post(agency_url(review, 1), WORDS).status_code == 403
    assert review.moderations.count() == 0


def test_a_return_that_has_not_come_is_not_there(client, moderator, part, hospital):
    waiting = review_of(part, hospital)

    assert get(client, moderator, agency_url(waiting)).status_code == 404


def test_who_follows_reads_without_a_form_and_saves_nothing(client, business_manager, part, review):
    moderated(review, standard(part), "R", own="A", reason="No audit.")

    page = get(client, business_manager, agency_url(review, 1))

    assert (page.status_code, page.context["form"]) == (200, None)
    assert "No audit." in text(page)
    assert client.post(agency_url(review, 1), WORDS).status_code == 403


def test_the_overview_leads_to_it_until_the_return_is_finished(client, moderator, part, review):
    overview = get(client, moderator, url("moderation", part)).content.decode()
    Review.objects.update(status=Review.Status.MODERATED)
    after = client.get(url("moderation", part)).content.decode()

    assert (f'href="{agency_url(review)}"' in overview, f'href="{agency_url(review)}"' in after) == (True, False)
    assert f'href="{url("judgement", part, review.uid)}"' in after


def test_it_takes_as_many_queries_for_30_agencies_as_for_1(client, moderator, part, review):
    moderated(review, standard(part), "R", own="A")
    client.force_login(moderator)
    addresses = [agency_url(review), agency_url(review, 1)]
    few = [queries_of(client, address) for address in addresses]

    for _ in range(29):
        moderated(returned(part, agency=AgencyFactory()), standard(part), "A")

    assert [queries_of(client, address) for address in addresses] == few
