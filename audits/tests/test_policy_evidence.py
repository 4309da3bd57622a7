"""A criterion that names a policy is evidenced by a current review of it, and never rated by it."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import User
from agencies.tests.factories import BoardFactory
from audits import contents
from audits.framework_file import read_framework
from audits.models import Answer, Submission
from audits.operations.framework import import_framework
from audits.policy_evidence import linked_policies
from audits.submitted import standard_of
from audits.tests.factories import SMALL_FRAMEWORK, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.factories_policies import PolicyFactory, PolicyReviewFactory, PolicyVersionFactory, days_from_now

NOT_FOR_US = {"outcome": "not_applicable", "words": "No one complains to us."}


@pytest.fixture
def version(db):
    """The small framework, whose criterion ST1.1 names the complaints policy."""
    text = SMALL_FRAMEWORK.read_text(encoding="utf-8").replace("code: SMALL", "code: LINKED")
    text = text.replace("      - code: ST1.1\n", "      - code: ST1.1\n        linked_policy: Complaints\n")
    return import_framework(read_framework(text), by=User.objects.system())[0]


@pytest.fixture
def evaluation(version, police):
    return SelfEvaluationFactory(round=RoundFactory(framework_version=version), agency=police, complete=True)


@pytest.fixture
def policy(police):
    """The board's complaints policy, published and asked of the police."""
    policy = PolicyFactory(code="P08", title="Complaints policy", asked=[police])
    PolicyVersionFactory(policy=policy, number="3")
    return policy


def reviewed(policy, agency, **facts):
    return PolicyReviewFactory(version=policy.versions.last(), agency=agency, **facts)


def policy_of(evaluation, code="ST1.1"):
    """What stands behind the answer to a criterion."""
    answers = [answer for standard in contents.read(evaluation) for answer in standard.answers]
    return next(answer.policy for answer in answers if answer.criterion.code == code)


def test_a_current_review_stands_behind_the_criterion_that_names_the_policy(evaluation, policy, police):
    review = reviewed(policy, police)

    linked = policy_of(evaluation)

    assert (linked.policy, linked.version.number, linked.review, linked.is_evidence) == (policy, "3", review, True)
    assert policy_of(evaluation, "ST1.2") is None


def test_it_is_evidence_and_no_rating(evaluation, policy, police):
    Answer.objects.update(rating=None, narrative="")
    reviewed(policy, police)

    (standard, *_) = contents.read(evaluation)

    assert [gap.text for gap in standard.gaps] == ["ST1.1 needs a rating.", "ST1.2 needs a rating."]
    assert standard.answered == 0


def test_a_rating_with_a_review_behind_it_is_not_without_evidence(evaluation, policy, police):
    Answer.objects.update(narrative="")
    assert [answer.criterion.code for answer in contents.read(evaluation)[0].unevidenced] == ["ST1.1", "ST1.2"]

    reviewed(policy, police)

    assert [answer.criterion.code for answer in contents.read(evaluation)[0].unevidenced] == ["ST1.2"]


@pytest.mark.parametrize("what", ["none", "overdue", "of an older version", "of another agency"])
def test_what_is_not_current_is_named_and_is_no_evidence(what, evaluation, policy, police, hospital):
    if what == "overdue":
        reviewed(policy, police, next_due_on=days_from_now(-1))
    elif what == "of an older version":
        reviewed(policy, police)
        PolicyVersionFactory(policy=policy, number="4")
    elif what == "of another agency":
        reviewed(policy, hospital)

    linked = policy_of(evaluation)

    assert (linked.policy, linked.is_evidence, linked.frozen) == (policy, False, None)


def test_a_retired_policy_and_one_of_another_board_count_for_nothing(evaluation, policy, police):
    reviewed(policy, police)
    policy.retired_on = days_from_now(0)
    policy.save()
    other = PolicyFactory(board=BoardFactory(slug="westvale"), title="Complaints", asked=[police])
    reviewed(PolicyVersionFactory(policy=other).policy, police)

    assert policy_of(evaluation) is None


def test_the_agencys_own_policy_counts_and_the_current_one_goes_first(evaluation, policy, police):
    own = PolicyFactory(code="complaints", title="Grievances", agency=police, asked=[police])
    PolicyVersionFactory(policy=own)
    assert policy_of(evaluation).policy in (policy, own)

    reviewed(own, police)

    assert policy_of(evaluation).policy == own


def test_the_submission_keeps_the_review_as_it_was(evaluation, policy, police, version):
    review = reviewed(policy, police, outcome="no_change")
    other = SelfEvaluationFactory(
        round=RoundFactory(framework_version=version), agency=police, complete=True, awaiting=True
    )

    submission = SubmissionFactory(evaluation=other)
    PolicyVersionFactory(policy=policy, number="4")

    first, second = standard_of(submission, "ST1")["answers"]
    assert first["policy"] == {
        "uid": str(review.uid),
        "code": "P08",
        "title": "Complaints policy",
        "version": "3",
        "outcome": "No change needed",
        "reviewed_on": review.reviewed_on,
        "next_due_on": review.next_due_on,
    }
    assert second["policy"] is None


def test_what_was_frozen_before_policies_were_kept_is_read_as_ever(evaluation):
    content = {"standards": [{"code": "ST1", "answers": [{"evidence": []}], "improvements": []}]}

    read = standard_of(Submission(evaluation=evaluation, content=json.dumps(content)), "ST1")

    assert read == content["standards"][0]


def test_reading_takes_the_same_queries_for_any_number_of_policies(evaluation, policy, police):
    criteria = [answer.criterion for answer in evaluation.answers.select_related("criterion")]
    reviewed(policy, police)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            linked_policies(evaluation, criteria)
        return len(captured)

    queries()  # the return's round and agency are at hand from now on
    few = queries()
    for number in range(20):
        extra = PolicyVersionFactory(policy=PolicyFactory(title="Complaints", agency=police, asked=[police])).policy
        if number % 2:
            reviewed(extra, police)

    assert queries() == few == 5


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_standards_page_shows_the_review_instead_of_asking_for_an_upload(evaluation, policy, police, lead, client):
    client.force_login(lead)
    page = reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"])
    place = reverse("audits:policy_at", args=["northmere", policy.uid, police.uid])

    waiting = client.get(page).text
    assert f'href="{place}"' in waiting
    due = f"{policy.versions.get().respond_by:%-d %B %Y}"
    assert f"Version to review, due {due}. A current review counts as evidence here." in waiting

    review = reviewed(policy, police)
    told = " ".join(client.get(page).text.split())
    assert f"reviewed on {review.reviewed_on:%-d %B %Y}, version 3." in told
    assert "It counts as evidence; you need not upload it again." in told


def test_a_review_that_says_not_applicable_is_no_evidence_and_says_so(evaluation, policy, police, lead, client):
    Answer.objects.update(narrative="")
    review = reviewed(policy, police, **NOT_FOR_US)
    client.force_login(lead)

    told = " ".join(client.get(reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"])).text.split())

    assert f"reviewed on {review.reviewed_on:%-d %B %Y}, version 3." in told
    assert "Not applicable to us. That is no evidence: say in the answer, or show with a file" in told
    assert "counts as evidence" not in told
    assert [answer.criterion.code for answer in contents.read(evaluation)[0].unevidenced] == ["ST1.1", "ST1.2"]
    assert policy_of(evaluation).frozen["outcome"] == "Not applicable to us"


def test_a_policy_that_is_evidence_goes_before_one_that_is_not_applicable(evaluation, policy, police):
    reviewed(policy, police, **NOT_FOR_US)
    own = PolicyFactory(code="complaints", title="Grievances", agency=police, asked=[police])
    reviewed(PolicyVersionFactory(policy=own).policy, police)

    assert policy_of(evaluation).policy == own


def test_the_signed_copy_and_the_moderators_page_show_it(evaluation, version, policy, police, moderator, client):
    review = reviewed(policy, police)
    other = SelfEvaluationFactory(
        round=RoundFactory(framework_version=version), agency=police, complete=True, awaiting=True
    )
    submission = SubmissionFactory(evaluation=other)
    board_review = other.reviews.get()
    client.force_login(moderator)

    for page in (
        reverse("audits:submission", args=["northmere", submission.uid]),
        reverse("audits:moderation_answer", args=["northmere", other.round.uid, "ST1", board_review.uid]),
    ):
        told = " ".join(client.get(page).text.split())
        day = f"{review.reviewed_on:%-d %B %Y}"
        assert f"<strong>Policy review:</strong> P08 Complaints policy, reviewed on {day}, version 3." in told, page
