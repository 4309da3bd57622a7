"""How long a session lasts: it ends when nobody used it for a while, and after a working day whatever is done."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

HEADER = "Session-Left"
LOOK = "Session-Look"  # sent by what a page asks by itself, while nobody may be there


def seconds_now() -> int:
    return int(timezone.now().timestamp())


def limit(request, now):
    """Sign the person out when the session is too old; else note, now and then, that it is in use."""
    if now - request.session.setdefault("began", now) > settings.SESSION_ABSOLUTE_SECONDS:
        logout(request)
    elif not is_a_look(request) and now - request.session.get("touched", 0) > settings.SESSION_TOUCH_SECONDS:
        renew(request, now)


def is_a_look(request) -> bool:
    """Whether a page only asks by itself how long is left, or how far something is, which is no use of the session."""
    return request.method == "GET" and (request.path == reverse("session") or LOOK in request.headers)


def renew(request, now):
    """Let the time without use begin anew."""
    request.session["touched"] = now


def left(session, now) -> str:
    """Return the seconds until the session ends without use, and until it ends in any case: "1800 43200"."""
    unused = session.get("touched", now) + settings.SESSION_COOKIE_AGE - now
    return f"{unused} {session.get('began', now) + settings.SESSION_ABSOLUTE_SECONDS - now}"


def clear_ended():
    """Delete the rows of sessions that have ended, and with them whatever they kept."""
    SessionStore.clear_expired()
