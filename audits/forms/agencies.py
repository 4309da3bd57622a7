"""Choosing agencies."""

from django import forms

from lscb_portal.lib.forms import Hinted


class AgencyChoices(forms.ModelMultipleChoiceField):
    """Agencies by name; the hint is their kind, by which the page groups them."""

    def label_from_instance(self, agency):
        short_set = " (asked the short set)" if agency.is_small else ""
        return Hinted(f"{agency.name}{short_set}", hint=agency.get_kind_display())
