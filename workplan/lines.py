"""The lines of minutes that a redacted edition is made of, each with a key by which it is chosen.

Nothing is an edition's but the lines in its `chosen`: {key: the words that stand for the line, empty for its own}.
"""

import datetime as dt
from dataclasses import dataclass

FRONT = "front"


@dataclass(frozen=True)
class Line:
    """One line: its key, what kind of line it is in a word, and its words."""

    key: str
    kind: str
    words: str


@dataclass(frozen=True)
class Part:
    """The front of the minutes or one item: its key in addresses, its title, and its lines, the heading first."""

    key: str
    title: str
    lines: tuple[Line, ...]

    @property
    def heading(self) -> Line | None:
        """The line without which no other of an item is shown; the front has none."""
        return self.lines[0] if self.key != FRONT else None


def parts_of(content) -> list[Part]:
    """Return the parts of minutes (`minuted.reading`) in order."""
    return [_front(content), *map(_item, content["items"])]


def _front(content):
    meeting = content["meeting"]
    lines = [Line("place", "Place", meeting["place"])] if meeting["place"] else []
    lines.append(Line("quorum", "Quorum", content["quorum"]))
    for number, agency in enumerate(content["attendance"], 1):
        lines += _people(f"agency-{number}", agency["short"], agency["people"])
    lines += _people("others", "", content["others"])
    return Part(FRONT, "Place, quorum and who was there", tuple(lines))


def _people(key, agency, people):
    for number, one in enumerate(people, 1):
        words = ", ".join(filter(None, (one["name"], agency, one["capacity"])))
        yield Line(f"{key}-{number}", STATES[one["state"]], words)


STATES = {"present": "Present", "online": "Present online", "apologies": "Apologies", "absent": "Absent"}


def _item(item):
    lines = [Line("title", "Heading", item["title"])]
    if item["lead"]:
        lines.append(Line("lead", "Lead", item["lead"]))
    for one in item["interests"]:
        words = f"{one['name']}, {one['nature']} ({one['handling'].lower()})"
        lines.append(Line(f"interest-{one['uid']}", "Interest", words))
    said = [words.strip() for words in item["discussion"].split("\n") if words.strip()]
    lines += [Line(f"said-{number}", "What was said", words) for number, words in enumerate(said, 1)]
    for one in item["decisions"]:
        words = f"{one['reference']}: {one['wording']} ({one['outcome']})"
        lines.append(Line(f"decision-{one['uid']}", "Decision", words))
        if one["rests_on"]:
            lines.append(Line(f"rests-{one['uid']}", "Without a quorum", one["rests_on"]))
        if one["dissent"]:
            lines.append(Line(f"dissent-{one['uid']}", "Not agreed by", one["dissent"]))
    for one in item["actions"]:
        who = ", ".join(filter(None, (one["owner"], one["agency"])))
        words = f"{one['reference']}: {one['title']} ({who}, by {one['due_on']:%-d %B %Y})"
        lines.append(Line(f"action-{one['uid']}", "Action", words))
    return Part(item["uid"], item["title"], tuple(lines))


def full_key(part, line) -> str:
    """The key of a line among all of the minutes."""
    return f"{part.key}/{line.key}"


def shown(content, chosen) -> dict:
    """Return what an edition shows of minutes (`minuted.reading`), and no word besides.

    {"board", "group", "day", "front": [{"kind", "words"}], "items": [{"title", "lines": [{"kind", "words"}]}]}. An item
    whose heading is not chosen is not there, whatever else of it is.
    """
    front, *items = parts_of(content)
    meeting = content["meeting"]
    return {
        "board": meeting["board"],
        "group": meeting["group"],
        "day": meeting["day"],
        "front": _chosen(front, front.lines, chosen),
        "items": [
            {
                "title": _words(item, item.heading, chosen),
                "lines": _chosen(item, item.lines[1:], chosen),
            }
            for item in items
            if full_key(item, item.heading) in chosen
        ],
    }


def _chosen(part, lines, chosen):
    return [
        {"kind": line.kind, "words": _words(part, line, chosen)} for line in lines if full_key(part, line) in chosen
    ]


def _words(part, line, chosen):
    return chosen[full_key(part, line)] or line.words


def read_shown(content) -> dict:
    """Return a frozen edition for a page: its day as a day."""
    return content | {"day": dt.date.fromisoformat(content["day"])}
