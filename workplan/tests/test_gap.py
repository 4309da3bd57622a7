"""Gaps becoming actions: from a signed return and from a feedback letter."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership
from agencies.models.event import Event, Through
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory
from audits.gaps import gaps_of
from audits.models import Feedback, FeedbackPart, Review
from audits.tests.factories import PlannedImprovementFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.queries import queries_of
from lscb_portal.lib.errors import Refused
from workplan.models import Action
from workplan.operations.gap import ask_for_action, plan_gaps
from workplan.sources import sources_of
from workplan.tests.factories import in_days, new_uid, told, verbs


@pytest.fixture
def submission(police):
    """Northmere Police's signed return with two planned improvements."""
    ratings = {"ST1.1": "A", "ST2.1": "A"}
    return SubmissionFactory(evaluation=SelfEvaluationFactory(agency=police, ratings=ratings, awaiting=True))


@pytest.fixture
def part(submission, moderator):
    """What a sent feedback letter says of the first standard."""
    review = submission.reviews.get()
    letter = Feedback.objects.create(review=review, drafted_by=moderator)
    standard = submission.evaluation.round.framework_version.standards.first()
    part = FeedbackPart.objects.create(feedback=letter, standard=standard, text="Look at the nights.")
    Feedback.objects.update(status="sent", sent_at=timezone.now(), sent_by=moderator)
    part.feedback.refresh_from_db()
    return part


def planned(submission, board, by, number=2, **more):
    gaps = [gap.uid for gap in gaps_of(submission)][:number]
    return plan_gaps(submission, board, **{"gaps": gaps, "owner": by} | more, by=by)


def asked(part, by, **more):
    facts = {
        "uid": new_uid(),
        "title": "Bring nights in",
        "due_on": in_days(60),
        "success_measure": "Nine records in ten",
    }
    return ask_for_action(part, **facts | more, by=by)


def address(name, uid):
    return reverse(f"workplan:{name}", args=["northmere", uid])


# ---- From a return -----------------------------------------------------------------------------------------------


def test_planned_improvements_become_actions_with_owner_due_day_and_measure(submission, board, police, lead, signatory):
    first, second = planned(submission, board, lead, owner=signatory)
    gap = gaps_of(submission)[0]

    assert (first.title, first.success_measure, first.due_on) == (gap.what, gap.success_measure, gap.due_on)
    assert (first.owner, first.agency, first.board, first.number) == (signatory, police, board, 1)
    assert second.number == 2
    assert [(one.submission, one.gap) for one in first.sources.all()] == [(submission, gap.uid)]
    assert (verbs(first), told(signatory)) == (["action.given"], ["workplan/action_given"] * 2)
    [source] = sources_of(lead, first)
    assert (source.words, source.under) == (
        f"Self-evaluation, {submission.evaluation.round.title}",
        f"Standard {gap.standard}; planned for {gap.lead}",
    )
    assert source.url == reverse("audits:submission", args=["northmere", submission.uid])


def test_the_same_gap_twice_is_one_action(submission, board, lead):
    planned(submission, board, lead, number=1)

    assert len(planned(submission, board, lead)) == 1
    assert planned(submission, board, lead) == []
    assert Action.objects.count() == 2


def test_each_board_that_shares_a_return_has_a_list_of_its_own(client, submission, board, police, lead):
    """An administrator at the other board does not see Northmere's list, and what they put on is on theirs."""
    westvale = BoardFactory(slug="westvale", name="Westvale")
    Membership.objects.create(board=westvale, agency=police, starts_on=dt.date(2020, 4, 1))
    part = submission.evaluation.round.round_boards.create(board=westvale)
    Review.objects.create(round_board=part, evaluation=submission.evaluation, submission=submission)
    administrator = BoardRoleFactory(board=westvale, role=Role.ADMINISTRATOR).person
    first, second = planned(submission, board, lead)
    client.force_login(administrator)
    page = reverse("workplan:gaps", args=["westvale", submission.uid])

    assert "2 of 2 not on the action list" in " ".join(client.get(page).text.split())
    theirs = planned(submission, westvale, administrator, owner=lead, through=Through.TELEPHONE)
    assert [one.title for one in theirs] == [first.title, second.title]
    assert [(one.board, one.number) for one in theirs] == [(westvale, 1), (westvale, 2)]
    assert planned(submission, westvale, administrator, owner=lead, through=Through.TELEPHONE) == []
    text = " ".join(client.get(page).text.split())
    assert ("All on the action list" in text, "Put on" in text, "On Northmere" in text) == (True, False, False)
    client.force_login(lead)
    assert client.get(page).text.count("On Northmere Safeguarding Children Board’s list:") == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        theirs[0].sources.create(submission=submission, gap=gaps_of(submission)[1].uid, board=westvale)


def test_the_business_unit_does_it_for_the_owner_and_both_names_are_kept(submission, board, lead, business_manager):
    with pytest.raises(Refused, match="Say how it came."):
        planned(submission, board, business_manager, owner=lead)
    planned(submission, board, business_manager, owner=lead, number=1, through=Through.TELEPHONE)

    event = Event.objects.get(verb="action.given")
    assert (event.by, event.on_behalf_of, event.through) == (business_manager, lead, Through.TELEPHONE)


def test_what_cannot_be_planned_is_refused_and_nothing_is_recorded(submission, board, lead, outsider):
    refused = {
        "Choose somebody who holds a post at Northmere Police.": {"owner": outsider},
        "Choose planned improvements of this return.": {"gaps": [new_uid()]},
    }
    for words, more in refused.items():
        with pytest.raises(Refused, match=words):
            planned(submission, board, lead, **more)
    with pytest.raises(Refused, match="Choose planned improvements"):
        planned(submission, board, lead, gaps=[])
    Review.objects.update(submission=None, status="waiting")
    with pytest.raises(Refused, match="taken this return back or sent a newer one"):
        planned(submission, board, lead)
    assert (Action.objects.count(), Event.objects.filter(verb="action.given").count()) == (0, 0)


def test_only_who_leads_the_return_or_enters_it_puts_its_gaps_on_the_list(
    submission, board, lead, signatory, contributor, outsider, moderator, chair
):
    for somebody in (signatory, contributor, outsider, moderator, chair):
        with pytest.raises(PermissionDenied):
            planned(submission, board, somebody, owner=lead)


# ---- From a letter -----------------------------------------------------------------------------------------------


def test_a_letter_asks_for_an_action(part, police, lead, moderator):
    uid = new_uid()
    action = asked(part, moderator, owner=lead, uid=uid)

    assert asked(part, moderator, owner=lead, uid=uid) == action
    assert (action.agency, action.success_measure, action.sources.get().letter) == (police, "Nine records in ten", part)
    assert (verbs(action), told(lead)[-1:]) == (["action.given"], ["workplan/action_given"])
    [source] = sources_of(lead, action)
    assert (source.words[:16], source.under) == ("Feedback letter,", f"Standard 1. {part.standard.title}")
    assert asked(part, lead, owner=lead).owner == lead


def test_a_letter_asks_for_nothing_incomplete(part, lead, moderator, outsider, signatory):
    for words, more in {
        "Say what will be done.": {"title": " "},
        "Say how one will know that it worked.": {"success_measure": " "},
        "Choose a due date from today on.": {"due_on": timezone.localdate() - dt.timedelta(days=1)},
        "Choose somebody who holds a post": {"owner": outsider},
    }.items():
        with pytest.raises(Refused, match=words):
            asked(part, moderator, **{"owner": lead} | more)
    with pytest.raises(PermissionDenied):
        asked(part, signatory, owner=lead)
    assert Action.objects.count() == 0


def test_a_draft_asks_for_nothing(part, lead, moderator, unguarded):
    Feedback.objects.update(status="draft", sent_at=None, sent_by=None)

    with pytest.raises(Refused, match="The letter is not sent yet."):
        asked(part, moderator, owner=lead)


# ---- Who sees them -----------------------------------------------------------------------------------------------


def test_the_agencys_people_and_who_reads_its_returns_see_its_actions(
    submission, board, lead, contributor, outsider, moderator, business_manager, stranger, adviser
):
    planned(submission, board, lead)

    def seen(person):
        return Action.objects.visible_to(person).of_board(board).count()

    assert [seen(one) for one in (lead, contributor, moderator, business_manager)] == [2, 2, 2, 2]
    assert [seen(one) for one in (outsider, adviser, stranger)] == [0, 0, 0]


# ---- The pages ---------------------------------------------------------------------------------------------------


def test_the_page_puts_what_is_ticked_on_the_list_and_then_shows_it_there(client, submission, lead):
    client.force_login(lead)
    first, _ = gaps_of(submission)

    page = client.get(address("gaps", submission.uid))
    wrong = client.post(address("gaps", submission.uid), {"owner": lead.uid})
    done = client.post(address("gaps", submission.uid), {"gaps": [first.uid], "owner": lead.uid}, follow=True)

    assert [ticked for _, _, ticked in page.context["rows"]] == [True, True]
    assert "Choose at least one planned improvement." in wrong.content.decode()
    text = done.content.decode()
    assert "1 action put on the action list." in text
    assert Action.objects.get().get_absolute_url() in text
    assert "Success measure" in client.get(Action.objects.get().get_absolute_url()).content.decode()
    again = client.post(address("gaps", submission.uid), {"gaps": [first.uid], "owner": lead.uid}, follow=True)
    assert "What you chose was on the action list already." in again.content.decode()
    listed = client.get(reverse("workplan:actions", args=["northmere"]), {"agency": submission.evaluation.agency.uid})
    ours = client.get(reverse("workplan:actions", args=["northmere"]), {"whose": "ours"}).content.decode()
    assert first.what in listed.content.decode()
    assert "Our agency’s open actions" in ours
    assert first.what in ours
    link = address("gaps", submission.uid)
    assert link in client.get(reverse("audits:submission", args=["northmere", submission.uid])).content.decode()


def test_the_business_unit_says_how_it_came(client, submission, lead, business_manager):
    client.force_login(business_manager)
    first, _ = gaps_of(submission)
    sent = {"gaps": [first.uid], "owner": lead.uid}

    page = client.post(address("gaps", submission.uid), sent)
    client.post(address("gaps", submission.uid), sent | {"through": "email"})

    assert "Say how it came." in page.content.decode()
    assert Event.objects.get(verb="action.given").through == "email"


def test_an_action_from_the_letter_is_entered_on_its_page(client, part, lead, moderator):
    client.force_login(moderator)
    sent = {
        "uid": new_uid(),
        "part": part.pk,
        "title": "Bring nights in",
        "owner": lead.uid,
        "due_on": in_days(60).isoformat(),
        "success_measure": "Nine in ten",
    }

    wrong = client.post(address("letter_action", part.feedback.uid), sent | {"due_on": "2020-01-01"})
    done = client.post(address("letter_action", part.feedback.uid), sent, follow=True)

    assert "Choose a date from today on, within three years." in wrong.content.decode()
    assert "Bring nights in" in done.content.decode().partition("From this letter already")[2]
    assert Action.objects.get().due_on == in_days(60)


def test_pages_of_others_are_not_found(client, submission, part, outsider, stranger, signatory):
    for person, codes in ((outsider, (404, 404)), (stranger, (404, 404)), (signatory, (403, 403))):
        client.force_login(person)
        found = [
            client.get(address(name, uid)).status_code
            for name, uid in (("gaps", submission.uid), ("letter_action", part.feedback.uid))
        ]
        assert tuple(found) == codes, person


def test_the_list_takes_as_many_queries_for_30_gaps_as_for_2(client, board, lead, police):
    client.force_login(lead)

    def queries(more):
        evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.1": "A"}, awaiting=True)
        standard = evaluation.round.framework_version.standards.first()
        for _ in range(more):
            PlannedImprovementFactory(evaluation=evaluation, standard=standard)
        submission = SubmissionFactory(evaluation=evaluation)
        planned(submission, board, lead, number=1 + more // 2)
        return queries_of(client, address("gaps", submission.uid))

    assert queries(1) == queries(29)
