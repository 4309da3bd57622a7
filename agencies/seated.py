"""A group's seats as the rule of quorum sees them: the agencies that have one, as they are on a day."""

from agencies import quorum


def seats_on(group, day) -> list:
    """Return the seats of a group that are in force on a day, with their people and agencies."""
    related = ("person", "agency", "deputy_for", "deputy_for__person")
    return list(group.seats.current(on=day).select_related(*related).order_by("pk"))


def members_of(seats) -> list[quorum.Member]:
    """Return the agencies that `seats` carry into the quorum, each once."""
    return list({seat.agency_id: member_of(seat) for seat in seats if seat.counts}.values())


def member_of(seat) -> quorum.Member:
    return member_for(seat.agency)


def member_for(agency) -> quorum.Member:
    """Return an agency, as it is now, as one that has a seat."""
    return quorum.Member(
        agency=agency_key(agency),
        name=agency.short_name,
        legal_body=agency.legal_body_id,
        kind=agency.kind,
        statutory=agency.is_statutory_partner,
    )


def agency_key(agency) -> str:
    """Return the id by which a quorum rule names an agency."""
    return str(agency.uid) if agency else ""
