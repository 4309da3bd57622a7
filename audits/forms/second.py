"""Who judges a standard a second time, and their judgement."""

from django import forms

from agencies.models import User
from agencies.roles import Permission, roles_with
from audits.forms.moderation import ModerationForm
from audits.models.review import ReasonCode
from lscb_portal.lib.forms import inside_form_tag


class SecondReaderForm(forms.Form):
    """A standard, and one of the board's moderators."""

    standard = forms.ChoiceField(
        label="Standard",
        error_messages={"required": "Choose a standard.", "invalid_choice": "Choose a standard of this round."},
    )
    person = forms.ModelChoiceField(
        None,
        label="Second moderator",
        empty_label="Choose a moderator",
        error_messages={"required": "Choose a moderator.", "invalid_choice": "Choose a moderator of the board."},
    )
    use_required_attribute = False

    def __init__(self, *args, user, part, standards, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_code = {standard.code: standard for standard in standards}
        named = [(code, f"{each.position}. {each.title}") for code, each in self.by_code.items()]
        self.fields["standard"].choices = [("", "Choose a standard"), *named]
        moderators = User.objects.visible_to(user).with_board_role(part.board, *roles_with(Permission.MODERATE))
        self.fields["person"].queryset = moderators.order_by("name")
        self.helper = inside_form_tag()

    def clean_standard(self):
        return self.by_code[self.cleaned_data["standard"]]


class SecondForm(ModerationForm):
    """The second moderator's judgement: there is nothing it could overtake."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.helper.layout.fields.remove("version")
        self.fields["rating"].label = "Your rating"
        self.fields["reason"].label = "Your reasons"
        self.fields["reason"].help_text = "For the other moderator and the panel. The agency does not read them."

    def written(self) -> list[tuple[str, str]]:
        """What was chosen and typed, as (what it is about, text), whether or not it is whole."""
        chosen = self.points.get(self.data.get("rating", ""))
        code, reason = self.data.get("reason_code", ""), self.data.get("reason", "")
        said = {"rating": chosen.label if chosen else "", "reason_code": dict(ReasonCode.choices).get(code, "")}
        said["reason"] = reason
        return [(self.fields[name].label, words) for name, words in said.items() if words.strip()]
