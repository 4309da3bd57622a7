"""Quorum by agencies: may this meeting decide, who is missing, and whose leaving would end it.

The terms of reference ask that at least three agencies are represented. Agencies are counted and not people: two nurses
of one trust count once, and so by default do three departments of one council, because they are one legal body. A
deputy carries the agency; advisers and observers never count. The rule is data, so that each group can have its own:

    {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}],
     "count_by": "legal_body",
     "one_person_many_agencies": False,
     "if_inquorate": "note_only",
     "chair_discretion": False}

Every clause must be met. There are three kinds:

    {"kind": "at_least", "number": 3, "of": SET}
    {"kind": "slots", "slots": [{"name": "Health", "of": SET}, …]}       each place filled by a body of its own
    {"kind": "fraction", "numerator": 1, "denominator": 2, "of": SET}    of the bodies with a seat; "more_than": True
                                                                         asks for more than that share

A SET names agencies and is exactly one of `{"all": True}`, `{"statutory": True}`, `{"kinds": ["police", …]}` and
`{"agencies": [id, …]}` with ids written as `Present.agency` writes them. `count_by` is "legal_body" (the default) or
"agency". `one_person_many_agencies` says whether one person may carry two agencies; by default that person counts for
one of them, whichever lets most agencies count. `if_inquorate` (one of IF_INQUORATE) and `chair_discretion` say what a
meeting without a quorum may do; they are read by whoever records decisions, and change no count.
"""

from agencies.quorum.assessing import assess, forecast, register
from agencies.quorum.facts import (
    ARRIVED,
    LEFT,
    ClauseResult,
    Forecast,
    Member,
    Movement,
    Present,
    Quorum,
    Reply,
)
from agencies.quorum.rule import (
    AGENCY,
    CANCEL,
    CHOSEN_ITEMS,
    IF_INQUORATE,
    LEGAL_BODY,
    NOTE_ONLY,
    RATIFY_LATER,
    validate,
)
from agencies.quorum.saying import IN_WRITING

__all__ = [
    "AGENCY",
    "ARRIVED",
    "CANCEL",
    "CHOSEN_ITEMS",
    "IF_INQUORATE",
    "IN_WRITING",
    "LEFT",
    "LEGAL_BODY",
    "NOTE_ONLY",
    "RATIFY_LATER",
    "ClauseResult",
    "Forecast",
    "Member",
    "Movement",
    "Present",
    "Quorum",
    "Reply",
    "assess",
    "forecast",
    "register",
    "validate",
]
