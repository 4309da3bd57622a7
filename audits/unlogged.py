"""What the log of requests does not note: who opened or answered a staff survey, and from where."""

from django_structlog import signals
from structlog.contextvars import unbind_contextvars

OPEN_PAGES = "/survey/"
WHO = ("user_id", "ip")
HIDDEN = "[a staff survey]"


def forget_who(request, log_kwargs, **kwargs):
    """Take from a line of the log whatever could lead from a survey's answers to a person."""
    if not request.path.startswith(OPEN_PAGES):
        return
    unbind_contextvars(*WHO)
    log_kwargs.pop("user_agent", None)
    log_kwargs["request"] = f"{request.method} {HIDDEN}"


def connect():
    """Listen to the two lines that are written of every request."""
    for signal in (signals.bind_extra_request_metadata, signals.bind_extra_request_finished_metadata):
        signal.connect(forget_who, dispatch_uid="audits.unlogged")
