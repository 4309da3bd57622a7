"""The rhythm every view shares: try the operation; a refusal becomes one sentence for the person."""

from collections.abc import Callable

from django.contrib import messages

from lscb_portal.lib.errors import Refused


def attempt(request, operation: Callable, *args, form=None, done: str = "", **kwargs) -> bool:
    """Run `operation(*args, **kwargs)`; return whether it was done.

    A refusal is shown at the top of `form`, or as a message where the page has none. `done` is the message of success.
    """
    try:
        operation(*args, **kwargs)
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            refusal.show_on(form)
        return False
    if done:
        messages.success(request, done)
    return True
