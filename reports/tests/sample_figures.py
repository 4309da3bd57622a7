"""The figures of the sample: what agencies returned, how it was judged, and the quarter's indicators."""

import datetime as dt
from decimal import Decimal

from lscb_portal.lib.periods import Quarter

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


def returns():
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


def matrix():
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


def indicator(code, name, unit, decimals, polarity, values):
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
