"""What every page shows round itself: the board and its words, who is signed in and as what, and where they may go."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from agencies.permissions import can_acknowledge_safety
from agencies.roles import POST_ROLES, Permission, Role, granted

P = Permission


class Place(NamedTuple):
    """An entry of the menu: its label, the URL name of its first page, the folder its pages lie in, and for whom it is.

    Pages outside the folder that belong to it too are named by their app.
    """

    label: str
    url_name: str
    folder: str
    permissions: tuple[Permission, ...] = ()
    roles: tuple[Role, ...] = ()

    def is_for(self, roles) -> bool:
        """Whether any of `roles`, or any permission they carry, opens it."""
        return any(role in self.roles for role in roles) or any(granted(roles, each) for each in self.permissions)


MENU = (
    Place("Home", "reports:home", "", roles=tuple(Role)),
    Place(
        "Self-evaluation",
        "audits:returns",
        "returns/",
        (P.CONTRIBUTE, P.ANSWER_RETURN, P.SIGN_RETURN, P.READ_RETURNS, P.MODERATE, P.RUN_ROUNDS, P.ENTER_FOR_OTHERS),
    ),
    Place(
        "Policies",
        "audits:policies",
        "policies/",
        (P.REVIEW_POLICIES, P.MANAGE_POLICIES, P.READ_RETURNS, P.ENTER_FOR_OTHERS),
        POST_ROLES,
    ),
    Place("Performance", "audits:performance", "performance/", (P.READ_REPORTS,)),
    Place("Meetings", "workplan:meetings", "meetings/", (P.READ_MEETINGS,)),
    Place("Actions", "workplan:actions", "actions/", (P.READ_MEETINGS,), POST_ROLES),
    Place("Reports", "reports:library", "reports/", (P.READ_REPORTS,)),
    Place("Your agency", "agencies:team", "team/", roles=(Role.LEAD,)),
    Place("Board", "agencies:agency_list", "board/", (P.MANAGE_PEOPLE,)),
)


def board(request):
    """Give templates `board`, `words`, `boards`, `standing`, `menu` and `safety_waiting`; nothing for the anonymous.

    All but the first two are worked out when a template asks, so that a fragment of a page costs nothing for them.
    """
    board, user = getattr(request, "board", None), getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"board": None}
    around = {"board": board, "boards": SimpleLazyObject(lambda: user.boards)}
    if board is None:
        return around
    return around | {
        "words": board.words,
        "standing": SimpleLazyObject(lambda: standing(user, board)),
        "menu": SimpleLazyObject(lambda: menu(request, user, board)),
        # A function, which templates call: filters do not take a lazy number for a number.
        "safety_waiting": lambda: safety_waiting(user, board),
    }


def standing(user, board) -> str:
    """Return what the person is at the board, in a line: "Agency lead, Northmere Police; Member, QAPM"."""
    return "; ".join(dict.fromkeys(holding.standing for holding in user.holdings_at(board)))


def menu(request, user, board) -> list[dict]:
    """Return the menu's entries that the person may use, with the one they are in marked `current`."""
    roles = user.roles_at(board)
    here = place_of(request.path.removeprefix(f"/b/{board.slug}/"), request.resolver_match)
    return [
        {"label": place.label, "url": reverse(place.url_name, args=[board.slug]), "current": place is here}
        for place in MENU
        if place.is_for(roles)
    ]


def place_of(path, match) -> Place | None:
    """Return the place that a page belongs to: the one whose folder it lies in, else the first one of its app."""
    if not path:
        return MENU[0]
    for place in MENU[1:]:
        if path.startswith(place.folder):
            return place
    app = match.namespace if match else ""
    return next((place for place in MENU if app in ("audits", "workplan") and place.url_name.startswith(app)), None)


def safety_waiting(user, board) -> int:
    """Return how many records that a child may be unsafe wait for somebody like this person; 0 for everybody else."""
    return board.calls_waiting if can_acknowledge_safety(user, board) else 0
