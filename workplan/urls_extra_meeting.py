"""The addresses of requests for an extra meeting."""

from django.urls import path

from workplan.views import extra_meeting

urlpatterns = [
    path("meetings/groups/<uuid:uid>/extra/", extra_meeting.ask_for_meeting, name="ask_for_meeting"),
    path("meetings/extra/<uuid:uid>/", extra_meeting.extra_meeting, name="extra_meeting"),
    path("meetings/extra/<uuid:uid>/agree/", extra_meeting.agree_to_meeting, name="agree_to_meeting"),
    path("meetings/extra/<uuid:uid>/decline/", extra_meeting.decline_meeting, name="decline_meeting"),
    path("meetings/extra/<uuid:uid>/withdraw/", extra_meeting.withdraw_request, name="withdraw_request"),
]
