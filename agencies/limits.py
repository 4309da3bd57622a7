"""How often a page that needs no sign-in may be asked for: counted by the minute, from one place and in all.

An address is kept for two minutes, and only scrambled. The count lives in the cache that all web processes share.
"""

import structlog
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)

A_MINUTE = 60


def is_too_often(request, name, *, from_one_place, in_all, uncounted) -> bool:
    """Count this request for `name` (which page, and of what); return whether it is one too many in this minute.

    What one place asks for too often does not count for all, so that nobody shuts others out. `uncounted` is the answer
    when the cache cannot be asked: reading goes on without it, writing does not.
    """
    minute = int(timezone.now().timestamp()) // A_MINUTE
    try:
        of_place = _counted(f"limit:{name}:{minute}:{_place(request)}") > from_one_place
        return of_place or _counted(f"limit:{name}:{minute}") > in_all
    except Exception:  # noqa: BLE001 (each cache has faults of its own)
        log.exception("request_not_counted", page=name.partition(":")[0])
        return uncounted


def _place(request):
    """Where a request comes from, scrambled."""
    address = get_adapter().get_client_ip(request)
    return salted_hmac("agencies.limits", address, algorithm="sha256").hexdigest()


def _counted(key):
    """How often this key was counted, now included."""
    if cache.add(key, 1, A_MINUTE * 2):
        return 1
    return cache.incr(key)
