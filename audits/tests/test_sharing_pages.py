"""The pages on which a return is shared: the lead's, and what a contributor finds and does not find."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies import kept
from agencies.roles import Role
from agencies.tests.factories import PostFactory
from audits.models import Assignment, ReturnComment, SelfEvaluation
from audits.operations.sharing import take_standard
from audits.tests.factories import EvidenceItemFactory, SelfEvaluationFactory
from audits.tests.queries import queries_of
from audits.tests.sharing import given
from audits.tests.standard_page import address, form_data, response

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def leading(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def contributing(client, contributor, evaluation):
    given(evaluation, contributor, "ST1")
    client.force_login(contributor)
    return client


def page(name, evaluation, *args):
    return reverse(f"audits:{name}", args=["northmere", evaluation.uid, *args])


def comment_data(text, about=""):
    uid = "6b1f3a52-0000-4000-8000-000000000001"
    return {"comment-text": text, "comment-about": about, "comment-uid": uid, "comment": "1"}


# ---- The lead's page ---------------------------------------------------------------------------------------------


def test_the_lead_gives_standards_on_the_page(leading, evaluation, contributor):
    data = {"person": contributor.uid, "standards": ["ST1", "ST2"], "note": "By Friday."}
    shown = leading.post(page("sharing", evaluation), data, follow=True).text

    assert "2 standards given to Mina Farrow, who is told." in shown
    assert shown.count("“By Friday.”") == 2
    assert Assignment.objects.count() == 2


def test_a_note_sent_after_its_author_was_signed_out_is_offered_back(client, lead, evaluation, contributor):
    where = page("sharing", evaluation)
    data = {"person": contributor.uid, "standards": ["ST2"], "note": "By Friday."}
    client.post(where, data | {kept.FIELD: kept.mark(lead, where)})
    client.force_login(lead)

    form = client.get(where).context["form"]

    assert (form["note"].value(), form["standards"].value()) == ("By Friday.", ["ST2"])
    assert Assignment.objects.count() == 0


def test_an_empty_form_says_what_is_missing(leading, evaluation, contributor):
    shown = leading.post(page("sharing", evaluation), {}).text

    assert "Choose a contributor." in shown
    assert "Choose at least one standard." in shown


@pytest.mark.parametrize("absurd", [{"person": "x"}, {"person": "\x00"}, {"standards": ["ST9"]}, {"note": "x" * 999}])
def test_nothing_absurd_is_given(leading, evaluation, contributor, absurd):
    data = {"person": contributor.uid, "standards": ["ST1"], "note": ""} | absurd

    assert leading.post(page("sharing", evaluation), data).status_code == 200
    assert Assignment.objects.count() == 0


def who_has_what(page):
    """What the list of standards says of who has them."""
    return [" ".join(found.split()) for found in re.findall(r"tasks__with\">(.*?)</span>", page, re.DOTALL)]


def test_who_has_a_standard_is_said_while_the_return_is_open(leading, lead, evaluation, contributor, time_machine):
    time_machine.move_to("2026-10-16T10:00:00Z")
    one, other = given(evaluation, contributor, "ST1", "ST2")
    Assignment.objects.filter(pk=one.pk).update(assigned_at=timezone.now())
    Assignment.objects.filter(pk=other.pk).update(assigned_at=timezone.now(), handed_back_at=timezone.now())
    overview = page("self_evaluation", evaluation)
    handed_back, since = "Mina Farrow handed it back on 16 October", "With Mina Farrow since 16 October"
    assert who_has_what(leading.get(overview).text) == [since, handed_back]

    time_machine.move_to("2027-01-04T10:00:00Z")
    leading.force_login(lead)
    assert who_has_what(leading.get(overview).text) == [f"{since} 2026", f"{handed_back} 2026"]

    handed_over = {"handed_over_by": lead, "handed_over_at": timezone.now()}
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(status="awaiting_sign_off", **handed_over)
    assert who_has_what(leading.get(overview).text) == [f"{handed_back} 2026"]


def test_the_lead_takes_a_standard_back(leading, evaluation, contributor):
    (one,) = given(evaluation, contributor, "ST1")
    shown = leading.post(page("assignment_take", evaluation, one.uid), follow=True).text

    assert "Standard 1 is not with Mina Farrow any more." in shown


def test_the_lead_sees_who_did_what(leading, evaluation, lead):
    leading.post(address(evaluation), form_data(c1__rating="G"))
    shown = leading.get(page("sharing", evaluation)).text

    assert re.search(r"Joy Okafor\s+saved a standard\s+<span class=\"muted\">ST1</span>", shown)
    assert re.search(r'data-label="Answers by">\s+Joy Okafor', shown)


def test_without_a_contributor_the_page_says_where_to_invite_one(leading, evaluation):
    assert "Your agency has no contributor yet." in leading.get(page("sharing", evaluation)).text


def test_the_lead_names_who_stands_in(leading, evaluation, contributor):
    shown = leading.post(page("substitute", evaluation), {"substitute": contributor.uid}, follow=True).text
    assert "Mina Farrow stands in for you on this return." in shown
    assert "Mina Farrow stands in for the lead" in leading.get(page("self_evaluation", evaluation)).text

    shown = leading.post(page("substitute", evaluation), {"substitute": ""}, follow=True).text
    assert "Nobody stands in for you." in shown


def test_a_substitute_shares_out_and_names_nobody(client, evaluation, contributor, police):
    type(evaluation).objects.filter(pk=evaluation.pk).update(substitute=contributor)
    client.force_login(contributor)

    shown = client.get(page("sharing", evaluation)).text
    assert "When you are away" not in shown
    assert client.post(page("substitute", evaluation), {"substitute": ""}).status_code == 403
    assert client.get(address(evaluation, "ST2")).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("contributor", 403), ("signatory", 403), ("business_manager", 403), ("outsider", 404), ("moderator", 404)],
)
def test_only_the_lead_shares(client, request, evaluation, role, status):
    client.force_login(request.getfixturevalue(role))

    assert client.get(page("sharing", evaluation)).status_code == status


def test_the_page_takes_the_same_queries_for_any_number_of_assignments(leading, evaluation, police):
    given(evaluation, PostFactory(agency=police, role=Role.CONTRIBUTOR).person, "ST1")
    one = queries_of(leading, page("sharing", evaluation))
    for _ in range(30):
        given(evaluation, PostFactory(agency=police, role=Role.CONTRIBUTOR).person)

    assert queries_of(leading, page("sharing", evaluation)) == one


# ---- What a contributor finds ------------------------------------------------------------------------------------


def test_a_contributor_sees_their_own_standards_alone(contributing, evaluation):
    overview = contributing.get(page("self_evaluation", evaluation)).text
    check = contributing.get(page("check", evaluation)).text

    for shown in (overview, check):
        assert "Leadership" in shown
        assert "Supervision" not in shown
    assert contributing.get(address(evaluation)).status_code == 200
    for missing in (address(evaluation, "ST2"), page("evidence_add", evaluation, "ST2.1")):
        assert contributing.get(missing).status_code == 404
    assert contributing.post(address(evaluation, "ST2"), form_data()).status_code == 404
    assert contributing.post(address(evaluation, "ST2", "autosave"), form_data()).status_code == 404
    assert contributing.get(page("evidence_add", evaluation, "ST1.1")).status_code == 200


def test_a_contributor_without_a_standard_is_told_to_wait(client, contributor, evaluation):
    client.force_login(contributor)
    shown = client.get(page("self_evaluation", evaluation)).text

    assert "Nothing has been given to you yet." in shown
    assert client.get(address(evaluation)).status_code == 404


def test_a_contributor_saves_and_hands_back(contributing, evaluation):
    sent = contributing.post(address(evaluation), form_data(impact="Heard.") | {"hand_back": "1"})

    assert sent.url == page("self_evaluation", evaluation)
    assert response(evaluation).impact == "Heard."
    assert "You have handed back what you were given." in contributing.get(sent.url).text
    assert contributing.get(address(evaluation)).url.endswith("/check/#ST1")
    refused = contributing.post(address(evaluation), form_data(impact="Later."))
    assert (refused.status_code, refused.context["written"]) == (409, [("Impact on children", "Later.")])


def test_what_is_written_in_a_standard_that_was_taken_back_is_shown_to_copy(contributing, evaluation, lead):
    data = form_data(c1__narrative="We asked 40 children.")
    take_standard(Assignment.objects.get(), by=lead)

    line = contributing.post(address(evaluation, name="autosave"), data, headers={"HX-Request": "true"})
    page = contributing.post(address(evaluation, "ST1"), data)

    assert (line.status_code, page.status_code) == (409, 409)
    assert "This standard was taken back, or handed back, while you were writing. Your words are still" in line.text
    assert [text for label, text in page.context["written"] if label == "ST1.1, Evidence"] == ["We asked 40 children."]
    assert contributing.get(address(evaluation, "ST1")).status_code == 404


def test_a_contributor_hands_back_from_the_overview(contributing, evaluation, contributor):
    one = Assignment.objects.get()
    shown = contributing.post(page("assignment_hand_back", evaluation, one.uid), follow=True).text

    assert "You have handed standard 1 back. The lead is told." in shown


def test_a_lead_hands_nobodys_standard_back(leading, evaluation, contributor):
    (one,) = given(evaluation, contributor, "ST1")

    assert leading.post(page("assignment_hand_back", evaluation, one.uid)).status_code == 404
    assert leading.post(address(evaluation), form_data() | {"hand_back": "1"}).status_code == 404


def test_a_contributor_hands_nothing_to_the_signatory(contributing, evaluation):
    assert contributing.post(page("hand_over", evaluation)).status_code == 403


# ---- Comments ----------------------------------------------------------------------------------------------------


def test_a_comment_is_sent_with_the_page(contributing, evaluation):
    sent = contributing.post(address(evaluation), form_data(impact="Heard.") | comment_data("Which audit?", "ST1.2"))

    assert sent.url == f"{address(evaluation)}#talk"
    comment = ReturnComment.objects.get()
    assert (comment.text, comment.criterion.code, response(evaluation).impact) == ("Which audit?", "ST1.2", "Heard.")
    assert "Which audit?" in contributing.get(address(evaluation)).text


def test_a_comment_that_was_begun_is_kept_by_any_button(leading, evaluation):
    leading.post(address(evaluation), form_data(save="continue") | comment_data("Which audit?"))

    assert ReturnComment.objects.count() == 1


def test_an_automatic_save_sends_no_comment(leading, evaluation):
    leading.post(address(evaluation, name="autosave"), form_data(impact="Heard.") | comment_data("Half a"))

    assert ReturnComment.objects.count() == 0


def test_a_comment_that_is_too_long_is_shown_again(leading, evaluation):
    shown = leading.post(address(evaluation), form_data(impact="Heard.") | comment_data("x" * 1001)).text

    assert "A comment may have 1000 characters at most." in shown
    assert "x" * 1001 in shown
    assert response(evaluation).impact == "Heard."


def test_a_comment_is_settled_and_opened_again(leading, evaluation):
    leading.post(address(evaluation), form_data() | comment_data("Which audit?"))
    uid = ReturnComment.objects.get().uid
    leading.post(address(evaluation), form_data() | {"settle": uid})
    assert "Settled by Joy Okafor" in leading.get(address(evaluation)).text

    leading.post(address(evaluation), form_data() | {"reopen": uid})
    assert "Settled by" not in leading.get(address(evaluation)).text


@pytest.mark.parametrize("uid", ["x", "", "6b1f3a52-0000-4000-8000-00000000000a"])
def test_there_is_no_other_comment_to_settle(leading, evaluation, uid):
    assert leading.post(address(evaluation), form_data() | {"settle": uid}).status_code == 404


def test_the_business_unit_reads_no_comment(client, evaluation, business_manager, leading, lead):
    leading.post(address(evaluation), form_data() | comment_data("Which audit?"))
    type(evaluation).objects.update(entered_for=lead, entered_through="letter")
    client.force_login(business_manager)
    shown = client.get(address(evaluation)).text

    assert "Which audit?" not in shown
    assert "Between you and your colleagues" not in shown


def test_many_comments_take_no_more_queries(leading, evaluation, lead):
    EvidenceItemFactory(agency=evaluation.agency)
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    said = {"evaluation": evaluation, "standard": standard, "text": "Which?", "written_by": lead}
    ReturnComment.objects.create(**said)
    one = queries_of(leading, address(evaluation))
    for _ in range(30):
        ReturnComment.objects.create(**said, criterion=standard.criteria.first())

    assert queries_of(leading, address(evaluation)) == one
