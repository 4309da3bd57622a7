"""A secret key that is made once and kept in a private file: for the demonstration, which nobody configures."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the key kept in `path`, making it (readable by its owner only) when there is none yet."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text()
