"""Who is told about the judging of a return, and at which page."""

from django.urls import reverse

from agencies.models import User
from agencies.operations.notification import notify
from agencies.roles import Role

UNIT = (Role.QA_OFFICER, Role.BUSINESS_MANAGER)


def tell_agency(review, kind, *roles, about=None, link, key):
    """Tell those who hold one of `roles` at the agency (its leads unless told), with a `link` to the page."""
    people = User.objects.at(review.evaluation.agency, *(roles or (Role.LEAD,)))
    return notify(kind, people, about=about or review, board=review.round_board.board, link=link, key=key)


def tell_unit(review, kind, *, about=None, link, key):
    """Tell the board's QA officers and business managers."""
    board = review.round_board.board
    people = User.objects.with_board_role(board, *UNIT)
    return notify(kind, people, about=about or review, board=board, link=link, key=key)


def page_of(review, name, *more):
    """The path of a page about one review: `audits:<name>` of its board, round, the review and `more`."""
    part = review.round_board
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid, review.uid, *more])


def page_in_round(part, name, *more):
    """The path of a page about a board's part in a round."""
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid, *more])
