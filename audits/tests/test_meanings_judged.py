"""Whoever judges reads what each rating means for the standard, as the agency's lead did: closed until asked for."""

import pytest

from audits.models import Descriptor
from audits.operations.second import ask_second_reader
from audits.tests.factories_judging import part_of, returned
from audits.tests.moderation_page import standard, text, url

OWN = "Green: every call is answered within the hour."
OF_ONE = "Green: six of six files say so."
PAGES = {
    "by standard": lambda review: ("moderation_answer", "ST01", review.uid),
    "by agency": lambda review: ("moderation_agency_answer", review.uid, "ST01"),
    "first look": lambda review: ("first_look_standard", review.uid, "ST01"),
    "second moderator": lambda review: ("second_answer", "ST01", review.uid),
}


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


@pytest.fixture
def described(part):
    """Green has words of its own in the standard, and others in its second criterion."""
    first = standard(part)
    green = part.round.scale.points.get(letter="G")
    Descriptor.objects.create(standard=first, point=green, text=OWN)
    Descriptor.objects.create(standard=first, criterion=first.criteria.get(position=2), point=green, text=OF_ONE)
    part.round.scale.points.filter(letter="A").update(descriptor="Amber: most of the time.")


@pytest.mark.parametrize("page", PAGES)
def test_what_the_ratings_mean_is_on_every_page_that_judges(
    client, part, review, described, moderator, business_manager, page
):
    if page == "second moderator":
        ask_second_reader(part, standard(part), moderator, by=business_manager)
    client.force_login(moderator)
    name, *args = PAGES[page](review)

    shown = client.get(url(name, part, *args))

    code = standard(part).criteria.get(position=2).code
    words = (
        "What the ratings mean here G Green {} A Amber Amber: most of the time. R Red What the ratings mean for {} {}"
    )
    assert shown.status_code == 200
    assert words.format(OWN, code, f"G Green {OF_ONE}") in text(shown)
    assert "<details open" not in shown.text
