"""What agencies and boards say to each other: words that look like an identifier wait for a reason before they go."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.tests.factories import AgencyFactory
from audits import models
from audits.models import Review, ScreeningOverride, SelfEvaluation
from audits.operations import challenge, chasing, first_look, nil_return, policy_review, right_of_reply
from audits.operations.feedback import draft_feedback, save_feedback, send_feedback
from audits.operations.moderation import finish, moderate
from audits.operations.screening import Identifying
from audits.operations.second import ask_second_reader, moderate_second
from audits.operations.self_evaluation import hand_over, send_back
from audits.operations.survey import open_survey
from audits.operations.tested import record_test
from audits.screening import texts_said, unsettled
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory
from audits.tests.factories_judging import moderated, part_of, returned
from audits.tests.factories_policies import PolicyFactory, PolicyVersionFactory, days_from_now
from audits.tests.first_look import standard
from lscb_portal.lib.periods import add_working_days

pytestmark = pytest.mark.django_db
CHILD = "We rang the mother of Kacper Nowak twice."
WHY = "It names somebody at work."
TWO_WEEKS = dt.timedelta(days=14)


@pytest.fixture
def people(lead, signatory, moderator, business_manager):
    return SimpleNamespace(lead=lead, signatory=signatory, moderator=moderator, manager=business_manager)


@pytest.fixture
def review(people, police):
    """The police's signed return, in an open round."""
    return SubmissionFactory(evaluation__agency=police).evaluation.reviews.get()


@pytest.fixture
def evaluation(people, police):
    """A return that is complete, and still with its agency."""
    return SelfEvaluationFactory(agency=police, complete=True)


@pytest.fixture
def policy(people, police):
    return PolicyVersionFactory(policy=PolicyFactory(asked=[police])).policy


@pytest.fixture
def asked(review, people):
    given = {"uid": uuid.uuid4(), "question": "Which nights?", "due_on": add_working_days(timezone.localdate(), 5)}
    return challenge.ask(review, standard(review), by=people.moderator, **given)


def asking(review, people, **may):
    given = {"uid": uuid.uuid4(), "question": CHILD, "due_on": add_working_days(timezone.localdate(), 5)}
    return challenge.ask(review, standard(review), by=people.moderator, **given, **may)


def responding(asked, people, **may):
    challenge.respond(asked, response=CHILD, by=people.lead, **may)


def concluding(asked, people, **may):
    challenge.respond(asked, response="No.", by=people.lead)
    asked.refresh_from_db()
    challenge.conclude(asked, outcome="kept", conclusion=CHILD, by=people.moderator, **may)


def replying(review, people, **may):
    for each in review.round_board.round.framework_version.standards.all():
        moderated(review, each, "A")
    finish(review, by=people.moderator)
    right = models.RightOfReply.objects.get()
    right_of_reply.reply(right, has_comment=True, text=CHILD, by=people.lead, **may)


def commenting(review, people, **may):
    first_look.comment(review, standard(review), {"ST1.1": CHILD}, by=people.moderator, **may)


def returning(review, people, **may):
    first_look.return_for_revision(review, reason=CHILD, by=people.moderator, **may)


def recalling(review, people, **may):
    first_look.return_for_revision(review, reason="Date the figures.", by=people.moderator)
    first_look.recall(Review.objects.get(), reason=CHILD, by=people.moderator, **may)


def withdrawing(review, people, **may):
    first_look.withdraw(review.evaluation, reason=CHILD, by=people.lead, **may)


def extending(evaluation, people, **may):
    given = {"uid": uuid.uuid4(), "due_on": evaluation.round.due_on + TWO_WEEKS, "reason": CHILD}
    chasing.extend(evaluation, by=people.manager, **given, **may)


def nudging(evaluation, people, **may):
    part = evaluation.round.round_boards.get()
    chasing.nudge(part, [evaluation], by=people.manager, uid=uuid.uuid4(), text=CHILD, **may)


def sending_back(evaluation, people, **may):
    hand_over(evaluation, by=people.lead)
    send_back(SelfEvaluation.objects.get(), by=people.signatory, reason=CHILD, **may)


def declaring(evaluation, people, **may):
    signing = {"by": people.signatory, "reauthenticated_at": timezone.now()}
    nil_return.declare_nil(evaluation, reason=CHILD, **signing, **may)


def reviewing(policy, people, part, **may):
    said = {"words": "Nights.", "action": "Train them", "dissemination": "Team briefing"} | {part: CHILD}
    days = {"reviewed_on": days_from_now(-3), "action_due_on": days_from_now(30), "disseminated_on": days_from_now(-1)}
    about = {"by": people.lead, "uid": uuid.uuid4(), "outcome": "gap", "action_lead": "Head of Custody"}
    agency = policy.asks.get().agency
    policy_review.record_review(policy.versions.get(), agency, **about, **said, **days, **may)


def checking(policy, people, **may):
    days = {"audited_on": days_from_now(-3), "next_due_on": days_from_now(300)}
    about = {"by": people.lead, "uid": uuid.uuid4(), "sample": 10, "complied": 9, "findings": CHILD}
    policy_review.record_audit(policy, policy.asks.get().agency, **about, **days, **may)


def judged(review, letter="A"):
    """A judgement of the first standard that names somebody, as the operations take it."""
    point = review.round_board.round.scale.points.get(letter=letter)
    return {"rating": point, "reason_code": "part", "reason": CHILD}


def moderating(review, people, **may):
    moderate(review, standard(review), **judged(review), version=0, by=people.moderator, **may)


def moderating_second(review, people, **may):
    ask_second_reader(review.round_board, standard(review), people.moderator, by=people.manager)
    moderate_second(review, standard(review), **judged(review), by=people.moderator, **may)


def visiting(review, people, **may):
    given = {"uid": uuid.uuid4(), "method": "visit", "size": 6, "tested_on": timezone.localdate(), "findings": CHILD}
    rating = review.round_board.round.scale.points.get(letter="A")
    record_test(review, standard(review), rating=rating, by=people.moderator, **given, **may)


def surveying(review, people, title="Nights", questions="I know whom to ring.", teams="North", **may):
    given = {"uid": uuid.uuid4(), "title": title, "questions": [questions], "teams": [teams]}
    open_survey(review, standard(review), closes_on=days_from_now(5), by=people.moderator, **given, **may)


def lettered(review, people):
    """A letter in draft that says in its first standard what names somebody: as it is saved, nobody is asked."""
    for each in review.round_board.round.framework_version.standards.all():
        moderated(review, each, "A")
    finish(review, by=people.moderator)
    letter = draft_feedback(Review.objects.get(), by=people.moderator)
    return save_feedback(letter, {"ST1": CHILD}, version=letter.version, by=people.moderator)


def writing(review, people, **may):
    letter = lettered(review, people)
    send_feedback(letter, version=letter.version, by=people.moderator, **may)


# What is said: of what, how, and the model and column that keep it.
SAID = {
    "question": ("review", asking, "AnswerChallenge", "question"),
    "response": ("asked", responding, "AnswerChallenge", "response"),
    "conclusion": ("asked", concluding, "AnswerChallenge", "conclusion"),
    "reply": ("review", replying, "RightOfReply", "text"),
    "comment": ("review", commenting, "ReviewComment", "text"),
    "sent back": ("review", returning, "Review", "return_reason"),
    "recalled": ("review", recalling, "Review", "recall_reason"),
    "withdrawn": ("review", withdrawing, "SelfEvaluation", "withdrawn_reason"),
    "moderated": ("review", moderating, "Moderation", "reason"),
    "second": ("review", moderating_second, "SecondModeration", "reason"),
    "tested": ("review", visiting, "Tested", "findings"),
    "survey": ("review", lambda *of, **may: surveying(*of, title=CHILD, **may), "Survey", "title"),
    "statement": ("review", lambda *of, **may: surveying(*of, questions=CHILD, **may), "Survey", "questions"),
    "team": ("review", lambda *of, **may: surveying(*of, teams=CHILD, **may), "Survey", "teams"),
    "more time": ("evaluation", extending, "Extension", "reason"),
    "a word": ("evaluation", nudging, "Nudge", "text"),
    "not signed": ("evaluation", sending_back, "SelfEvaluation", "sent_back_reason"),
    "nil": ("evaluation", declaring, "SelfEvaluation", "nil_reason"),
    "findings": ("policy", checking, "PolicyAudit", "findings"),
    **{
        part: ("policy", lambda *of, part=part, **may: reviewing(*of, part, **may), "PolicyReview", part)
        for part in ("words", "action", "dissemination")
    },
}


def kept_in(model, column):
    """The words as they are kept: a text, or each line of a list."""
    kept = getattr(models, model).objects.values_list(column, flat=True)
    lines = [line for value in kept for line in (value if isinstance(value, list) else [value])]
    return [line for line in lines if line == CHILD]


@pytest.mark.parametrize("said", SAID)
def test_words_that_name_somebody_are_not_said_without_a_reason(said, request, people):
    of, say, model, column = SAID[said]

    with pytest.raises(Identifying) as asked:
        say(request.getfixturevalue(of), people)

    assert [look.said for look in asked.value.looks] == ["a name"]
    assert kept_in(model, column) == []
    assert not ScreeningOverride.objects.exists()


@pytest.mark.parametrize("said", SAID)
def test_with_a_reason_they_are_said_and_the_reason_is_on_record(said, request, people):
    of, say, model, column = SAID[said]

    say(request.getfixturevalue(of), people, may_stay=WHY)

    override = ScreeningOverride.objects.get()
    assert kept_in(model, column) == [CHILD]
    assert (override.reason, override.kinds, override.overridden_by in vars(people).values()) == (WHY, ["name"], True)
    (event,) = Event.objects.filter(verb="screening.let_stand")
    assert ("Kacper" in event.facts, event.by) == (False, override.overridden_by)


def test_a_letter_that_names_somebody_is_saved_and_not_sent(review, people):
    with pytest.raises(Identifying) as asked:
        writing(review, people)

    assert [(look.text.label, look.said) for look in asked.value.looks] == [("standard 1", "a name")]
    letter = models.Feedback.objects.get()
    assert (letter.status, letter.sent_at) == ("draft", None)
    assert letter.parts.get(standard__code="ST1").text == CHILD
    assert not ScreeningOverride.objects.exists()


def test_who_signed_a_return_may_be_named_also_when_they_have_left(board, police):
    """A letter begins with who signed; nobody is asked why that may stay."""
    submission = returned(part_of(board), agency=police).submission
    assert not User.objects.of_boards([board]).filter(name=submission.signed_by_name).exists()
    said = texts_said(words=f"Thank you for your return, which {submission.signed_by_name} signed.")

    assert unsettled(police, said) == []
    assert [look.said for look in unsettled(AgencyFactory(), said)] == ["a name"]


def test_with_a_reason_the_letter_goes(review, people):
    writing(review, people, may_stay=WHY)

    letter, override = models.Feedback.objects.get(), ScreeningOverride.objects.get()
    assert (letter.status, override.about, override.field, override.reason) == ("sent", letter, "ST1", WHY)


# Pages ----------------------------------------------------------------------------------------------------------------


def url(name, review, *more):
    part = review.round_board
    return reverse(f"audits:{name}", args=[part.board.slug, part.round.uid, review.uid, *more])


def words_of(response):
    return " ".join(response.text.split())


def test_the_page_shows_what_was_found_keeps_the_words_and_asks_why(client, review, people):
    client.force_login(people.moderator)
    page = url("challenge_add", review, "ST1")
    form = client.get(page).context["form"]
    said = {"uid": form["uid"].value(), "question": CHILD, "due_on": form["due_on"].value().isoformat()}
    assert "Why may it stay?" not in client.get(page).text

    asked = words_of(client.post(page, said))
    assert "Question, not sent yet: this looks like a name." in asked
    assert '<mark class="looked__m">Kacper Nowak' in asked
    assert CHILD in asked
    assert "Why may it stay?" in asked
    assert "Why may it stay? <span" not in asked  # it is not called optional
    assert "This looks as if it told who somebody is. Change it, or say why it may stay." in asked
    assert not models.AnswerChallenge.objects.exists()

    client.post(page, said | {"may_stay": WHY})
    assert ScreeningOverride.objects.get().about == models.AnswerChallenge.objects.get()


def test_comments_of_a_first_look_are_asked_about_on_their_page(client, review, people):
    client.force_login(people.moderator)
    page = url("first_look_standard", review, "ST1")
    assert "Why may it stay?" not in client.get(page).text

    asked = words_of(client.post(page, {"c-ST1.1": CHILD}))
    assert "Comment on ST1.1, not sent yet: this looks like a name." in asked
    assert "Why may it stay?" in asked

    client.post(page, {"c-ST1.1": CHILD, "may_stay": WHY})
    assert models.ReviewComment.objects.get().text == CHILD


def test_a_word_to_agencies_keeps_its_reason_through_the_preview(client, evaluation, people):
    client.force_login(people.manager)
    page = reverse("audits:round_nudge", args=["northmere", evaluation.round.uid])
    said = {"uid": uuid.uuid4(), "to": [str(evaluation.uid)], "text": CHILD}

    assert "Words, not sent yet: this looks like a name." in words_of(client.post(page, said | {"send": "1"}))
    preview = client.post(page, said | {"may_stay": WHY, "preview": "1"}).text
    assert f'name="may_stay" value="{WHY}"' in preview
    client.post(page, said | {"may_stay": WHY, "send": "1"})
    assert models.Nudge.objects.get().text == CHILD


def rating_typed(review):
    return {"version": 0, "rating": judged(review)["rating"].code} | {
        name: judged(review)[name] for name in ("reason_code", "reason")
    }


def test_the_moderation_asks_about_its_explanation_and_keeps_it(client, review, people):
    client.force_login(people.moderator)
    part = review.round_board
    page = reverse("audits:moderation_answer", args=[part.board.slug, part.round.uid, "ST1", review.uid])
    assert "Why may it stay?" not in client.get(page).text

    asked = words_of(client.post(page, rating_typed(review)))
    assert "Explanation, not sent yet: this looks like a name." in asked
    assert "Why may it stay?" in asked
    assert not models.Moderation.objects.exists()

    client.post(page, rating_typed(review) | {"may_stay": WHY})
    assert models.Moderation.objects.get().reason == CHILD


def test_the_second_desk_asks_too(client, review, people):
    client.force_login(people.moderator)
    part = review.round_board
    ask_second_reader(part, standard(review), people.moderator, by=people.manager)
    page = reverse("audits:second_answer", args=[part.board.slug, part.round.uid, "ST1", review.uid])

    assert "Explanation, not sent yet: this looks like a name." in words_of(client.post(page, rating_typed(review)))
    client.post(page, rating_typed(review) | {"may_stay": WHY})
    assert models.SecondModeration.objects.get().reason == CHILD


def test_a_test_and_a_survey_are_asked_about_on_their_pages(client, review, people):
    client.force_login(people.moderator)
    today = timezone.localdate()
    test = {"uid": uuid.uuid4(), "method": "visit", "size": 6, "tested_on": today, "findings": CHILD}
    test["rating"] = judged(review)["rating"].code
    survey = {"uid": uuid.uuid4(), "title": "Nights", "questions": f"Yes. {CHILD}", "closes_on": days_from_now(5)}
    pages = {"tested_add": (test, "Findings", models.Tested), "survey_add": (survey, "Statements", models.Survey)}

    for name, (said, label, model) in pages.items():
        page = url(name, review, "ST1")
        assert f"{label}, not sent yet: this looks like a name." in words_of(client.post(page, said))
        assert not model.objects.exists()
        client.post(page, said | {"may_stay": WHY})
        assert model.objects.count() == 1


def test_the_letter_is_asked_about_when_it_is_sent(client, review, people):
    letter = lettered(review, people)
    client.force_login(people.moderator)
    page = url("feedback_send", review)
    assert "Why may it stay?" not in client.get(page).text

    asked = words_of(client.post(page, {"version": letter.version}))
    assert "Standard 1, not sent yet: this looks like a name." in asked
    assert "Why may it stay?" in asked
    assert f'href="{url("feedback_edit", review)}"' in asked
    assert models.Feedback.objects.get().status == "draft"

    client.post(page, {"version": letter.version, "may_stay": WHY})
    assert models.Feedback.objects.get().status == "sent"


def test_a_reason_too_long_is_said_where_it_was_typed(client, review, people):
    letter = lettered(review, people)
    client.force_login(people.moderator)

    page = client.post(url("feedback_send", review), {"version": letter.version, "may_stay": "x" * 301})

    assert "Use 300 characters or fewer." in page.text
    assert models.Feedback.objects.get().status == "draft"
