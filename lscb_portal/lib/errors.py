"""The one way an operation says no to a person."""


class Refused(Exception):  # noqa: N818 -- "refused" is what happened to the person; nothing went wrong in the portal
    """An act that may not happen now, with one plain sentence for the person who tried it.

    `str(refusal)` is the sentence; views show it as a message or beside the form. *Who* may act is a permission
    (403 or 404) and never a `Refused`; this is for *when*: a step not open, a guard not met, a stale copy.
    """

    def show_on(self, form):
        """Say it at the top of `form`; a refusal that asks something more of the person asks it there."""
        form.add_error(None, str(self))
