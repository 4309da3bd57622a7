"""Words that came after their author's session had ended: kept while they sign in again, then offered back.

A long form carries a signed mark: for whom and for which page it was made. When it is posted by nobody, or under a
token of an earlier session, its fields wait in the browser's session, on the server. Only the person of the mark is
shown them again; anybody else who signs in there makes them disappear. They are offered, never saved by themselves.
"""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import QueryDict

from agencies.session import seconds_now

FIELD = "written_by"
SALT = "agencies.kept"
KEY = "kept_words"
# A page left open over a weekend is still its author's.
MARK_SECONDS = 3 * 24 * 60 * 60
KEEP_SECONDS = 30 * 60
MOST_CHARACTERS = 300_000
NEVER_KEPT = {"csrfmiddlewaretoken", FIELD}
KEPT = (
    "You were signed out before this was saved. What you wrote is kept for 30 minutes: sign in as the same person, "
    "and it is on its page again."
)


def mark(user, path) -> str:
    """Return what a form carries that `user` fills in, and that is shown at `path`."""
    return signing.dumps([str(user.uid), path], salt=SALT)


def keep(request) -> str | None:
    """Keep what was posted for the author of its mark; return the path of their page, or None if it cannot be kept."""
    uid, path = _marked(request)
    somebody_else = request.user.is_authenticated and str(request.user.uid) != uid
    if uid is None or somebody_else or _length(request.POST) > MOST_CHARACTERS:
        return None
    fields = [(name, values) for name, values in request.POST.lists() if name not in NEVER_KEPT]
    request.session[KEY] = {"for": uid, "path": path, "at": seconds_now(), "fields": fields}
    request.kept_just_now = True
    return path


def _marked(request):
    """Who the posted form was made for, and its page; (None, "") where it carries no mark of ours."""
    try:
        return signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=MARK_SECONDS)
    except signing.BadSignature:
        return None, ""


def _length(data):
    return sum(len(value) for values in dict(data.lists()).values() for value in values)


def words(request, path=None) -> QueryDict | None:
    """Return what the reader of this page wrote on it and could not save; None where there is nothing.

    `path` is what the form's mark says, where that is more than the page's: a page with several such forms.
    """
    kept = request.session.get(KEY)
    if kept is None or kept["path"] != (path or request.path):
        return None
    request.words_are_back = True
    data = QueryDict(mutable=True)
    for name, values in kept["fields"]:
        data.setlist(name, values)
    return data


def drop_what_is_not_theirs(request):
    """Forget what was kept for somebody else than who is signed in now, or too long ago."""
    kept = request.session.get(KEY)
    if kept and (kept["for"] != str(request.user.uid) or seconds_now() - kept["at"] > KEEP_SECONDS):
        del request.session[KEY]


def drop_what_arrived(request, response):
    """Forget what was kept for a page once its author has sent that page again and it was taken."""
    kept = request.session.get(KEY)
    if kept and response.status_code < 400 and _marked(request)[1] == kept["path"]:
        del request.session[KEY]


class KeptWords:
    """Middleware, before the one that asks for a sign-in: see the module."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            drop_what_is_not_theirs(request)
        response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated and not hasattr(request, "kept_just_now"):
            drop_what_arrived(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or request.user.is_authenticated:
            return None
        path = keep(request)
        return path and to_sign_in(request, path)


def to_sign_in(request, path):
    """Lead to the sign-in page and from there back to `path`."""
    if not request.htmx:  # a page that saves by itself says so itself
        messages.info(request, KEPT)
    return redirect_to_login(path)
