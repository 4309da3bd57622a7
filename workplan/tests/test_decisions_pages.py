"""The register of decisions, and the pages of decisions by e-mail."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from workplan.models import Decision, EmailDecision
from workplan.operations.decision import correct_decision, record_decision
from workplan.operations.email_decision import answer, open_email_decision
from workplan.replies import replies_to
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid
from workplan.tests.pages import address, count_queries, said, words

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
REGISTER = reverse("workplan:decisions", args=["northmere"])


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def question(monday, group, chair, member, constable, business_manager):
    facts = {"title": "Funding", "wording": "The audit is paid for.", "background": "It costs £900."}
    facts |= {"uid": new_uid(), "closes_on": dt.date(2026, 11, 27)}
    return open_email_decision(group, **facts, by=business_manager)


def listed(client, **asked):
    return [one.reference for one in client.get(REGISTER, asked).context["page"]]


def close(client, question, outcome="agreed"):
    facts = {"uid": new_uid(), "seen": replies_to(question).mark, "outcome": outcome}
    return client.post(address("close_email_decision", question), facts, follow=True)


# The register ---------------------------------------------------------------------------------------------------------


def test_decisions_are_found_by_words_number_outcome_day_and_agency_of_an_action(
    client, quorate, chair, member, hospital, police
):
    first, second = quorate.items.all()
    record_decision(first, uid=new_uid(), wording="Custody is sampled.", outcome="agreed", by=chair)
    record_decision(second, uid=new_uid(), wording="Training is noted.", outcome="noted", by=chair)
    from workplan.operations.action import give_action
    from workplan.tests.factories import in_days

    decision = Decision.objects.get(number=1)
    facts = {"title": "Sample", "owner": member, "due_on": in_days(9), "decision": decision}
    give_action(first, uid=new_uid(), **facts, by=chair)

    assert listed(client) == ["D-002", "D-001"]
    assert listed(client, q="custody sampled") == ["D-001"]
    assert (listed(client, q="d-2"), listed(client, q="D-002"), listed(client, q="2")) == (["D-002"],) * 3
    assert listed(client, outcome="noted") == ["D-002"]
    assert listed(client, meeting=quorate.uid) == ["D-002", "D-001"]
    assert (listed(client, agency=hospital.uid), listed(client, agency=police.uid)) == (["D-001"], [])
    today = quorate.day
    assert (listed(client, since=today), listed(client, since=today + dt.timedelta(days=1))) == (
        ["D-002", "D-001"],
        [],
    )
    assert listed(client, how="email") == []
    assert listed(client, outcome="no such", since="nonsense", meeting="x") == ["D-002", "D-001"]


def test_the_file_holds_what_the_filter_finds_and_no_formula(client, quorate, chair):
    item = quorate.items.first()
    record_decision(item, uid=new_uid(), wording="=1+1", outcome="agreed", by=chair)
    record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair)

    response = client.get(reverse("workplan:decisions_csv", args=["northmere"]), {"outcome": "agreed"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["Decision"], row["Wording"], row["Quorate"], row["Agencies"]) for row in rows] == [
        ("D-001", "'=1+1", "Yes", "3")
    ]


def test_the_register_asks_as_much_for_thirty_as_for_one(client, quorate, chair):
    item = quorate.items.first()
    record_decision(item, uid=new_uid(), wording="One.", outcome="noted", by=chair)
    few = count_queries(client, REGISTER)
    for number in range(24):
        record_decision(item, uid=new_uid(), wording=f"{number}.", outcome="noted", by=chair)

    assert count_queries(client, REGISTER) == few


def test_a_decisions_page_has_its_stamp_its_action_and_its_correction(client, group, chair, member, constable):
    held = way.held(group, chair, member, constable, chair)
    decision = held.decisions.get()
    correct_decision(decision, uid=new_uid(), wording="It is doubled.", outcome="noted", by=chair)
    client.force_login(member)

    page = words(client.get(address("decision", decision)))

    assert "Quorate, 3 agencies" in page
    assert "Corrected by D-002." in page
    assert decision.quorum_sentence in page


def test_readers_of_other_boards_find_nothing(client, quorate, chair, stranger):
    decision = record_decision(quorate.items.first(), uid=new_uid(), wording="x", outcome="noted", by=chair)
    client.force_login(stranger)

    assert client.get(address("decision", decision)).status_code == 404


# By e-mail ------------------------------------------------------------------------------------------------------------


def test_it_is_opened_answered_and_closed(client, monday, group, chair, member, constable, business_manager):
    client.force_login(business_manager)
    opening = reverse("workplan:open_email_decision", args=["northmere", group.uid])
    facts = {"uid": new_uid(), "title": "Funding", "wording": "It is paid for.", "background": "£900."}
    refused = client.post(opening, facts | {"closes_on": "2026-11-28"})
    assert "Choose a working day to close on." in words(refused)
    response = client.post(opening, facts | {"closes_on": "2026-11-27"}, follow=True)
    assert said(response) == ["The members have been asked."]
    question = EmailDecision.objects.get()

    for person, how in ((member, "agree"), (constable, "abstain"), (chair, "agree")):
        client.force_login(person)
        assert "Your answer" in words(client.get(question.get_absolute_url()))
        place = question.asked.get(person=person).uid
        url = reverse("workplan:email_answer", args=["northmere", question.uid, place])
        client.post(url, {"seen": 0, "answer": how, "words": "Words of mine."})
    response = close(client, question)

    assert said(response)[-1] == "The decision is recorded. The members have been told."
    assert "Decision D-001" in words(response)
    assert "3 agencies replied, 3 needed." in words(response)
    assert "By e-mail, with every answer" in words(response)
    assert listed(client, how="email", q="funding") == ["D-001"]


def test_the_office_and_a_standing_deputy_are_offered_to_enter_answers(
    client, question, group, member, hospital, administrator, constable
):
    from agencies.models import SeatRole
    from agencies.tests.factories import SeatFactory

    seat = {"agency": hospital, "role": SeatRole.DEPUTY, "deputy_for": member.seats.get()}
    deputy = SeatFactory(group=group, **seat).person
    offered = []
    for person in (administrator, deputy, constable):
        client.force_login(person)
        offered.append(words(client.get(question.get_absolute_url())).count("Enter the answer of"))

    assert offered == [3, 1, 0]
    client.force_login(deputy)
    place = question.asked.get(person=member).uid
    url = reverse("workplan:email_answer", args=["northmere", question.uid, place])
    assert "How did it come?" not in words(client.get(url))
    client.post(url, {"seen": 0, "answer": "agree", "words": ""})
    assert replies_to(question).tally["agree"] == 1


def test_the_page_asks_as_much_however_many_have_answered(client, question, chair, member, constable):
    client.force_login(chair)
    answer(question.asked.get(person=chair), answer="agree", seen=0, by=chair)
    few = count_queries(client, question.get_absolute_url())
    for person in (member, constable):
        for seen, how in enumerate(("agree", "abstain")):
            answer(question.asked.get(person=person), answer=how, seen=seen, by=person)

    assert count_queries(client, question.get_absolute_url()) <= few


def test_a_stale_answer_keeps_the_words(client, question, member, administrator):
    place = question.asked.get(person=member)
    answer(place, answer="agree", words="By telephone.", seen=0, by=administrator, through="telephone")
    client.force_login(member)

    url = reverse("workplan:email_answer", args=["northmere", question.uid, place.uid])
    page = client.post(url, {"seen": 0, "answer": "disagree", "words": "No, for these reasons."})

    assert page.status_code == 409
    assert "Another answer was given" in words(page)
    assert "No, for these reasons." in page.content.decode()
    assert "By telephone." in words(page)

    client.post(url, sent_again(page) | {"answer": "disagree", "words": "No, for these reasons."})
    assert place.answers.last().words == "No, for these reasons."


def sent_again(page):
    """What the page's form carries by itself when it is sent once more."""
    return {"seen": page.context["form"]["seen"].value()}


def test_the_chair_closes_after_reading_an_answer_that_came_meanwhile(client, question, chair, member, constable):
    for person in (chair, member, constable):
        answer(question.asked.get(person=person), answer="agree", seen=0, by=person)
    client.force_login(chair)
    url, facts = address("close_email_decision", question), {"uid": new_uid(), "outcome": "agreed"}

    page = client.post(url, facts | {"seen": "0" * 16})
    assert (page.status_code, Decision.objects.count()) == (409, 0)
    assert "Another answer has come since you opened the page." in words(page)

    client.post(url, facts | sent_again(page))
    assert Decision.objects.get().outcome == "agreed"


def test_without_a_quorum_the_chair_is_offered_no_binding_outcome(client, question, chair):
    with time_machine.travel(MONDAY + dt.timedelta(days=7)):
        client.force_login(chair)
        page = client.get(address("close_email_decision", question)).content.decode()
        assert ('value="noted"' in page, 'value="agreed"' in page) == (True, False)
        response = close(client, question)

    assert "Too few agencies replied" in words(response)
    assert not Decision.objects.exists()


def test_a_withdrawn_question_says_why(client, question, business_manager, member):
    client.force_login(business_manager)
    client.post(address("withdraw_email_decision", question), {"reason": "The price has changed."})
    client.force_login(member)

    page = words(client.get(question.get_absolute_url()))

    assert "The price has changed." in page
    assert "Send the answer" not in page
