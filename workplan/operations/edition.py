"""The redacted edition of approved minutes: begun with nothing, chosen line by line, made once and then frozen."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import make_once
from workplan.lines import FRONT, full_key, parts_of, shown
from workplan.minuted import held, reading, reads_all
from workplan.models import PublicEdition
from workplan.operations import minutes_paper
from workplan.permissions import can_support

Status = PublicEdition.Status
LONGEST = 2000
OVERTAKEN = "Somebody else has chosen lines of this edition since you opened the page. Here is what they chose."
NO_HEADING = "To show any line of an item, show its heading, or other words for it."
PARTLY_SEEN = "You may not read every item of these minutes, so you cannot say what of them may be shown."


@transaction.atomic
def begin_edition(version, *, by) -> PublicEdition:
    """Begin a redacted edition of approved minutes with no line chosen; return the one begun already, if any."""
    require(can_support(by, version.record.meeting.group))
    lock(version.record)
    if version.approved_as is None or version != version.record.approved:
        raise Refused("A redacted edition is made of approved minutes.")
    _require_all_read(by, version)
    if begun := version.editions.filter(status=Status.CHOOSING).first():
        return begun
    edition = make_once(PublicEdition, uid=uuid4(), version=version, begun_by=by)
    Event.record("edition.begun", by=by, about=edition, version=version.number)
    return edition


def _require_all_read(user, version):
    if not reads_all(user, held(version)):
        raise Refused(PARTLY_SEEN)


@transaction.atomic
def choose(edition, part_key, chosen, *, seen, by) -> PublicEdition:
    """Say which lines of one part are shown: {line's key: the words that stand for it, empty for its own}.

    Lines of the part that are not in `chosen` are not shown. `seen` is the number of changes that the page knew of.
    """
    require(can_support(by, edition.version.record.meeting.group))
    edition = _open(edition)
    _require_all_read(by, edition.version)
    if edition.choices_version != seen:
        raise Refused(OVERTAKEN)
    part = next(one for one in parts_of(reading(held(edition.version))) if one.key == part_key)
    keys = {line.key: full_key(part, line) for line in part.lines}
    if not set(chosen) <= set(keys):
        raise Refused("One of the lines is not in these minutes.")
    if part.key != FRONT and chosen and part.heading.key not in chosen:
        raise Refused(NO_HEADING)
    if any(len(words) > LONGEST for words in chosen.values()):
        raise Refused(f"Write at most {LONGEST:,} characters for one line.")
    others = {key: words for key, words in edition.chosen.items() if key not in keys.values()}
    edition.choices = canonical(others | {keys[key]: words.strip() for key, words in chosen.items()})
    edition.choices_version += 1
    edition.save(update_fields=["choices", "choices_version"])
    Event.record("edition.chosen", by=by, about=edition, part=part_key, lines=len(chosen))
    return edition


def _open(edition):
    edition = lock(edition)
    if edition.status != Status.CHOOSING:
        raise Refused("This edition is made and no longer changes. Begin another one.")
    return edition


@transaction.atomic
def make_edition(edition, *, seen, by) -> PublicEdition:
    """Make the edition of exactly what was chosen, in the name of the person who made it; its PDF is owed.

    `seen` is the number of changes that the preview showed.
    """
    require(can_support(by, edition.version.record.meeting.group))
    edition = _open(edition)
    _require_all_read(by, edition.version)
    if edition.choices_version != seen:
        raise Refused(OVERTAKEN)
    if edition.version != edition.version.record.approved:
        raise Refused("The minutes have been corrected since this edition was begun. Begin another one.")
    if not edition.chosen:
        raise Refused("Nothing is chosen yet, so there is nothing to show.")
    text = canonical(shown(reading(held(edition.version)), edition.chosen))
    move(edition, Status.MADE, content=text, sha256=sha256_of(text), made_at=timezone.now(), made_by=by)
    Event.record("edition.made", by=by, about=edition, sha256=edition.sha256, version=edition.version.number)
    minutes_paper.owe(by=by, edition=edition)
    return edition
