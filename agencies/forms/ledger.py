"""Filtering the ledger."""

from django import forms

from agencies.ledger import in_words
from lscb_portal.lib.forms import DayField, inside_form_tag


class LedgerFilter(forms.Form):
    """What happened, who of `people` did it, about what, and when. Other choices are those that occur in `events`."""

    verb = forms.ChoiceField(label="What happened", required=False)
    person = forms.ModelChoiceField(
        None, label="Done by or for", required=False, empty_label="Anybody", to_field_name="uid"
    )
    about = forms.ChoiceField(required=False)
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, *args, people, events, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
        self.events = events
        self.fields["verb"].choices = [("", "Anything"), *self.occurring("verb")]
        self.fields["about"].choices = [("", "Anything"), *self.occurring("about_type__model")]
        self.fields["person"].queryset = people

    def occurring(self, name):
        values = self.events.order_by(name).values_list(name, flat=True).distinct()
        return [(value, in_words(value)) for value in values if value]

    def chosen(self):
        """Return the events that the filter leaves, newest first; all of them while it cannot be read."""
        events = self.events.order_by("-pk")
        if not self.is_valid():
            return events
        asked = self.cleaned_data
        if person := asked["person"]:
            events = events.done_by_or_for(person)
        conditions = {
            "verb": asked["verb"],
            "about_type__model": asked["about"],
            "at__date__gte": asked["since"],
            "at__date__lte": asked["until"],
        }
        return events.filter(**{name: value for name, value in conditions.items() if value})
