"""The steps of a plan of a round, as one person sees them."""

from functools import cached_property

from django.utils.datastructures import MultiValueDict

from agencies.models import Agency
from audits.forms.round_days import DatesForm, RemindersForm
from audits.forms.round_plan import AgenciesForm, BoardsForm, FocusForm, MessageForm, WhatForm, boards_run_by
from audits.models import RoundPlan

FORMS = {
    "what": WhatForm,
    "boards": BoardsForm,
    "agencies": AgenciesForm,
    "dates": DatesForm,
    "focus": FocusForm,
    "message": MessageForm,
    "reminders": RemindersForm,
}


class Steps:
    """What was kept at each step of `plan`, whether it will do, and the way from one to the next."""

    def __init__(self, plan: RoundPlan, user):
        self.plan, self.user, self.board = plan, user, plan.board
        self._bound = {}

    @property
    def round_uid(self):
        """The uid of the round that this plan makes or changes."""
        return self.plan.round.uid if self.plan.round else self.plan.uid

    @cached_property
    def other_boards(self):
        """Those that may share the round."""
        return boards_run_by(self.user, but=self.board)

    @cached_property
    def kept_boards(self):
        """Those that share the round that is changed and that somebody else runs: they stay, and nobody is asked."""
        if not self.plan.round:
            return []
        return [each for each in self.plan.round.boards.all() if each not in (self.board, *self.other_boards)]

    @cached_property
    def kept_agencies(self):
        """Those asked already that the person does not know, because they belong to such boards alone."""
        if not self.kept_boards:
            return []
        asked = self.plan.round.asked
        return list(asked.of_boards(self.kept_boards).exclude(pk__in=Agency.objects.visible_to(self.user)))

    @cached_property
    def slugs(self) -> list[str]:
        """The steps in order; that of the boards only where there is another one to share with."""
        return [slug for slug in FORMS if slug != "boards" or self.other_boards]

    def bound(self, slug):
        """The step's form with what was kept, looked through."""
        if slug not in self._bound:
            form = FORMS[slug](MultiValueDict(self._typed(slug) or {}), steps=self)
            form.full_clean()
            self._bound[slug] = form
        return self._bound[slug]

    def to_fill_in(self, slug):
        """The step's form as it stood when it was left or, on the first visit, with what is suggested."""
        kept = self._typed(slug)
        return FORMS[slug](steps=self, initial={} if kept is None else _first_values(FORMS[slug], kept))

    def _typed(self, slug):
        """What was typed at the step, but for what stays without being asked; None where it was not opened yet."""
        staying = {"boards": self.kept_boards, "agencies": self.kept_agencies}.get(slug, ())
        keys = {str(each.pk) for each in staying}
        typed = self.plan.typed.get(slug)
        return typed and {name: [each for each in values if each not in keys] for name, values in typed.items()}

    def is_done(self, slug) -> bool:
        return slug in self.plan.typed and self.bound(slug).is_valid()

    def said(self, slug) -> dict:
        """What the step said, where it is done; else nothing."""
        return self.bound(slug).cleaned_data if self.is_done(slug) else {}

    @property
    def undone(self) -> list[str]:
        return [slug for slug in self.slugs if not self.is_done(slug)]

    def before(self, slug) -> str | None:
        at = self.slugs.index(slug)
        return self.slugs[at - 1] if at else None

    def after(self, slug) -> str | None:
        """The next step that is not done yet; None where the check of the whole follows."""
        later = self.slugs[self.slugs.index(slug) + 1 :]
        return next((each for each in later if not self.is_done(each)), None)

    @property
    def details(self) -> dict:
        """Everything that was said, as `plan_round` takes it, once every step is done."""
        details = {"sharing": ()}
        for slug in self.slugs:
            details |= self.bound(slug).details
        details["sharing"] = [*details["sharing"], *self.kept_boards]
        details["asked"] = [*details["asked"], *self.kept_agencies]
        return details


def typed_in(posted, slug) -> dict[str, list[str]]:
    """What of a posted page belongs to the step, as it is kept: without the character that no database column holds."""
    return {
        name: [value.replace("\x00", "") for value in posted.getlist(name)]
        for name in FORMS[slug].base_fields
        if name in posted
    }


def _first_values(form, kept):
    """What was kept as a form shows it: a list where several may be chosen, else the text."""
    several = {name for name, field in form.base_fields.items() if getattr(field.widget, "allow_multiple_selected", 0)}
    return {name: kept.get(name, []) if name in several else (kept.get(name) or [""])[0] for name in form.base_fields}
