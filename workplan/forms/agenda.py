"""Building the agenda."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag
from workplan.forms.fields import minutes_field, text_field, uid_field
from workplan.forms.proposal import purpose_field
from workplan.models import Purpose
from workplan.operations.agenda_adding import LONGEST, SHORTEST


class ItemForm(forms.Form):
    """An item of the chair's own, or other words for one."""

    title = text_field("Title", 160, "Give the item a title.")
    purpose = purpose_field()
    minutes = minutes_field("Minutes", SHORTEST, LONGEST, initial=10)
    lead = text_field("Who leads it", 120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class NewItemForm(ItemForm):
    uid = uid_field()


class LateItemForm(NewItemForm):
    """An item that comes after the agenda was agreed."""

    late_reason = text_field(
        "Why does it come late?", 300, "Say why this item comes late.", help_text="Printed on the agenda."
    )


class ArrangeForm(forms.Form):
    """The whole agenda as the page posts it: the order seen and wished, the minutes of each item, and a move.

    Made for the items as they are now; the operation compares what is posted with what is there. Only minutes that
    differ from what the page showed (`was-…`) are taken, so that nobody's change is undone by a page that is older.
    """

    seen = forms.CharField(max_length=16, required=False)

    def __init__(self, data=None, *, items):
        super().__init__(data, auto_id="%s")
        self.items = {str(item.uid): item for item in items}
        for uid, item in self.items.items():
            self.fields[f"minutes-{uid}"] = minutes_field(
                item.title, SHORTEST, LONGEST, required=False, initial=item.minutes
            )

    def minutes_of(self, item):
        """Return the field of an item's minutes; a fresh one for an item that came after this form was made."""
        name = f"minutes-{item.uid}"
        return (self if name in self.fields else ArrangeForm(items=[item]))[name]

    def clean(self):
        cleaned = super().clean()
        cleaned["minutes"] = {
            item.uid: cleaned[f"minutes-{uid}"]
            for uid, item in self.items.items()
            if cleaned.get(f"minutes-{uid}") is not None and self._typed(uid)
        }
        cleaned["order"] = self._moved(self._order())
        return cleaned

    def _typed(self, uid):
        return self.data[f"minutes-{uid}"].strip() != self.data.get(f"was-{uid}")

    def _order(self):
        """The uids in the order posted: one field each from the page, one list from a drag; known ones only."""
        posted = [uid for value in self.data.getlist("order") for uid in value.split(",")]
        return [self.items[uid].uid if uid in self.items else uid for uid in posted]

    def _moved(self, order):
        """The order after "uid:up" or "uid:down", if that was pressed; at the ends nothing moves."""
        uid, _, way = self.data.get("move", "").partition(":")
        if uid not in self.items or self.items[uid].uid not in order:
            return order
        at = order.index(self.items[uid].uid)
        to = at + {"up": -1, "down": 1}.get(way, 0)
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
        return order


def starting_item(item):
    """Return the values with which an item's form begins."""
    return {"title": item.title, "purpose": item.purpose or Purpose.NOTE, "minutes": item.minutes, "lead": item.lead}
