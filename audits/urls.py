"""Rounds, returns, their judging and the board's performance figures, all below /b/<board>/."""

from django.urls import path

from audits.views import (
    evidence,
    indicator,
    judgement,
    matrix,
    moderation,
    round,
    self_evaluation,
    standard,
    submission,
)

app_name = "audits"

urlpatterns = [
    path("rounds/add/", round.round_add, name="round_add"),
    path("rounds/<uuid:uid>/", round.round_detail, name="round"),
    path("rounds/<uuid:uid>/change/", round.round_change, name="round_change"),
    path("rounds/<uuid:uid>/open/", round.round_open, name="round_open"),
    path("rounds/<uuid:uid>/close/", round.round_close, name="round_close"),
    path("returns/", self_evaluation.returns, name="returns"),
    path("returns/<uuid:uid>/", self_evaluation.self_evaluation, name="self_evaluation"),
    path("returns/<uuid:uid>/enter/", self_evaluation.enter, name="enter"),
    path("returns/<uuid:uid>/check/", self_evaluation.check, name="check"),
    path("returns/<uuid:uid>/hand-over/", self_evaluation.hand_over, name="hand_over"),
    path("returns/<uuid:uid>/take-back/", self_evaluation.take_back, name="take_back"),
    path("returns/<uuid:uid>/send-back/", self_evaluation.send_back, name="send_back"),
    path("returns/<uuid:uid>/sign/", submission.sign, name="sign"),
    path("returns/<uuid:uid>/standards/<str:code>/", standard.standard, name="standard"),
    path("returns/<uuid:uid>/standards/<str:code>/autosave/", standard.autosave, name="autosave"),
    path("returns/<uuid:uid>/criteria/<str:code>/evidence/", evidence.evidence_add, name="evidence_add"),
    path("submissions/<uuid:uid>/", submission.submission, name="submission"),
    path("evidence/<uuid:uid>/", evidence.evidence, name="evidence"),
    path("rounds/<uuid:uid>/matrix/", matrix.matrix, name="matrix"),
    path("rounds/<uuid:uid>/matrix.csv", matrix.matrix_csv, name="matrix_csv"),
    path("rounds/<uuid:uid>/moderation/", moderation.moderation, name="moderation"),
    path("rounds/<uuid:uid>/moderation/finish/<uuid:review>/", moderation.moderation_finish, name="moderation_finish"),
    path("rounds/<uuid:uid>/moderation/<str:code>/", moderation.moderation_standard, name="moderation_standard"),
    path(
        "rounds/<uuid:uid>/moderation/<str:code>/<uuid:review>/",
        moderation.moderation_answer,
        name="moderation_answer",
    ),
    path("rounds/<uuid:uid>/judgements/<uuid:review>/", judgement.judgement, name="judgement"),
    path("performance/", indicator.performance, name="performance"),
    path("performance/<uuid:uid>/", indicator.indicator, name="indicator"),
]
