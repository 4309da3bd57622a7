"""The addresses of the register of decisions, and of decisions by e-mail."""

from django.urls import path

from workplan.views import email_decision, register_of_decisions

BY_EMAIL = "meetings/decisions/by-e-mail/<uuid:uid>/"

urlpatterns = [
    path("meetings/decisions/", register_of_decisions.decisions, name="decisions"),
    path("meetings/decisions/csv/", register_of_decisions.decisions_csv, name="decisions_csv"),
    path("meetings/decisions/<uuid:uid>/", register_of_decisions.decision, name="decision"),
    path(
        "meetings/groups/<uuid:uid>/decide-by-e-mail/", email_decision.open_email_decision, name="open_email_decision"
    ),
    path(BY_EMAIL, email_decision.email_decision, name="email_decision"),
    path(BY_EMAIL + "answers/<uuid:asked>/", email_decision.email_answer, name="email_answer"),
    path(BY_EMAIL + "close/", email_decision.close_email_decision, name="close_email_decision"),
    path(BY_EMAIL + "withdraw/", email_decision.withdraw_email_decision, name="withdraw_email_decision"),
]
