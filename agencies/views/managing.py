"""What the business manager's pages share: who may open them, and what people hold at the board."""

from functools import wraps

from agencies.models import BoardRole, Event, Post, Seat
from agencies.permissions import can_manage_people, require

KINDS = {"post": Post, "seat": Seat, "role": BoardRole}


def managing_people(view):
    """Open a page for those alone who manage the board's people."""

    @wraps(view)
    def checked(request, board, *args, **kwargs):
        require(can_manage_people(request.user, board))
        return view(request, board, *args, **kwargs)

    return checked


def holdings(user, board):
    """Return querysets of the roles, posts and seats at the board that `user` may see, past ones too."""
    return (
        BoardRole.objects.visible_to(user).of_board(board).select_related("person", "board"),
        Post.objects.visible_to(user).of_board(board).select_related("person", "agency"),
        Seat.objects.visible_to(user).of_board(board).select_related("person", "group", "agency"),
    )


def current_holdings(user, board, **narrowed):
    """Return what people hold at the board today, as a list; `narrowed` are further conditions."""
    return [holding for held in holdings(user, board) for holding in held.current().filter(**narrowed)]


def by_person(held) -> dict[int, list]:
    """Return what is held, by the person's primary key."""
    sorted_out = {}
    for holding in held:
        sorted_out.setdefault(holding.person_id, []).append(holding)
    return sorted_out


def givers(user, held) -> dict:
    """Return who gave each holding: its event by the uid of the holding, where the ledger shows it to `user`."""
    uids = [holding.uid for holding in held]
    given = Event.objects.visible_to(user).filter(about_uid__in=uids, verb__endswith=".given").select_related("by")
    return {event.about_uid: event for event in given}


def kind_of(holding) -> str:
    """Return the word for a holding in addresses: post, seat or role."""
    return next(kind for kind, model in KINDS.items() if isinstance(holding, model))
