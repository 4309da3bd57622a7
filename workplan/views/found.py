"""What an address names, found among what the person may see (anything else is 404), and what was posted to it."""

from django.shortcuts import get_object_or_404

from workplan.models import (
    AgendaItem,
    Attendee,
    Decision,
    EmailDecision,
    Meeting,
    MinutesVersion,
    Proposal,
    PublicEdition,
    SuggestedAmendment,
)


def posted(request):
    """What was posted, for a form; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def the_meeting(request, board, uid) -> Meeting:
    meetings = Meeting.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(meetings.select_related("group__board", "agreed_by", "opened_by"), uid=uid)


def the_item(request, board, uid) -> AgendaItem:
    items = AgendaItem.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(items.select_related("meeting__group__board", "proposal"), uid=uid)


def the_proposal(request, board, uid) -> Proposal:
    proposals = Proposal.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(proposals.select_related("meeting__group__board", "group__board", "proposed_by"), uid=uid)


def the_attendee(request, board, uid) -> Attendee:
    lines = Attendee.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(lines.select_related("meeting__group__board", "agency", "deputy_for"), uid=uid)


def the_decision(request, board, uid) -> Decision:
    decisions = Decision.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(
        decisions.select_related("meeting__group__board", "item", "board", "by_email__group__board"), uid=uid
    )


def the_version(request, board, uid, number) -> MinutesVersion:
    versions = MinutesVersion.objects.visible_to(request.user).of_board(board).filter(record__meeting__uid=uid)
    related = ("record__meeting__group__board", "made_by", "approval__decision__meeting", "paper__file")
    return get_object_or_404(versions.select_related(*related), number=number)


def the_suggestion(request, board, uid) -> SuggestedAmendment:
    suggested = SuggestedAmendment.objects.visible_to(request.user).of_board(board)
    related = ("item__meeting__group__board", "version__record", "suggested_by")
    return get_object_or_404(suggested.select_related(*related), uid=uid)


def the_edition(request, board, uid) -> PublicEdition:
    editions = PublicEdition.objects.visible_to(request.user).of_board(board)
    related = ("version__record__meeting__group__board", "made_by", "begun_by", "paper__file")
    return get_object_or_404(editions.select_related(*related), uid=uid)


def the_email_decision(request, board, uid) -> EmailDecision:
    questions = EmailDecision.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(questions.select_related("group__board", "opened_by", "closed_by"), uid=uid)
