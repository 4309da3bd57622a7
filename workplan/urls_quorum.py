"""The simulator of a group's quorum, below the meetings."""

from django.urls import path

from workplan.views import quorum

urlpatterns = [
    path("meetings/groups/<uuid:uid>/quorum/", quorum.try_quorum, name="try_quorum"),
]
