"""The board's own details."""

from django.shortcuts import redirect, render

from agencies.forms.board import ContactsForm
from agencies.models import Board
from agencies.operations.board import change_contacts
from agencies.views.managing import managing_people
from lscb_portal.lib.views import attempt


@managing_people
def contacts(request, board):
    """The numbers that everybody sees who thinks a child may be unsafe."""
    # A copy of its own: what was typed must not show in the page's head before it is saved.
    kept = Board.objects.visible_to(request.user).get(pk=board.pk)
    form = ContactsForm(request.POST or None, instance=kept)
    if form.is_valid() and attempt(
        request,
        change_contacts,
        board,
        by=request.user,
        form=form,
        done="The numbers were changed.",
        **form.cleaned_data,
    ):
        return redirect("agencies:contacts", board.slug)
    return render(request, "agencies/board/contacts.html", {"form": form})
