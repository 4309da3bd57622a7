"""How returns are judged, fed back and replied to; `audits.urls` gives the namespace."""

from django.urls import path

from audits.views import (
    challenge,
    closing,
    feedback,
    first_look,
    interest,
    panel,
    right_of_reply,
    sample,
    second,
    tested,
)

ROUND = "rounds/<uuid:uid>"
LOOK = f"{ROUND}/first-look/<uuid:review>"
REVIEW = f"{ROUND}/judgements/<uuid:review>"

urlpatterns = [
    path(f"{LOOK}/", first_look.first_look, name="first_look"),
    path(f"{LOOK}/send-back/", first_look.return_for_revision, name="return_for_revision"),
    path(f"{LOOK}/take-back/", first_look.recall, name="recall"),
    path(f"{LOOK}/take-newer/", first_look.take_newer, name="take_newer"),
    path(f"{LOOK}/standards/<code:code>/", first_look.first_look_standard, name="first_look_standard"),
    path("returns/<uuid:uid>/withdraw/", first_look.withdraw, name="withdraw"),
    path("submissions/<uuid:uid>/changes/", first_look.submission_changes, name="submission_changes"),
    path(f"{REVIEW}/standards/<code:code>/ask/", challenge.challenge_add, name="challenge_add"),
    path(f"{REVIEW}/challenges/<uuid:challenge>/", challenge.challenge, name="challenge"),
    path(f"{REVIEW}/challenges/<uuid:challenge>/conclude/", challenge.challenge_conclude, name="challenge_conclude"),
    path(f"{ROUND}/interests/", interest.interests, name="interests"),
    path(f"{ROUND}/interests/<uuid:interest>/end/", interest.interest_end, name="interest_end"),
    path(f"{ROUND}/second/", second.second, name="second"),
    path(f"{ROUND}/second/readers/<uuid:reader>/release/", second.second_release, name="second_release"),
    path(f"{ROUND}/second/<code:code>/", second.second_standard, name="second_standard"),
    path(f"{ROUND}/second/<code:code>/<uuid:review>/", second.second_answer, name="second_answer"),
    path(f"{ROUND}/sample/", sample.sample, name="sample"),
    path(f"{ROUND}/sample/end/", sample.sample_end, name="sample_end"),
    path(f"{ROUND}/panel/", panel.panel, name="panel"),
    path(f"{ROUND}/reported/", closing.round_report, name="round_report"),
    path(f"{REVIEW}/standards/<code:code>/test/", tested.tested_add, name="tested_add"),
    path(f"{REVIEW}/standards/<code:code>/survey/", tested.survey_add, name="survey_add"),
    path(f"{REVIEW}/surveys/<uuid:survey>/", tested.survey, name="survey"),
    path(f"{REVIEW}/surveys/<uuid:survey>/close/", tested.survey_close, name="survey_close"),
    path(f"{REVIEW}/feedback/", feedback.feedback, name="feedback"),
    path(f"{REVIEW}/feedback/draft/", feedback.feedback_draft, name="feedback_draft"),
    path(f"{REVIEW}/feedback/edit/", feedback.feedback_edit, name="feedback_edit"),
    path(f"{REVIEW}/feedback/send/", feedback.feedback_send, name="feedback_send"),
    path(f"{REVIEW}/feedback/acknowledge/", feedback.feedback_acknowledge, name="feedback_acknowledge"),
    path(f"{REVIEW}/feedback/letter.pdf", feedback.feedback_pdf, name="feedback_pdf"),
    path(f"{REVIEW}/feedback/letter.pdf/again/", feedback.feedback_pdf_again, name="feedback_pdf_again"),
    path(f"{REVIEW}/reply/", right_of_reply.reply, name="reply"),
]
