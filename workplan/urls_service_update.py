"""The addresses of the agencies' service updates."""

from django.urls import path

from workplan.views import service_update, update_round

urlpatterns = [
    path("meetings/groups/<uuid:uid>/updates/", update_round.service_updates, name="service_updates"),
    path("meetings/groups/<uuid:uid>/updates/settings/", update_round.update_settings, name="update_settings"),
    path("meetings/<uuid:uid>/updates/ask/", update_round.ask_for_updates, name="ask_for_updates"),
    path("meetings/<uuid:uid>/updates/gather/", update_round.gather_updates, name="gather_updates"),
    path("meetings/<uuid:uid>/updates/remind/", update_round.remind_updates, name="remind_updates"),
    path("meetings/updates/<uuid:uid>/", service_update.service_update, name="service_update"),
    path("meetings/updates/<uuid:uid>/take-back/", service_update.take_update_back, name="take_update_back"),
    path("meetings/updates/<uuid:uid>/enter/", service_update.update_for, name="update_for"),
]
