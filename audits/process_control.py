"""Statistical process control: does a series show more than its normal variation?

The rules are those of the board's data standard. From 12 figures on a series is read against control limits (an XmR
chart: mean plus and minus 2.66 times the mean moving range); with fewer it is read against its median (a run chart).
Signals: a figure outside the limits; 7 in a row on one side of the centre; 7 in a row rising or falling; 2 of 3 beyond
two thirds of the way to the same limit. Limits from fewer than 20 figures are provisional.

A missing figure is None and never zero: it breaks every run, and no moving range is taken across it. Arithmetic is in
fractions, so that a figure equal to the mean is neither above nor below it; round only what is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median

Figure = int | float | Decimal | Fraction | None

# The XmR constant: 3 standard deviations, a deviation being the mean moving range over 1.128.
LIMIT_FACTOR = Fraction("2.66")

OUTSIDE = "outside"
SHIFT = "shift"
TREND = "trend"
TWO_OF_THREE = "two of three"


@dataclass(frozen=True)
class Rules:
    """The lengths the board has set."""

    run: int = 7
    trend: int = 7
    fewest_for_limits: int = 12
    fewest_for_firm_limits: int = 20


STANDARD = Rules()


@dataclass(frozen=True)
class Limits:
    """Where normal variation ends. `upper` and `lower` are held within what is possible (`floor`, `ceiling`)."""

    mean: Fraction
    upper: Fraction
    lower: Fraction
    spread: Fraction  # from the mean to a limit before it was held, which is 3 standard deviations
    points: int
    provisional: bool


@dataclass(frozen=True)
class Phase:
    """A stretch of the series, positions `start` up to but not including `stop`, read against one centre."""

    start: int
    stop: int
    centre: Fraction | None  # the mean, or the median where there are no limits; None without figures
    limits: Limits | None


@dataclass(frozen=True)
class Reading:
    """What a series says: its phases, and the rules each position breaks ({position: (rule, ...)}, in order)."""

    values: tuple[Fraction | None, ...]
    phases: tuple[Phase, ...]
    signals: dict[int, tuple[str, ...]]

    @property
    def latest(self) -> int | None:
        """The position of the last figure that is there."""
        return next((at for at in reversed(range(len(self.values))) if self.values[at] is not None), None)

    @property
    def missing(self) -> int:
        """How many figures are not there."""
        return sum(value is None for value in self.values)

    @property
    def phase(self) -> Phase:
        """The phase that holds now."""
        return self.phases[-1]


def read(
    values: Sequence[Figure],
    rules: Rules = STANDARD,
    *,
    baseline: int | None = None,
    rebased_at: Sequence[int] = (),
    floor: Figure = 0,
    ceiling: Figure = None,
) -> Reading:
    """Read a series, oldest first.

    `baseline` is how many positions of a phase its limits come from (all of them when None). `rebased_at` lists the
    positions at which an explained change begins a new phase. Limits never leave `floor` to `ceiling`; a percentage has
    a ceiling of 100.
    """
    exact = tuple(None if value is None else Fraction(value) for value in values)
    bounds = [0, *sorted(at for at in set(rebased_at) if 0 < at < len(exact)), len(exact)]
    held = (_fraction(floor), _fraction(ceiling))
    phases = tuple(_phase(exact, start, stop, rules, baseline, held) for start, stop in pairwise(bounds))
    return Reading(exact, phases, _signals(exact, phases, rules))


def _fraction(value: Figure) -> Fraction | None:
    return None if value is None else Fraction(value)


def _phase(values, start, stop, rules, baseline, held) -> Phase:
    known = [value for value in values[start:stop] if value is not None]
    if not known:
        return Phase(start, stop, None, None)
    limits = None
    if len(known) >= rules.fewest_for_limits:
        limits = limits_of(values[start:stop][:baseline], rules, *held)
    return Phase(start, stop, limits.mean if limits else median(known), limits)


def limits_of(
    values: Sequence[Figure],
    rules: Rules = STANDARD,
    floor: Figure = None,
    ceiling: Figure = None,
) -> Limits | None:
    """Control limits of a series; None when no two neighbouring figures are there to take a moving range from."""
    known = [Fraction(value) for value in values if value is not None]
    ranges = [abs(Fraction(b) - Fraction(a)) for a, b in pairwise(values) if a is not None and b is not None]
    if not ranges:
        return None
    mean = sum(known) / len(known)
    spread = LIMIT_FACTOR * sum(ranges) / len(ranges)
    upper = mean + spread if ceiling is None else min(mean + spread, Fraction(ceiling))
    lower = mean - spread if floor is None else max(mean - spread, Fraction(floor))
    return Limits(mean, upper, lower, spread, len(known), len(known) < rules.fewest_for_firm_limits)


def _signals(values, phases, rules) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for phase in phases:
        for rule, position in _found_in(values, phase, rules):
            found.setdefault(position, []).append(rule)
    return {position: tuple(broken) for position, broken in sorted(found.items())}


def _found_in(values, phase, rules) -> Iterator[tuple[str, int]]:
    if phase.centre is None:
        return
    part = values[phase.start : phase.stop]
    checks = [(SHIFT, shifts(part, phase.centre, rules.run)), (TREND, trends(part, rules.trend))]
    if phase.limits:
        checks = [(OUTSIDE, outside(part, phase.limits)), *checks, (TWO_OF_THREE, two_of_three(part, phase.limits))]
    for rule, positions in checks:
        yield from ((rule, phase.start + position) for position in sorted(positions))


def outside(values: Sequence[Fraction | None], limits: Limits) -> set[int]:
    """Positions of the figures outside the limits; on a limit is inside."""
    return {at for at, value in enumerate(values) if value is not None and not limits.lower <= value <= limits.upper}


def shifts(values: Sequence[Fraction | None], centre: Fraction, length: int) -> set[int]:
    """Positions in a run of `length` or more figures on one side of the centre; a figure on it ends the run."""
    return _runs([0 if value is None else _sign(value - centre) for value in values], length)


def trends(values: Sequence[Fraction | None], length: int) -> set[int]:
    """Positions in a run of `length` or more figures each above, or each below, the one before it."""
    steps = [0 if a is None or b is None else _sign(b - a) for a, b in pairwise(values)]
    # A run of n - 1 steps joins n figures: the step at i leads from position i to i + 1.
    return {at for step in _runs(steps, length - 1) for at in (step, step + 1)}


def two_of_three(values: Sequence[Fraction | None], limits: Limits) -> set[int]:
    """Positions of figures beyond two standard deviations, where 2 of 3 in a row lie so on the same side."""
    beyond = limits.spread * 2 / 3
    sides = [
        0 if value is None or abs(value - limits.mean) <= beyond else _sign(value - limits.mean) for value in values
    ]
    found = set()
    for start in range(len(values) - 2):
        window = range(start, start + 3)
        if any(values[at] is None for at in window):
            continue
        for side in (1, -1):
            far = [at for at in window if sides[at] == side]
            found.update(far if len(far) >= 2 else ())
    return found


def _runs(signs: Sequence[int], length: int) -> set[int]:
    """Positions in unbroken runs of one sign, `length` long at least; 0 ends a run."""
    found, run = set(), []
    for at, sign in enumerate([*signs, 0]):
        if run and sign != signs[run[-1]]:
            found.update(run if len(run) >= length else ())
            run = []
        if sign:
            run.append(at)
    return found


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


# What a scorecard says ------------------------------------------------------------------------------------------------

HIGHER, LOWER, NEUTRAL = "higher", "lower", "neutral"

VARIATION_WORDS = {
    "few": "Too few points",
    "common": "No real change",
    "good-up": "Rising, improving",
    "good-down": "Falling, improving",
    "bad-up": "Rising, worsening",
    "bad-down": "Falling, worsening",
    "neutral-up": "Rising, look into it",
    "neutral-down": "Falling, look into it",
}
ASSURANCE_WORDS = {
    "none": "No target",
    "few": "Too few points",
    "hit": "Hit or miss",
    "pass": "Will meet it",
    "fail": "Will miss it",
}


def variation(reading: Reading, better: str) -> str:
    """What the latest figure says of the series, a key of VARIATION_WORDS; `better` is higher, lower or neutral."""
    if reading.latest is None or reading.phase.limits is None:
        return "few"
    way = _way(reading)
    if not way:
        return "common"
    if better == NEUTRAL:
        return f"neutral-{way}"
    return f"{'good' if (way == 'up') == (better == HIGHER) else 'bad'}-{way}"


def _way(reading: Reading) -> str:
    """The way the latest figure's signal points: up, down or nothing."""
    at = reading.latest
    rules = reading.signals.get(at, ())
    if not rules:
        return ""
    # A trend says where the figures go; every other rule says on which side of the mean they are.
    before = reading.values[at - 1] if rules == (TREND,) else reading.phase.centre
    return "up" if reading.values[at] > before else "down"


def assurance(reading: Reading, target: Figure, better: str) -> str:
    """Whether the process as it runs will meet its target, a key of ASSURANCE_WORDS."""
    if target is None or better == NEUTRAL:
        return "none"
    limits = reading.phase.limits
    if limits is None:
        return "few"
    if limits.lower <= Fraction(target) <= limits.upper:
        return "hit"
    above = limits.lower > Fraction(target)
    return "pass" if above == (better == HIGHER) else "fail"
