"""A round that is being planned: begun afresh or as a copy, kept step by step, and made a round by its last step.

What is typed into a plan is a draft and not on record; `plan_round` and `change_round` are.
"""

from django.db import transaction
from django.utils import timezone

from agencies.permissions import require
from audits import permissions
from audits.models import Criterion, FrameworkVersion, Round, RoundPlan
from audits.operations.round import change_round, plan_round
from audits.planning import DAYS, moved, title_of_next
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once


@transaction.atomic
def begin_plan(board, *, by, uid, copied_from=None):
    """Begin to plan a round of `board`, empty or as a copy of an earlier one a year later; return the RoundPlan."""
    require(permissions.can_run_rounds(by, board))
    if begun := made_before(RoundPlan.objects.of_board(board), uid):
        return begun
    typed = copy_of(copied_from, board, by) if copied_from else {}
    return make_once(RoundPlan, uid=uid, board=board, typed=typed, begun_by=by)


@transaction.atomic
def begin_change(round_, *, by):
    """Begin to change a planned round, or go on with a change that was begun; return the RoundPlan."""
    require(permissions.can_run_rounds(by, round_.organiser))
    round_ = lock(round_)
    if round_.status != Round.Status.PLANNED:
        raise Refused("The round has opened. What agencies were asked can no longer be changed.")
    begun = round_.plans.unfinished().first()
    return begun or RoundPlan.objects.create(
        board=round_.organiser, round=round_, typed=typed_of(round_, _days(round_)), begun_by=by
    )


@transaction.atomic
def keep_step(plan, step, typed, *, by):
    """Keep what was typed at one step, wrong or right."""
    require(permissions.can_run_rounds(by, plan.board))
    plan = lock(plan)
    _is_unfinished(plan)
    plan.typed = {**plan.typed, step: typed}
    plan.changed_at = timezone.now()
    plan.save(update_fields=["typed", "changed_at"])


@transaction.atomic
def discard_plan(plan, *, by):
    """Throw a plan away. A round that it would have changed stays as it is."""
    require(permissions.can_run_rounds(by, plan.board))
    plan = lock(plan)
    _is_unfinished(plan)
    plan.delete()


@transaction.atomic
def finish_plan(plan, *, by, **details):
    """Make the plan a round, or change its round; return the round. `details` are as `plan_round` takes them."""
    require(permissions.can_run_rounds(by, plan.board))
    plan = lock(plan)
    if plan.finished_at:
        return plan.round or Round.objects.get(uid=plan.uid)
    if plan.round:
        finished = change_round(plan.round, by=by, **details)
    else:
        finished = plan_round(plan.board, by=by, uid=plan.uid, **details)
    plan.finished_at = timezone.now()
    plan.save(update_fields=["finished_at"])
    return finished


def _is_unfinished(plan):
    if plan.finished_at:
        raise Refused("This plan has become a round already. Change the round instead.")


# What a plan begins with ----------------------------------------------------------------------------------------------


def copy_of(earlier, board, by) -> dict:
    """The steps as they were typed for an earlier round, a year on, with the newest version of its framework.

    Of the boards that shared it, those whose rounds `by` runs share the copy; any other decides for itself.
    """
    days = moved(_days(earlier), timezone.localdate())
    version = _newest(earlier.framework_version)
    typed = typed_of(earlier, days)
    opened = earlier.opened_at is not None
    edition = earlier.edition if earlier.edition in version.editions else max(version.editions)
    typed["what"] |= {
        "title": [title_of_next(earlier.title, earlier.opens_on, days["opens_on"])],
        "code": [""],
        "framework_version": [str(version.pk)],
        "edition": [str(edition)],
        "scale": [str(earlier.scale_id)] if version == earlier.framework_version else [""],
        "previous": [str(earlier.pk)] if opened and earlier.kind == Round.Kind.STATUTORY else [""],
    }
    codes = earlier.focus.values_list("code", flat=True)
    focus = Criterion.objects.filter(standard__version=version, code__in=codes)
    typed["focus"] = {"focus": _keys(focus)}
    sharing = [each for each in earlier.boards.exclude(pk=board.pk) if permissions.can_run_rounds(by, each)]
    typed["boards"] = {"sharing": [str(each.pk) for each in sharing]}
    typed["agencies"] = {"asked": _keys(earlier.asked.of_boards([board, *sharing]).in_force())}
    return typed


def _newest(version):
    published = FrameworkVersion.objects.published().statutory().filter(framework=version.framework_id)
    return published.order_by("published_at", "pk").last() or version


def _days(round_) -> dict:
    return {name: getattr(round_, name) for name in (*DAYS, "count_date")}


def typed_of(round_, days) -> dict:
    """The steps as somebody would have typed them to plan this round with these days."""
    return {
        "what": {
            "title": [round_.title],
            "code": [round_.code],
            "kind": [round_.kind],
            "framework_version": [str(round_.framework_version_id)],
            "edition": [str(round_.edition)],
            "scale": [str(round_.scale_id)],
            "previous": [str(round_.previous_id or "")],
        },
        "boards": {"sharing": _keys(round_.boards.exclude(pk=round_.organiser.pk))},
        "agencies": {"asked": _keys(round_.asked.all())},
        "dates": {name: [day.isoformat() if day else ""] for name, day in days.items()},
        "focus": {
            "focus": _keys(round_.focus.all()),
            "fed_by": _keys(round_.fed_by.all()),
            "feeds": [str(round_.feeds_id or "")],
        },
        "message": {"contact": [str(round_.contact_id or "")], "launch_message": [round_.launch_message]},
        "reminders": {"reminder_days": [str(days) for days in round_.reminder_days]},
    }


def _keys(rows):
    return [str(pk) for pk in rows.values_list("pk", flat=True)]
