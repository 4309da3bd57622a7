import pytest
from django.urls import reverse

from agencies.tests.factories import PostFactory
from audits.models import StandardResponse
from audits.tests.factories import (
    SelfEvaluationFactory,
    SubmissionFactory,
)
from audits.tests.queries import queries_of

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


# ---- The pages ---------------------------------------------------------------------------------------------------


def address(name, evaluation, board="northmere"):
    return reverse(f"audits:{name}", args=[board, evaluation.uid])


def test_the_agencys_lead_and_signatory_find_its_ledger_on_the_overview(
    client, evaluation, lead, signatory, contributor, administrator
):
    link = reverse("agencies:agency_ledger", args=["northmere", evaluation.agency.uid])
    for somebody, shown in [(lead, True), (signatory, True), (contributor, False), (administrator, False)]:
        client.force_login(somebody)
        assert (link in client.get(address("self_evaluation", evaluation)).text) is shown


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


def before_the_answers(page) -> str:
    return page[: page.index("govuk-summary-card")]


def test_the_way_on_stands_before_the_answers(client, complete, lead, signatory):
    client.force_login(lead)
    top = before_the_answers(client.get(address("check", complete)).text)

    assert "Nothing is missing." in top
    assert "Hand to the signatory</button>" in top
    assert f"<title>Check the answers, {complete.agency.name}" in top


def test_the_signature_is_reached_before_the_answers(client, awaiting, lead, signatory):
    client.force_login(lead)
    assert reverse("audits:sign", args=["northmere", awaiting.uid]) not in client.get(address("check", awaiting)).text
    client.force_login(signatory)
    top = before_the_answers(client.get(address("check", awaiting)).text)
    assert reverse("audits:sign", args=["northmere", awaiting.uid]) in top
    assert f"<title>The answers, {awaiting.agency.name}" in top


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
