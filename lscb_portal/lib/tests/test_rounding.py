from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.rounding import half_up, percentage

decimals = st.integers(0, 4)
values = st.decimals(-(10**9), 10**9, places=6)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("82.5", 0, "83"),
        ("83.5", 0, "84"),
        ("82.49", 0, "82"),
        ("-2.5", 0, "-3"),
        ("-0.4", 0, "0"),
        ("-0.04", 1, "0.0"),
        ("21.15", 1, "21.2"),
        ("78", 2, "78.00"),
        (7, 0, "7"),
        (Decimal("0.005"), 2, "0.01"),
    ],
)
def test_halves_are_rounded_up(value, places, shown):
    assert str(half_up(value, places)) == shown


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="^A float cannot be rounded exactly."):
        half_up(82.5)


@given(values, decimals)
def test_rounding_moves_a_figure_by_at_most_half_a_step(value, places):
    assert abs(half_up(value, places) - value) <= Decimal("0.5").scaleb(-places)


@given(values, decimals)
def test_rounding_what_is_rounded_changes_nothing(value, places):
    rounded = half_up(value, places)

    assert half_up(rounded, places) == rounded
    assert -rounded.as_tuple().exponent == places


@given(values, values, decimals)
def test_rounding_keeps_the_order(one, other, places):
    assert half_up(min(one, other), places) <= half_up(max(one, other), places)


def test_the_published_worked_example():
    assert (percentage(23, 26, 1), percentage(23, 26)) == (Decimal("88.5"), Decimal("88"))
    assert percentage(26, 26) == Decimal("100")


def test_a_percentage_of_nothing_is_no_figure():
    assert percentage(0, 0) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6), decimals)
def test_a_percentage_is_the_exact_fraction_rounded_once(part, whole, places):
    scale = 10**places
    expected = (Fraction(100 * part * scale, whole) + Fraction(1, 2)).__floor__()

    assert percentage(part, whole, places) == Decimal(expected).scaleb(-places)
