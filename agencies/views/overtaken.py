"""Somebody else entered a version while one was being written: it is told, and nothing typed is lost."""


def take_up(form, latest):
    """Return the newer version that a refused form did not know of, or None; sent again, the form follows that one.

    `form` (bound, with the field `following`) was refused; its page shows the newer version before it is sent again.
    """
    if latest is None or str(latest.version) == form.data.get("following"):
        return None
    form.data = form.data.copy()
    form.data["following"] = str(latest.version)
    return latest
