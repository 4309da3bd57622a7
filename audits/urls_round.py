"""Rounds: planned, opened, followed, chased and closed; `audits.urls` gives the namespace."""

from django.urls import path

from audits.views import chasing, nil_return, round, round_plan

ROUND = "rounds/<uuid:uid>"
RETURN = "returns/<uuid:uid>"

urlpatterns = [
    path("rounds/add/", round_plan.round_add, name="round_add"),
    path("rounds/plans/<uuid:uid>/check/", round_plan.round_check, name="round_check"),
    path("rounds/plans/<uuid:uid>/discard/", round_plan.round_plan_discard, name="round_plan_discard"),
    path("rounds/plans/<uuid:uid>/<slug:step>/", round_plan.round_plan, name="round_plan"),
    path(f"{ROUND}/", round.round_detail, name="round"),
    path(f"{ROUND}/change/", round.round_change, name="round_change"),
    path(f"{ROUND}/plan/", round_plan.round_replan, name="round_replan"),
    path(f"{ROUND}/open/", round.round_open, name="round_open"),
    path(f"{ROUND}/close/", round.round_close, name="round_close"),
    path(f"{ROUND}/nudge/", chasing.round_nudge, name="round_nudge"),
    path(f"{RETURN}/more-time/", chasing.extend, name="extend"),
    path(f"{RETURN}/nil/", nil_return.nil_return, name="nil_return"),
]
