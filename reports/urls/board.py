"""The home page of a board and the Board's reports, below /b/<board>/. `reports.urls.site` gives the namespace."""

from django.urls import path

from reports.views import board_report, builder, home, library

urlpatterns = [
    path("", home.home, name="home"),
    path("reports/", library.library, name="library"),
    path("reports/new/", library.build, name="build"),
    path("reports/<uuid:uid>/", board_report.report, name="report"),
    path("reports/<uuid:uid>/download/", board_report.download, name="download"),
    path("reports/<uuid:uid>/sign-off/", board_report.sign_off, name="sign_off"),
    path("reports/<uuid:uid>/reopen/", board_report.reopen, name="reopen"),
    path("reports/<uuid:uid>/issue/", board_report.issue, name="issue"),
    path("reports/<uuid:uid>/edit/", builder.builder, name="builder"),
    path("reports/<uuid:uid>/edit/words/<slug:part>/", builder.words, name="words"),
    path("reports/<uuid:uid>/edit/rebuild/", builder.rebuild, name="rebuild"),
    path("reports/<uuid:uid>/edit/make/", builder.make, name="make"),
    path("reports/<uuid:uid>/edit/progress/", builder.progress, name="progress"),
]
