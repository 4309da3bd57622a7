"""The addresses of polls for a day."""

from django.urls import path

from workplan.views import poll

urlpatterns = [
    path("meetings/groups/<uuid:uid>/ask/", poll.ask_poll, name="ask_poll"),
    path("meetings/polls/<uuid:uid>/", poll.poll, name="poll"),
    path("meetings/polls/<uuid:uid>/answers/<uuid:seat>/", poll.poll_answer_for, name="poll_answer_for"),
    path("meetings/polls/<uuid:uid>/remind/", poll.poll_remind, name="poll_remind"),
    path("meetings/polls/<uuid:uid>/days/<uuid:option>/", poll.poll_choose, name="poll_choose"),
    path("meetings/polls/<uuid:uid>/withdraw/", poll.poll_withdraw, name="poll_withdraw"),
]
