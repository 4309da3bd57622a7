"""Pages for what went wrong."""

from django.shortcuts import redirect, render

from agencies import kept


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """A form of an earlier session: its words are offered back on its page, or the person is told how to save them."""
    path = None if request.htmx else kept.keep(request)
    if path:
        return redirect(path)
    return render(request, "403_csrf.html", status=403)
