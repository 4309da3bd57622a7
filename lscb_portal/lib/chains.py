"""Rows that follow each other, each naming the next by its key."""


def chain(at, following) -> list:
    """Return what follows `at` in {key: the next key}, nearest first; nothing where nothing follows."""
    found = []
    while at := following.get(at):
        found.append(at)
    return found
