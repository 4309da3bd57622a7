"""Word documents made PDF by LibreOffice, where it is installed: each in a folder and a profile of its own.

    converter()                     the program, or "" where this machine has none
    as_pdf(document, folder)        the PDF's path; Refused with a sentence when it could not be made

It runs without macros, follows no link, has no network where the machine can take it away, and not for long.
"""

import os
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

import structlog
from django.conf import settings

from lscb_portal.lib.errors import Refused

log = structlog.get_logger(__name__)

SECONDS = 90
NAMES = ("soffice", "libreoffice")
# Where it finds the programs of the system. Nothing else of our own surroundings is told to it.
PLACES = "/usr/local/bin:/usr/bin:/bin"
NONE_HERE = "This portal cannot turn Word files into PDF. Save it as PDF and upload that."
NOT_MADE = "The Word document could not be turned into PDF. Save it as PDF and upload that."
TOO_LONG = "Turning the Word document into PDF took too long and was stopped. Save it as PDF and upload that."
# No macros at all, no linked pictures or documents fetched, nobody asked, nothing sent.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{settings}
</oor:items>
"""
ENTRY = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
SAFETY = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def converter() -> str:
    """Return the program that turns Word into PDF: the one in the settings, else the one on the PATH; "" for none."""
    wanted = settings.SOFFICE
    if wanted == "none":
        return ""
    return next((found for name in ((wanted,) if wanted else NAMES) if (found := shutil.which(name))), "")


def as_pdf(document: Path, folder: Path) -> Path:
    """Turn a Word document into a PDF inside `folder`, which is empty and thrown away afterwards."""
    program = converter()
    if not program:
        raise Refused(NONE_HERE)
    source, out = folder / "paper.docx", folder / "out"
    shutil.copyfile(document, source)
    out.mkdir()
    _run(program, _command(program, _profile(folder), source, out), folder)
    made = out / "paper.pdf"
    if not made.is_file() or not made.stat().st_size:
        raise Refused(NOT_MADE)
    return made


def _profile(folder):
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    entries = "\n".join(ENTRY.format(path=path, name=name, value=value) for path, name, value in SAFETY)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE.format(settings=entries))
    return profile


def _command(program, profile, source, out):
    return [
        *_without_network(),
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(out), str(source)),
    ]


@cache
def _without_network() -> tuple[str, ...]:
    """The words before a command that take the network away from it, where this machine allows that."""
    words = ("unshare", "--map-root-user", "--net")
    try:
        allowed = subprocess.run([*words, "true"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        allowed = False
    return words if allowed else ()


def _run(program, command, folder):
    """Run the program to its end, or end it and all that it has started."""
    nowhere = "http://127.0.0.1:9"
    surroundings = {
        "HOME": str(folder),
        "PATH": f"{Path(program).parent}:{PLACES}",
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
    }
    surroundings |= {"http_proxy": nowhere, "https_proxy": nowhere, "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, start_new_session=True,
    ) as child:  # fmt: skip
        try:
            _, errors = child.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise Refused(TOO_LONG) from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if child.returncode:
        log.error("word_not_converted", status=child.returncode, errors=errors[-1000:].decode(errors="replace"))
        raise Refused(NOT_MADE)
