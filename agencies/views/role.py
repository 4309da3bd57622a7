"""Who has which role, and why."""

from django.shortcuts import render

from agencies.roles import GRANTS
from agencies.views.managing import current_holdings, managing_people


@managing_people
def role_list(request, board):
    """The roles table in prose, and under each role the people who have it today, with what gives it to them."""
    held = current_holdings(request.user, board)
    rows = [
        {
            "role": role,
            "prose": grant.prose,
            "may": [permission.value for permission in sorted(grant.permissions)],
            "holdings": sorted((each for each in held if each.gives == role), key=lambda each: each.person.name),
        }
        for role, grant in GRANTS.items()
    ]
    return render(request, "agencies/role/list.html", {"rows": rows})
