"""A moderator's judgement of one standard of one return."""

from crispy_forms.layout import Layout
from django import forms

from audits.forms.screening import Screened
from audits.models.review import ReasonCode
from lscb_portal.lib.forms import Hinted, inside_form_tag, seg

MOST_IN_A_ROW = 5


class ModerationForm(Screened):
    """The rating, its reason and the words the agency will read. `version` is that of the rating it began from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    rating = forms.ChoiceField(
        label="Moderated rating",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a rating.", "invalid_choice": "Choose a rating of the scale."},
    )
    reason_code = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose a reason"), *ReasonCode.choices],
        error_messages={"required": "Choose a reason.", "invalid_choice": "Choose a reason from the list."},
    )
    reason = forms.CharField(
        label="Explain it to the agency",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Explain the rating to the agency.",
            "max_length": "Explain it in 2,000 characters or fewer.",
        },
    )
    use_required_attribute = False

    def __init__(self, *args, ratings, **kwargs):
        """`ratings` are the points of the round's scale, best first."""
        super().__init__(*args, **kwargs)
        self.points = {rating.code: rating for rating in ratings}
        self.fields["rating"].choices = [
            (rating.code, Hinted(rating.label, letter=rating.letter, colour=rating.colour)) for rating in ratings
        ]
        self.helper = inside_form_tag()
        rating = seg("rating") if len(self.points) <= MOST_IN_A_ROW else "rating"
        self.helper.layout = Layout("version", rating, "reason_code", "reason", "may_stay")

    @classmethod
    def of(cls, moderation, ratings):
        """The form as it stands before anything is typed: empty, or with the judgement already saved."""
        if moderation is None:
            return cls(ratings=ratings, initial={"version": 0})
        return cls(
            ratings=ratings,
            initial={
                "version": moderation.version,
                "rating": moderation.rating.code,
                "reason_code": moderation.reason_code,
                "reason": moderation.reason,
            },
        )

    def judgement(self) -> dict:
        """What the operation takes: the chosen point of the scale, reason code, reason and version."""
        return self.cleaned_data | {"rating": self.points[self.cleaned_data["rating"]]}

    def after(self, theirs):
        """The same words on top of a rating that somebody else saved first, so that saving again replaces it."""
        data = self.data.copy()
        data["version"] = theirs.version
        return type(self)(data, ratings=self.points.values())
