"""How numbers, lists and names are written in a sentence."""

from decimal import Decimal
from fractions import Fraction

from lscb_portal.lib.rounding import half_up


def written(value, decimals=0, suffix=""):
    """A value as it is printed: rounded half up once, thousands with a comma, its sign after it ("88%").

    `value` is an int, Decimal, Fraction or float; None is "missing", never nought.
    """
    if value is None:
        return "missing"
    return f"{half_up(as_decimal(value), decimals):,}{suffix}"


def as_decimal(value):
    """Any number as a Decimal. A float becomes what its repr shows, which is what was meant by it."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def per_cent(part, whole):
    """`part` of `whole` as "47%", half up; "0%" of nothing."""
    return written(Fraction(100 * part, whole) if whole else 0, suffix="%")


def plural(count, word, words=""):
    """A count with the right form of its word: "1 agency", "2 agencies" (an s is added when `words` is not given)."""
    return f"{count} {word if count == 1 else words or word + 's'}"


def in_a_row(items):
    """ "a, b, c"; with semicolons where an item holds a comma itself: "Probation Service, Wexshire; Police"."""
    items = [str(item) for item in items]
    return _between(items).join(items)


def listed(items):
    """ "a", "a and b", "a, b and c"; "a, b; and c" where an item holds a comma itself."""
    *before, last = [str(item) for item in items] or [""]
    between = _between([*before, last])
    return f"{between.join(before)}{';' * (between == '; ')} and {last}" if before else last


def _between(items):
    return "; " if any("," in item for item in items) else ", "


def possessive(name):
    """Whose something is: "Police’s", "Harbour Homes’". A name that ends in an s takes the apostrophe alone."""
    return f"{name}’" if str(name).endswith("s") else f"{name}’s"
