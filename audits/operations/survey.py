"""A staff survey by an open link: opened and closed by a moderator, answered by anybody who has the link."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Review, Survey, SurveyResponse
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.telling import page_of, tell_agency
from audits.screening import texts_said
from audits.submitted import standard_of
from audits.survey import ANSWERS
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

MOST_QUESTIONS, MOST_TEAMS = 10, 20
LONGEST_QUESTION, LONGEST_TEAM = 200, 80
PAST = "The survey would be closed already. Choose a later day."
CLOSED = "This survey is closed. Thank you for wanting to answer."


@transaction.atomic
def open_survey(review, standard, *, uid, title, questions, closes_on, teams=(), by, may_stay="") -> Survey:
    """Open a survey of an agency's staff about one standard. The agency's leads get the link, to pass on."""
    require(permissions.can_moderate(by, review))
    review = lock(review)
    if opened := made_before(review.surveys, uid):
        return opened
    if review.status == Review.Status.WAITING or standard_of(review.submission, standard.code) is None:
        raise Refused("The agency has not answered this standard.")
    if closes_on < timezone.localdate():
        raise Refused(PAST)
    words = {"title": title.strip(), "questions": statements_of(questions), "teams": teams_of(teams)}
    said = {"title": words["title"], "questions": "\n".join(words["questions"]), "teams": "\n".join(words["teams"])}
    looks = refuse_identifying(review.evaluation.agency, texts_said(**said), may_stay)
    survey = make_once(
        Survey,
        uid=uid,
        review=review,
        standard=standard,
        **words,
        closes_on=closes_on,
        opened_by=by,
        opened_at=timezone.now(),
    )
    let_stand(looks, survey, by=by, reason=may_stay)
    Event.record("survey.opened", by=by, about=survey, standard=standard.code, closes_on=closes_on)
    tell_agency(review, "audits/survey_opened", about=survey, link=page_of(review, "survey", survey.uid), key="opened")
    return survey


def statements_of(lines) -> list[str]:
    """The statements in these lines; refused where there are none, too many, or one is too long."""
    if statements := _lines(lines, MOST_QUESTIONS, LONGEST_QUESTION, "statement"):
        return statements
    raise Refused("Write at least one statement.")


def teams_of(lines) -> list[str]:
    """The teams in these lines; refused where there are too many, or one is too long."""
    return _lines(lines, MOST_TEAMS, LONGEST_TEAM, "team")


def _lines(lines, most, longest, noun):
    lines = list(dict.fromkeys(filter(None, (line.strip() for line in lines))))
    if len(lines) > most:
        raise Refused(f"Write {most} {noun}s at most.")
    if any(len(line) > longest for line in lines):
        raise Refused(f"A {noun} may have {longest} characters at most.")
    return lines


@transaction.atomic
def close_survey(survey, *, by):
    """Close a survey before its day."""
    require(permissions.can_moderate(by, survey.review))
    survey = lock(survey)
    if not survey.is_open:
        raise Refused("The survey is closed already.")
    survey.closed_at = timezone.now()
    survey.save(update_fields=["closed_at"])
    Event.record("survey.closed", by=by, about=survey)


def open_to_anybody():
    """Every survey, for its address alone says who may answer it."""
    return Survey.objects.select_related("review__round_board__board", "review__evaluation__agency")


@transaction.atomic
def answer_survey(survey, *, uid, answers, team=""):
    """Keep one person's answers, and nothing that says whose they are: no name, no address, no minute, no event.

    `answers` has one of yes, partly, no or unknown for each statement; a form sent twice is kept once.
    """
    survey = lock(survey)
    if not survey.is_open:
        raise Refused(CLOSED)
    if len(answers) != len(survey.questions) or any(answer not in ANSWERS for answer in answers):
        raise Refused("Answer every statement.")
    if team and team not in survey.teams:
        raise Refused("Choose a team of the list.")
    if made_before(survey.responses, uid) is None:
        values = {"survey": survey, "answers": list(answers), "team": team, "answered_on": timezone.localdate()}
        make_once(SurveyResponse, uid=uid, **values)
