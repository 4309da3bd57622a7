"""The agency's library of evidence, and words that look like an identifier."""

from django.urls import path

from audits.views import library, screening

urlpatterns = [
    path("library/", library.library, name="library"),
    path("library/add/", library.library_add, name="library_add"),
    path("library/<uuid:uid>/", library.library_item, name="library_item"),
    path("library/<uuid:uid>/change/", library.library_change, name="library_change"),
    path("library/<uuid:uid>/replace/", library.library_replace, name="library_replace"),
    path("library/<uuid:uid>/use/", library.library_use, name="library_use"),
    path("library/<uuid:uid>/keep/", library.library_keep, name="library_keep"),
    path("library/<uuid:uid>/retire/", library.library_retire, name="library_retire"),
    path("library/<uuid:uid>/restore/", library.library_restore, name="library_restore"),
    path("library/<uuid:uid>/remove/", library.library_remove, name="library_remove"),
    path("returns/<uuid:uid>/standards/<code:code>/look/", screening.look, name="look"),
]
