"""What the ratings mean on a page: for a standard, and for criteria that have words of their own."""

from collections import defaultdict


def meanings_of(standard, points):
    """What each rating means: `meanings` for the standard (its own words, or else the scale's), as (point, text), and
    `own_meanings`, {criterion's key: the same} for the criteria that have words of their own."""
    texts = defaultdict(dict)
    for criterion, point, text in standard.descriptors.values_list("criterion", "point", "text"):
        texts[criterion][point] = text
    own = texts.pop(None, {})
    return {
        "meanings": [(point, own.get(point.pk, point.descriptor)) for point in points],
        "own_meanings": {key: [(one, held[one.pk]) for one in points if one.pk in held] for key, held in texts.items()},
    }
