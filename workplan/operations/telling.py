"""Telling the people of a group what has happened to a meeting."""

from agencies.models.group import CHAIRING
from agencies.operations.notification import notify


def tell_members(meeting, kind, *, key, but=None, people=None):
    """Tell everybody with a seat on the day, and who stands in for them (or `people`), of the meeting; but not `but`,
    who did it."""
    people = everybody(meeting) if people is None else people
    active = [person for person in dict.fromkeys(people) if person.is_active and person != but]
    return notify(
        f"workplan/{kind}", active, about=meeting, board=meeting.board, link=meeting.get_absolute_url(), key=key
    )


def everybody(meeting):
    """Those with a seat on the day, then the deputies with an account."""
    deputies = meeting.deputies.standing().exclude(person=None).select_related("person")
    return [seat.person for seat in meeting.seats] + [deputy.person for deputy in deputies]


def chairs_of(group) -> list:
    """Those who chair the group today."""
    return [seat.person for seat in group.seats.current().filter(role__in=CHAIRING).select_related("person")]
