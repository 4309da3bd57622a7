"""What is not a board's own: the way in, and the pages anybody may read. The reports' namespace is given here, once."""

from django.urls import include, path

from agencies.views import site
from audits.views import staff_survey
from reports.views import home
from workplan.views import calendar

reports = [
    path("", home.start, name="start"),
    path("b/<slug:board>/", include("reports.urls.board")),
]

urlpatterns = [
    path("", include((reports, "reports"))),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("privacy/", site.privacy, name="privacy"),
    path("help/", site.help_page, name="help"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("survey/<str:token>/", staff_survey.survey, name="survey"),
]
