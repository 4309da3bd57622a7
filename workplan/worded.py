"""Two versions of minutes side by side: what was said on each item, word by word, and any other fact that differs."""

from dataclasses import dataclass

from audits.compare import TextChange, text_change


@dataclass(frozen=True)
class ItemChange:
    """One item that differs: its number, its title, and its words as pieces."""

    number: int
    title: str
    words: TextChange | None
    others: tuple[TextChange, ...]


def changes_between(earlier, later) -> list[ItemChange]:
    """Compare two versions (`minuted.reading`); only items that differ, in the order of the later one."""
    before = {item["uid"]: item for item in earlier["items"]}
    compared = (_change(before.get(item["uid"], {}), item) for item in later["items"])
    return [change for change in compared if change.words or change.others]


def _change(before, after):
    others = (
        text_change(label, _lines(before, name), _lines(after, name))
        for name, label in (("decisions", "Decisions"), ("actions", "Actions"))
    )
    return ItemChange(
        number=after["number"],
        title=after["title"],
        words=text_change("What was said", before.get("discussion", ""), after["discussion"]),
        others=tuple(change for change in others if change),
    )


def _lines(item, name):
    key = "wording" if name == "decisions" else "title"
    return "\n".join(f"{one['reference']} {one[key]}" for one in item.get(name, ()))
