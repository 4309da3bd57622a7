"""The pages on which returns are judged: their addresses, their words, and what is sent to save a judgement."""

import re
from html import unescape

from django.urls import reverse

WORDS = {"rating": "A", "reason_code": "part", "reason": "Response is not sampled.", "version": "0"}


def standard(part, number=1):
    """The part's standard of that number."""
    return part.round.framework_version.standards.get(position=number)


def url(name, part, *args):
    """The address of a page of the part's moderation."""
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid, *args])


def answer_url(review, number=1):
    """The address of one answer of the review's return."""
    part = review.round_board
    return url("moderation_answer", part, standard(part, number).code, review.uid)


def text(response):
    """The words of a page, its markup left out."""
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def get(client, person, address):
    """What the person gets at an address."""
    client.force_login(person)
    return client.get(address)
