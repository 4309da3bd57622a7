"""A board's own questions: written beside a shared framework, and chosen for the board's part in a round."""

from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Criterion, Round
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock


@transaction.atomic
def choose_supplement(part, version, *, by):
    """Ask the board's own questions in its part of a round that has not opened; `version` None asks none."""
    require(permissions.can_run_rounds(by, part.board))
    round_ = lock(part.round)
    part = lock(part)
    if round_.status != Round.Status.PLANNED:
        raise Refused("The round has opened. What agencies were asked can no longer be changed.")
    if version is not None:
        _fits(part, round_, version)
    if part.supplement_id == (version and version.pk):
        return
    part.supplement = version
    part.save(update_fields=["supplement"])
    Event.record("round.supplement_chosen", by=by, about=round_, book=part, supplement=version and version.uid)


def _fits(part, round_, version):
    if version.is_draft or version.board_id != part.board_id:
        raise Refused("Choose questions that your board has published.")
    if version.supplements_id != round_.framework_version_id:
        raise Refused("These questions belong beside another framework.")
    others = round_.round_boards.exclude(pk=part.pk).filter(supplement__isnull=False).values("supplement")
    taken = codes_of(others)
    if clash := sorted(codes_of([version.pk]) & taken):
        raise Refused(f"Another board of this round uses the code “{clash[0]}” too. Give your question another code.")


def codes_of(versions) -> set[str]:
    """The codes of the standards and criteria of these versions, by which pages of a return are found."""
    pairs = Criterion.objects.filter(standard__version__in=versions).values_list("code", "standard__code")
    return {code for pair in pairs for code in pair}
