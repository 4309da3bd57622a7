import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.models import QuorumRule
from agencies.tests.factories import UserFactory
from lscb_portal.lib.errors import Refused
from workplan.models import BoardAnswer, Decision, Outcome
from workplan.operations.answer import enter_answer
from workplan.operations.decision import correct_decision, record_decision
from workplan.operations.session import close_meeting
from workplan.tests.factories import here, in_session, new_uid, told, verbs
from workplan.tests.pages import address, count_queries, words

ACCEPTED = BoardAnswer.Answer.ACCEPTED


@pytest.fixture
def gone_up(quorate, item, chair):
    """A decision recommended to the Board."""
    return recommended(item, chair)


def recommended(item, by, outcome=Outcome.RECOMMENDED):
    return record_decision(item, uid=new_uid(), wording="Fund a second night worker.", outcome=outcome, by=by)


def answered(decision, by, **more):
    facts = {"uid": new_uid(), "answer": ACCEPTED, "words": "Yes, from April.", "answered_on": timezone.localdate()}
    return enter_answer(decision, **facts | more, by=by)


def test_the_boards_answer_comes_back_and_the_group_is_told(gone_up, business_manager, member, chair):
    answer = answered(gone_up, business_manager, minute_reference="SB 14/26")

    assert (answer.answer, answer.words, answer.minute_reference) == (ACCEPTED, "Yes, from April.", "SB 14/26")
    assert Decision.objects.get().board_answer == answer
    assert list(Decision.objects.unanswered()) == []
    assert verbs(gone_up)[-1] == "decision.answered"
    assert [told(person)[-1] for person in (member, chair)] == ["workplan/board_answered"] * 2


def test_a_later_answer_counts_and_the_earlier_one_stays(gone_up, business_manager):
    first = answered(gone_up, business_manager, answer=BoardAnswer.Answer.REFERRED)
    second = answered(gone_up, business_manager)

    assert list(Decision.objects.get().board_answers.all()) == [second, first]
    with pytest.raises(DatabaseError), transaction.atomic():
        BoardAnswer.objects.filter(pk=first.pk).update(words="Something else")


def test_the_same_answer_twice_is_one(gone_up, business_manager):
    uid = new_uid()

    assert answered(gone_up, business_manager, uid=uid) == answered(gone_up, business_manager, uid=uid)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"answer": "perhaps"}, "Choose what the Board answered."),
        (
            {"answered_on": timezone.localdate() + dt.timedelta(days=1)},
            "The Board answered on a day between the decision and today.",
        ),
        (
            {"answered_on": timezone.localdate() - dt.timedelta(days=1)},
            "The Board answered on a day between the decision and today.",
        ),
    ],
)
def test_what_cannot_be_is_refused(gone_up, business_manager, wrong, sentence):
    with pytest.raises(Refused, match=f"^{sentence}$"):
        answered(gone_up, business_manager, **wrong)
    assert BoardAnswer.objects.count() == 0


def test_only_what_went_up_and_stands_is_answered(gone_up, item, chair, business_manager):
    own = recommended(item, chair, Outcome.AGREED)
    with pytest.raises(Refused, match="^D-002 was not recommended to the Board.$"):
        answered(own, business_manager)

    correct_decision(gone_up, uid=new_uid(), wording="Two workers.", outcome=Outcome.RECOMMENDED, by=chair)
    gone_up.refresh_from_db()
    with pytest.raises(Refused, match="^D-001 has been corrected by D-003. Answer that one.$"):
        answered(gone_up, business_manager)


def test_members_do_not_answer_for_the_board(gone_up, member):
    with pytest.raises(PermissionDenied):
        answered(gone_up, member)


# ---- Pages ---------------------------------------------------------------------------------------------------------

LIST = "/b/northmere/meetings/with-the-board/"


def test_what_went_up_is_listed_until_it_is_answered_and_after(client, gone_up, business_manager, member):
    client.force_login(member)
    waiting = words(client.get(LIST))
    answered(gone_up, business_manager)
    done = words(client.get(LIST))

    assert "D-001 With the Board" in waiting
    assert "Everything that went up has been answered." in done
    assert "D-001 Accepted" in done
    assert "Yes, from April." in done


def test_the_office_enters_the_answer(client, gone_up, business_manager):
    client.force_login(business_manager)
    page = client.get(address("board_answer", gone_up))
    sent = {
        "uid": str(new_uid()),
        "answer": "changed",
        "words": "One worker, not two.",
        "answered_on": str(timezone.localdate()),
    }

    assert "Fund a second night worker." in words(page)
    assert client.post(address("board_answer", gone_up), sent).url == LIST
    assert gone_up.board_answers.get().answer == "changed"


def test_what_is_missing_is_said_and_what_was_typed_stays(client, gone_up, business_manager):
    client.force_login(business_manager)

    page = client.post(address("board_answer", gone_up), {"uid": str(new_uid()), "words": "One worker."})

    assert "Choose what the Board answered." in words(page)
    assert "Give the day of the answer." in words(page)
    assert "One worker.</textarea>" in page.content.decode()


def test_who_only_reads_is_offered_no_answer(client, gone_up, member):
    client.force_login(member)

    assert "Enter the Board" not in words(client.get(LIST))
    assert client.get(address("board_answer", gone_up)).status_code == 403
    client.force_login(UserFactory())
    assert client.get(LIST).status_code == 404


def test_nothing_gone_up_says_so(client, member):
    client.force_login(member)

    assert "Nothing has gone up to the Board." in words(client.get(LIST))


def test_thirty_take_as_many_queries_as_one(client, quorate, item, gone_up, chair):
    one = count_queries(client, LIST)
    for _ in range(29):
        recommended(item, chair)

    assert count_queries(client, LIST) == one


def test_what_is_not_ratified_yet_has_not_gone_up(group, chair, member, constable, business_manager):
    """Without a quorum it holds only once a quorate meeting ratifies it: until then the Board is asked nothing."""
    clauses = [{"kind": "at_least", "number": 3, "of": {"all": True}}]
    rule = {"clauses": clauses, "if_inquorate": "ratify_later"}
    QuorumRule.objects.create(group=group, version=9, rule=rule, in_force_from="2020-01-01")
    meeting = in_session(group, chair)
    here(meeting, chair, member)
    facts = {"wording": "Fund it.", "outcome": "recommended", "by": chair}
    decision = record_decision(meeting.items.first(), uid=new_uid(), **facts)
    close_meeting(meeting, by=chair)

    assert list(Decision.objects.unanswered()) == []
    with pytest.raises(Refused, match="^D-001 holds only once a quorate meeting ratifies it, and has not gone up.$"):
        answered(decision, business_manager)

    later = in_session(group, chair, starts_at="17:00")
    here(later, chair, member, constable)
    facts |= {"outcome": "agreed", "ratifies": decision}
    record_decision(later.items.first(), uid=new_uid(), **facts)
    assert list(Decision.objects.unanswered()) == [decision]
