"""How often a page that needs no sign-in may be asked for: counted by the minute, from one place and in all.

An address is kept for two minutes, and only scrambled. The count lives in the cache that all web processes share.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

A_MINUTE = 60


def is_too_often(request, name, *, from_one_place, in_all) -> bool:
    """Count this request for `name` (which page, and of what); return whether it is one too many in this minute."""
    address = get_adapter().get_client_ip(request)
    place = salted_hmac("agencies.limits", address, algorithm="sha256").hexdigest()
    minute = int(timezone.now().timestamp()) // A_MINUTE
    of_place = _counted(f"limit:{name}:{minute}:{place}") > from_one_place
    return _counted(f"limit:{name}:{minute}") > in_all or of_place


def _counted(key):
    """How often this key was counted, now included."""
    if cache.add(key, 1, A_MINUTE * 2):
        return 1
    return cache.incr(key)
