"""A whole snapshot without a database, as large as a real one, with Welsh and Polish names: for tests of the pages."""

import datetime as dt
from decimal import Decimal

from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.periods import Quarter
from reports.document import Frozen

AGENCIES = (
    "Acute trust",
    "Cafcass",
    "Children's Services",
    "Fire and Rescue",
    "Health commissioner",
    "Housing",
    "Mental health trust",
    "Police",
    "Probation",
    "Schools",
    "Voluntary sector",
    "Youth Justice",
)
NOT_RETURNED = ("Probation", "Voluntary sector")
STANDARDS = (
    ("Senior leadership commitment", "Leadership"),
    ("Accountability and governance", "Accountability"),
    ("Culture of listening to children", "Listening"),
    ("Information sharing", "Sharing"),
    ("Safer recruitment", "Recruitment"),
    ("Managing allegations", "Allegations"),
    ("Policies and procedures", "Procedures"),
    ("Training and supervision", "Training"),
    ("Early help", "Early help"),
    ("Thresholds and referral", "Referral"),
    ("Safe use of technology", "Online"),
    ("Equality and inclusion", "Equality"),
)
RATINGS = (
    {"code": "4", "rank": 3, "letter": "E", "label": "Embedded", "colour": "b"},
    {"code": "3", "rank": 2, "letter": "M", "label": "Met", "colour": "g"},
    {"code": "2", "rank": 1, "letter": "P", "label": "Partly met", "colour": "a"},
    {"code": "1", "rank": 0, "letter": "N", "label": "Not met", "colour": "r"},
)
INDICATORS = (
    (
        "2.2",
        "Children of other authorities living in the area",
        "count",
        0,
        "neutral",
        "228 231 226 229 235 234 251 259",
    ),
    ("2.3", "Private fostering arrangements", "count", 0, "neutral", "3 3 2 3 2 1 1 1"),
    (
        "3.1",
        "Police domestic abuse notifications with a child present",
        "count",
        0,
        "neutral",
        "388 402 431 420 395 451 462 439",
    ),
    (
        "3.3",
        "Repeat domestic abuse call-outs to an address with a child",
        "count",
        0,
        "lower_is_better",
        "251 246 233 240 238 277 231 212",
    ),
    ("3.4a", "Children missing from home", "count", 0, "lower_is_better", "101 97 88 95 92 72 86 78"),
    ("3.4b", "Children missing from care", "count", 0, "lower_is_better", "118 109 131 120 121 85 81 73"),
    (
        "3.5",
        "Missing children who had an independent return interview",
        "percent",
        1,
        "higher_is_better",
        "71.2 74.0 75.5 72.8 76.9 73.4 79.1 -",
    ),
    ("3.7", "Child sexual exploitation episodes open at month end", "count", 0, "neutral", "27 29 31 28 31 30 30 35"),
    (
        "3.8",
        "New exploitation referrals recorded as high risk",
        "count",
        2,
        "lower_is_better",
        "2.1 1.9 2.4 2.2 2.3 2.67 1.67 1",
    ),
    (
        "4.5c",
        "Front-door episodes with an outcome of children's social care",
        "percent",
        1,
        "higher_is_better",
        "20.2 19.8 21.1 20.7 19.5 21.8 20.9 22.4",
    ),
)
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
        "returns": _returns(),
        "matrix": _matrix(),
        "performance": [_indicator(*row) for row in INDICATORS],
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


def _returns():
    missing = dict.fromkeys(NOT_RETURNED)
    return {
        "round": {
            "title": "Section 11 self-evaluation 2025/26",
            "framework": "Section 11 standards, version 3",
            "edition": 2023,
            "opens_on": dt.date(2026, 1, 5),
            "due_on": dt.date(2026, 2, 27),
            "final_due_on": dt.date(2026, 3, 13),
        },
        "is_due": True,
        "asked": 12,
        "submitted": 10,
        "late": ["Youth Justice"],
        "not_returned": list(missing),
        "rows": [
            {
                "agency": name,
                "submitted_on": missing.get(
                    name, dt.date(2026, 3, 9) if name == "Youth Justice" else dt.date(2026, 2, 20)
                ),
                "late": name == "Youth Justice",
                "submissions": 0 if name in missing else 1,
                "review": "Moderated",
            }
            for name in AGENCIES
        ],
    }


def _rating(agency, standard):
    return "4333233423332331"[(agency * 5 + standard * 3) % 16]


def _cell(agency, standard):
    if (agency, standard) in ((1, 6), (3, 8)):
        return {"state": "not_applicable", "own": None, "moderated": None, "change": None}
    if (agency, standard) == (1, 10):
        return {"state": "not_asked", "own": None, "moderated": None, "change": None}
    own = _rating(agency, standard)
    moved = (agency * 7 + standard * 11) % 13 == 0
    moderated = None if agency == 9 and standard > 8 else str(max(1, int(own) - 1)) if moved else own
    return {"state": "complete", "own": own, "moderated": moderated, "change": None}


def _matrix():
    returned = [
        {"agency": name, "cells": [_cell(number, standard) for standard in range(len(STANDARDS))]}
        for number, name in enumerate(AGENCIES)
        if name not in NOT_RETURNED
    ]
    return {
        "scale": "Four-point scale (version 1)",
        "rule": "A standard takes the lowest rating of its criteria.",
        "ratings": list(RATINGS),
        "standards": [
            {"position": position, "title": title, "short_title": short}
            for position, (title, short) in enumerate(STANDARDS, 1)
        ],
        "agencies": returned,
        "not_returned": list(NOT_RETURNED),
        "counts": [_counts([row["cells"][number] for row in returned]) for number in range(len(STANDARDS))],
        "compared_with": "",
        "not_compared_because": "There is no earlier round to compare with.",
    }


def _counts(cells):
    return {
        "own": {one["code"]: sum(cell["own"] == one["code"] for cell in cells) for one in RATINGS},
        "rated": sum(cell["own"] is not None for cell in cells),
        "moderated": {one["code"]: sum(cell["moderated"] == one["code"] for cell in cells) for one in RATINGS},
        "judged": sum(cell["moderated"] is not None for cell in cells),
        "not_applicable": sum(cell["state"] == "not_applicable" for cell in cells),
        "without_rating": 0,
        "not_asked": sum(cell["state"] == "not_asked" for cell in cells),
    }


def _indicator(code, name, unit, decimals, polarity, values):
    quarter = Quarter("2024-Q1")
    series = []
    for value in values.split():
        given = None if value == "-" else Decimal(value)
        series.append(
            {
                "quarter": quarter.code,
                "value": given,
                "shown": given,
                "status": "Not supplied" if given is None else "Final",
                "reason": "Police: the system moved in February; figures follow in May." if given is None else "",
            }
        )
        quarter = quarter.next
    latest, previous = series[-1]["value"], series[-2]["value"]
    change = None if latest is None else latest - previous
    sides = {"higher_is_better": 1, "lower_is_better": -1}
    side = sides.get(polarity, 0) * (change or 0)
    year = sum(point["value"] for point in series[-4:]) if latest is not None else None
    return {
        "code": code,
        "name": name,
        "unit": unit,
        "unit_words": "per cent" if unit == "percent" else "number",
        "polarity": polarity,
        "polarity_words": "",
        "decimals": decimals,
        "series": series,
        "change": change,
        "direction": ""
        if change is None
        else "same"
        if not change
        else "changed"
        if not side
        else "better"
        if side > 0
        else "worse",
        "commentary": "",
        "year": {
            "label": "2025/26",
            "value": year,
            "shown": year,
            "reason": "" if year is not None else "Quarter 4 is missing: 3 of 4 quarters supplied.",
            "warning": "",
            "rule": "Sum of the periods",
            "supplied": 4 if year is not None else 3,
            "expected": 4,
        },
    }


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
