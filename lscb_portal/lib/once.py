"""A form's own key: the row that a form makes carries the form's `uid`, so that the form, sent twice, makes one row.

A uid that another row has already is no second click: the row is somebody else's, or the form was changed since. That
is refused, and never reported as done.
"""

from lscb_portal.lib.errors import Refused

USED = "This form was used already, for something else. Open it again and enter what you want once more."


def made_before(mine, uid):
    """Return the row that the form with this `uid` has made, or None when it has made none.

    `mine` is the queryset of what this form can have made: at its board, by its person, about its record. Raises
    Refused when the uid is that of any other row.
    """
    # Nearly every form is new, and one question says so.
    if not mine.model._base_manager.filter(uid=uid).exists():
        return None
    if made := mine.filter(uid=uid).first():
        return made
    raise Refused(USED)


def refuse_used(model, uid) -> None:
    """Refuse a form whose uid is a row's already."""
    if model._base_manager.filter(uid=uid).exists():
        raise Refused(USED)


def make_once(model, *, uid, **values):
    """Create the row of a form; Refused when another form took the same uid in the same moment."""
    made, is_new = model._base_manager.get_or_create(uid=uid, defaults=values)
    if not is_new:
        raise Refused(USED)
    return made


def unused(model, uid, new):
    """Return `uid`, or `new()` where a row has it: for the rows of a list, which are worth more than their uid."""
    return new() if model._base_manager.filter(uid=uid).exists() else uid
