"""The template of a group's agendas: what comes at which meeting."""

from django.urls import path

from workplan.views import standing

urlpatterns = [
    path("meetings/groups/<uuid:uid>/standing-items/", standing.standing_items, name="standing_items"),
    path("meetings/groups/<uuid:uid>/standing-items/change/", standing.change_standing, name="change_standing"),
]
