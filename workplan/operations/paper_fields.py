"""The front sheet of a paper: its fields and what people call them."""

LABELS = {
    "title": "Title",
    "presented_by": "Presented by",
    "asked": "What the group is asked to do",
    "summary": "Summary",
    "children": "What it means for children",
    "consulted": "Who was consulted",
}
FRONT = tuple(LABELS)
# The name of whoever presents is that of somebody at work, and is not looked at for identifiers.
SCREENED = tuple(name for name in FRONT if name != "presented_by")
