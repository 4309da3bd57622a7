"""The addresses of a member's preparation for a meeting, and of reminders to reply."""

from django.urls import path

from workplan.views import prepare

urlpatterns = [
    path("meetings/<uuid:uid>/prepare/", prepare.prepare, name="prepare"),
    path("meetings/<uuid:uid>/prepare/actions/<uuid:action>/", prepare.prepare_action, name="prepare_action"),
    path("meetings/<uuid:uid>/replies/remind/", prepare.remind_replies, name="remind_replies"),
]
