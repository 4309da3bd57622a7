"""Looking at a PDF that somebody uploaded in a child process of its own, which may use so much memory and no more.

    harmless_apart(content)     what `pdf_files.harmless` says of it; Refused where it would take too much

A small file can unpack to many gigabytes. What it takes down with it is the child, and never the pages of others. The
child gets the file and nothing else: none of our settings, no database.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import structlog

from lscb_portal.lib.errors import Refused
from lscb_portal.lib.pdf_files import Harmless, harmless
from lscb_portal.lib.supervisor import ending_with_us

log = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1024**3
SECONDS = 25
TOO_MUCH = (
    "This PDF takes more to open than the portal allows, so nobody could read it here. Save it as PDF again, with "
    "smaller pictures, and upload that."
)


def harmless_apart(content: bytes) -> Harmless:
    """Return the PDF as it may be kept, looked at by a child. Raises Refused as `harmless` does, or with TOO_MUCH."""
    command = ending_with_us([sys.executable, "-m", __name__, str(MEMORY)], signal.SIGKILL)
    surroundings = {"PATH": os.defpath, "LANG": "C.UTF-8"}
    try:
        child = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, cwd=ROOT, env=surroundings, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(TOO_MUCH) from None
    if child.returncode:
        log.warning("pdf_not_looked_at", status=child.returncode, errors=child.stderr[-500:].decode(errors="replace"))
        raise Refused(TOO_MUCH)
    return _said(child.stdout, content)


def _said(output, content):
    """What the child said in its first line; the file follows it where something was taken out."""
    said, _, kept = output.partition(b"\n")
    verdict = json.loads(said)
    if "refused" in verdict:
        raise Refused(verdict["refused"])
    removed = tuple(verdict["removed"])
    return Harmless(kept if removed else content, verdict["pages"], removed)


def _look(content) -> tuple[dict, bytes]:
    try:
        looked = harmless(content)
    except Refused as refusal:
        return {"refused": str(refusal)}, b""
    return {"pages": looked.pages, "removed": looked.removed}, looked.content if looked.removed else b""


def main(memory: int) -> None:
    """The child: look at the file on the standard input, and say what it is on the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    verdict, kept = _look(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + kept)


if __name__ == "__main__":
    main(int(sys.argv[1]))
