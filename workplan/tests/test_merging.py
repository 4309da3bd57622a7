"""Proposals taken together, and what they are about: who is told, who is named, and what nobody learns by it."""

import pytest
from django.core.exceptions import PermissionDenied

from agencies.tests.asserting import refused
from agencies.tests.factories import SeatFactory, UserFactory
from audits.models import AnswerChallenge
from audits.tests.factories_judging import part_of, returned, version_of
from lscb_portal.lib.errors import Refused
from workplan.models import AgendaItem, Proposal
from workplan.operations.agenda import OPEN_AGAIN, add_item, open_agenda, remove_item
from workplan.operations.clearance import restrict
from workplan.operations.leaving_off import leave_off
from workplan.operations.meeting import cancel_meeting
from workplan.operations.merging import ANSWERED, ITSELF, NO_TARGET, merge
from workplan.operations.proposal import accept, decline, defer, propose, withdraw
from workplan.proposed import proposed, raised_of, taken_with
from workplan.tests.factories import ActionFactory, MeetingFactory, in_days, new_uid, told, verbs
from workplan.tests.pages import address, count_queries, words
from workplan.tests.pages import said as messages_of

Status = Proposal.Status


@pytest.fixture
def meeting(meeting, chair):
    return open_agenda(meeting, by=chair)


def wish(meeting, by, title="Missing children", **more):
    facts = {"title": title, "why": f"Why {title}.", "purpose": "discuss", "minutes": 10}
    return propose(meeting, uid=new_uid(), **facts | more, by=by)


@pytest.fixture
def two(meeting, member, constable):
    return wish(meeting, member, "Return interviews"), wish(meeting, constable, "Missing children")


def item_of(meeting, by, title="Welcome"):
    return add_item(meeting, uid=new_uid(), title=title, purpose="note", minutes=5, by=by)


def status_of(proposal):
    return Proposal.objects.get(pk=proposal.pk).status


def named(item, user):
    return [(one.proposal.title, one.merged) for one in proposed([item], user).get(item.pk, [])]


def test_a_proposal_is_merged_into_another_and_its_proposer_is_told_and_named(meeting, two, chair, member, constable):
    first, second = two

    merge(meeting, [second], into=first, reason="One talk.", by=chair)
    item = accept(first, by=chair)

    second.refresh_from_db()
    assert (second.status, second.merged_into, second.answered_by, second.reason) == (
        *("merged", first, chair, "One talk."),
    )
    assert verbs(second) == ["proposal.made", "proposal.merged"]
    assert told(constable).count("workplan/proposal_answered") == 1
    assert named(item, member) == [("Return interviews", False), ("Missing children", True)]


def test_several_are_merged_into_an_item_that_nobody_proposed(meeting, two, chair, member):
    item = item_of(meeting, chair)

    merge(meeting, two, into=item, by=chair)

    assert named(item, member) == [("Return interviews", True), ("Missing children", True)]
    assert {one.merged_into_item for one in Proposal.objects.all()} == {item}


def test_what_was_merged_before_goes_along(meeting, two, chair, adviser, member):
    first, second = two
    third = wish(meeting, member, "A third")
    merge(meeting, [second], into=first, by=chair)

    merge(meeting, [first], into=third, by=chair)

    assert {Proposal.objects.get(pk=one.pk).merged_into for one in two} == {third}


def test_an_accepted_proposal_takes_another_along_by_its_item(meeting, two, chair, member):
    item = accept(two[0], by=chair)

    merge(meeting, [two[1]], into=item, by=chair)

    assert Proposal.objects.get(pk=two[1].pk).merged_into == two[0]
    assert len(named(item, member)) == 2


def test_what_cannot_be_merged_is_refused(meeting, two, chair, group):
    elsewhere = item_of(open_agenda(MeetingFactory(group=group), by=chair), chair)
    with refused(ITSELF):
        merge(meeting, [two[0]], into=two[0], by=chair)
    with refused(NO_TARGET):
        merge(meeting, [two[0]], into=elsewhere, by=chair)
    decline(two[1], reason="No.", by=chair)
    with refused(NO_TARGET):
        merge(meeting, [two[0]], into=two[1], by=chair)
    with refused(ANSWERED):
        merge(meeting, [two[1]], into=two[0], by=chair)
    with refused("Choose at least one proposal."):
        merge(meeting, [], into=two[0], by=chair)


def test_only_the_chair_merges(meeting, two, member, business_manager):
    for person in (member, business_manager):
        with pytest.raises(PermissionDenied):
            merge(meeting, [two[1]], into=two[0], by=person)


def test_what_is_merged_is_not_withdrawn(meeting, two, chair):
    merge(meeting, [two[1]], into=two[0], by=chair)

    with pytest.raises(Refused, match="cannot become withdrawn"):
        withdraw(two[1], by=two[1].proposed_by)


@pytest.mark.parametrize("end", ["declined", "withdrawn"])
def test_when_the_other_is_not_taken_it_waits_again(meeting, two, chair, constable, end):
    first, second = two
    merge(meeting, [second], into=first, by=chair)

    decline(first, reason="No.", by=chair) if end == "declined" else withdraw(first, by=first.proposed_by)

    second.refresh_from_db()
    assert (second.status, second.merged_into, second.answered_by) == ("proposed", None, None)
    assert verbs(second)[-1] == "proposal.unmerged"
    assert told(constable).count("workplan/proposal_answered") == 2


def test_when_the_other_is_deferred_it_goes_along(meeting, two, chair, group):
    later = MeetingFactory(group=group, date=in_days(200))
    merge(meeting, [two[1]], into=two[0], by=chair)

    defer(two[0], to=later, by=chair)

    assert Proposal.objects.get(pk=two[1].pk).meeting == later


def test_when_the_item_comes_off_the_agenda_it_waits_again(meeting, two, chair):
    item = item_of(meeting, chair)
    merge(meeting, two, into=item, by=chair)

    remove_item(item, by=chair)

    assert [status_of(one) for one in two] == [Status.PROPOSED, Status.PROPOSED]


def test_what_was_merged_into_an_item_goes_with_it_to_the_next_agenda(meeting, two, chair, group):
    later = MeetingFactory(group=group, date=in_days(200))
    merge(meeting, [two[0]], into=item_of(meeting, chair), by=chair)

    cancel_meeting(meeting, reason="Snow.", by=chair)
    open_agenda(later, by=chair)

    merged, waiting = Proposal.objects.order_by("pk")
    assert (merged.status, merged.meeting, merged.merged_into_item.meeting) == (Status.MERGED, later, later)
    assert named(later.items.get(title="Welcome"), chair) == [("Return interviews", True)]
    assert (waiting.status, waiting.meeting) == (Status.PROPOSED, later)


def test_what_was_merged_into_an_item_that_is_left_off_waits_again(meeting, two, chair, group):
    later = MeetingFactory(group=group, date=in_days(200))
    merge(meeting, [two[0]], into=item_of(meeting, chair), by=chair)
    cancel_meeting(meeting, reason="Snow.", by=chair)
    open_agenda(later, by=chair)

    leave_off(later.items.get(title="Welcome"), reason="Said already.", by=chair)

    assert (status_of(two[0]), Proposal.objects.get(pk=two[0].pk).meeting) == (Status.PROPOSED, later)


def test_what_goes_into_a_restricted_item_is_read_by_those_cleared_and_its_proposer(meeting, two, chair, member):
    item = item_of(meeting, chair)
    merge(meeting, [two[1]], into=item, by=chair)
    restrict(item, [], by=chair)

    assert two[1] not in Proposal.objects.visible_to(member)
    assert {two[1]} <= set(Proposal.objects.visible_to(two[1].proposed_by))
    assert named(AgendaItem.objects.get(pk=item.pk).concealed(), member) == []
    mine = Proposal.objects.get(pk=two[1].pk)
    assert taken_with([mine], mine.proposed_by) == {mine.pk: "Restricted item"}
    with refused(OPEN_AGAIN):
        remove_item(AgendaItem.objects.get(pk=item.pk), by=chair)
    cancel_meeting(meeting, reason="Snow.", by=chair)
    assert status_of(two[1]) == Status.MERGED


# What a proposal is about ---------------------------------------------------------------------------------------------


def test_a_proposal_about_an_action_shows_it_to_those_who_may_read_it(meeting, member, constable, chair, group):
    action = ActionFactory(owner=member, number=17, title="Call them back")
    item = accept(wish(meeting, member, action=action), by=chair)

    assert [link.words for link in proposed([item], member)[item.pk][0].links] == ["Action A-017 Call them back"]
    assert proposed([item], constable)[item.pk][0].links == ()
    assert [link.words for link in raised_of(action, member)] == [f"Missing children ({meeting})"]
    outside = UserFactory()
    assert raised_of(action, outside) == []


def test_nobody_links_what_they_may_not_read(meeting, member, constable, chair):
    SeatFactory(person=chair, group=meeting.group)
    action = ActionFactory(owner=chair)

    with pytest.raises(PermissionDenied):
        wish(meeting, constable, action=action)

    assert not Proposal.objects.exists()


def test_a_proposal_about_a_challenge_shows_it_to_its_readers_alone(
    client, meeting, member, chair, board, police, lead, signatory, moderator, adviser
):
    part = part_of(board, version=version_of(standards=3))
    review = returned(part, "GA", "GG", "GG", agency=police)
    standard = part.round.framework_version.standards.first()
    facts = {"question": "How are nights sampled?", "due_on": in_days(9), "asked_by": moderator}
    challenge = AnswerChallenge.objects.create(review=review, standard=standard, **facts)
    assert AnswerChallenge.objects.visible_to(member).exists()
    assert not AnswerChallenge.objects.visible_to(adviser).exists()

    item = accept(wish(meeting, member, challenge=challenge), by=chair)

    (link,) = proposed([item], member)[item.pk][0].links
    assert link.words == "Challenge to Police, standard 1"
    client.force_login(member)
    assert client.get(link.url).status_code == 200
    assert proposed([item], adviser)[item.pk][0].links == ()


# The pages ------------------------------------------------------------------------------------------------------------


def test_the_chair_merges_on_a_page(client, meeting, two, chair, member):
    item = item_of(meeting, chair)
    client.force_login(chair)
    page = address("merge", meeting)
    assert f'value="{two[0].uid}"' in client.get(f"{page}?which={two[0].uid}").text

    response = client.post(page, {"which": [two[0].uid], "into": item.uid, "reason": ""}, follow=True)

    assert messages_of(response) == ["Merged into “Welcome”. Whoever proposed it has been told."]
    assert "With the proposal of Clare Pool" in words(response)
    client.force_login(member)
    shown = words(client.get(meeting.get_absolute_url()))
    assert "With the proposal of Clare Pool" in shown
    assert "Why Return interviews." in shown
    assert "Merged It is taken with “Welcome”." in shown


def test_a_proposal_is_not_merged_into_itself_on_the_page(client, meeting, two, chair):
    client.force_login(chair)

    response = client.post(address("merge", meeting), {"which": [two[0].uid], "into": two[0].uid})

    assert "A proposal is not merged into itself." in words(response)


def test_one_proposes_about_an_action_of_ones_own(client, meeting, member, chair):
    action = ActionFactory(owner=member, number=17)
    hidden = ActionFactory(owner=SeatFactory(group=meeting.group).person, number=18, title="Not theirs")
    client.force_login(member)
    page = address("propose", meeting)
    form = client.get(page)
    assert "A-017" in words(form)
    assert hidden.title not in words(form)
    facts = {"uid": new_uid(), "title": "T", "why": "W", "purpose": "note", "minutes": "5", "action": action.uid}

    client.post(page, facts)

    proposal = Proposal.objects.get()
    assert [link.action for link in proposal.links.all()] == [action]
    assert "T (" in words(client.get(action.get_absolute_url()))


def test_an_agenda_with_many_proposals_asks_no_more(client, meeting, two, chair, member):
    client.force_login(chair)
    accept(two[0], by=chair)
    url = address("agenda", meeting)
    few = count_queries(client, url)
    for number in range(20):
        accept(wish(meeting, member, f"Number {number}"), by=chair)

    assert count_queries(client, url) == few
