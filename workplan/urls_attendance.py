"""The addresses of attendance, below the meetings."""

from django.urls import path

from workplan.views import attendance

GROUP = "meetings/groups/<uuid:uid>/attendance"

urlpatterns = [
    path(f"{GROUP}/", attendance.group_attendance, name="attendance"),
    path(f"{GROUP}/<uuid:agency>/write/", attendance.write_to_agency, name="write_to_agency"),
    path("meetings/attendance-letters/<uuid:uid>/", attendance.attendance_letter, name="attendance_letter"),
]
