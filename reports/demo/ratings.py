"""How agencies rated themselves in the two rounds, and how the board's moderators judged them.

A row is an agency's ratings of standards 1 to 12, in order; a dot is a standard not asked or not answered. The story:
information sharing (6) is strong, supervision (9) is weak in response policing and in the acute trust's emergency
department, and one agency did not return last year.
"""

from typing import NamedTuple

from audits.models.review import ReasonCode

LAST_YEAR = {
    "CS": "GGAGGGGGAGGG",
    "AH": "AGAGRGGGAAGA",
    "YJ": "GGGGGGGGGAGG",
    "Po": "GGAGGGGGGGGA",
    "IC": "GGAGGGGGGGGG",
    "AT": "GGGGAGGAAGGG",
    "MH": "AGGAGAGGAGGA",
    "CH": "GGGGAGGGAGGG",
    "Pr": "AGGGAGAGGAGG",
    "Sc": "GGGGGGGGGGAG",
    "Fi": "GGAGGGGGGAAG",
    "Ca": "GGGGGGGGGAGA",
    "ED": "AAGAAGGAAAGA",
    "LH": "AAGAGGGGGAGA",
}

THIS_YEAR = {
    "CS": "GGAGGGGGGAGG",
    "AH": "AGAGAGGGAAGA",
    "YJ": "G....G......",
    "Po": "GGAGGGGGAAGA",
    "IC": "GGGGGGGGGAGG",
    "AT": "GGAGGGGGAAGA",
    "MH": "GGGAAGGGAGAA",
    "CH": "GGGGGGGGAGGG",
    "Pr": "AGAGAGGGAAGG",
    "Sc": "GGGGAGGGAGGG",
    "Fi": "GGAGGGGGGGAG",
    "Ca": "GGGGGGGGAGGA",
    "ED": "AAAGAGAA....",
    "WC": "GGAGGGGGAGGG",
    "WY": "G....G......",
}
# Days before today on which this year's returns were signed, in the order they came.
SIGNED = {"CH": 26, "Sc": 24, "CS": 21, "IC": 19, "AT": 17, "MH": 14, "Fi": 11, "WC": 9, "Ca": 6}
# Handed to the signatory and waiting there, days before today.
HANDED_OVER = {"Pr": 3, "AH": 1}
# Begun, and days before today on which the agency last worked on it.
BEGUN = {"Po": 4, "WY": 6, "ED": 8, "YJ": 12}
# Criteria below green where the story names them; elsewhere they are drawn, among those that rest on a percentage.
BELOW = {
    ("AT", "ST09"): ("ST09.2", "ST09.3"),
    ("CH", "ST09"): ("ST09.3",),
    ("Po", "ST09"): ("ST09.2",),
}
# Returned to the agency after a first look (what for is said in `words/judging.yaml`).
RETURNED = ("Sc",)
# Criteria of the police return that nobody has answered yet: a few minutes' work for whoever signs in as its lead.
STILL_OPEN = {"Po": ("ST09.3", "ST09.4", "ST12.5", "ST12.6")}


def last_day(agency):
    """Return how many days before today an agency that has begun was last at work on its return."""
    return (SIGNED | HANDED_OVER | BEGUN)[agency]


class Judgement(NamedTuple):
    """A moderated rating that differs from the agency's own, or one whose reason is worth reading."""

    rating: str
    code: ReasonCode
    reason: str


# By agency and standard. Everything else that is moderated is agreed with.
LAST_JUDGEMENTS = {
    ("Po", "ST09"): Judgement(
        "A",
        ReasonCode.PART,
        "The audit is strong for public protection and custody. Response, two thirds of the workforce, is not "
        "sampled. Amber until a dip sample is seen.",
    ),
    ("IC", "ST03"): Judgement(
        "G",
        ReasonCode.STRONGER,
        "Young people in care wrote the specification for their own health assessments. That is more than amber.",
    ),
    ("MH", "ST08"): Judgement(
        "A", ReasonCode.OLD, "The file audit is from two years ago, before the move to the shared HR service."
    ),
    ("Sc", "ST09"): Judgement(
        "A", ReasonCode.POLICY_ONLY, "The policy is good. Nothing shows that leads in schools have supervision."
    ),
    ("Fi", "ST04"): Judgement(
        "A", ReasonCode.MISSING, "The survey that the answer rests on is not attached, and could not be found."
    ),
    ("YJ", "ST10"): Judgement(
        "G", ReasonCode.STRONGER, "Every case manager is at level 3, and observed practice shows what they learned."
    ),
}
THIS_JUDGEMENTS = {
    ("AT", "ST09"): Judgement(
        "R",
        ReasonCode.PART,
        "Maternity and the children’s wards are amber. The emergency department, where most injured children are seen "
        "first, has had no safeguarding supervision for ten months. We cannot call that partly in place.",
    ),
    ("CH", "ST09"): Judgement(
        "G",
        ReasonCode.STRONGER,
        "Nine in ten on time for two quarters and notes that change children’s plans. The trust is harder on itself "
        "than the descriptor asks.",
    ),
    ("MH", "ST09"): Judgement(
        "A", ReasonCode.SUPPORTED, "Adult teams are the gap, as the trust says. CAMHS alone would be green."
    ),
    ("AT", "ST03"): Judgement(
        "A", ReasonCode.SUPPORTED, "The play specialists' work is very good; it is not yet told back to children."
    ),
}
# Which standards are moderated so far this year, in the order in which moderators took them.
THIS_MODERATED = {
    "CH": "6 9 1 2 3 4 5 7 8 10 11 12",
    "CS": "6 9 1 2 3 4",
    "IC": "6 9",
    "AT": "6 9 3",
    "MH": "6 9",
}

# The rest of one return, judged in the last days: its agency may still reply.
LATELY_MODERATED = {"CS": "5 7 8 10 11 12"}

AGREED = (
    "The evidence is recent, covers the whole agency and shows practice as well as policy.",
    "We read the sample ourselves and agree with what the agency concludes from it.",
    "The figures match those that the Board holds, and the example shows a change for a child.",
    "Agreed. Next year please say what children and families thought of it.",
)
AGREED_BELOW_GREEN = (
    "A fair judgement. The planned improvement is the right one and has a date.",
    "Agreed. The gap is named plainly, and the plan says how it will be known to be closed.",
    "We agree, and would like to see the sample repeated before the spring meeting.",
)


def judgement(judgements, agency, standard, own):
    """Return how `standard` of `agency`, self-rated `own`, was moderated: agreed with unless told otherwise."""
    if told := judgements.get((agency, standard)):
        return told
    reasons = AGREED if own == "G" else AGREED_BELOW_GREEN
    return Judgement(own, ReasonCode.SUPPORTED, reasons[(sum(map(ord, agency)) + int(standard[2:])) % len(reasons)])
