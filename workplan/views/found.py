"""What an address names, found among what the person may see (anything else is 404), and what was posted to it."""

from django.shortcuts import get_object_or_404

from agencies import kept
from workplan.models import (
    AgendaItem,
    Attendee,
    Decision,
    EmailDecision,
    Meeting,
    MinutesVersion,
    Paper,
    PaperVersion,
    Proposal,
    PublicEdition,
    ServiceUpdate,
    SuggestedAmendment,
)


def posted(request):
    """What was posted, for a form; None for a page that is only looked at.

    A page that was sent after its author had been signed out is read with what they wrote.
    """
    return request.POST if request.method == "POST" else kept.words(request)


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
    related = ("meeting__group__board", "item", "board", "by_email__group__board")
    return get_object_or_404(decisions.select_related(*related), uid=uid)


def the_place(request, board, uid) -> AgendaItem:
    """An item of a meeting that one may read, cleared for it or not: to go on to it, never to show what it says."""
    items = AgendaItem.objects.visible_to(request.user, concealed=True).of_board(board)
    return get_object_or_404(items.select_related("meeting__group__board"), uid=uid)


def the_paper(request, board, uid) -> Paper:
    papers = Paper.objects.visible_to(request.user).of_board(board)
    related = ("item__meeting__group__board", "item__proposal", "added_by", "withdrawn_by")
    return get_object_or_404(papers.select_related(*related).prefetch_related("versions__printout"), uid=uid)


def the_paper_version(request, board, uid) -> PaperVersion:
    versions = PaperVersion.objects.visible_to(request.user).of_board(board)
    related = ("paper__item__meeting__group__board", "paper__item__proposal", "file", "printout__file", "made_by")
    return get_object_or_404(versions.select_related(*related), uid=uid)


def the_minutes_version(request, board, uid, number) -> MinutesVersion:
    versions = MinutesVersion.objects.visible_to(request.user).of_board(board).filter(record__meeting__uid=uid)
    related = ("record__meeting__group__board", "made_by", "approval__decision__meeting")
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


def the_update(request, board, uid) -> ServiceUpdate:
    updates = ServiceUpdate.objects.visible_to(request.user).of_board(board)
    related = ("agency", "round__meeting__group__board", "sent_by", "entered_by", "saved_by")
    return get_object_or_404(updates.select_related(*related), uid=uid)
