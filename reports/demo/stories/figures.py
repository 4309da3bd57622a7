"""Performance figures: the framework and a published table imported, and the data set supplied quarter by quarter."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from agencies.models import Event, User
from audits.framework_file import read_framework
from audits.models import Indicator, Observation
from audits.models.observation import Polarity
from audits.observation_file import read
from audits.operations.framework import import_framework
from audits.operations.observation import import_observations
from lscb_portal.lib.periods import Year, add_working_days
from reports.demo.agencies import NORTHMERE
from reports.demo.days import moment, working_day
from reports.demo.words import words

DATA = Path(settings.BASE_DIR) / "audits" / "data"
PUBLISHED_YEAR = Year(2025)
DUE_AFTER = 15  # working days after the quarter ends
# Of how many cases each unit speaks; a count stands alone.
SCALE = {"percent": 100, "rate_10000": 10_000}
# Which way is good, which the published table does not say.
POLARITIES = {
    "3.3": Polarity.LOWER,
    "3.4a": Polarity.LOWER,
    "3.4b": Polarity.LOWER,
    "3.5": Polarity.HIGHER,
    "3.8": Polarity.LOWER,
}
QUARTERS_TOLD = 15
POSITION = 100  # after the published table's own
PLACES = Decimal("0.0001")


def imports(cast):
    """What an operator's commands bring in: the framework, and one year of figures that a board published."""
    yield moment(cast.days.beginning, "11:30")
    framework = read_framework((DATA / "section11_framework.yaml").read_text(encoding="utf-8"))
    import_framework(framework, by=User.objects.system())
    published = min(working_day(PUBLISHED_YEAR.end + dt.timedelta(days=28)), cast.days.today - dt.timedelta(days=3))
    yield moment(max(published, cast.days.beginning), "12:15")
    table = read(DATA / "bury_key_performance_data.csv")
    import_observations(cast.boards[NORTHMERE], PUBLISHED_YEAR, table, by=cast.people["tom.hughes"])
    for code, polarity in POLARITIES.items():
        Indicator.objects.filter(board=cast.boards[NORTHMERE], code=code).update(polarity=polarity)


def continued(cast):
    """The published table's indicators after its last quarter: figures between its lowest and its highest, made up."""
    table = read(DATA / "bury_key_performance_data.csv")
    for quarter in cast.days.quarters(QUARTERS_TOLD):
        if quarter.year <= PUBLISHED_YEAR:
            continue
        yield falls_due(cast, quarter, "15:10")
        for row in table.rows:
            rng = cast.rng("continued", row.code, quarter.code)
            Observation.objects.create(
                indicator=Indicator.objects.get(board=cast.boards[NORTHMERE], code=row.code),
                quarter=quarter.code,
                value=between(min(row.quarters), max(row.quarters), rng),
                recorded_by=cast.people["tom.hughes"],
            )


def falls_due(cast, quarter, time):
    """The moment a quarter's figures come in; those from before the portal come in when it begins."""
    return max(moment(add_working_days(quarter.end, DUE_AFTER), time), moment(cast.days.beginning, time))


def between(low, high, rng):
    """Return a figure between two, with as many decimals as they have."""
    smallest = min(low.as_tuple().exponent, high.as_tuple().exponent)
    return Decimal(rng.randint(int(low.scaleb(-smallest)), int(high.scaleb(-smallest)))).scaleb(smallest)


def supplied(cast):
    """The data set of eleven figures: the quarters before the portal at once, and then each as it falls due."""
    indicators = []
    for number, quarter in enumerate(cast.days.quarters(QUARTERS_TOLD)):
        yield falls_due(cast, quarter, "15:30")
        indicators = indicators or [defined(cast, place, card) for place, card in enumerate(words("figures"))]
        for indicator, card in zip(indicators, words("figures"), strict=True):
            observe(cast, indicator, card, quarter, number)
        by, board = cast.people["tom.hughes"], cast.boards[NORTHMERE]
        Event.record("figures.supplied", by=by, about=board, quarter=quarter.code)


def defined(cast, place, card):
    names = ("code", "name", "unit", "aggregation", "polarity")
    return Indicator.objects.create(
        board=cast.boards[NORTHMERE], position=POSITION + place, **{name: card[name] for name in names}
    )


def observe(cast, indicator, card, quarter, number):
    """One figure for one quarter, with its numerator and denominator where it has one, or why it was not supplied."""
    value, agency = card["values"][number], cast.agencies[card["supplier"]]
    facts = {"status": Observation.Status.NOT_SUPPLIED, "reason": card.get("reason", "")}
    if value != "none":
        facts = counted(cast, card, quarter, value)
    Observation.objects.create(
        indicator=indicator,
        agency=agency,
        quarter=quarter.code,
        commentary=card.get("commentary", {}).get(len(card["values"]) - number, ""),
        recorded_by=cast.people["tom.hughes"],
        **facts,
    )


def counted(cast, card, quarter, value):
    """Return a figure as counted: so many of so many cases, near the value told."""
    if card["unit"] == "count":
        return {"value": Decimal(value)}
    spread = card["of"] // 20
    of = card["of"] + cast.rng("figure", card["code"], quarter.code).randint(-spread, spread)
    n = (2 * of * value + SCALE[card["unit"]]) // (2 * SCALE[card["unit"]])
    return {"numerator": n, "denominator": of, "value": (Decimal(n * SCALE[card["unit"]]) / of).quantize(PLACES)}
