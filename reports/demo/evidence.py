"""What agencies put in their returns: sentences of `words/evidence.yaml` and `words/standards.yaml`, with their own
numbers. Everything random comes from the generator given, so a return says the same each time it is made."""

from typing import NamedTuple

from reports.demo.words import words

GREEN, AMBER, RED = "G", "A", "R"
# Percentages that fit a rating: lowest and highest.
SHARES = {GREEN: (88, 98), AMBER: (64, 84), RED: (31, 52)}


def narrative(agency, criterion, rating, rng, months, year):
    """Return what `agency` (a code) writes for `criterion` (a code) that it rates `rating` (a letter).

    `months` are names to date things by; `year` is "last" or "this", for the agency's very words where it has any.
    """
    evidence = words("evidence")
    own = evidence["in_their_words"][year].get(agency, {}).get(criterion)
    voice = evidence["voices"][agency]
    of = rng.randint(max(6, voice["asked"] // 5), voice["asked"])
    n = of * rng.randint(*SHARES[rating]) // 100
    text = evidence["sentences"][criterion].format(
        n=n,
        of=of,
        percent=(200 * n + of) // (2 * of),
        few=rng.randint(2, 4),
        more=rng.randint(5, 14),
        month=rng.choice(months),
        **voice,
    )
    return own or sentence(text)


def overview(agency, standard, rating, year):
    """Return what `agency` says once for `standard` that comes out as `rating`: a dict of impact, strengths, gaps,
    improve and measure; the last three are empty at green."""
    general, voice = words("standards")[standard], words("evidence")["voices"][agency]
    told = {"strengths": general["strengths"], "impact": general["impact"], "gaps": "", "improve": "", "measure": ""}
    if rating != GREEN:
        gap = general["amber" if rating == AMBER else "red"]
        told |= {"gaps": gap, "improve": general["improve"], "measure": general["measure"]}
    told = {part: sentence(text.format(**voice)) for part, text in told.items()}
    own = words("standards")["in_their_words"][year].get(agency, {}).get(standard, {})
    return told | own


def sentence(text):
    """Return `text` with a capital letter first, since it may begin with the agency's own name for something."""
    return text[:1].upper() + text[1:]


class Item(NamedTuple):
    """A piece of evidence: for which criterion, what it is called, and its file's name or its address."""

    criterion: str
    title: str
    file: str = ""
    link: str = ""


# What agencies keep in their libraries and use again the next year.
LIBRARY = (
    Item("ST06.2", "Audit of contacts to the front door", file="contacts-audit.pdf"),
    Item("ST09.1", "Supervision policy, version 4", file="supervision-policy.docx"),
    Item("ST10.3", "Training compliance by level", file="training-compliance.txt"),
    Item("ST12.1", "Safeguarding policy, public page", link="https://{site}.example/safeguarding"),
    Item("ST01.2", "Annual safeguarding report", file="annual-report.pdf"),
)
