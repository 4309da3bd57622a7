"""When the person who signs last gave their password again."""

import datetime as dt

from allauth.account.authentication import get_authentication_records


def reauthenticated_at(request) -> dt.datetime | None:
    """Return the moment of the latest re-authentication in this session; None when there was none."""
    again = [
        record["at"] for record in get_authentication_records(request, request.user) if record.get("reauthenticated")
    ]
    return dt.datetime.fromtimestamp(again[-1], dt.UTC) if again else None
