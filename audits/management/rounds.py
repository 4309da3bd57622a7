"""What the commands on rounds share."""

from django.core.management.base import CommandError

from audits.models import Round


def round_of(code) -> Round:
    """The round with that short name; CommandError, naming those there are, for none."""
    found = Round.objects.filter(code=code).select_related("scale", "framework_version").first()
    if found is None:
        known = ", ".join(Round.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"There is no round “{code}”. The rounds are: {known or 'none yet'}.")
    return found
