"""Changing a round that has opened: its later days, contact and message, with the reason. Never what it asks."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event
from agencies.operations.notification import notify
from agencies.permissions import require
from audits import permissions
from audits.models import Round, RoundAmendment, SelfEvaluation
from audits.operations.self_evaluation import board_of
from audits.planning import in_full
from audits.turn import whose_turn
from audits.wording import reminder_words
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock

Status = Round.Status
# What may still change, as the page calls it.
LABELS = {
    "due_on": "Due",
    "final_due_on": "Final date",
    "moderation_due_on": "Moderation finished by",
    "event_on": "Agencies go through the results",
    "report_due_on": "The Board reads the results",
    "contact": "Whom agencies ask",
    "launch_message": "Message",
    "reminder_days": "Reminders",
}
DAYS = tuple(name for name in LABELS if name.endswith("_on"))
TOLD_OF = ("due_on", "final_due_on")
LONGEST = RoundAmendment._meta.get_field("reason").max_length


class Overtaken(Refused):
    """Somebody else changed `both` columns too since the page was opened; `mine` are all that the person changed."""

    def __init__(self, round_, mine, both):
        self.round, self.mine, self.both = round_, mine, both
        super().__init__(
            "Somebody else changed the same while this page was open. Theirs stands beside yours: save again if yours "
            "should stand instead."
        )


@transaction.atomic
def amend_round(round_, *, by, reason, seen=None, **columns):
    """Change some of LABELS in a round that has opened; return the RoundAmendment.

    `seen` are the marks (`marks_of`) of the round as the page showed it: of a whole page only what the person changed
    there is written, and Overtaken is raised where somebody else has changed the same since.

    Agencies that have not returned are told when the due day or the final day moves. The due day moves to a later one
    only: nobody loses time they were promised.
    """
    require(permissions.can_run_rounds(by, round_.organiser))
    round_ = lock(round_)
    if round_.status in (Status.PLANNED, Status.REPORTED):
        raise Refused(f"The round is {round_.get_status_display().lower()}: this is not the way to change it.")
    columns = columns if seen is None else _own(round_, columns, seen)
    changed = {name: value for name, value in columns.items() if mark_of(getattr(round_, name)) != mark_of(value)}
    _may_change(round_, changed)
    reason = _reason(reason)
    changes = {LABELS[name]: [words_of(name, getattr(round_, name)), words_of(name, changed[name])] for name in changed}
    for name, value in changed.items():
        setattr(round_, name, value)
    round_.save(update_fields=list(changed))
    amendment = RoundAmendment.objects.create(round=round_, changes=changes, reason=reason, made_by=by)
    _record(round_, changed, changes, reason, by)
    if changed.keys() & set(TOLD_OF):
        _tell(round_, amendment)
    return amendment


def marks_of(round_) -> dict[str, str]:
    """A short mark of each column, by which is told later who changed what."""
    return {name: mark_of(getattr(round_, name)) for name in LABELS}


def mark_of(value) -> str:
    """A short mark of a column's value, the same however a browser ends the lines of a text."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    return sha256_of(canonical(getattr(value, "pk", value)))[:8]


def _own(round_, columns, seen):
    """The columns that the person changed since the page showed them; refused where somebody else did, too."""
    mine = {name: value for name, value in columns.items() if mark_of(value) != seen.get(name)}
    stored = marks_of(round_)
    both = [name for name in mine if stored[name] not in (seen.get(name), mark_of(mine[name]))]
    if both:
        raise Overtaken(round_, set(mine), both)
    return mine


def _may_change(round_, changed):
    if unknown := changed.keys() - LABELS.keys():
        raise Refused(f"What agencies were asked can no longer be changed: {', '.join(sorted(unknown))}.")
    if not changed:
        raise Refused("Nothing was changed.")
    today = timezone.localdate()
    if any(changed[name] and changed[name] < today for name in DAYS if name in changed):
        raise Refused("A day that is changed cannot be moved into the past.")
    if "due_on" in changed and (round_.status != Status.OPEN or changed["due_on"] < round_.due_on):
        raise Refused("The due day can only be put off, and only while the round is open.")
    due_on, final = (changed.get(name, getattr(round_, name)) for name in TOLD_OF)
    if final and final < due_on:
        raise Refused("The final date cannot be before the day returns are due.")


def _reason(reason):
    if not reason.strip():
        raise Refused("Say why the round is changed.")
    if len(reason.strip()) > LONGEST:
        raise Refused(f"The reason may have {LONGEST} characters at most.")
    return reason.strip()


def words_of(name, value) -> str:
    """A column's value in words; nothing for none."""
    if name == "reminder_days":
        return reminder_words(value)
    if name in DAYS:
        return in_full(value) if value else ""
    return str(value or "")


def _record(round_, changed, changes, reason, by):
    """Days stand in the ledger as they are; words as their hash."""
    days = {name: changed[name] for name in DAYS if name in changed}
    facts = {"columns": sorted(changed), "reason": sha256_of(reason), "changes": sha256_of(canonical(changes))}
    Event.record("round.amended", by=by, about=round_, also=round_.boards.all(), **facts, **days)


def _tell(round_, amendment):
    awaited = list(SelfEvaluation.objects.awaited().filter(round=round_).select_related("agency").order_by("pk"))
    turns = whose_turn(awaited)
    for evaluation in awaited:
        board = board_of(evaluation)
        link = reverse("audits:self_evaluation", args=[board.slug, evaluation.uid])
        people, key = turns[evaluation.pk], str(evaluation.uid)
        notify("audits/round_amended", people, about=amendment, board=board, link=link, key=key)
