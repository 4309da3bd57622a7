"""A file that is owed, such as a PDF: its row is the queue, and every step is a conditional write, safe to run twice.

The row's model has `status` with the choices QUEUED, READY and FAILED and their STEPS, `attempts`, `taken_at` and
`failure`; its manager has `owed()`, those in QUEUED with an attempt left; COUNTED_BY names the number by which an
attempt knows that it is still the current one. Each attempt counts in the row, and says when it began. An attempt that
is silent for longer than one may take is given up; should it end after all, it changes nothing.
"""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.lifecycle import move
from lscb_portal.lib.renderer import SECONDS_A_FILE

MAX_ATTEMPTS = 5
# An attempt may still run this long; a little more than a child is given.
AN_ATTEMPT = timedelta(seconds=SECONDS_A_FILE + 15)
# A sweep begins no file after these; with the longest it still ends before the worker would stop it.
SECONDS_A_SWEEP = 25
GAVE_UP = f"Making it was interrupted {MAX_ATTEMPTS} times. Tell whoever runs the portal."


def free(model):
    """Those owed that no attempt is working on."""
    running = Q(taken_at__gt=timezone.now() - AN_ATTEMPT)
    return model.objects.owed().exclude(running)


@transaction.atomic
def claim(model, pk):
    """Take a row for one attempt; None when it is not owed, or another attempt is working on it."""
    row = model.objects.select_for_update().filter(pk__in=free(model).values("pk"), pk=pk).first()
    if row is None:
        return None
    row.attempts += 1
    row.taken_at = timezone.now()
    row.save(update_fields=["attempts", "taken_at"])
    return row


def current(row):
    """The row, as a queryset, as long as this attempt is the current one."""
    model = type(row)
    turn = {model.COUNTED_BY: getattr(row, model.COUNTED_BY)}
    return model.objects.filter(pk=row.pk, status=model.Status.QUEUED, **turn)


@transaction.atomic
def fail(row, reason) -> bool:
    """Write down why this attempt made no file, in a sentence for a person; False when the attempt was given up."""
    found = current(row).select_for_update().first()
    if found is None:
        return False
    move(found, type(row).Status.FAILED, failure=reason[:300], taken_at=None)
    return True


@transaction.atomic
def put_back(row) -> bool:
    """Owe an interrupted attempt's file again at once, or give up after too many."""
    found = current(row).select_for_update().first()
    if found is None:
        return False
    if found.attempts >= MAX_ATTEMPTS:
        return fail(found, GAVE_UP)
    type(row).objects.filter(pk=found.pk).update(taken_at=None)
    return True


@transaction.atomic
def give_up_the_silent(model) -> int:
    """Give up those that have no attempt left and none that may still run: it was killed, or was made useless in its
    last attempt by what was asked anew. Return how many."""
    over = Q(taken_at__isnull=True) | Q(taken_at__lte=timezone.now() - AN_ATTEMPT)
    tried = model.objects.filter(over, status=model.Status.QUEUED, attempts__gte=MAX_ATTEMPTS)
    return tried.update(status=model.Status.FAILED, failure=GAVE_UP, taken_at=None)


def owe_again(row, task) -> None:
    """Owe a file anew that is made or that failed, with as many attempts as at first, and ring for it."""
    move(row, type(row).Status.QUEUED, attempts=0, failure="", taken_at=None)
    ring(task, row.pk)


def sweep(model, render) -> int:
    """Make what is owed for a while, one after the other by `render(pk)`; return how many it made."""
    give_up_the_silent(model)
    until, made, tried = time.monotonic() + SECONDS_A_SWEEP, 0, set()
    while time.monotonic() < until:
        pk = free(model).exclude(pk__in=tried).values_list("pk", flat=True).first()
        if pk is None:
            break
        tried.add(pk)
        made += render(pk)
    return made
