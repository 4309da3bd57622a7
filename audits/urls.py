"""Rounds, returns, their judging and the board's performance figures, all below /b/<board>/."""

from django.urls import path

from audits.views import moderation

app_name = "audits"

urlpatterns = [
    path("rounds/<uuid:uid>/moderation/", moderation.moderation, name="moderation"),
    path("rounds/<uuid:uid>/moderation/finish/<uuid:review>/", moderation.moderation_finish, name="moderation_finish"),
    path("rounds/<uuid:uid>/moderation/<str:code>/", moderation.moderation_standard, name="moderation_standard"),
    path(
        "rounds/<uuid:uid>/moderation/<str:code>/<uuid:review>/",
        moderation.moderation_answer,
        name="moderation_answer",
    ),
]
