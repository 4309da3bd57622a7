"""PDF files that other people made: what they must be before the portal keeps one.

    harmless(content)   the file as it may be kept, with what was taken out of it; Refused where it may not come in

Plain functions on bytes, without a database. `pdf_apart` looks at what comes from outside in a process of its own.
"""

import io
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from lscb_portal.lib.errors import Refused

MOST_PAGES = 1000
# What acts by itself when somebody opens, reads or closes a file, or reaches out of it.
SCRIPT = "a script"
OPENS = "an order to open or send something"
MEDIA = "sound or film"
ACTIONS = {
    "/JavaScript": SCRIPT,
    "/Rendition": SCRIPT,
    "/Launch": OPENS,
    "/SubmitForm": OPENS,
    "/ImportData": OPENS,
    "/GoToE": OPENS,
    "/GoToR": OPENS,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/RichMediaExecute": MEDIA,
}
ELSEWHERE = {"/S", "/Parent", "/P", "/D"}
MEDIA_NOTES = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
LOCKED = "This PDF is locked with a password. Save a copy without the password and upload that."
# An honest action is a handful of objects; whoever nests thousands hides something.
MOST_PARTS = 2000
BROKEN = "This PDF is damaged and cannot be opened. Save it as PDF again and upload that."
EMPTY = "This PDF has no pages."
TOO_LONG = f"This PDF has more than {MOST_PAGES:,} pages. Upload the part that the group is to read."
FILES_INSIDE = (
    "This PDF carries other files inside it, which nobody who reads the pack would see. Upload them as papers of "
    "their own, and save the PDF without them."
)


class Harmless(NamedTuple):
    """A PDF that may be kept: its bytes (the uploader's own where nothing was taken out), pages, and what went."""

    content: bytes
    pages: int
    removed: tuple[str, ...]


def harmless(content: bytes) -> Harmless:
    """Return the PDF as it may be kept. Scripts and the like are taken out; what cannot be helped is refused.

    Raises Refused, with what to do about it, for a file that is locked, damaged, empty, very long or carries files.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _examined(pdf, content)
    except pikepdf.PasswordError:
        raise Refused(LOCKED) from None
    except (pikepdf.PdfError, ValueError, LookupError, ArithmeticError, TypeError, RuntimeError, AttributeError):
        raise Refused(BROKEN) from None


def _examined(pdf, content):
    if pdf.is_encrypted:
        raise Refused(LOCKED)
    pages = len(pdf.pages)
    if not pages:
        raise Refused(EMPTY)
    if pages > MOST_PAGES:
        raise Refused(TOO_LONG)
    for page in pdf.pages:
        # Every page must be there to be read; a file that breaks off is found out here and not on the eve.
        page.mediabox  # noqa: B018
    _refuse_files_inside(pdf)
    removed = _without_actions(pdf)
    # An object that found no room in memory is read as if it were not there, and would be let through unseen.
    if any("bad_alloc" in str(warning) for warning in pdf.get_warnings()):
        raise MemoryError
    if not removed:
        return Harmless(content, pages, ())
    kept = io.BytesIO()
    pdf.save(kept)
    return Harmless(kept.getvalue(), pages, removed)


def _refuse_files_inside(pdf):
    for thing in _dictionaries(pdf):
        if "/EF" in thing or thing.get("/Subtype") == Name.FileAttachment or thing.get("/Type") == Name.EmbeddedFile:
            raise Refused(FILES_INSIDE)


def _without_actions(pdf):
    """Take out what acts by itself; return what that was, each once."""
    found = dict.fromkeys(_stripped(pdf.Root, "/OpenAction", "/AA"))
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        del pdf.Root.Names["/JavaScript"]
        found[SCRIPT] = None
    for thing in list(_dictionaries(pdf)):
        found |= dict.fromkeys(_stripped(thing, "/A", "/AA", "/PA", "/Next"))
        found |= dict.fromkeys(_cleared(thing))
    return tuple(found)


def _stripped(thing, *names):
    for name in names:
        held = thing.get(name)
        if isinstance(held, Dictionary | Array) and (bad := list(_bad_in(held))):
            del thing[name]
            yield from bad


def _bad_in(action):
    """What is wrong with an action, and with those that follow it. Each object is looked at once, however often and
    however deep it is held: a file whose parts hold each other may not keep us busy for good."""
    waiting, seen, looked = [action], set(), 0
    while waiting:
        part = waiting.pop()
        if (part.is_indirect and part.objgen in seen) or _is_page(part):
            continue
        seen.add(part.objgen)
        looked += 1
        if looked > MOST_PARTS:
            yield SCRIPT
            return
        if isinstance(part, Dictionary):
            yield from _bad_itself(part)
        waiting += [held for held in _held_by(part) if isinstance(held, Dictionary | Array)]


def _is_page(part):
    """Whether an action leads there: pages are looked at as such."""
    return isinstance(part, Dictionary) and part.get("/Type") == Name.Page


def _bad_itself(action):
    kind = action.get("/S")
    if isinstance(kind, Name) and str(kind) in ACTIONS:
        yield ACTIONS[str(kind)]
    elif "/JS" in action:
        yield SCRIPT


def _held_by(part):
    """What an action holds, but for the page and the field it belongs to and the place it leads to."""
    return list(part) if isinstance(part, Array) else [part[name] for name in part.keys() - ELSEWHERE]


def _cleared(thing):
    """An action that stands alone as an object, or a note that plays something: emptied."""
    kind = thing.get("/S")
    if isinstance(kind, Name) and str(kind) in ACTIONS and ("/Type" not in thing or thing.get("/Type") == Name.Action):
        for name in list(thing.keys()):
            del thing[name]
        yield ACTIONS[str(kind)]
    elif isinstance(thing.get("/Subtype"), Name) and str(thing.Subtype) in MEDIA_NOTES and "/Rect" in thing:
        for name in list(thing.keys() - {"/Rect", "/Type"}):
            del thing[name]
        thing.Subtype = Name.Square
        thing.F = 2  # hidden
        yield MEDIA


def _dictionaries(pdf):
    """Every dictionary of the file, those inside others included."""
    for thing in pdf.objects:
        yield from _within(thing, 0)


def _within(thing, depth):
    if depth > 50:
        return
    if isinstance(thing, Dictionary):
        yield thing
        held = list(thing.values())
    elif isinstance(thing, Stream):
        yield thing.stream_dict if isinstance(thing.stream_dict, Dictionary) else thing
        held = []
    elif isinstance(thing, Array):
        held = list(thing)
    else:
        held = []
    for one in held:
        # What has a number of its own is met on its own.
        if isinstance(one, Dictionary | Array) and not one.is_indirect:
            yield from _within(one, depth + 1)
