"""Sending a filled-in workbook of a return, and saving what it was shown to change."""

import json
import uuid

from django import forms

from lscb_portal.lib.forms import inside_form_tag
from lscb_portal.lib.workbook import MOST_BYTES

FILE, PORTAL = "file", "portal"
KEEP = "keep-"


class WorkbookForm(forms.Form):
    """The filled-in workbook."""

    file = forms.FileField(
        label="The workbook you filled in (.xlsx)",
        help_text=f"{MOST_BYTES // 1_000_000} MB at most. You see what would change; nothing is saved yet.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Choose a file.", "invalid": "Choose a file."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class TakeForm(forms.Form):
    """What was shown, to be saved as it was shown, and a choice for each standard that both sides changed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, offline, **kwargs):
        first = {"content": offline.filled.packed(), "seen": json.dumps(offline.versions)}
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        for one in offline.in_conflict:
            title = one.standard.short_title
            self.fields[f"{KEEP}{one.standard.code}"] = forms.ChoiceField(
                label=f"What was changed on both sides in {title}",
                choices=[(FILE, "Take what the file says"), (PORTAL, "Keep what the portal has")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose which to keep in {title}: the file’s or the portal’s."},
            )
        self.helper = inside_form_tag()

    @property
    def choices(self):
        """{a standard's code: its bound field}."""
        return {name.removeprefix(KEEP): self[name] for name in self.fields if name.startswith(KEEP)}

    @property
    def key_typed(self) -> uuid.UUID | None:
        """The key that the page was posted with; None where it cannot be read."""
        try:
            return uuid.UUID(self.data.get("key", ""))
        except ValueError:
            return None

    def chosen_so_far(self, offline) -> dict[str, str]:
        """The choices posted for standards that are still as they were shown, by their fields' names."""
        seen = self.seen_versions
        same = [f"{KEEP}{code}" for code, version in offline.versions.items() if seen.get(code) == version]
        return {name: self.data[name] for name in same if name in self.data}

    @property
    def kept(self) -> frozenset[str]:
        """The codes of the standards where the portal's words stay."""
        return frozenset(code for code in self.choices if self.cleaned_data[f"{KEEP}{code}"] == PORTAL)

    @property
    def seen_versions(self) -> dict:
        """{a standard's code: its version when it was shown}; nothing where it cannot be read."""
        try:
            seen = json.loads(self.data.get("seen", ""))
        except (ValueError, RecursionError):
            return {}
        return seen if isinstance(seen, dict) else {}
