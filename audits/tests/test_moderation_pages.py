import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Event
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, BoardFactory, BoardRoleFactory, PostFactory
from audits.models import AnswerEvidence, Moderation, Review
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

WORDS = {"rating": "A", "reason_code": "part", "reason": "Response is not sampled.", "version": "0"}


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


def standard(part, number=1):
    return part.round.framework_version.standards.get(position=number)


def url(name, part, *args):
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid, *args])


def answer_url(review, number=1):
    part = review.round_board
    return url("moderation_answer", part, standard(part, number).code, review.uid)


def text(response):
    """The words of a page, its markup left out."""
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def get(client, person, address):
    client.force_login(person)
    return client.get(address)


# ---- Reading -----------------------------------------------------------------------------------------------------


def test_the_overview_says_how_far_each_standard_and_each_agency_is(client, moderator, part, review, hospital):
    moderated(review, standard(part), "R", own="A")
    review_of(part, hospital)

    page = text(get(client, moderator, url("moderation", part)))

    assert "1. Standard title 1 1 of 1 judged: 1 lowered, 0 raised, 0 agreed Done" in page
    assert "2. Standard title 2 0 of 1 judged 1 to judge" in page
    assert "Northmere Police 1 of 2 standards judged First look" in page
    assert "Not returned: Mere Hospitals NHS Trust." in page


def test_a_return_that_is_with_its_agency_is_shown_and_not_to_be_judged(client, moderator, part, review):
    Review.objects.update(status=Review.Status.RETURNED)

    page = get(client, moderator, url("moderation_standard", part, "ST01"))

    assert "Police With the agency for changes A Amber" in text(page)
    assert "To do" not in text(page)
    assert page.context["form"] is None
    assert "0 of 1 judged 2. Standard title 2" in text(get(client, moderator, url("moderation", part)))


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


# ---- Saving ------------------------------------------------------------------------------------------------------


def test_saving_goes_on_to_the_next_agency_to_judge(client, moderator, part, review, hospital, council):
    done, waiting = (returned(part, agency=agency) for agency in (council, hospital))
    moderated(done, standard(part), "G")
    client.force_login(moderator)

    response = client.post(answer_url(review), WORDS)

    assert response.url == f"{answer_url(waiting)}#answer"
    saved = review.moderations.get()
    assert (saved.rating.code, saved.self_rating.code, saved.reason) == ("A", "A", "Response is not sampled.")
    assert (saved.moderated_by, saved.version) == (moderator, 1)


def test_after_the_last_agency_comes_the_next_standard_and_then_the_overview(client, moderator, part, review):
    client.force_login(moderator)

    first = client.post(answer_url(review, 1), WORDS)
    second = client.post(answer_url(review, 2), WORDS | {"rating": "G"}, follow=True)

    assert first.url == url("moderation_standard", part, "ST02")
    assert second.redirect_chain == [(url("moderation", part), 302)]
    assert "Police is saved. Every return is judged." in text(second)


def test_what_is_missing_is_said_beside_each_field_and_nothing_is_saved(client, moderator, review):
    client.force_login(moderator)

    page = client.post(answer_url(review), {"version": "0", "reason": " "})

    assert page.status_code == 200
    assert page.context["form"].errors == {
        "rating": ["Choose a rating."],
        "reason_code": ["Choose a reason."],
        "reason": ["Explain the rating to the agency."],
    }
    assert "<title>Error: Moderation: standard 1, Police" in " ".join(page.content.decode().split())
    assert (Moderation.objects.count(), Event.objects.count()) == (0, 0)


def test_a_refusal_is_shown_and_the_words_stay(client, moderator, review):
    client.force_login(moderator)

    page = client.post(answer_url(review), WORDS | {"rating": "R", "reason_code": "supported"})

    assert "Choose another reason: if the evidence supports the self rating, the rating is the same." in text(page)
    assert "Response is not sampled." in page.content.decode()


@pytest.mark.parametrize("rating", ["", "B", "G' OR 1=1", "🟢"])
def test_a_rating_that_is_not_on_the_scale_is_not_taken(client, moderator, review, rating):
    client.force_login(moderator)

    assert client.post(answer_url(review), WORDS | {"rating": rating}).status_code == 200
    assert Moderation.objects.count() == 0


def test_too_long_a_reason_is_not_taken(client, moderator, review):
    client.force_login(moderator)

    page = client.post(answer_url(review), WORDS | {"reason": "x" * 2001})

    assert page.context["form"].errors == {"reason": ["Explain it in 2,000 characters or fewer."]}


def test_whoever_saves_second_sees_both_texts_and_may_save_again(client, moderator, part, review, board):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER, person__name="Rhodri Tams").person
    moderated(review, standard(part), "R", own="A", by=colleague, reason="No audit at all.")
    client.force_login(moderator)

    page = client.post(answer_url(review), WORDS)

    assert page.status_code == 409
    assert "Rhodri Tams saved this on" in text(page)
    assert "No audit at all." in text(page)
    assert page.context["form"]["reason"].value() == "Response is not sampled."
    assert review.moderations.get().reason == "No audit at all."

    again = page.context["form"].data
    assert client.post(answer_url(review), again.dict()).status_code == 302
    assert (review.moderations.get().reason, review.moderations.get().version) == ("Response is not sampled.", 2)


def test_a_double_click_saves_once(client, moderator, review):
    client.force_login(moderator)

    assert [client.post(answer_url(review), WORDS).status_code for _ in range(2)] == [302, 302]
    assert list(review.moderations.values_list("version", flat=True)) == [1]


# ---- Who ---------------------------------------------------------------------------------------------------------


def test_ones_own_agency_is_named_without_a_link_and_closed(client, moderator, part, review, police):
    PostFactory(person=moderator, agency=police, role=Role.AUDITOR)
    client.force_login(moderator)

    page = client.get(url("moderation_standard", part, "ST01"))

    assert "Police Your own agency" in text(page)
    assert answer_url(review) not in page.content.decode()
    assert client.get(answer_url(review)).status_code == 403
    assert client.post(answer_url(review), WORDS).status_code == 403
    assert Moderation.objects.count() == 0


def test_the_moderation_of_ones_own_agency_is_in_no_word_of_the_page(client, member, part, hospital):
    moderated(returned(part, "GG", "GG", agency=hospital), standard(part), "R", reason="canary")

    for address in (url("moderation", part), url("moderation_standard", part, "ST01")):
        page = text(get(client, member, address))
        assert ("canary" in page, "lowered" in page, "Red" in page.replace("Red, Amber", "")) == (False, False, False)


def test_ones_own_agency_can_be_read_once_it_is_finished_and_never_judged(client, moderator, review, police):
    PostFactory(person=moderator, agency=police, role=Role.AUDITOR)
    Review.objects.update(status=Review.Status.MODERATED)

    assert get(client, moderator, answer_url(review)).status_code == 200
    assert client.post(answer_url(review), WORDS).status_code == 403


def test_who_reads_no_returns_is_denied_and_strangers_find_nothing(
    client, part, review, lead, signatory, administrator, board_member, adviser, stranger
):
    addresses = [
        url("moderation", part),
        url("moderation_standard", part, "ST01"),
        answer_url(review),
        url("moderation_finish", part, review.uid),
    ]
    for person in (lead, signatory, administrator, board_member, adviser):
        assert [get(client, person, address).status_code for address in addresses] == [403] * 4
    assert [get(client, stranger, address).status_code for address in addresses] == [404] * 4


def test_who_may_only_read_cannot_save_or_finish(client, business_manager, chair, analyst, part, review):
    for person in (business_manager, chair, analyst):
        client.force_login(person)
        assert client.post(answer_url(review), WORDS).status_code == 403
        assert client.post(url("moderation_finish", part, review.uid)).status_code == 403
    assert Moderation.objects.count() == 0


def test_a_round_of_another_board_is_not_found_under_this_one(client, moderator, review, board):
    other = part_of(BoardFactory(slug="westvale", name="Westvale"), "s11-2024")
    theirs = returned(other)
    client.force_login(moderator)

    for name, *args in (
        ("moderation",),
        ("moderation_standard", "ST01"),
        ("moderation_answer", "ST01", theirs.uid),
        ("moderation_finish", theirs.uid),
    ):
        address = reverse(f"audits:{name}", args=[board.slug, other.round.uid, *args])
        assert client.get(address).status_code == 404
    mixed = reverse("audits:moderation_answer", args=[board.slug, review.round_board.round.uid, "ST01", theirs.uid])
    assert client.get(mixed).status_code == 404


def test_what_is_not_there_is_not_found(client, moderator, part, review, hospital, council):
    waiting = review_of(part, hospital)
    not_asked = returned(part, None, "GG", agency=council)
    client.force_login(moderator)

    addresses = [
        url("moderation_standard", part, "ST99"),
        url("moderation_answer", part, "ST99", review.uid),
        answer_url(waiting),
        answer_url(not_asked),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 4


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


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_page_takes_more_queries_for_30_agencies_than_for_1(client, moderator, part, review):
    moderated(review, standard(part), "R", own="A")
    addresses = [url("moderation", part), url("moderation_standard", part, "ST01"), answer_url(review)]
    client.force_login(moderator)
    for address in addresses:
        client.get(address)
    few = [queries(client, address) for address in addresses]

    for _ in range(29):
        moderated(returned(part, agency=AgencyFactory()), standard(part), "A")

    assert [queries(client, address) for address in addresses] == few
