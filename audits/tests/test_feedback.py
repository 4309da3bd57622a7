"""The feedback letter: drafted from the moderation, edited by two, sent once, acknowledged, and as a PDF."""

import datetime as dt
import re
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Notification
from agencies.roles import Role
from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.factories import BoardRoleFactory
from audits import models
from audits.letter import letter_of
from audits.models import AnswerChallenge, Document, Feedback, Review
from audits.operations.feedback import (
    Overtaken,
    acknowledge_feedback,
    draft_feedback,
    save_feedback,
    send_feedback,
    texts_of,
)
from audits.operations.moderation import finish
from audits.tests.factories_judging import NA, moderated, part_of, returned, version_of
from audits.turnaround import Turnaround, turnaround_of

Status = Feedback.Status


@pytest.fixture
def part(board):
    return part_of(board, version=version_of(standards=3))


@pytest.fixture
def review(part, police, lead, signatory, moderator):
    """The police's return, moderated: standard 1 lowered, standard 2 agreed, standard 3 not applicable."""
    review = returned(part, "GA", "GG", NA, agency=police)
    one, two, _ = part.round.framework_version.standards.all()
    moderated(review, one, "R", own="A", reason="Nights are not sampled.")
    moderated(review, two, "G", own="G", reason="Well shown.")
    asked(review, one, moderator)
    tried(review, one, moderator)
    finish(review, by=moderator)
    return Review.objects.get()


def asked(review, standard, by):
    """A challenge that was concluded."""
    now = timezone.now()
    AnswerChallenge.objects.create(
        review=review,
        standard=standard,
        question="How are nights sampled?",
        due_on=timezone.localdate(),
        asked_by=by,
        status="concluded",
        outcome="lowered",
        conclusion="They are not.",
        concluded_by=by,
        concluded_at=now,
        concluded_about=review.submission,
    )


def tried(review, standard, by, findings="Two of six knew."):
    """A visit."""
    models.Tested.objects.create(
        review=review,
        standard=standard,
        rating=review.round_board.round.scale.points.get(code="R"),
        method="visit",
        size=6,
        tested_on=dt.date(2026, 11, 2),
        findings=findings,
        tested_by=by,
    )


@pytest.fixture
def letter(review, moderator):
    return draft_feedback(review, by=moderator)


# Drafting -------------------------------------------------------------------------------------------------------------


def test_a_letter_begins_with_words_from_the_moderation(letter, moderator):
    texts = texts_of(letter)

    assert list(texts) == ["opening", "ST01", "ST02", "ST03", "closing"]
    assert texts["ST01"] == (
        "Nights are not sampled.\n\n"
        "We asked you about this. The rating was lowered. They are not.\n\n"
        "Visit of 2 November 2026, 6 people spoken to: Two of six knew."
    )
    assert texts["ST02"] == "Well shown."
    assert texts["ST03"] == "This standard does not apply to you."
    assert "We moderated 2 standards: 1 lowered, 0 raised, 1 agreed." in texts["opening"]
    assert "You may reply until" in texts["closing"]
    assert (letter.drafted_by, verbs(letter)) == (moderator, ["feedback.drafted"])


def test_what_was_not_moderated_says_so(part, police, moderator, lead):
    review = returned(part, "GG", "GG", "GG", agency=police)
    Review.objects.update(status="moderated")

    texts = texts_of(draft_feedback(Review.objects.get(pk=review.pk), by=moderator))

    assert texts["ST01"] == "We did not moderate this standard this time. Your own rating stands beside no other."


def test_begun_twice_it_is_one_letter(review, letter, moderator):
    assert draft_feedback(review, by=moderator) == letter


@pytest.mark.parametrize("status", ["first_look", "returned", "waiting"])
def test_it_is_written_when_the_moderation_is_finished(part, police, moderator, status):
    review = returned(part, agency=police)
    Review.objects.update(status=status)

    with refused("The letter is written when the moderation of the return is finished."):
        draft_feedback(review, by=moderator)


def test_who_may_not_write(review, letter, lead, business_manager, chair, outsider, stranger):
    for person in (lead, business_manager, chair, outsider, stranger):
        with denied():
            draft_feedback(review, by=person)
        with denied():
            save_feedback(letter, {"opening": "x"}, version=0, by=person)
        with denied():
            send_feedback(letter, version=letter.version, by=person)


# Writing --------------------------------------------------------------------------------------------------------------


def test_words_are_saved_part_by_part_and_counted(letter, moderator):
    saved = save_feedback(letter, {"ST01": "Shorter.\r\nAnd clear. "}, version=0, by=moderator, explicit=True)

    assert texts_of(saved)["ST01"] == "Shorter.\nAnd clear."
    assert (saved.version, saved.changed_by) == (1, moderator)
    assert verbs(saved) == ["feedback.drafted", "feedback.saved"]


def test_saving_as_one_types_leaves_no_line_and_the_same_words_no_version(letter, moderator):
    save_feedback(letter, texts_of(letter), version=0, by=moderator)

    letter.refresh_from_db()
    assert (letter.version, verbs(letter)) == (0, ["feedback.drafted"])


def test_whoever_saves_second_is_told_what_the_other_wrote(letter, moderator, board):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER).person
    save_feedback(letter, {"ST01": "Theirs."}, version=0, by=colleague)

    with pytest.raises(Overtaken) as overtaken:
        save_feedback(letter, {"ST01": "Mine."}, version=0, by=moderator)

    assert (overtaken.value.theirs["ST01"], texts_of(letter)["ST01"]) == ("Theirs.", "Theirs.")


def test_the_same_page_saves_again_and_again(letter, moderator):
    page = uuid.uuid4()
    for number in range(3):
        save_feedback(letter, {"ST01": f"Draft {number}."}, version=0, by=moderator, page=page)

    assert texts_of(letter)["ST01"] == "Draft 2."


def test_a_part_has_a_length_and_nothing_else_is_taken(letter, moderator):
    with refused("Each part may have 3,000 characters at most."):
        save_feedback(letter, {"closing": "x" * 3001}, version=0, by=moderator)
    save_feedback(letter, {"status": "sent"}, version=0, by=moderator)
    letter.refresh_from_db()
    assert (letter.status, letter.version) == (Status.DRAFT, 0)


# Sending --------------------------------------------------------------------------------------------------------------


def test_sending_tells_the_agency_and_owes_a_pdf(review, letter, moderator, lead, signatory):
    send_feedback(letter, version=letter.version, by=moderator)

    letter.refresh_from_db()
    review.refresh_from_db()
    assert (letter.status, letter.sent_by, review.status) == (Status.SENT, moderator, "fed_back")
    told = Notification.objects.filter(kind="audits/feedback_sent").values_list("recipient", flat=True)
    assert set(told) == {lead.pk, signatory.pk}
    assert [each.feedback for each in Document.objects.owed()] == [letter]
    assert verbs(letter)[-1] == "feedback.sent"


def test_a_letter_without_words_does_not_go(letter, moderator):
    saved = save_feedback(letter, {"opening": "", "ST02": " "}, version=0, by=moderator)

    with refused("Still without words: the beginning and standard 2."):
        send_feedback(letter, version=saved.version, by=moderator)


def test_a_sent_letter_never_changes(letter, moderator):
    send_feedback(letter, version=letter.version, by=moderator)

    with refused("The letter is sent, and its words no longer change."):
        save_feedback(letter, {"ST01": "Better."}, version=0, by=moderator)
    with refused("This is sent; it cannot become sent."):
        send_feedback(letter, version=letter.version, by=moderator)
    for change in (
        lambda: Feedback.objects.update(opening="Better."),
        lambda: models.FeedbackPart.objects.update(text="Better."),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_later_test_is_in_no_letter_that_went(review, letter, moderator):
    send_feedback(letter, version=letter.version, by=moderator)
    letter.refresh_from_db()
    tried(review, review.round_board.round.framework_version.standards.first(), moderator, "Seen later.")

    assert [test.findings for test in letter_of(letter).parts[0].tests] == ["Two of six knew."]


def test_the_turnaround_counts_days_from_signature_to_letter(part, review, letter, moderator, hospital):
    returned(part, agency=hospital)
    before = turnaround_of(part)
    send_feedback(letter, version=letter.version, by=moderator)
    days = (timezone.localdate() - dt.date(2026, 10, 30)).days

    after = turnaround_of(part)

    assert before.words == "Feedback is sent to none of 2 returns yet."
    assert (after.days, after.median, after.moderated, after.returned) == ((days,), days, 1, 2)
    assert after.words == f"Feedback is sent to 1 of 2 returns, after {days} days."
    three = Turnaround(returned=4, moderated=3, back=0, days=(9, 30, 12), replies_running=0)
    assert three.words == "Feedback is sent to 3 of 4 returns: half of them within 12 days, the last after 30."
    letter.refresh_from_db()
    assert letter_of(letter).days == days


# Acknowledging --------------------------------------------------------------------------------------------------------


def test_the_lead_acknowledges_and_the_review_is_closed(review, letter, moderator, lead, business_manager):
    send_feedback(letter, version=letter.version, by=moderator)
    acknowledge_feedback(letter, by=lead)

    letter.refresh_from_db()
    review.refresh_from_db()
    assert (letter.status, letter.acknowledged_by, review.status) == (Status.ACKNOWLEDGED, lead, "closed")
    told = Notification.objects.filter(kind="audits/feedback_acknowledged").values_list("recipient", flat=True)
    assert set(told) == {moderator.pk, business_manager.pk}


def test_entered_by_the_business_unit_both_names_are_kept(letter, moderator, lead, business_manager):
    send_feedback(letter, version=letter.version, by=moderator)
    acknowledge_feedback(letter, by=business_manager, person=lead, through="telephone")

    event = Event.objects.about(letter).last()
    letter.refresh_from_db()
    assert (letter.acknowledged_by, event.by, event.on_behalf_of) == (lead, business_manager, lead)


def test_a_draft_and_an_acknowledged_letter_wait_for_nobody(letter, moderator, lead):
    with refused("There is no letter that waits to be acknowledged."):
        acknowledge_feedback(letter, by=lead)
    send_feedback(letter, version=letter.version, by=moderator)
    acknowledge_feedback(letter, by=lead)
    with refused("There is no letter that waits to be acknowledged."):
        acknowledge_feedback(letter, by=lead)


@pytest.mark.parametrize("role", ["contributor", "signatory", "outsider", "moderator", "chair", "stranger"])
def test_who_may_not_acknowledge(request, letter, moderator, role):
    send_feedback(letter, version=letter.version, by=moderator)

    with denied():
        acknowledge_feedback(letter, by=request.getfixturevalue(role))


# Pages ----------------------------------------------------------------------------------------------------------------


def url(name, review):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, review.uid])


def form_of(client, review):
    """What the editor's page would post."""
    form = client.get(url("feedback_edit", review)).context["form"]
    return {field.html_name: field.value() for field in form}


def test_drafted_edited_sent_and_acknowledged_in_the_browser(client, review, moderator, lead):
    client.force_login(moderator)
    drafted = client.post(url("feedback_draft", review))
    assert drafted.url == url("feedback_edit", review)
    saved = client.post(url("feedback_edit", review), form_of(client, review) | {"part-ST01": "In our words."})
    assert saved.url == url("feedback", review)
    page = client.get(url("feedback", review)).text
    assert ("In our words." in page, "Lowered 1 step" in page) == (True, True)
    assert "Send the letter to Northmere Police?" in send(client, review).text

    client.force_login(lead)
    assert "In our words." in client.get(url("feedback", review)).text
    client.post(url("feedback_acknowledge", review))
    assert "Acknowledged" in client.get(url("feedback", review)).text


def send(client, review, meanwhile=lambda: None):
    """Press the button of the letter's page and then that of the next page; return that page."""
    (link,) = re.findall(r'href="([^"]*/feedback/send/[^"]*)"', client.get(url("feedback", review)).text)
    meanwhile()
    asked = client.get(link)
    client.post(url("feedback_send", review), {"version": asked.context["form"]["version"].value()})
    return asked


def test_words_that_nobody_has_read_do_not_go(client, review, letter, moderator):
    client.force_login(moderator)
    send(client, review, meanwhile=lambda: save_feedback(letter, {"ST01": "Typed late."}, version=0, by=moderator))
    refused_page = client.get(url("feedback", review)).text
    client.post(url("feedback_send", review))
    unread = Feedback.objects.get().status
    send(client, review)

    assert "The letter was changed since you read it. Read it as it is now, then send it." in refused_page
    assert "Typed late." in refused_page
    assert (unread, Feedback.objects.get().status) == (Status.DRAFT, Status.SENT)


def test_the_editor_saves_as_one_types(client, review, letter, moderator):
    client.force_login(moderator)
    form = form_of(client, review)

    answer = client.post(url("feedback_edit", review), form | {"part-ST01": "Typed."}, headers={"HX-Request": "true"})

    assert answer.text.startswith("Saved at ")
    assert texts_of(letter)["ST01"] == "Typed."


def test_two_writers_see_both_texts_and_the_second_may_save_again(client, review, letter, moderator, board):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER, person__name="Rhodri Tams").person
    client.force_login(moderator)
    form = form_of(client, review)
    save_feedback(letter, {"ST01": "Theirs."}, version=0, by=colleague)

    typing = client.post(url("feedback_edit", review), form | {"part-ST01": "Mine."}, headers={"HX-Request": "true"})
    page = client.post(url("feedback_edit", review), form | {"part-ST01": "Mine."})

    assert (typing.status_code, page.status_code) == (409, 409)
    assert "Rhodri Tams saved this letter at" in typing.text
    assert ("Theirs." in page.text, "Mine." in page.text) == (True, True)
    again = {field.html_name: field.value() for field in page.context["form"]}
    assert client.post(url("feedback_edit", review), again).status_code == 302
    assert texts_of(letter)["ST01"] == "Mine."


def test_a_part_too_long_is_said_and_kept(client, review, letter, moderator):
    client.force_login(moderator)

    page = client.post(url("feedback_edit", review), form_of(client, review) | {"part-ST01": "x" * 3001})

    assert page.status_code == 422
    assert "may have 3,000 characters at most." in page.text
    typing = form_of(client, review) | {"version": "x"}
    answer = client.post(url("feedback_edit", review), typing, headers={"HX-Request": "true"})
    assert (answer.status_code, "This page cannot be saved as it is." in answer.text) == (409, True)


def test_a_draft_is_for_those_who_judge(client, review, letter, moderator, lead, signatory, chair, stranger):
    for person, status in ((moderator, 200), (chair, 403), (lead, 404), (signatory, 404), (stranger, 404)):
        client.force_login(person)
        assert client.get(url("feedback", review)).status_code == status


def test_the_business_unit_acknowledges_for_the_lead(client, review, letter, moderator, lead, business_manager):
    send_feedback(letter, version=letter.version, by=moderator)
    client.force_login(business_manager)
    assert "Choose who said it." in client.post(url("feedback_acknowledge", review), {}).text

    client.post(url("feedback_acknowledge", review), {"person": lead.pk, "through": "telephone"})

    letter.refresh_from_db()
    assert letter.acknowledged_by == lead


def test_there_is_no_pdf_until_it_is_made(client, review, letter, moderator, lead):
    send_feedback(letter, version=letter.version, by=moderator)
    client.force_login(lead)

    assert "A PDF of the letter is being made." in client.get(url("feedback", review)).text
    assert client.get(url("feedback_pdf", review)).status_code == 404
