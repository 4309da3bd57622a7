"""Somebody else entered a version while one was being written: it is told, and nothing typed is lost."""


def take_up(form, latest):
    """Return the newer version that a refused form did not know of, or None; sent again, the form follows that one.

    `form` (bound, with the field `following`) was refused; its page shows the newer version before it is sent again.
    """
    return latest if latest is not None and follow(form, "following", latest.version) else None


def follow(form, name, now) -> bool:
    """Let a refused form, sent again, follow what there is `now` (the field `name`); return whether it stood on what
    is out of date. Its page shows what is new."""
    if not form.is_bound or form.data.get(name) == str(now):
        return False
    form.data = form.data.copy()
    form.data[name] = str(now)
    return True
