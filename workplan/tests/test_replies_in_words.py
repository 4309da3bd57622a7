"""What the chair reads before a decision by e-mail is closed: who answered, as people and as agencies."""

from agencies.tests.factories import SeatFactory
from workplan.operations.email_decision import answer, open_email_decision
from workplan.replies import replies_to
from workplan.tests.factories import in_days, new_uid
from workplan.tests.pages import address, words


def test_the_page_says_how_many_people_and_agencies_gave_each_answer(client, group, chair, member, constable, police):
    second = SeatFactory(group=group, agency=police).person
    SeatFactory(group=group, agency=police, person=member)
    facts = {"title": "A", "wording": "B", "background": "C", "closes_on": in_days(10)}
    question = open_email_decision(group, uid=new_uid(), **facts, by=chair)
    client.force_login(chair)
    assert "Nobody has answered." in words(client.get(address("close_email_decision", question)))
    given = {chair: "disagree", member: "agree", constable: "agree", second: "agree"}
    for asked in question.asked.all():
        answer(asked, answer=given[asked.person], seen=0, by=asked.person)

    assert replies_to(question).tally == {"agree": 4, "disagree": 1, "abstain": 0}
    said = "3 people of 2 agencies agree; 1 person of 1 agency disagrees. The majority is counted by seats."
    assert said in words(client.get(address("close_email_decision", question)))
