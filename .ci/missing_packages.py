"""Print the Debian packages this machine still needs, separated by spaces: `missing_packages.py demo|test`.

A library counts as present when it can be loaded, a program when it can be found, however they got there.
"""

import ctypes
import ctypes.util
import shutil
import sys
from pathlib import Path

LIBRARIES = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
    "libmagic1": "magic",
}
TEST_PROGRAMS = {
    "chromium": ["chromium", "chromium-browser", "google-chrome"],
    "poppler-utils": ["pdftotext"],
    "postgresql": ["initdb"],
    "redis-server": ["redis-server"],
}


def can_load(library: str) -> bool:
    """Whether the dynamic linker can load `library`."""
    name = ctypes.util.find_library(library)
    if name is None:
        return False
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def is_installed(program: str) -> bool:
    """Whether `program` is on the path, or where Debian keeps PostgreSQL's programs."""
    return bool(shutil.which(program) or list(Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))


def missing_packages(purpose: str) -> list[str]:
    """Return the packages that are missing for `purpose`: demo, or test (which needs more)."""
    missing = [package for package, library in LIBRARIES.items() if not can_load(library)]
    if purpose == "test":
        missing += [package for package, names in TEST_PROGRAMS.items() if not any(map(is_installed, names))]
    return missing


if __name__ == "__main__":
    print(*missing_packages(sys.argv[1]))
