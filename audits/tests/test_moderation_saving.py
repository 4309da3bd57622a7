import pytest
from django.urls import reverse

from agencies.models import Event
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory, PostFactory
from audits.models import Moderation, Review
from audits.tests.factories_judging import moderated, part_of, returned, review_of
from audits.tests.moderation_page import WORDS, answer_url, get, standard, text, url


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


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


def test_what_was_saved_is_said_where_the_page_opens_at_the_next_answer(client, moderator, part, review, hospital):
    returned(part, agency=hospital)
    client.force_login(moderator)

    page = client.post(answer_url(review), WORDS, follow=True).content.decode()

    assert page.count('id="banner-1"') == 1
    assert page.index('id="answer"') < page.index('id="banner-1"') < page.index('id="answer-heading"')


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
