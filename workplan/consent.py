"""Which items of a meeting are for consent, and what became of each."""

from workplan.models import Consent


def consents(meeting, user) -> dict[int, Consent]:
    """{an item's pk: its consent} of the items of a meeting that the person may read, with the objections."""
    found = Consent.objects.visible_to(user).filter(item__meeting=meeting, item__is_restricted=False)
    found = found.select_related("item", "decision__board").prefetch_related("objections__agency")
    return {one.item_id: one for one in found}
