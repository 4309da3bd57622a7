"""What a service update asks, and how much of it stands on one page. Plain words, nothing stored."""

from math import ceil

# The boxes of a page: the name of each, and its heading.
BOXES = {
    "changed": "What has changed in the service",
    "worries": "What worries us",
    "doing": "What we are doing about it",
    "asks": "What we ask of the board",
}
LONGEST = 700
# As the page is laid out: so many characters in a line, and so many lines under the four headings.
CHARACTERS, LINES = 90, 36
TOO_LONG = "This is longer than one page by about {} lines. Shorten it, or use fewer line breaks."


def lines_of(words: str) -> int:
    """Return how many lines the words of one box take."""
    return sum(max(1, ceil(len(line) / CHARACTERS)) for line in words.strip().split("\n")) if words.strip() else 0


def over_the_page(boxes: dict[str, str]) -> str:
    """Return why the words do not stand on one page, in a sentence; nothing when they do."""
    for name, heading in BOXES.items():
        if len(boxes[name]) > LONGEST:
            return f"“{heading}”: write at most {LONGEST} characters."
    over = sum(lines_of(boxes[name]) for name in BOXES) - LINES
    return TOO_LONG.format(over) if over > 0 else ""
