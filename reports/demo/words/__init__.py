"""The demonstration's prose, as YAML beside this file: narratives, minutes, commentaries, the Board's reports."""

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


@cache
def words(name):
    """Return the content of `name`.yaml. It is shared: change nothing in it."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
