"""Static files for tests: not collected, but a name that leads nowhere is an error, as in production."""

from functools import cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def is_there(name: str) -> bool:
    """Whether a static file of that name exists in the source tree."""
    return finders.find(name) is not None


class CheckedStaticFiles(StaticFilesStorage):
    """Refuses to make an address for a file that does not exist."""

    def url(self, name):
        """Return the address of `name`."""
        if not is_there(name):
            raise ValueError(f"There is no static file {name!r}.")
        return super().url(name)
