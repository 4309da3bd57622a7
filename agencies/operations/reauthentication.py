"""A signature needs the password again, given a moment ago: the guard of every operation that signs."""

from datetime import timedelta

from django.conf import settings

from lscb_portal.lib.errors import Refused


def require_recent(reauthenticated_at, now) -> None:
    """Refuse unless the person gave their password again a moment ago (None: not in this session)."""
    limit = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    if reauthenticated_at is None or now - reauthenticated_at > limit:
        raise Refused("Confirm that it is you: give your password again before you sign.")
