"""Reading the file that a command was given, with every problem told to the operator."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import CommandError

from lscb_portal.lib.document import FileProblems


def read_or_fail(read: Callable, path: Path):
    """`read` of the text in `path`. Raises CommandError with all that is wrong with the file."""
    try:
        return read(path.read_text(encoding="utf-8-sig"))
    except OSError as why:
        raise CommandError(f"{path} cannot be read: {why.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not text in UTF-8.") from None
    except FileProblems as found:
        listed = "\n".join(f"  {problem}" for problem in found.problems)
        raise CommandError(f"{path} was not imported, because:\n{listed}") from None
