"""The addresses of one's own calendar. `reports.urls.site` has the calendar itself, /calendar/<secret>.ics."""

from django.urls import path

from workplan.views import calendar

urlpatterns = [
    path("meetings/calendar/", calendar.calendar_page, name="calendar"),
    path("meetings/calendar/make/", calendar.calendar_make, name="calendar_make"),
    path("meetings/calendar/withdraw/", calendar.calendar_withdraw, name="calendar_withdraw"),
    path("meetings/<uuid:uid>/meeting.ics", calendar.meeting_ics, name="meeting_ics"),
]
