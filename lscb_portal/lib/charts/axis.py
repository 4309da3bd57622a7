"""Scaling: round numbers for an axis, and where on the drawing a value lies."""

from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)
# Values closer than a millionth of their size are one value to the eye, and to the arithmetic of axes.
ALIKE = 1e-6


def ticks(low, high, most=6):
    """Round numbers covering `low` to `high`, at most `most` of them, evenly spaced and ascending.

    Equal ends are moved apart first, so that one value alone still has an axis.
    """
    low, high = _apart(float(low), float(high))
    step = _step((high - low) / (most - 2))
    first, last = floor(low / step), ceil(high / step)
    return [round(at * step, 10) for at in range(first, last + 1)]


def _apart(low, high):
    if high - low > ALIKE * max(1, abs(high)):
        return low, high
    margin = abs(low) * 0.1 if ALIKE < abs(low) < 1 else max(abs(low) * 0.1, 1)
    return (max(low - margin, 0) if low >= 0 else low - margin), high + margin


def _step(rough):
    """The smallest round step not below `rough`."""
    power = 10 ** floor(log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def decimals_of(steps):
    """How many decimals the round numbers of an axis need."""
    return max((len(f"{step:.4f}".rstrip("0").partition(".")[2]) for step in steps), default=0)


@dataclass(frozen=True)
class Axis:
    """A value axis: `at(value)` is its coordinate, `start` for the lowest tick and `end` for the highest."""

    ticks: list
    start: float
    end: float

    def at(self, value):
        """The coordinate of a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + (float(value) - low) * (self.end - self.start) / (high - low)


def spread(wanted, apart):
    """Move labels' coordinates so that neighbours are `apart`, keeping their order and staying near where they belong.

    `wanted` is {name: coordinate}; so is the answer.
    """
    placed = {}
    last = None
    for name, at in sorted(wanted.items(), key=lambda item: item[1]):
        last = at if last is None else max(at, last + apart)
        placed[name] = last
    shift = sum(placed[name] - wanted[name] for name in wanted) / len(wanted) if wanted else 0
    return {name: at - shift for name, at in placed.items()}
