"""Standards given to contributors and handed back, a substitute for the lead, and comments between colleagues."""

import uuid

import pytest

from agencies.models import Event, Notification
from agencies.roles import Role
from agencies.tests.asserting import denied, fresh, refused, verbs
from agencies.tests.factories import PostFactory
from audits import permissions
from audits.models import Assignment, ReturnComment, SelfEvaluation
from audits.operations import sharing
from audits.operations.answer import save_standard
from audits.operations.self_evaluation import hand_over
from audits.tests.factories import SelfEvaluationFactory
from audits.tests.sharing import given

pytestmark = pytest.mark.django_db
NOBODYS = ["signatory", "outsider", "moderator", "business_manager", "stranger"]


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def somebody(request):
    return request.getfixturevalue


def standard(evaluation, code="ST1"):
    return evaluation.round.framework_version.standards.get(code=code)


def told(kind):
    return [(each.recipient, each.about) for each in Notification.objects.filter(kind=kind).order_by("pk")]


# ---- Giving ------------------------------------------------------------------------------------------------------


def test_the_lead_gives_standards_and_the_contributor_is_told(evaluation, lead, contributor):
    both = [standard(evaluation), standard(evaluation, "ST2")]
    sharing.give_standards(evaluation, both, contributor, by=lead, note=" By Friday, please. ")

    assert list(Assignment.objects.values_list("standard__code", "person", "note", "assigned_by")) == [
        ("ST1", contributor.pk, "By Friday, please.", lead.pk),
        ("ST2", contributor.pk, "By Friday, please.", lead.pk),
    ]
    (event,) = Event.objects.about(evaluation)
    assert (event.verb, event.facts) == (
        "self_evaluation.given",
        f'{{"person":"{contributor.uid}","standards":["ST1","ST2"]}}',
    )
    assert told("audits/standards_given") == [(contributor, evaluation)]


def test_what_somebody_has_is_not_given_twice(evaluation, lead, contributor):
    for _ in range(2):
        sharing.give_standards(evaluation, [standard(evaluation)], contributor, by=lead)

    assert Assignment.objects.count() == 1
    assert verbs(evaluation) == ["self_evaluation.given"]


def test_only_contributors_of_the_agency_are_given_standards(evaluation, lead, signatory, outsider):
    for person in (signatory, outsider):
        with refused(f"{person.name} is no contributor of Northmere Police."):
            sharing.give_standards(evaluation, [standard(evaluation)], person, by=lead)


def test_only_standards_of_the_return_are_given(evaluation, lead, contributor):
    with refused("Choose at least one standard of this return."):
        sharing.give_standards(evaluation, [], contributor, by=lead)
    evaluation.responses.filter(standard__code="ST2").delete()
    with refused("Choose at least one standard of this return."):
        sharing.give_standards(evaluation, [standard(evaluation, "ST2")], contributor, by=lead)


def test_nothing_is_given_of_a_return_that_waits_for_its_signature(evaluation, lead, contributor):
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(status="awaiting_sign_off")

    with refused("The return is with the signatory. Take it back before you change it."):
        sharing.give_standards(evaluation, [standard(evaluation)], contributor, by=lead)


@pytest.mark.parametrize("role", ["contributor", *NOBODYS])
def test_nobody_but_the_lead_gives_standards(evaluation, contributor, somebody, role):
    with denied():
        sharing.give_standards(evaluation, [standard(evaluation)], contributor, by=somebody(role))


# ---- What a contributor may do -----------------------------------------------------------------------------------


def test_a_contributor_answers_what_they_were_given_and_nothing_else(evaluation, contributor):
    given(evaluation, contributor, "ST1")
    save_standard(evaluation, standard(evaluation), {"impact": "Heard."}, by=contributor, version=0)

    with denied():
        save_standard(evaluation, standard(evaluation, "ST2"), {"impact": "Heard."}, by=contributor, version=0)


def test_a_standard_taken_back_is_neither_answered_nor_seen(evaluation, lead, contributor):
    (one,) = given(evaluation, contributor, "ST1")
    sharing.take_standard(one, by=lead)

    one.refresh_from_db()
    assert (one.withdrawn, one.handed_back_at is not None) == (True, True)
    assert permissions.standards_given(contributor, evaluation) == frozenset()
    assert permissions.standards_shared(contributor, evaluation) == frozenset()
    assert verbs(evaluation) == ["self_evaluation.taken_from"]
    sharing.take_standard(one, by=lead)
    assert verbs(evaluation) == ["self_evaluation.taken_from"]


def test_what_was_handed_back_stays_to_read_and_the_lead_is_told(evaluation, lead, contributor):
    (one,) = given(evaluation, contributor, "ST1")
    sharing.hand_back(one, by=contributor)

    assert permissions.standards_given(contributor, evaluation) == frozenset()
    assert permissions.standards_shared(contributor, evaluation) == {one.standard.pk}
    assert verbs(evaluation) == ["self_evaluation.handed_back"]
    assert told("audits/standard_handed_back") == [(lead, evaluation)]
    with refused("This standard is not with you any more."):
        sharing.hand_back(one, by=contributor)


def test_what_was_handed_back_may_be_given_again(evaluation, lead, contributor):
    (one,) = given(evaluation, contributor, "ST1")
    sharing.hand_back(one, by=contributor)
    sharing.give_standards(evaluation, [standard(evaluation)], contributor, by=lead)

    assert permissions.standards_given(contributor, evaluation) == {one.standard.pk}
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize("role", ["lead", *NOBODYS])
def test_nobody_hands_back_for_somebody_else(evaluation, contributor, somebody, role):
    (one,) = given(evaluation, contributor, "ST1")
    with denied():
        sharing.hand_back(one, by=somebody(role))


@pytest.mark.parametrize("role", ["contributor", *NOBODYS])
def test_nobody_but_the_lead_takes_a_standard_back(evaluation, contributor, somebody, role):
    (one,) = given(evaluation, contributor, "ST1")
    with denied():
        sharing.take_standard(one, by=somebody(role))


def test_a_contributor_whose_post_ended_has_nothing_left(evaluation, contributor):
    given(evaluation, contributor, "ST1")
    contributor.posts.update(ends_on="2021-01-01")

    assert permissions.standards_given(fresh(contributor), evaluation) == frozenset()


# ---- The substitute ----------------------------------------------------------------------------------------------


def test_a_substitute_may_do_what_the_lead_may_on_this_return_and_on_no_other(police, lead, contributor, signatory):
    evaluation, other = (SelfEvaluationFactory(agency=police, complete=True) for _ in range(2))
    sharing.name_substitute(evaluation, contributor, by=lead)

    evaluation.refresh_from_db()
    assert permissions.leads_return(contributor, evaluation)
    assert not permissions.leads_return(contributor, other)
    assert verbs(evaluation) == ["self_evaluation.substitute"]
    assert told("audits/substitute_named") == [(contributor, evaluation)]
    hand_over(evaluation, by=contributor)
    with denied():
        hand_over(other, by=contributor)


def test_a_substitute_names_no_other(evaluation, lead, contributor):
    sharing.name_substitute(evaluation, contributor, by=lead)
    evaluation.refresh_from_db()

    with denied():
        sharing.name_substitute(evaluation, None, by=contributor)


def test_nobody_stands_in_any_more(evaluation, lead, contributor):
    for person in (contributor, None, None):
        sharing.name_substitute(evaluation, person, by=lead)
        evaluation.refresh_from_db()

    assert not permissions.leads_return(contributor, evaluation)
    assert verbs(evaluation) == ["self_evaluation.substitute"] * 2


def test_neither_a_signatory_nor_another_agency_stands_in(evaluation, lead, signatory, outsider):
    for person in (signatory, outsider, lead):
        sentence = f"{person.name} cannot stand in: choose somebody of the agency who does not sign its return."
        with refused(sentence):
            sharing.name_substitute(evaluation, person, by=lead)


def test_a_substitute_whose_post_ended_stands_in_no_more(evaluation, lead, contributor):
    sharing.name_substitute(evaluation, contributor, by=lead)
    contributor.posts.update(ends_on="2021-01-01")
    evaluation.refresh_from_db()

    assert not permissions.leads_return(fresh(contributor), evaluation)


@pytest.mark.parametrize("role", ["contributor", *NOBODYS])
def test_nobody_but_the_lead_names_a_substitute(evaluation, contributor, somebody, role):
    with denied():
        sharing.name_substitute(evaluation, contributor, by=somebody(role))


# ---- Comments ----------------------------------------------------------------------------------------------------


def said(evaluation, by, text="Who has the audit?", uid=None):
    return sharing.comment(evaluation, standard(evaluation), text, by=by, uid=uid or uuid.uuid4())


def test_a_comment_reaches_whoever_has_the_standard_and_the_lead(police, evaluation, lead, contributor):
    another = PostFactory(agency=police, role=Role.CONTRIBUTOR).person
    given(evaluation, contributor, "ST1")
    given(evaluation, another, "ST2")
    comment = said(evaluation, contributor, " Who has the audit? ")

    assert (comment.text, comment.written_by) == ("Who has the audit?", contributor)
    (event,) = Event.objects.about(evaluation)
    assert (event.verb, "audit" in event.facts) == ("self_evaluation.commented", False)
    assert told("audits/return_comment") == [(lead, evaluation)]
    said(evaluation, lead, "The audit desk has.")
    assert told("audits/return_comment") == [(lead, evaluation), (contributor, evaluation)]


def test_a_double_click_says_it_once(evaluation, lead):
    uid = uuid.uuid4()
    assert said(evaluation, lead, uid=uid) == said(evaluation, lead, uid=uid)
    assert verbs(evaluation) == ["self_evaluation.commented"]


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Write a comment."), ("x" * 1001, None)])
def test_a_comment_says_something_and_not_too_much(evaluation, lead, text, sentence):
    with refused(sentence or "A comment may have 1000 characters at most."):
        said(evaluation, lead, text)


def test_a_comment_is_settled_and_opened_again(evaluation, lead, contributor):
    given(evaluation, contributor, "ST1")
    comment = said(evaluation, contributor)
    sharing.settle(comment, by=lead)
    sharing.settle(comment, by=lead)

    comment.refresh_from_db()
    assert (comment.settled_by, ReturnComment.objects.open().count()) == (lead, 0)
    sharing.settle(comment, by=contributor, settled=False)
    assert ReturnComment.objects.open().count() == 1
    assert verbs(evaluation) == [
        "self_evaluation.commented",
        "self_evaluation.comment_settled",
        "self_evaluation.comment_opened",
    ]


def test_a_contributor_settles_their_own_alone(evaluation, lead, contributor):
    given(evaluation, contributor, "ST1")
    comment = said(evaluation, lead)
    with denied():
        sharing.settle(comment, by=contributor)


@pytest.mark.parametrize("role", ["contributor", *NOBODYS])
def test_nobody_comments_on_a_standard_that_is_not_shared_with_them(evaluation, somebody, role):
    with denied():
        said(evaluation, somebody(role))


def test_no_board_reads_a_comment(evaluation, lead, signatory, moderator, business_manager, outsider):
    said(evaluation, lead)

    reading = [ReturnComment.objects.visible_to(person).count() for person in (signatory, moderator, outsider)]
    assert reading == [1, 0, 0]
    assert ReturnComment.objects.visible_to(business_manager).count() == 0
