"""What happens to every request: health checks, headers, the length of a session, guards, the board of the page."""

from django.db import connection
from django.http import Http404, HttpResponse

from agencies.models import Board
from agencies.session import HEADER, left, limit, seconds_now
from lscb_portal.lib import guards

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=()"


def healthz(get_response):
    """Answer /healthz, /healthz/live and /healthz/ready before hosts, redirects and sessions are looked at."""

    def middleware(request):
        if request.path in ("/healthz", "/healthz/ready"):
            return ready()
        if request.path == "/healthz/live":
            return HttpResponse("live", content_type="text/plain")
        return get_response(request)

    return middleware


def ready():
    """Say whether the database answers: the one thing without which no page can be shown."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 (whatever is wrong, the answer is the same)
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")


def response_headers(get_response):
    """Set the headers no library of ours sets: what browsers may use, and what they may keep."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        set_caching(request, response)
        return response

    return middleware


def set_caching(request, response):
    """Let no browser and no proxy keep what a signed-in person was shown or given: it may be OFFICIAL-SENSITIVE.

    A visitor's page may be kept, if it is asked after each time. Static files are served before this.
    """
    if hasattr(request, "user") and request.user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")


def session_limits(get_response):
    """End a session after twelve hours, and keep an active one from ending after thirty minutes.

    The session is saved at most every five minutes: saving at every request would make every page a writer. Each answer
    says how long is left, so that the page can warn in time.
    """

    def middleware(request):
        if request.user.is_authenticated:
            limit(request, seconds_now())
        if request.user.is_authenticated:
            request.session_left = left(request.session, seconds_now())
        response = get_response(request)
        if request.user.is_authenticated:
            # At the latest now, in the request that signed the person in.
            request.session.setdefault("began", seconds_now())
            response.headers[HEADER] = left(request.session, seconds_now())
        return response

    return middleware


def guards_in_words(get_response):
    """Let a guard of the database say no as an operation does, so that the page shows its sentence and is no 500."""

    def middleware(request):
        with connection.execute_wrapper(guards.in_words):
            return get_response(request)

    return middleware


class BoardFromUrl:
    """Turn the `board` word of a URL into the Board itself; 404 where the person has nothing to do with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "board" in kwargs:
            request.board = kwargs["board"] = board_of(request.user, kwargs["board"])


def board_of(user, slug) -> Board:
    """Return the person's board of that name, one of those that the page's head offers too; Http404 without it."""
    for board in user.boards if user.is_authenticated else ():
        if board.slug == slug:
            return board
    raise Http404
