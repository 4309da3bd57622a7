"""A whole snapshot without a database, as large as a real one, with Welsh and Polish names: for tests of the pages."""

import datetime as dt

from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.periods import Quarter
from reports.document import Frozen
from reports.tests.sample_figures import AGENCIES, INDICATORS, indicator, matrix, returns

WORDS = {
    "summary": (
        "The Board is asked to:\n\n- note that Probation and the Voluntary sector did not return their self-evaluation,"
        " and agree a recovery date of 30 June\n- ask Mental health trust why an action is more than 40 days overdue\n"
        "- agree that return interviews are examined at the next meeting."
    ),
    "judgement": (
        "Most agencies meet most standards and can show it. Information sharing is the weak point for the second year."
        " We are not yet assured that children who go missing are heard when they come back."
    ),
    "performance": (
        "What: fewer children went missing from care than in any quarter of the last two years.\n\nSo what: the new"
        " placement protocol seems to hold; one quarter is not yet proof.\n\nNow what: we shall look again in October."
    ),
    "returns": "Ten of twelve agencies answered. Ratings were lowered mostly because evidence was out of date.",
    "meetings": "",
    "actions": "Two of the four overdue actions wait for a decision that only the Board can take.",
    "next": "Siân Llŷr-Kowalczyk and Łukasz Dąbrowski report on bruising in babies (Tŷ Ŵr, Świętokrzyska 4).",
}


def sample_snapshot() -> dict:
    """Return a snapshot of the fourth quarter of 2025/26 as `figures.snapshot_of` would give it."""
    return {
        "schema": 1,
        "board": {
            "name": "Northmere Safeguarding Children Board",
            "area": "Northmere",
            "slug": "northmere",
            "marking": "OFFICIAL-SENSITIVE",
            "top_group": "Strategic Board",
        },
        "group": {"name": "Quality Assurance and Performance Management sub-group", "short_name": "QAPM"},
        "quarter": _quarter(),
        "as_at": dt.date(2026, 4, 22),
        "people": {"prepared_by": "Rhodri Tŷ-Ŵyn, analyst", "chair": "Helen Marsh"},
        "returns": returns(),
        "matrix": matrix(),
        "performance": [indicator(*row) for row in INDICATORS],
        "meetings": [_meeting()],
        "attendance": _attendance(),
        "decisions": _decisions(),
        "actions": _actions(),
        "ahead": {
            "until": dt.date(2026, 9, 30),
            "board_meeting": dt.date(2026, 6, 3),
            "meetings": [
                {"on": dt.date(2026, 5, 20), "starts_at": "09:30", "place": "Mere House, room 2"},
                {"on": dt.date(2026, 9, 16), "starts_at": "09:30", "place": "Mere House, room 2"},
            ],
            "rounds": [{"title": "Topic round: children who go missing", "due_on": dt.date(2026, 6, 26)}],
        },
    }


def sample_frozen(**changes) -> Frozen:
    """Return the sample frozen, with its words; `changes` replace parts of the snapshot or, as `words`, the words."""
    words = changes.pop("words", WORDS)
    text = canonical(sample_snapshot() | changes)
    return Frozen(text, sha256_of(text), sha256_of("ledger"), version=1, words=words)


def _quarter():
    quarter = Quarter("2025-Q4")
    return {"code": quarter.code, "label": quarter.label, "start": quarter.start, "end": quarter.end}


def _shares(agencies, members):
    return {
        "agencies": agencies,
        "agencies_of": 12,
        "agency_per_cent": round(100 * agencies / 12),
        "members": members,
        "members_of": 13,
        "member_per_cent": round(100 * members / 13),
    }


def _meeting():
    return {
        "on": dt.date(2026, 2, 18),
        "starts_at": "09:30",
        "place": "Mere House, room 2",
        "state": "held",
        "reason": "",
        "items": 8,
        "decisions": 3,
        "quorate": [{"since": "09:31", "until": "11:02"}, {"since": "11:06", "until": "11:24"}],
        "most_agencies": 9,
        "needed": 3,
    } | _shares(9, 8)


def _attendance():
    days = (dt.date(2025, 5, 21), dt.date(2025, 9, 17), dt.date(2025, 11, 19), dt.date(2026, 2, 18))
    states = ("present", "present", "deputy", "present", "apologies", "present", "absent")
    return {
        "meetings": [{"on": day} | _shares(came, came - 1) for day, came in zip(days, (10, 8, 9, 9), strict=True)],
        "rows": [
            {"agency": name, "cells": [states[(row * 3 + column * 2) % 7] for column in range(4)]}
            for row, name in enumerate(AGENCIES)
        ],
    }


def _decisions():
    wordings = (
        (
            "D-014",
            "Audit programme",
            "To begin the joint audit of neglect in May, led by Police and Children's Services.",
            "Agreed",
            True,
        ),
        (
            "D-015",
            "Quarter 3 figures",
            "To recommend that every agency supplies return-interview figures by the tenth working day.",
            "Recommended to the Board",
            True,
        ),
        (
            "D-016",
            "Learning briefing, Review A",
            "To note the briefing; the vote is put off until the meeting is quorate again.",
            "Noted",
            False,
        ),
    )
    return [
        {
            "reference": reference,
            "meeting_on": dt.date(2026, 2, 18),
            "item": item,
            "wording": wording,
            "outcome": outcome,
            "dissent": "",
            "quorate": quorate,
            "agencies": 7 if quorate else 2,
            "quorum": "7 agencies here, 3 needed." if quorate else "2 agencies here, 3 needed. One more is needed.",
        }
        for reference, item, wording, outcome, quorate in wordings
    ]


def _action(number, title, owner, agency, due, days=None):
    row = {
        "reference": f"A-{number:03}",
        "title": title,
        "owner": owner,
        "agency": agency,
        "due_on": due,
        "original_due_on": due if number != 44 else dt.date(2026, 1, 9),
        "state": "On course",
    }
    return row if days is None else row | {"days": days}


def _actions():
    return {
        "counts": {"B": 11, "G": 22, "A": 6, "R": 4, "N": 3},
        "total": 46,
        "overdue": [
            _action(
                31,
                "Publish the neglect pathway with a named lead in each agency",
                "Helen Marsh",
                "Children's Services",
                dt.date(2026, 2, 2),
                79,
            ),
            _action(
                38,
                "Supervision audit for ward managers",
                "Anneke Visser",
                "Mental health trust",
                dt.date(2026, 2, 27),
                54,
            ),
            _action(
                44, "Safer recruitment checks for agency staff", "Zbigniew Wójcik", "Housing", dt.date(2026, 3, 6), 47
            ),
            _action(
                47,
                "Return self-evaluation for standards 7 and 8",
                "Marcus Thorne",
                "Probation",
                dt.date(2026, 3, 13),
                40,
            ),
        ],
        "due_next": [
            _action(
                52,
                "Brief every designated lead on the new thresholds",
                "Clare Pool",
                "Acute trust",
                dt.date(2026, 5, 8),
            ),
            _action(55, "Report on the dip sample of strategy meetings", "Joy Okafor", "Police", dt.date(2026, 5, 15)),
            _action(
                58,
                "Re-audit: bruising in babies who do not yet move by themselves",
                "Siân Llŷr-Kowalczyk",
                "Health commissioner",
                dt.date(2026, 6, 12),
            ),
        ],
    }
