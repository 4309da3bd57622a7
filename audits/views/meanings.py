"""What the ratings mean on a page: for a standard, and for criteria that have words of their own."""

from collections import defaultdict


def meanings_of(standard, points):
    """What each rating means: `meanings` for the standard (its own words, or else the scale's), as (point, text), and
    `own_meanings`, {criterion's key: the same} for the criteria that have words of their own."""
    meanings, own = _held(standard, points, "criterion")
    return {"meanings": meanings, "own_meanings": own}


def meanings_for_judging(standard, points):
    """The same for those who judge what was signed: `meanings`, and `meanings_by_code` by the criteria's codes."""
    meanings, own = _held(standard, points, "criterion__code")
    return {"meanings": meanings, "meanings_by_code": own}


def _held(standard, points, key):
    """(meanings of the standard, {criterion by `key`: its own}), the criteria in their order."""
    texts = defaultdict(dict)
    held = standard.descriptors.order_by("criterion__position", "pk")
    for criterion, point, text in held.values_list(key, "point", "text"):
        texts[criterion][point] = text
    own = texts.pop(None, {})
    return (
        [(point, own.get(point.pk, point.descriptor)) for point in points],
        {each: [(one, held[one.pk]) for one in points if one.pk in held] for each, held in texts.items()},
    )
