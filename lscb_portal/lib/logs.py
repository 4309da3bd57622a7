"""How the portal logs: JSON lines through structlog, with request ids; no form data, no text of any record."""

import re

import structlog

# The secret of a calendar's address, which alone opens it.
SECRET = re.compile(r"(/calendar/)[^\s/]+(\.ics)")


def without_secrets(logger, method, event):
    """Write no secret of an address, whether the line is ours ("request") or Django's own ("event")."""
    for name in ("request", "event"):
        if isinstance(text := event.get(name), str):
            event[name] = SECRET.sub(r"\1…\2", text)
    return event


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    without_secrets,
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def logging_at(level: str) -> dict:
    """Return Django's LOGGING: everything from `level` up as JSON on standard error."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processor": structlog.processors.JSONRenderer(),
        "foreign_pre_chain": SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}, "pikepdf": {"level": "ERROR"}},
    }
