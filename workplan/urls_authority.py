"""What colours or limits a decision: interests, the chair's discretion, and what goes up to the Strategic Board."""

from django.urls import path

from workplan.views import agenda, answer, interest

urlpatterns = [
    path("interests/", interest.interests, name="interests"),
    path("interests/declare/", interest.declare_interest, name="declare_interest"),
    path("interests/<uuid:uid>/end/", interest.end_interest, name="end_interest"),
    path("meetings/items/<uuid:uid>/interests/add/", interest.note_interest, name="note_interest"),
    path("meetings/items/interests/<uuid:uid>/take-back/", interest.take_back_interest, name="take_back_interest"),
    path("meetings/items/<uuid:uid>/discretion/", interest.discretion, name="discretion"),
    path("meetings/items/<uuid:uid>/without-quorum/", agenda.mark_item, name="mark_item"),
    path("meetings/with-the-board/", answer.with_the_board, name="with_the_board"),
    path("meetings/decisions/<uuid:uid>/answer/", answer.board_answer, name="board_answer"),
]
