"""Items for consent: marked, objected to, taken."""

from django.urls import path

from workplan.views import consent

urlpatterns = [
    path("meetings/items/<uuid:uid>/consent/", consent.mark_consent, name="mark_consent"),
    path("meetings/items/<uuid:uid>/object/", consent.object_to, name="object_to"),
    path("meetings/items/<uuid:uid>/objection/", consent.note_objection, name="note_objection"),
    path("meetings/<uuid:uid>/chair/consent/", consent.take_consent, name="take_consent"),
]
