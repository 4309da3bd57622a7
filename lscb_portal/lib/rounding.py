"""Rounding for display: half up, once, with Decimal.

Python's own `round` sends halves to the even neighbour (82.5 becomes 82) and binary floats cannot hold most printed
figures, so neither is used. Keep exact values until the moment they are shown, then round here; never round a rounded
figure.
"""

from decimal import ROUND_HALF_UP, Decimal


def exact(value):
    """A whole number, Decimal or numeric text as a Decimal; TypeError for a float, which has already lost digits."""
    if isinstance(value, float):
        raise TypeError("A float cannot be rounded exactly. Give a whole number, a Decimal or text.")
    return Decimal(value)


def half_up(value, decimals=0):
    """`value` (int, Decimal or numeric text) to so many decimals, halves away from zero, as figures are printed.

    82.5 gives 83 and -2.5 gives -3; nothing is ever printed as minus nought. Raises TypeError for a float.
    """
    rounded = exact(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def percentage(part, whole, decimals=0):
    """`part` of `whole` in per cent, half up; None when `whole` is 0, which a page shows as "no cases" and never 0 %.

    Worked example (Cambridgeshire and Peterborough 2020): 23 of 26 is 88.5 at one decimal and 88 at none.
    """
    whole = exact(whole)
    return half_up(100 * exact(part) / whole, decimals) if whole else None
