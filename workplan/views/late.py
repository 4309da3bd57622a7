"""What was pressed on the chairing page while nothing answered, and comes once the portal answers again.

Such a request says in its head how long ago it was pressed. It is answered in JSON: the page keeps what it sent until
it hears what came of it, and shows it beside the reason where it was not taken.
"""

import datetime as dt
import math

from django.http import JsonResponse

HEAD = "Pressed-Ago"
LONGEST = dt.timedelta(hours=12)


def pressed_ago(request) -> dt.timedelta | None:
    """Return how long ago the button was pressed; None for a press that comes at once."""
    said = request.headers.get(HEAD)
    if said is None:
        return None
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0
    # "nan" and "inf" are numbers, too.
    return min(LONGEST, dt.timedelta(seconds=max(0, seconds))) if math.isfinite(seconds) and seconds < 1e6 else LONGEST


def taken(why="") -> JsonResponse:
    """It is kept; `why` says what is remarkable about how."""
    return JsonResponse({"kept": True, "why": why})


def not_taken(why) -> JsonResponse:
    """It is not kept, and why."""
    return JsonResponse({"kept": False, "why": why})
