"""The meetings part: each meeting with its quorum in a sentence, and the grid of who was represented."""

from lscb_portal.lib.charts.words import listed, plural

# Letter and word of how an agency was at a meeting; no colour of blame.
PRESENCE = {
    "present": ("P", "present"),
    "deputy": ("D", "deputy came"),
    "apologies": ("A", "apologies"),
    "absent": ("–", "absent"),
    "no_seat": ("", "no seat then"),
}


def meetings_part(meetings, attendance) -> dict:
    """Return what the meetings pages show of the snapshot."""
    return {
        "rows": [meeting | {"quorum": quorum_sentence(meeting)} for meeting in meetings],
        "held": [meeting for meeting in meetings if meeting["state"] == "held"],
        "grid": {
            "meetings": attendance["meetings"],
            "rows": [
                {"agency": row["agency"], "cells": [PRESENCE[cell] for cell in row["cells"]]}
                for row in attendance["rows"]
            ],
        },
        "key": [pair for pair in PRESENCE.values() if pair[0]],
    }


def quorum_sentence(meeting) -> str:
    """Say when a meeting was quorate, and with how many agencies."""
    if meeting["state"] != "held":
        return {"cancelled": "Cancelled.", "planned": "Not yet held.", "in session": "In session."}[meeting["state"]]
    agencies = f"{plural(meeting['most_agencies'], 'agency', 'agencies')} at most, {meeting['needed']} needed"
    if not meeting["quorate"]:
        return f"Not quorate at any time ({agencies})."
    return f"Quorate {listed(map(_spell, meeting['quorate']))} ({agencies})."


def _spell(spell):
    return f"from {spell['since']} to {spell['until'] or 'the end'}"
