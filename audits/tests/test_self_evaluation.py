import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Event, Notification
from agencies.roles import Role
from agencies.tests.factories import PostFactory
from audits import contents
from audits.contents import State
from audits.models import Answer, PlannedImprovement, StandardResponse
from audits.operations import self_evaluation as operations
from audits.tests.factories import (
    EvidenceItemFactory,
    SelfEvaluationFactory,
    SubmissionFactory,
)
from audits.tests.queries import queries_of
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def complete(police):
    return SelfEvaluationFactory(agency=police, complete=True)


@pytest.fixture
def awaiting(police, lead):
    return SelfEvaluationFactory(agency=police, awaiting=True, handed_over_by=lead)


def verbs(record):
    return [event.verb for event in Event.objects.about(record)]


def gaps(evaluation):
    return [(standard.number, gap.text, gap.target) for standard in contents.read(evaluation) for gap in standard.gaps]


# ---- What is missing ---------------------------------------------------------------------------------------------


def test_a_return_that_nobody_touched_misses_every_rating(evaluation):
    assert gaps(evaluation) == [
        (1, "ST1.1 needs a rating.", "id_c1-rating_0"),
        (1, "ST1.2 needs a rating.", "id_c2-rating_0"),
        (2, "ST2.1 needs a rating.", "id_c1-rating_0"),
        (2, "ST2.2 needs a rating.", "id_c2-rating_0"),
    ]
    assert [standard.state for standard in contents.read(evaluation)] == [State.NOT_STARTED, State.NOT_STARTED]


def test_the_best_rating_asks_for_nothing_more(complete):
    StandardResponse.objects.update(gaps="", impact="", strengths="")

    assert gaps(complete) == []
    assert [standard.state for standard in contents.read(complete)] == [State.COMPLETED, State.COMPLETED]


def test_a_rating_below_the_best_asks_for_gaps_and_an_improvement(police):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.2": "A"})
    StandardResponse.objects.update(gaps="")
    PlannedImprovement.objects.all().delete()

    assert gaps(evaluation) == [
        (1, "Say what the gaps are: a rating is below Green.", "id_gaps"),
        (1, "Add a planned improvement: a rating is below Green.", "id_improvements-0-what"),
    ]


def test_an_improvement_says_what_who_when_and_how_one_will_know(police):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.2": "R"})
    PlannedImprovement.objects.update(lead="", due_on=None)

    assert gaps(evaluation) == [
        (1, "Planned improvement 1: say who leads it.", "id_improvements-0-lead"),
        (1, "Planned improvement 1: say when it is due.", "id_improvements-0-due_on"),
    ]


def test_not_applicable_needs_its_reason(police):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST2.1": "NA"})
    assert gaps(evaluation) == []
    Answer.objects.filter(not_applicable=True).update(na_reason="")

    assert gaps(evaluation) == [(2, "Say why ST2.1 does not apply.", "id_c1-na_reason")]


def test_an_answer_that_nobody_confirmed_is_no_answer(complete):
    Answer.objects.filter(criterion__code="ST1.1").update(confirmed=False)

    assert gaps(complete) == [(1, "ST1.1 needs a rating.", "id_c1-rating_0")]


def test_a_rating_without_evidence_is_worth_a_look_and_no_gap(complete, police):
    Answer.objects.filter(criterion__code__in=["ST1.1", "ST1.2"]).update(narrative="")
    Answer.objects.get(criterion__code="ST1.2").attachments.create(item=EvidenceItemFactory(agency=police))

    first = contents.read(complete)[0]
    assert ([answer.criterion.code for answer in first.unevidenced], first.gaps) == (["ST1.1"], [])


# ---- Handing over ------------------------------------------------------------------------------------------------


def test_handing_over_locks_the_answers_and_tells_the_signatories(complete, lead, signatory):
    operations.hand_over(complete, by=lead)

    complete.refresh_from_db()
    assert (complete.status, complete.handed_over_by) == ("awaiting_sign_off", lead)
    assert verbs(complete) == ["self_evaluation.handed_over"]
    (told,) = Notification.objects.all()
    assert (told.kind, told.recipient, told.about) == ("audits/return_to_sign", signatory, complete)
    assert told.link == reverse("audits:sign", args=["northmere", complete.uid])


def test_a_return_that_misses_something_is_not_handed_over(complete, lead, signatory):
    Answer.objects.filter(criterion__code="ST1.1").update(rating=None)

    with pytest.raises(Refused, match="1 thing still to do"):
        operations.hand_over(complete, by=lead)

    complete.refresh_from_db()
    assert (complete.status, verbs(complete), Notification.objects.count()) == ("in_progress", [], 0)


def test_nothing_is_handed_over_where_nobody_can_sign(complete, lead):
    with pytest.raises(Refused, match="Nobody can sign this return"):
        operations.hand_over(complete, by=lead)


def test_a_signatory_who_answered_cannot_be_the_one_who_signs(complete, lead, signatory):
    complete.contributors.add(signatory)
    with pytest.raises(Refused, match="Nobody can sign this return"):
        operations.hand_over(complete, by=lead)

    other = PostFactory(agency=complete.agency, role=Role.SIGNATORY).person
    operations.hand_over(complete, by=lead)
    assert [told.recipient for told in Notification.objects.all()] == [other]


@pytest.mark.parametrize("role", ["contributor", "signatory", "outsider", "moderator", "chair", "stranger"])
def test_only_the_lead_hands_over_and_takes_back(request, role, complete, awaiting):
    person = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        operations.hand_over(complete, by=person)
    with pytest.raises(PermissionDenied):
        operations.take_back(awaiting, by=person)


def test_the_lead_takes_a_return_back(awaiting, lead):
    operations.take_back(awaiting, by=lead)

    awaiting.refresh_from_db()
    assert (awaiting.status, awaiting.handed_over_at, awaiting.handed_over_by) == ("in_progress", None, None)
    assert verbs(awaiting) == ["self_evaluation.taken_back"]


@pytest.mark.parametrize("operation", [operations.take_back, operations.send_back])
def test_what_is_not_with_the_signatory_does_not_come_back(complete, lead, signatory, operation):
    by, more = (lead, {}) if operation is operations.take_back else (signatory, {"reason": "Look again."})

    with pytest.raises(Refused, match="not with the signatory"):
        operation(complete, by=by, **more)


def test_the_signatory_sends_a_return_back_with_a_reason(awaiting, lead, signatory):
    operations.send_back(awaiting, by=signatory, reason=" Say more of custody. ")

    awaiting.refresh_from_db()
    assert (awaiting.status, awaiting.sent_back_by, awaiting.sent_back_reason) == (
        "in_progress",
        signatory,
        "Say more of custody.",
    )
    assert (awaiting.handed_over_at, awaiting.handed_over_by) == (None, None)
    assert [(told.kind, told.recipient) for told in Notification.objects.all()] == [("audits/return_sent_back", lead)]
    (event,) = Event.objects.about(awaiting)
    assert (event.verb, event.facts) == ("self_evaluation.sent_back", "{}")


@pytest.mark.parametrize(("reason", "sentence"), [("  ", "Say why"), ("x" * 501, "500 characters")])
def test_sending_back_needs_a_reason_that_fits(awaiting, signatory, reason, sentence):
    with pytest.raises(Refused, match=sentence):
        operations.send_back(awaiting, by=signatory, reason=reason)


@pytest.mark.parametrize("role", ["lead", "contributor", "outsider", "business_manager"])
def test_only_the_signatory_sends_back(request, role, awaiting):
    with pytest.raises(PermissionDenied):
        operations.send_back(awaiting, by=request.getfixturevalue(role), reason="Look again.")


def test_handing_over_again_forgets_why_it_came_back_and_tells_anew(awaiting, lead, signatory):
    operations.send_back(awaiting, by=signatory, reason="Look again.")
    operations.hand_over(awaiting, by=lead)

    awaiting.refresh_from_db()
    assert (awaiting.sent_back_at, awaiting.sent_back_by, awaiting.sent_back_reason) == (None, None, "")
    assert [told.kind for told in Notification.objects.order_by("pk")] == [
        "audits/return_sent_back",
        "audits/return_to_sign",
    ]


# ---- For somebody else -------------------------------------------------------------------------------------------


def test_the_person_whose_answers_are_entered_is_told_and_both_names_are_kept(evaluation, administrator, lead):
    operations.enter_for(evaluation, lead, by=administrator, through="letter")

    evaluation.refresh_from_db()
    assert (evaluation.entered_for, evaluation.entered_through) == (lead, "letter")
    (event,) = Event.objects.about(evaluation)
    assert (event.verb, event.by, event.on_behalf_of, event.through) == (
        "self_evaluation.entering",
        administrator,
        lead,
        "letter",
    )
    assert [(told.kind, told.recipient) for told in Notification.objects.all()] == [("audits/return_entered", lead)]


def test_answers_are_entered_for_somebody_of_the_agency(evaluation, administrator, outsider):
    with pytest.raises(Refused, match="does not answer for"):
        operations.enter_for(evaluation, outsider, by=administrator, through="letter")


@pytest.mark.parametrize("through", ["", "carrier pigeon"])
def test_how_the_answers_came_is_said(evaluation, administrator, lead, through):
    with pytest.raises(Refused, match="how the answers came"):
        operations.enter_for(evaluation, lead, by=administrator, through=through)


@pytest.mark.parametrize("role", ["lead", "contributor", "outsider", "moderator", "chair", "stranger"])
def test_who_may_not_enter_for_others(request, role, evaluation, lead):
    with pytest.raises(PermissionDenied):
        operations.enter_for(evaluation, lead, by=request.getfixturevalue(role), through="letter")


def test_the_business_unit_hands_over_what_it_entered(complete, business_manager, lead, signatory):
    operations.enter_for(complete, lead, by=business_manager, through="telephone")
    operations.hand_over(complete, by=business_manager)

    event = Event.objects.about(complete).last()
    assert (event.verb, event.by, event.on_behalf_of) == ("self_evaluation.handed_over", business_manager, lead)


# ---- The pages ---------------------------------------------------------------------------------------------------


def address(name, evaluation, board="northmere"):
    return reverse(f"audits:{name}", args=[board, evaluation.uid])


def test_the_overview_says_what_is_next_and_who_does_what(client, evaluation, lead, contributor, signatory):
    client.force_login(lead)
    page = client.get(address("self_evaluation", evaluation)).text

    assert "0 of 2 standards complete" in page
    assert "Begin standard 1, Leadership." in page
    assert "in 28 days" in page
    for person in (lead, contributor, signatory):
        assert person.name in page


def test_the_check_names_each_gap_with_a_link_to_its_place(client, police, lead):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.2": "A"})
    StandardResponse.objects.update(gaps="")
    client.force_login(lead)
    page = client.get(address("check", evaluation)).text

    assert "Say what the gaps are: a rating is below Green." in page
    assert f"{reverse('audits:standard', args=['northmere', evaluation.uid, 'ST1'])}#id_gaps" in page
    assert "Hand to the signatory</button>" not in page


def test_handing_over_and_back_in_the_browser(client, complete, lead, signatory):
    client.force_login(lead)
    assert signatory.name in client.get(address("check", complete)).text
    assert client.post(address("hand_over", complete)).url == address("self_evaluation", complete)
    assert "Take it back" in client.get(address("self_evaluation", complete)).text
    client.post(address("take_back", complete))
    complete.refresh_from_db()
    assert complete.status == "in_progress"


def test_what_cannot_be_handed_over_leads_back_to_the_check(client, evaluation, lead):
    client.force_login(lead)

    assert client.post(address("hand_over", evaluation)).url == address("check", evaluation)
    assert "4 things still to do" in client.get(address("check", evaluation)).text


def test_sending_back_in_the_browser(client, awaiting, lead, signatory):
    client.force_login(signatory)
    assert "Say what has to change." in client.post(address("send_back", awaiting), {"reason": ""}).text
    assert client.post(address("send_back", awaiting), {"reason": "Say more."}).status_code == 302
    client.force_login(lead)
    page = client.get(address("self_evaluation", awaiting)).text
    assert "Say more." in page
    assert f"{signatory.name} sent the return back" in page


def test_saying_whose_answers_in_the_browser(client, evaluation, administrator, lead):
    client.force_login(administrator)
    standard = reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"])
    assert client.get(standard).url == address("enter", evaluation)
    assert client.get(address("enter", evaluation)).status_code == 200
    assert "Choose who said it." in client.post(address("enter", evaluation), {}).text
    answer = client.post(address("enter", evaluation), {"person": lead.pk, "through": "email"})
    assert answer.url == address("self_evaluation", evaluation)
    assert f"You are entering {lead.name}’s answers" in client.get(standard).text


def test_whose_answers_they_are_is_not_asked_of_the_agency_itself(client, evaluation, lead):
    client.force_login(lead)

    assert client.get(address("enter", evaluation)).status_code == 403


@pytest.mark.parametrize("name", ["hand_over", "take_back", "send_back"])
def test_deeds_are_posted(client, complete, lead, name):
    client.force_login(lead)

    assert client.get(address(name, complete)).status_code == 405


@pytest.mark.parametrize("name", ["self_evaluation", "check", "enter"])
@pytest.mark.parametrize("role", ["outsider", "moderator", "chair", "analyst", "board_member", "independent_chair"])
def test_a_draft_is_not_there_for_others(request, client, complete, role, name):
    client.force_login(request.getfixturevalue(role))

    assert client.get(address(name, complete)).status_code == 404


@pytest.mark.parametrize("name", ["hand_over", "take_back", "send_back"])
@pytest.mark.parametrize("role", ["outsider", "moderator", "chair"])
def test_another_agencys_return_cannot_be_moved(request, client, complete, role, name):
    client.force_login(request.getfixturevalue(role))

    assert client.post(address(name, complete), {"reason": "Mine."}).status_code == 404


def test_a_return_is_not_there_under_another_board(client, complete, stranger, lead):
    board = stranger.board_roles.get().board
    client.force_login(stranger)
    assert client.get(address("self_evaluation", complete, board.slug)).status_code == 404
    client.force_login(lead)
    assert client.get(address("self_evaluation", complete, board.slug)).status_code == 404


def test_a_board_reads_the_submission_and_never_the_draft(client, police, moderator):
    submission = SubmissionFactory(evaluation__agency=police)
    client.force_login(moderator)

    answer = client.get(address("self_evaluation", submission.evaluation))
    assert answer.url == reverse("audits:submission", args=["northmere", submission.uid])
    assert client.get(address("check", submission.evaluation)).status_code == 404


# ---- The list ----------------------------------------------------------------------------------------------------


def test_a_lead_finds_the_agencys_returns_with_their_progress(client, board, police, lead, hospital):
    mine = SelfEvaluationFactory(agency=police, ratings={"ST1.1": "A"})
    SelfEvaluationFactory(round=mine.round, agency=hospital)
    client.force_login(lead)
    page = client.get(reverse("audits:returns", args=[board.slug])).text

    assert "4 of 4 answered" in page
    assert hospital.name not in page
    assert "Rounds</h2>" not in page


def test_the_board_finds_its_rounds(client, board, police, moderator):
    round_ = SubmissionFactory(evaluation__agency=police).evaluation.round
    client.force_login(moderator)
    page = client.get(reverse("audits:returns", args=[board.slug])).text

    assert round_.title in page
    assert "1 of 1" in page
    assert reverse("audits:matrix", args=[board.slug, round_.uid]) in page


@pytest.mark.parametrize(
    ("role", "sentence"),
    [("lead", "Nothing to answer"), ("moderator", "No round yet"), ("business_manager", "Plan a round")],
)
def test_an_empty_list_says_what_will_be_there(request, client, board, role, sentence):
    client.force_login(request.getfixturevalue(role))

    assert sentence in client.get(reverse("audits:returns", args=[board.slug])).text


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(client, board, business_manager, lead, police):
    address_of_list = reverse("audits:returns", args=[board.slug])
    SelfEvaluationFactory(agency=police)
    ones = {}
    for person in (business_manager, lead):
        client.force_login(person)
        ones[person] = queries_of(client, address_of_list)
    for _ in range(29):
        SelfEvaluationFactory(agency=police)

    for person, one in ones.items():
        client.force_login(person)
        assert queries_of(client, address_of_list) == one


@pytest.mark.parametrize("name", ["self_evaluation", "check"])
def test_the_pages_of_a_return_take_the_same_queries_for_any_number_of_answers(client, lead, police, hospital, name):
    PostFactory(person=lead, agency=hospital)
    few = SelfEvaluationFactory(agency=hospital, ratings={"ST2.1": "A"})
    many = SelfEvaluationFactory(agency=police, ratings={"ST1.1": "A", "ST1.2": "R", "ST2.2": "A"})
    client.force_login(lead)

    assert queries_of(client, address(name, few)) == queries_of(client, address(name, many))
