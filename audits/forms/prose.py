"""Words in a box, as the pages of a return take them."""

from django import forms


def longest(model, name):
    return model._meta.get_field(name).max_length


class Prose(forms.CharField):
    """Words in a box. Line ends count as one character, as people count them, and are kept as one."""

    def __init__(self, *, model, name, rows, **kwargs):
        limit = longest(model, name)
        super().__init__(
            required=False,
            max_length=limit,
            widget=forms.Textarea(attrs={"rows": rows}),
            **kwargs,
        )
        self.widget.attrs.pop("maxlength", None)  # the browser would cut a pasted text without a word
        self.called(self.label)

    def called(self, name):
        """Say `name` in what is said of words that are too long."""
        self.error_messages["max_length"] = f"{name}: use %(limit_value)d characters or fewer. You have %(show_value)d."

    def to_python(self, value):
        value = super().to_python(value)
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
