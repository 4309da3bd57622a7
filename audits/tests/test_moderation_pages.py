import re

import pytest
from django.urls import reverse

from agencies.tests.factories import AgencyFactory, BoardFactory
from audits.models import AnswerEvidence, Review
from audits.tests.factories import EvidenceItemFactory, PlannedImprovementFactory
from audits.tests.factories_judging import (
    NA,
    answer,
    moderated,
    part_of,
    returned,
    review_of,
    scale_of,
    submit,
    thaw,
    version_of,
)
from audits.tests.moderation_page import answer_url, get, standard, text, url
from audits.tests.queries import queries_of

STAGE = re.compile("First look|Being judged|Returned to the agency|Resubmitted|Moderated")


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


# ---- Reading -----------------------------------------------------------------------------------------------------


def test_the_overview_says_how_far_each_standard_and_each_agency_is(client, moderator, part, review, hospital):
    moderated(review, standard(part), "R", own="A")
    review_of(part, hospital)

    page = text(get(client, moderator, url("moderation", part)))

    assert "1. Standard title 1 1 of 1 judged: 1 lowered, 0 raised, 0 agreed Done" in page
    assert "2. Standard title 2 0 of 1 judged 1 to judge" in page
    assert "Northmere Police 1 of 2 standards judged Read and comment on Northmere Police Being judged" in page
    assert "Not returned: Mere Hospitals NHS Trust." in page


def test_an_agency_with_a_comma_in_its_name_is_read_as_one(client, moderator, part, review, hospital):
    review_of(part, AgencyFactory(name="Probation Service, Wexshire", boards=[part.board]))
    review_of(part, hospital)

    page = text(get(client, moderator, url("moderation", part)))

    assert "Not returned: Mere Hospitals NHS Trust; Probation Service, Wexshire. They are in no count." in page


def test_a_return_that_is_with_its_agency_is_shown_and_not_to_be_judged(client, moderator, part, review):
    Review.objects.update(status=Review.Status.RETURNED)

    page = get(client, moderator, url("moderation_standard", part, "ST01"))

    assert "Police With the agency for changes A Amber" in text(page)
    assert "To do" not in text(page)
    assert page.context["form"] is None
    overview = text(get(client, moderator, url("moderation", part)))
    assert "0 of 1 judged 1 back with its agency 2. Standard title 2" in overview


def test_what_is_not_judged_of_a_standard_adds_up(client, moderator, part, review, hospital, council, probation):
    moderated(review, standard(part), "R", own="A")
    for agency in (hospital, council, probation):
        returned(part, agency=agency)
    overview = url("moderation", part)
    assert "1. Standard title 1 1 of 4 judged: 1 lowered, 0 raised, 0 agreed 3 to judge" in text(
        get(client, moderator, overview)
    )

    Review.objects.filter(evaluation__agency=hospital).update(status=Review.Status.RETURNED)
    assert "0 agreed 2 to judge 1 back with its agency 2." in text(get(client, moderator, overview))

    Review.objects.exclude(evaluation__agency=council).update(status=Review.Status.RETURNED)
    assert "0 agreed 1 to judge 2 back with their agencies 2." in text(get(client, moderator, overview))


def test_the_tag_of_a_return_is_the_same_on_every_page(client, moderator, lead, part, review):
    own = reverse("audits:self_evaluation", args=[part.board.slug, review.evaluation.uid])
    pages = [(moderator, url("moderation", part)), (moderator, url("panel", part)), (lead, own)]

    def tags():
        found = (re.findall(r"<strong class=\"(govuk-tag[^<]*)</strong>", get(client, *page).text) for page in pages)
        return [{each.removeprefix("govuk-tag tag--") for each in tags if STAGE.search(each)} for tags in found]

    assert tags() == [{'part">First look'}] * 3
    moderated(review, standard(part), "R", own="A")
    assert tags() == [{'part">Being judged'}] * 3
    Review.objects.update(status=Review.Status.RETURNED)
    assert tags() == [{'warn">Returned to the agency'}] * 3
    Review.objects.update(status=Review.Status.RESUBMITTED)
    assert tags() == [{'part">Resubmitted'}] * 3
    Review.objects.update(status=Review.Status.MODERATED)
    assert tags() == [{'good">Moderated'}] * 3


@pytest.mark.parametrize("page", ["moderation", "panel"])
def test_the_link_to_the_matrix_has_the_name_that_it_has_elsewhere(client, moderator, part, review, page):
    found = get(client, moderator, url(page, part)).text

    assert f'href="{url("matrix", part)}">Matrix</a>' in found


def test_nothing_returned_says_what_happens_next(client, moderator, part, police):
    review_of(part, police)

    assert "Nothing is returned yet." in text(get(client, moderator, url("moderation", part)))
    assert "Nothing to judge here yet." in text(get(client, moderator, url("moderation_standard", part, "ST01")))


def test_a_standard_opens_the_next_answer_to_judge(client, moderator, part, review, hospital):
    moderated(returned(part, agency=hospital), standard(part), "A")

    page = get(client, moderator, url("moderation_standard", part, "ST01"))

    assert (page.context["review"], page.context["outcome"]) == (review, None)
    assert "Moderated so far: 1 of 2 returned. 1 lowered, 0 raised, 0 agreed." in text(page)


def test_the_answer_is_what_was_signed_and_not_a_later_draft(client, moderator, review):
    answers = review.evaluation.answers.all()
    thaw(review.evaluation)
    answers.update(narrative="A draft nobody signed.")

    page = text(get(client, moderator, answer_url(review)))

    assert "Submitted 30 October 2026, signed by Daniel Orme, Assistant chief constable." in page
    assert "ST01.1 Statement 1.1 G Green What we do about ST01.1." in page
    assert "Children say they feel safer." in page
    assert "A draft nobody signed." not in page


def test_evidence_and_improvements_are_shown_with_their_dates(client, moderator, part, police):
    review = review_of(part, police)
    first = review.evaluation.answers.first()
    AnswerEvidence.objects.create(answer=first, item=EvidenceItemFactory(agency=police, title="Supervision audit"))
    PlannedImprovementFactory(evaluation=review.evaluation, standard=standard(part))
    submit(review, "GA", "GG")

    page = text(get(client, moderator, answer_url(review)))

    assert "Supervision audit Link to another site. Relates to 1 February 2026" in page
    assert "Bring the night team into the supervision audit Head of Custody, due 29 December 2026" in page


def test_words_of_an_agency_are_never_markup(client, moderator, part, police):
    review = answer(review_of(part, police), "GG", "GG")
    review.evaluation.responses.update(gaps="<script>alert(1)</script>")
    submit(review)

    page = get(client, moderator, answer_url(review)).content.decode()

    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_what_the_agency_said_last_time_stands_beside(client, moderator, board, police):
    last = part_of(board, "s11-2024")
    returned(last, "RR", "GG", agency=police)
    review = returned(part_of(board, "s11-2026", previous=last.round), agency=police)

    assert "Section 11, 2024: Red" in text(get(client, moderator, answer_url(review)))


def test_a_rating_on_another_scale_says_so(client, moderator, board, police):
    last = part_of(board, "s11-2024")
    returned(last, "RR", "GG", agency=police)
    part = part_of(board, "s11-2026", previous=last.round, version=version_of(), scale=scale_of(version=2))

    page = get(client, moderator, answer_url(returned(part, agency=police)))

    assert page.context["earlier"] == "Section 11, 2024: Red, on another scale"


def test_another_boards_earlier_round_stays_with_that_board(client, moderator, board, police):
    last = part_of(BoardFactory(slug="westvale", name="Westvale"), "s11-2024")
    returned(last, "RR", "GG", agency=police)
    review = returned(part_of(board, "s11-2026", previous=last.round), agency=police)

    assert get(client, moderator, answer_url(review)).context["earlier"] == ""


def test_who_reads_returns_sees_the_outcome_without_a_form(client, business_manager, part, review):
    moderated(review, standard(part), "R", own="A", reason="No audit.")

    page = get(client, business_manager, answer_url(review))

    assert (page.status_code, page.context["form"]) == (200, None)
    assert "Evidence covers part of the agency No audit." in text(page)


def test_a_finished_return_can_be_read_and_no_longer_judged(client, moderator, review):
    Review.objects.update(status=Review.Status.MODERATED)

    assert get(client, moderator, answer_url(review)).context["form"] is None


# ---- Finishing ---------------------------------------------------------------------------------------------------


def test_a_return_is_finished_after_a_question(client, moderator, part, police):
    review = returned(part, "GG", NA, agency=police)
    moderated(review, standard(part), "G")
    address = url("moderation_finish", part, review.uid)

    asked = get(client, moderator, address)
    assert "Finish the moderation of Northmere Police?" in text(asked)
    assert Review.objects.get().status == Review.Status.FIRST_LOOK

    page = client.post(address, follow=True)
    assert "The moderation of Northmere Police is finished." in text(page)
    assert Review.objects.get().status == Review.Status.MODERATED


def test_a_return_with_something_to_judge_is_not_finished(client, moderator, part, review):
    client.force_login(moderator)

    page = client.post(url("moderation_finish", part, review.uid), follow=True)

    assert "2 standards still to judge: Standard title 1 and Standard title 2." in text(page)
    assert Review.objects.get().status == Review.Status.FIRST_LOOK


# ---- Fast --------------------------------------------------------------------------------------------------------


def test_no_page_takes_more_queries_for_30_agencies_than_for_1(client, moderator, part, review):
    moderated(review, standard(part), "R", own="A")
    addresses = [url("moderation", part), url("moderation_standard", part, "ST01"), answer_url(review)]
    client.force_login(moderator)
    few = [queries_of(client, address) for address in addresses]

    for _ in range(29):
        moderated(returned(part, agency=AgencyFactory()), standard(part), "A")

    assert [queries_of(client, address) for address in addresses] == few
