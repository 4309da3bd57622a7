"""The addresses of minutes: their way to the members, their versions, their approval, their redacted editions."""

from django.urls import path

from workplan.views import approval, edition, minutes

OF_MEETING = "meetings/<uuid:uid>/minutes/"
OF_VERSION = OF_MEETING + "versions/<int:number>/"
OF_EDITION = "meetings/editions/<uuid:uid>/"

urlpatterns = [
    path(OF_MEETING, minutes.minutes, name="minutes"),
    path(OF_MEETING + "send/", minutes.minutes_send, name="minutes_send"),
    path(OF_MEETING + "clear/", minutes.minutes_clear, name="minutes_clear"),
    path(OF_MEETING + "take-back/", minutes.minutes_take_back, name="minutes_take_back"),
    path(OF_MEETING + "circulate/", minutes.minutes_circulate, name="minutes_circulate"),
    path(OF_MEETING + "approve/", approval.minutes_approve, name="minutes_approve"),
    path(OF_MEETING + "correct/", approval.minutes_correct, name="minutes_correct"),
    path(OF_VERSION, minutes.minutes_version, name="minutes_version"),
    path(OF_VERSION + "changes/", minutes.minutes_changes, name="minutes_changes"),
    path(OF_VERSION + "pdf/", minutes.minutes_pdf, name="minutes_pdf"),
    path(OF_VERSION + "pdf/again/", minutes.minutes_pdf_again, name="minutes_pdf_again"),
    path("meetings/items/<uuid:uid>/suggest/", approval.suggest_amendment, name="suggest_amendment"),
    path("meetings/suggestions/<uuid:uid>/answer/", approval.answer_amendment, name="answer_amendment"),
    path(OF_MEETING + "editions/", edition.editions, name="editions"),
    path(OF_EDITION, edition.edition, name="edition"),
    path(OF_EDITION + "make/", edition.edition_make, name="edition_make"),
    path(OF_EDITION + "pdf/", edition.edition_pdf, name="edition_pdf"),
    path(OF_EDITION + "parts/<str:part>/", edition.edition_part, name="edition_part"),
]
