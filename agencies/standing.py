"""Standing items of agendas: what each is, and at which of a group's meetings it is its turn. Plain data, no Django.

    read(entry)                     Standing, of an entry as terms of reference keep it
    written(item)                   the entry again: a title alone where all else is as usual
    whose_turn(items, days, at)     those of the items whose turn it is at the meeting days[at]

An entry is a title, which comes at every meeting, or {"title", "purpose", "minutes", "lead", "every", "from", "months",
"quarters"}, of which all but the title may be left out.
"""

import datetime as dt
from calendar import month_name
from dataclasses import dataclass

DECIDE, DISCUSS, ASSURE, NOTE = "decide", "discuss", "assure", "note"
PURPOSES = {DECIDE: "Decide", DISCUSS: "Discuss", ASSURE: "Assure", NOTE: "Note"}
# As usual, by whether the item closes the meeting: what for, and how many minutes.
USUAL = {False: (ASSURE, 10), True: (NOTE, 5)}
LONGEST_TITLE, LONGEST_LEAD = 160, 120
SHORTEST, LONGEST = 1, 240
MOST_ITEMS, RAREST = 30, 6
MONTHS = {month_name[number].casefold(): number for number in range(1, 13)}
QUARTERS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}
NTH = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


@dataclass(frozen=True)
class Standing:
    """An item of the template. It comes at every meeting; or at every nth from a day on; or at the first meeting in
    each of some months, or of some quarters of the year (1 is January to March)."""

    title: str
    purpose: str = ASSURE
    minutes: int = 10
    lead: str = ""
    closing: bool = False
    every: int = 1
    since: dt.date | None = None
    months: tuple[int, ...] = ()
    quarters: tuple[int, ...] = ()

    @property
    def comes(self) -> str:
        """When it comes, in words: "every second meeting from 1 October 2026"."""
        if self.months:
            return f"the first meeting in {_listed(month_name[number] for number in self.months)}"
        if self.quarters:
            return f"the first meeting in {_listed(QUARTERS[number] for number in self.quarters)}"
        if self.every == 1:
            return "every meeting"
        nth = NTH.get(self.every, f"{self.every}th")
        return f"every {nth} meeting" + (f" from {self.since:%-d %B %Y}" if self.since else "")

    @property
    def what(self) -> str:
        """What it is beside its title: "Assure, 10 minutes, led by the chair"."""
        parts = [PURPOSES[self.purpose], "1 minute" if self.minutes == 1 else f"{self.minutes} minutes"]
        return ", ".join(parts + ([f"led by {self.lead}"] if self.lead else []))


def _listed(words):
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def read(entry, closing=False) -> Standing:
    """Return the item that an entry of terms of reference is."""
    entry = {"title": entry} if isinstance(entry, str) else entry
    purpose, minutes = USUAL[closing]
    return Standing(
        title=entry["title"],
        purpose=entry.get("purpose", purpose),
        minutes=entry.get("minutes", minutes),
        lead=entry.get("lead", ""),
        closing=closing,
        every=entry.get("every", 1),
        since=dt.date.fromisoformat(entry["from"]) if entry.get("from") else None,
        months=tuple(entry.get("months", ())),
        quarters=tuple(entry.get("quarters", ())),
    )


def written(item) -> str | dict:
    """Return the entry that terms of reference keep of an item: its title alone where all else is as usual."""
    purpose, minutes = USUAL[item.closing]
    entry = {"title": item.title}
    entry |= {"purpose": item.purpose} if item.purpose != purpose else {}
    entry |= {"minutes": item.minutes} if item.minutes != minutes else {}
    entry |= {"lead": item.lead} if item.lead else {}
    if item.months or item.quarters:
        entry |= {"months": sorted(item.months)} if item.months else {"quarters": sorted(item.quarters)}
    elif item.every > 1:
        entry |= {"every": item.every} | ({"from": item.since.isoformat()} if item.since else {})
    return entry if len(entry) > 1 else item.title


def template_of(terms) -> list[Standing]:
    """Return the items of terms of reference in the order of an agenda, those that close a meeting last."""
    if terms is None:
        return []
    return [read(entry) for entry in terms.standing_items] + [read(entry, True) for entry in terms.closing_items]


def kept(titles, entries) -> list:
    """Return the entries for `titles`, in their order: each as it was among `entries`, a new one as usual."""
    known = {read(entry).title: entry for entry in entries}
    return [known.get(title, title) for title in titles]


def said(entry, closing=False) -> str:
    """Return an entry as a line of text: its title, and in brackets what is not as usual."""
    if isinstance(entry, str):
        return entry
    item = read(entry, closing)
    comes = "" if item.comes == "every meeting" else f"; {item.comes}"
    return f"{item.title} ({item.what}{comes})"


def whose_turn(items, days, at) -> list[Standing]:
    """Return those of `items`, in their order, whose turn it is at the meeting days[at].

    `days` are the days of all the group's meetings, cancelled ones left out, in order.
    """
    return [item for item in items if is_turn(item, days, at)]


def is_turn(item, days, at) -> bool:
    """Whether it is the item's turn at the meeting days[at]; see `whose_turn`."""
    if item.months:
        return days[at].month in item.months and _is_first(days, at, lambda day: (day.year, day.month))
    if item.quarters:
        return quarter_of(days[at].month) in item.quarters and _is_first(
            days, at, lambda day: (day.year, quarter_of(day.month))
        )
    if item.every == 1:
        return True
    before = sum(1 for day in days[:at] if item.since is None or day >= item.since)
    return (item.since is None or days[at] >= item.since) and before % item.every == 0


def _is_first(days, at, period):
    return all(period(day) != period(days[at]) for day in days[:at])


def quarter_of(month) -> int:
    """Return the quarter of the year that a month is in: 1 for March."""
    return (month - 1) // 3 + 1


def months_in(text) -> tuple[int, ...]:
    """Return the months that a text names: "March, September" is (3, 9). Raises ValueError with a sentence."""
    names = [word for word in text.replace(",", " ").split() if word.casefold() != "and"]
    unknown = [name for name in names if name.casefold() not in MONTHS]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is not a month. Write for example “March, September”.")
    return tuple(sorted({MONTHS[name.casefold()] for name in names}))
