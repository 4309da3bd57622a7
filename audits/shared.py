"""How a return is shared, to be read: who has which standard, who wrote in it, and what was done, by whom and when."""

import json
from collections import defaultdict
from dataclasses import dataclass

from agencies.models import Event
from audits import permissions
from audits.contents import StandardContents
from audits.models import Assignment

MOST_DEEDS = 40
# What the ledger says of a return, in the words of the people who did it.
DEEDS = {
    "self_evaluation.standard_saved": "saved a standard",
    "self_evaluation.confirmed": "confirmed carried answers",
    "self_evaluation.given": "gave standards",
    "self_evaluation.taken_from": "took a standard back",
    "self_evaluation.handed_back": "handed a standard back",
    "self_evaluation.substitute": "named who stands in",
    "self_evaluation.commented": "wrote a comment",
    "self_evaluation.comment_settled": "settled a comment",
    "self_evaluation.comment_opened": "opened a comment again",
    "self_evaluation.imported": "read answers from a workbook",
    "self_evaluation.exported": "took the return as a workbook",
    "self_evaluation.entering": "began to enter answers that came otherwise",
    "self_evaluation.handed_over": "handed the return to the signatory",
    "self_evaluation.taken_back": "took the return back from the signatory",
    "self_evaluation.sent_back": "sent the return back",
    "self_evaluation.signed": "signed",
    "self_evaluation.submitted": "signed and submitted",
    "self_evaluation.withdrawn": "took the submitted return back from the boards",
    "self_evaluation.recalled": "took the return back from the agency, as it was signed",
}


def readable(user, evaluation, standards) -> list[StandardContents]:
    """Those of the return's standards (`contents.read`) that the person reads: a contributor's, the shared ones."""
    if permissions.reads_whole(user, evaluation):
        return standards
    shared = permissions.standards_shared(user, evaluation)
    return [each for each in standards if each.standard.pk in shared]


@dataclass(frozen=True)
class SharedStandard:
    """A standard of a return with those it was given to; `contents` says how far it has come."""

    contents: StandardContents
    assignments: tuple[Assignment, ...]


def shared_standards(evaluation, standards) -> list[SharedStandard]:
    """The given standards (`contents.read`), each with its assignments that were not taken back, in one query."""
    given = defaultdict(list)
    for each in evaluation.assignments.kept().select_related("person").order_by("pk"):
        given[each.standard_id].append(each)
    return [SharedStandard(one, tuple(given[one.standard.pk])) for one in standards]


@dataclass(frozen=True)
class Deed:
    """One line of who did what."""

    event: Event
    words: str

    @property
    def standards(self) -> str:
        """The codes of the standards it was about, where the line names any."""
        facts = json.loads(self.event.facts)
        return ", ".join(facts.get("standards") or filter(None, [facts.get("standard")]))


def deeds_of(evaluation) -> list[Deed]:
    """What was done to the return, newest first: its last lines in the agency's own book."""
    events = Event.objects.about(evaluation).filter(verb__in=DEEDS, book__key=evaluation.ledger_key)
    newest = events.select_related("by", "on_behalf_of").order_by("-pk")[:MOST_DEEDS]
    return [Deed(event, DEEDS[event.verb]) for event in newest]
