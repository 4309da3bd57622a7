import datetime as dt

import pytest
import time_machine

from agencies.models import Event
from agencies.tests.asserting import refused
from agencies.tests.factories import PostFactory, SeatFactory, UserFactory
from lscb_portal.lib.errors import Refused
from workplan.forecast import outlook
from workplan.models import AgendaItem, Deputy, Meeting, Proposal, Reply
from workplan.operations.clearance import restrict
from workplan.operations.deputy import colleagues
from workplan.operations.meeting import change_meeting
from workplan.operations.reply import reply
from workplan.operations.session import open_meeting
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, in_days, told, verbs
from workplan.tests.pages import address, words

SENT = Reply.Answer.DEPUTY


@pytest.fixture
def seat(member):
    return member.seats.get()


@pytest.fixture
def colleague(hospital):
    """Somebody of the member's agency with an account."""
    return PostFactory(person=UserFactory(name="Ruth Adeyemi"), agency=hospital, role="contributor").person


def standing(meeting):
    return [(deputy.person, deputy.brief) for deputy in meeting.deputies.standing()]


def test_a_colleague_is_named_briefed_and_told(meeting, seat, member, colleague):
    given = reply(meeting, seat, answer=SENT, deputy=colleague, brief="Ask about nights. ", by=member)

    assert (given.answer, given.deputy_name) == (SENT, "Ruth Adeyemi")
    assert standing(meeting) == [(colleague, "Ask about nights.")]
    assert told(colleague) == ["workplan/deputy_named"]
    assert verbs(meeting.deputies.get()) == ["deputy.named"]
    assert "nights" not in "".join(Event.objects.values_list("facts", flat=True))


def test_a_deputy_may_open_that_meeting_and_no_other(meeting, group, seat, member, colleague):
    other = MeetingFactory(group=group)
    assert not Meeting.objects.visible_to(colleague).exists()

    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)

    assert list(Meeting.objects.visible_to(colleague)) == [meeting]
    assert other not in Meeting.objects.visible_to(colleague)


def test_who_leaves_the_agency_opens_nothing_any_more(meeting, seat, member, colleague):
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)

    colleague.posts.update(ends_on=in_days(0) - dt.timedelta(days=1))

    assert not Meeting.objects.visible_to(colleague).exists()


def test_what_others_proposed_is_not_shown_to_a_deputy(meeting, seat, member, colleague):
    ProposalFactory(meeting=meeting)
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)

    assert not Proposal.objects.visible_to(colleague).exists()
    assert AgendaItem.objects.visible_to(colleague).count() == 0


def test_a_deputys_pages(client, meeting, group, seat, member, colleague):
    other = MeetingFactory(group=group)
    reply(meeting, seat, answer=SENT, deputy=colleague, brief="Ask about nights.", by=member)
    client.force_login(colleague)

    assert f"You stand in for {member.name}, Acute trust." in words(client.get(address("meeting", meeting)))
    assert "Ask about nights." in words(client.get(address("prepare", meeting)))
    assert client.get(address("meeting", other)).status_code == 404
    assert client.get(address("replies", meeting)).status_code == 403
    assert f"{group.short_name}, {meeting.date:%A %-d %B %Y}" in words(client.get("/b/northmere/meetings/"))


@pytest.mark.parametrize("answer", ["attending", "apologies"])
def test_another_answer_lets_the_deputy_go(meeting, seat, member, colleague, answer):
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)

    reply(meeting, seat, answer=answer, by=member)

    assert standing(meeting) == []
    assert told(colleague) == ["workplan/deputy_named", "workplan/deputy_released"]
    assert not Meeting.objects.visible_to(colleague).exists()
    assert verbs(Deputy.objects.get()) == ["deputy.named", "deputy.released"]


def test_another_deputy_takes_the_place(meeting, seat, member, colleague, hospital):
    second = PostFactory(agency=hospital).person
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)

    reply(meeting, seat, answer=SENT, deputy=second, by=member)

    assert standing(meeting) == [(second, "")]
    assert told(colleague)[-1] == "workplan/deputy_released"


def test_new_words_for_the_same_deputy_tell_nobody_twice(meeting, seat, member, colleague):
    reply(meeting, seat, answer=SENT, deputy=colleague, brief="One", by=member)
    reply(meeting, seat, answer=SENT, deputy=colleague, brief="Two", by=member)

    assert standing(meeting) == [(colleague, "Two")]
    assert told(colleague) == ["workplan/deputy_named"]
    assert verbs(Deputy.objects.get()) == ["deputy.named", "deputy.briefed"]


def test_the_short_reply_with_the_same_name_keeps_deputy_and_words(meeting, seat, member, colleague):
    reply(meeting, seat, answer=SENT, deputy=colleague, brief="One", by=member)

    reply(meeting, seat, answer=SENT, deputy_name="Ruth Adeyemi", by=member)

    assert standing(meeting) == [(colleague, "One")]


def test_somebody_without_an_account_is_a_name_with_words(meeting, seat, member):
    given = reply(meeting, seat, answer=SENT, deputy_name="Nobody Known", brief="Bring the figures.", by=member)

    assert given.deputy_name == "Nobody Known"
    assert standing(meeting) == [(None, "Bring the figures.")]


@pytest.mark.parametrize("who", ["constable", "member", "stranger"])
def test_who_is_not_of_the_agency_is_no_deputy(request, meeting, seat, member, who):
    with pytest.raises(Refused, match="is not of"):
        reply(meeting, seat, answer=SENT, deputy=request.getfixturevalue(who), by=member)

    assert (standing(meeting), meeting.replies.count(), verbs(meeting)) == ([], 0, [])


def test_who_has_a_seat_of_their_own_for_the_agency_is_no_deputy(group, meeting, seat, member, hospital):
    """One person would stand on the register twice, for one agency."""
    beside = SeatFactory(group=group, agency=hospital, person__name="Nia Clŵyd").person
    why = "Nia Clŵyd has a seat of their own for Mere Hospitals NHS Trust, and comes anyway. Name somebody else."

    with refused(why):
        reply(meeting, seat, answer=SENT, deputy=beside, by=member)

    assert (standing(meeting), meeting.replies.count()) == ([], 0)


def test_by_name_only_they_stand_on_the_register_once(group, chair, member, seat, hospital):
    beside = SeatFactory(group=group, agency=hospital, person__name="Nia Clŵyd").person
    meeting = agreed(MeetingFactory(group=group, date=in_days(0)), chair)
    reply(meeting, seat, answer=SENT, deputy_name="nia clŵyd", by=member)

    open_meeting(meeting, by=chair)

    (line,) = meeting.attendees.filter(person=beside)
    assert (line.role, line.agency) == ("member", hospital)
    assert not meeting.attendees.filter(role="deputy").exists()


def test_who_left_is_no_deputy(meeting, seat, member, colleague):
    colleague.is_active = False
    colleague.save()

    with pytest.raises(Refused, match="Ruth Adeyemi is not of"):
        reply(meeting, seat, answer=SENT, deputy=colleague, by=member)


def test_an_adviser_has_no_agency_to_send_a_colleague_from(meeting, adviser, colleague):
    with pytest.raises(Refused, match="is not of an agency"):
        reply(meeting, adviser.seats.get(), answer=SENT, deputy=colleague, by=adviser)


def test_colleagues_are_those_with_a_post_or_a_seat(hospital, member, colleague, police):
    seated = SeatFactory(agency=hospital, group__slug="other").person
    PostFactory(agency=police)

    assert set(colleagues(hospital, but=member)) == {colleague, seated}


def test_a_moved_meeting_lets_its_deputies_go(meeting, seat, member, colleague, business_manager):
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    facts = {"starts_at": meeting.starts_at, "minutes": 60, "place": "", "online_link": ""}

    change_meeting(meeting, date=in_days(90), **facts, by=business_manager)

    assert (standing(meeting), meeting.replies.count()) == ([], 0)
    assert told(colleague) == ["workplan/deputy_named", "workplan/deputy_released"]


def test_a_change_of_place_tells_the_deputy_too(meeting, seat, member, colleague, business_manager):
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    facts = {"date": meeting.date, "starts_at": meeting.starts_at, "minutes": 60, "online_link": ""}

    change_meeting(meeting, **facts, place="Elsewhere", by=business_manager)

    assert told(colleague)[-1] == "workplan/meeting_changed"


def test_the_register_knows_a_chosen_deputy_and_counts_one_person_once(
    group, chair, member, seat, constable, colleague
):
    """The constable names the same person by name only: one person still, who carries one of the two agencies."""
    meeting = agreed(MeetingFactory(group=group, date=in_days(0)), chair)
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    reply(meeting, constable.seats.get(), answer=SENT, deputy_name="ruth  adeyemi", by=constable)

    open_meeting(meeting, by=chair)

    lines = meeting.attendees.filter(role="deputy")
    assert {line.person for line in lines} == {colleague}
    assert [line.agency.short_name for line in lines] == ["Acute trust", "Police"]


# On the day -----------------------------------------------------------------------------------------------------------


def test_a_deputy_prepares_and_sits_without_reading_what_they_are_not_cleared_for(
    client, meeting, chair, seat, member, colleague
):
    item = ItemFactory(meeting=meeting, position=1, title="Kestrel", lead="Kestrel")
    restrict(item, [], by=chair)
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    client.force_login(colleague)

    page = words(client.get(address("prepare", meeting)))
    assert "Restricted item" in page
    assert "Kestrel" not in page
    opened = open_meeting(agreed(meeting, chair), by=chair)
    assert opened.attendees.get(person=colleague).deputy_for.person == member
    assert not AgendaItem.objects.visible_to(colleague).filter(pk=item.pk).exists()


def test_two_deputies_of_one_name_are_two_people(meeting, seat, member, chair, colleague, constable, police):
    namesake = PostFactory(person=UserFactory(name=colleague.name), agency=police, role="contributor").person
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    reply(meeting, constable.seats.get(), answer=SENT, deputy=namesake, by=constable)
    reply(meeting, chair.seats.get(group=meeting.group), answer="attending", by=chair)

    assert outlook(meeting).forecast.as_replied.count == 3
    opened = open_meeting(agreed(meeting, chair), by=chair)
    assert {line.person for line in opened.attendees.filter(role="deputy")} == {colleague, namesake}


@pytest.mark.parametrize(("after", "opens"), [(0, True), (30, True), (31, False)])
def test_a_deputy_reads_on_for_thirty_days(meeting, seat, member, colleague, after, opens):
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    asked = meeting.date + dt.timedelta(days=after)

    with time_machine.travel(dt.datetime.combine(asked, dt.time(12), tzinfo=dt.UTC)):
        assert Meeting.objects.visible_to(colleague).exists() == opens
        assert meeting.deputies.in_person(colleague).exists() == opens


def test_and_until_the_minutes_are_approved(meeting, seat, member, colleague):
    reply(meeting, seat, answer=SENT, deputy=colleague, by=member)
    Meeting.objects.filter(pk=meeting.pk).update(status="approved")

    assert not Meeting.objects.visible_to(colleague).exists()


def test_the_page_says_so_where_a_deputy_is_named(client, meeting, seat, member, colleague):
    client.force_login(member)

    assert "until its minutes are approved, for 30 days after it at most" in words(
        client.get(address("prepare", meeting))
    )
