"""What one meeting leaves to the next: adjourned in session, left off the next agenda by the chair."""

from django.urls import path

from workplan.views import carrying

urlpatterns = [
    path("meetings/items/<uuid:uid>/adjourn/", carrying.adjourn, name="adjourn"),
    path("meetings/items/<uuid:uid>/leave-off/", carrying.leave_off, name="leave_off"),
]
