"""The board's people: who they are, what they hold and why, and their accounts."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.forms.person import DEACTIVATED, LEFT, PeopleFilter, PersonForm
from agencies.models import Event, Invitation, User
from agencies.operations import person as operations
from agencies.roles import Role
from agencies.views.ledger import key_of, names_of
from agencies.views.managing import by_person, current_holdings, givers, holdings, kind_of, managing_people
from lscb_portal.lib.views import attempt

ON_A_PAGE = 50
LATEST = 10


@managing_people
def person_list(request, board):
    """Everybody with something to do with the board, and what it is."""
    form = PeopleFilter(request.GET)
    page = Paginator(chosen(request.user, board, form), ON_A_PAGE).get_page(request.GET.get("page"))
    held = by_person(current_holdings(request.user, board, person__in=[person.pk for person in page]))
    rows = [{"person": person, "holdings": held.get(person.pk, [])} for person in page]
    return render(request, "agencies/person/list.html", {"filter": form, "page": page, "rows": rows})


def chosen(user, board, form):
    """Return the people that the filter leaves, by name."""
    asked = form.cleaned_data if form.is_valid() else {}
    people = User.objects.visible_to(user).ever_of_boards([board])
    here = people.of_board(board)
    if asked.get("state") == LEFT:
        people = people.exclude(pk__in=here.values("pk"))
    else:
        people = here.filter(is_active=asked.get("state") != DEACTIVATED)
    if words := asked.get("q"):
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role := asked.get("role"):
        people = people.filter(pk__in=holders(user, board, Role(role)))
    return people.order_by("name", "pk")


def holders(user, board, role):
    return {holding.person_id for holding in current_holdings(user, board) if holding.gives == role}


@managing_people
def person(request, board, uid):
    """One person: every role and why they have it, what they held before, and what the ledger last says of them."""
    person = find(request, board, uid)
    held = [holding for kind in holdings(request.user, board) for holding in kind.filter(person=person)]
    events = Event.objects.visible_to(request.user).of_board(board).done_by_or_for(person)
    return render(
        request,
        "agencies/person/person.html",
        {
            "person": person,
            "current": why(request.user, [holding for holding in held if not over(holding)]),
            "past": why(request.user, [holding for holding in held if over(holding)]),
            "invitations": Invitation.objects.visible_to(request.user).of_board(board).filter(person=person),
            "events": with_names(request.user, board, events),
        },
    )


def with_names(user, board, events):
    """The latest events, each with the name of what it is about."""
    latest = list(events.select_related("by", "on_behalf_of", "about_type").order_by("-pk")[:LATEST])
    names = names_of(user, board, latest)
    return [(event, names.get(key_of(event))) for event in latest]


def over(holding) -> bool:
    return holding.ends_on is not None and holding.ends_on < timezone.localdate()


def why(user, held):
    """One row a holding, with the event that gave it where the ledger has one."""
    given = givers(user, held)
    rows = [{"holding": each, "kind": kind_of(each), "given": given.get(each.uid)} for each in held]
    return sorted(rows, key=lambda row: row["holding"].starts_on)


def find(request, board, uid):
    return get_object_or_404(User.objects.visible_to(request.user).ever_of_boards([board]), uid=uid)


@managing_people
def person_edit(request, board, uid):
    person = find(request, board, uid)
    form = PersonForm(request.POST or None, instance=person)
    if form.is_valid() and attempt(
        request,
        operations.change_person,
        person,
        by=request.user,
        board=board,
        form=form,
        done="Their details were changed.",
        **form.cleaned_data,
    ):
        return redirect("agencies:person", board.slug, uid)
    return render(request, "agencies/person/edit.html", {"form": form, "uid": uid})


@managing_people
def person_deactivate(request, board, uid):
    """Ask, then shut the person out."""
    person = find(request, board, uid)
    if request.method == "POST":
        done = f"{person.name} is signed out and cannot sign in again."
        attempt(request, operations.deactivate, person, by=request.user, board=board, done=done)
        return redirect("agencies:person", board.slug, uid)
    return render(request, "agencies/person/deactivate.html", {"person": person})


@managing_people
@require_POST
def person_reactivate(request, board, uid):
    person = find(request, board, uid)
    done = f"{person.name} can sign in again."
    attempt(request, operations.reactivate, person, by=request.user, board=board, done=done)
    return redirect("agencies:person", board.slug, uid)
