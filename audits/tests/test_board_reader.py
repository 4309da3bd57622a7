"""The independent chair reads returns for the Board: how an agency was judged only once that agency could reply."""

import datetime as dt

import pytest
from django.urls import reverse

from agencies.tests.asserting import queries_of
from audits import models
from audits.models import AnswerChallenge, Moderation, Review, RightOfReply
from audits.operations.moderation import finish
from audits.operations.right_of_reply import reply
from audits.permissions import is_withheld
from audits.tests.factories_judging import moderated, part_of, returned
from audits.tests.test_matrix_pages import get, main, rows, standard, url, words

CANARY = "Supervision is missing on nights."
NOT_YET = "Not open to you yet"
# The day the time stands at is a Wednesday; ten working days later is 2 December.
TODAY, AFTER = dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC), dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police, moderator):
    """The police's return, judged to the end and finished today; they may reply until 2 December."""
    review = returned(part, "GG", "GG", agency=police)
    for each in part.round.framework_version.standards.all():
        moderated(review, each, "R", by=moderator, reason=CANARY)
    finish(review, by=moderator)
    return Review.objects.get(pk=review.pk)


def notes(page):
    return words(main(page))


def test_the_matrix_withholds_what_may_still_be_replied_to_and_says_until_when(
    client, part, review, hospital, independent_chair
):
    moderated(returned(part, agency=hospital), standard(part), "A")

    for show in ("self", "moderated", "difference"):
        page = get(client, independent_chair, url(part, show=show))
        assert (
            "The moderated ratings of 2 agencies are not open to you yet: 1 until the moderation is finished and the "
            "agency could reply, 1 until the agency has replied, on 2 December 2026 at the latest. "
            "They are in no count here."
        ) in notes(page)
    shown = rows(get(client, independent_chair, url(part, show="moderated")))
    assert (shown["Police"], shown["Acute trust"]) == ([f"· {NOT_YET}"] * 2, [f"· {NOT_YET}"] * 2)
    assert shown["Ratings"] == ["0", "0"]
    table = client.get(url(part, "matrix_csv", show="moderated")).content.decode()
    assert (table.count(NOT_YET), "Red" in table, "Amber" in table) == (4, False, False)


def test_the_figures_of_moderation_say_of_how_many_returns_they_are(
    client, part, review, hospital, lead, independent_chair
):
    moderated(returned(part, agency=hospital), standard(part), "A")
    reply(RightOfReply.objects.get(), has_comment=False, by=lead)
    said = "of 1 of 2 returns; 1 is not open to you yet"

    shown, own = (main(get(client, independent_chair, url(part, show=show))) for show in ("moderated", "self"))
    assert f"0% 0 of 2 ratings {said}" in words(shown)
    # Of what is moderated, too; and the sign of the others stands in the key.
    assert (words(shown).count(said), f'aria-hidden="true">·</span>{NOT_YET}' in shown.split('class="key"')[1]) == (
        2,
        True,
    )
    assert (words(own).count(said), NOT_YET in own.split('class="key"')[1]) == (1, False)


@pytest.mark.parametrize("settled", ["replied", "the days are over"])
def test_it_opens_once_the_agency_replied_or_its_days_are_over(
    client, time_machine, part, review, lead, independent_chair, settled
):
    if settled == "replied":
        reply(RightOfReply.objects.get(), has_comment=False, by=lead)
    else:
        time_machine.move_to(AFTER)

    page = get(client, independent_chair, url(part, show="moderated"))
    assert (rows(page)["Police"], "not open to you yet" in notes(page)) == (["R Red", "R Red"], False)
    judged = client.get(reverse("audits:judgement", args=["northmere", part.round.uid, review.uid]))
    assert (judged.status_code, CANARY in judged.text) == (200, True)


def test_no_page_of_the_moderation_tells_it_sooner(client, part, review, moderator, independent_chair, chair, lead):
    asked = AnswerChallenge.objects.create(
        review=review, standard=standard(part), question=CANARY, asked_by=moderator, due_on=TODAY.date()
    )
    place = ["northmere", part.round.uid]
    pages = {
        "moderation": reverse("audits:moderation", args=place),
        "standard": reverse("audits:moderation_standard", args=[*place, standard(part).code]),
        "answer": reverse("audits:moderation_answer", args=[*place, standard(part).code, review.uid]),
        "panel": reverse("audits:panel", args=place),
        "judgement": reverse("audits:judgement", args=[*place, review.uid]),
        "challenge": reverse("audits:challenge", args=[*place, review.uid, asked.uid]),
        "submission": reverse("audits:submission", args=["northmere", review.submission.uid]),
    }

    def told(person):
        client.force_login(person)
        answers = {name: client.get(page, follow=True) for name, page in pages.items()}
        return {name: (one.status_code, CANARY in one.text) for name, one in answers.items()}

    assert told(independent_chair) == {
        "moderation": (200, False),
        "standard": (200, False),
        "answer": (403, False),
        "panel": (200, False),
        "judgement": (403, False),
        "challenge": (404, False),
        "submission": (200, False),
    }
    client.force_login(independent_chair)
    assert "on 2 December 2026 at the latest" in client.get(pages["panel"]).text
    # The sub-group sits as the panel: its chair follows all along. The agency reads its own.
    assert told(chair)["panel"] == told(chair)["answer"] == told(lead)["judgement"] == (200, True)


def test_the_rows_are_withheld_as_the_pages_are(
    review, part, moderator, independent_chair, analyst, chair, lead, member
):
    models.Tested.objects.create(
        review=review,
        standard=standard(part),
        method="visit",
        size=3,
        tested_on=TODAY.date(),
        findings="Nights are not covered.",
        rating=part.round.scale.points.first(),
        tested_by=moderator,
    )

    for person in (independent_chair, analyst, chair, lead, member, moderator):
        readable = not is_withheld(person, Review.objects.get())
        seen = [rows.objects.visible_to(person).exists() for rows in (Moderation, models.Tested)]
        assert (person.name, seen) == (person.name, [readable, readable])
    assert [is_withheld(person, review) for person in (independent_chair, analyst, chair, lead, moderator)] == [
        *(True, True),
        *(False, False, False),
    ]


def test_the_matrix_takes_as_many_queries_for_ten_agencies_as_for_one(
    client, part, review, moderator, independent_chair
):
    client.force_login(independent_chair)
    few = queries_of(client, url(part, show="moderated"))
    for _ in range(9):
        another = returned(part)
        for each in part.round.framework_version.standards.all():
            moderated(another, each, "A")
        finish(another, by=moderator)

    assert queries_of(client, url(part, show="moderated")) == few
