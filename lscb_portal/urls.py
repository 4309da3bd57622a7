"""Where everything is. A board's pages live under /b/<board>/; `BoardFromUrl` turns that word into the Board."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("agencies.urls.accounts")),
    path("b/<slug:board>/", include("agencies.urls.board")),
    path("b/<slug:board>/", include("audits.urls")),
    path("b/<slug:board>/", include("workplan.urls")),
    path("", include("reports.urls.site")),
]

handler403 = "agencies.views.errors.forbidden"
