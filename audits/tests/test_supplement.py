"""A board's own questions: chosen, asked when the round opens, answered and frozen apart, read by that board alone."""

import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.models import Event, Membership
from agencies.roles import Role
from agencies.tests.asserting import fresh
from agencies.tests.factories import LONG_AGO, BoardFactory, BoardRoleFactory, UserFactory
from audits import contents
from audits.framework_check import problems_of
from audits.models import Answer, EvidenceItem, LocalPart, SelfEvaluation, StandardResponse
from audits.operations import framework as frameworks
from audits.operations.framework_part import save_criterion, save_standard
from audits.operations.round import change_round, open_round
from audits.operations.supplement import choose_supplement
from audits.tests.factories import EvidenceItemFactory, FrameworkVersionFactory, RoundFactory, SubmissionFactory, fill
from audits.tests.factories_frameworks import counting_version, own_questions, rated, standard
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def westvale():
    return BoardFactory(slug="westvale", name="Westvale")


@pytest.fixture
def neighbour(westvale):
    """Westvale's business manager."""
    return BoardRoleFactory(board=westvale, person=UserFactory(), role=Role.BUSINESS_MANAGER).person


@pytest.fixture
def shared_round(board, westvale, police, hospital):
    """A round of both boards that asks the police, who belong to both, and the hospital, which belongs to Northmere."""
    Membership.objects.create(agency=police, board=westvale, starts_on=LONG_AGO)
    return RoundFactory(status="planned", boards=[board, westvale], asked=[police, hospital])


def part(round_, board):
    return round_.round_boards.select_related("board", "round").get(board=board)


@pytest.fixture
def opened(shared_round, board, moderator, business_manager):
    """The round, opened with Northmere's own questions."""
    choose_supplement(part(shared_round, board), own_questions(board, by=moderator), by=business_manager)
    open_round(shared_round, by=business_manager)
    return shared_round


def evaluation_of(round_, agency):
    return SelfEvaluation.objects.get(round=round_, agency=agency)


def verbs(round_):
    return [event.verb for event in Event.objects.about(round_)]


# ---- Writing them --------------------------------------------------------------------------------------------------


def test_own_questions_stand_beside_a_published_framework_under_a_number_of_their_own(board, moderator):
    shared = FrameworkVersionFactory()
    first, second = (own_questions(board, by=moderator, code=code, published=False) for code in ("X1", "Y1"))

    assert (first.supplements, first.board, first.number, second.number) == (shared, board, "local-1", "local-2")
    assert (first.editions, first.default_scale) == (shared.editions, shared.default_scale)


def test_own_questions_beside_a_draft_or_beside_own_questions_are_refused(board, moderator):
    own = own_questions(board, by=moderator)
    draft = frameworks.copy_draft(own.supplements, board, by=moderator, uid=uuid.uuid4(), number="9", title="Draft")

    for beside in (own, draft):
        with pytest.raises(Refused, match="^Questions of your own stand beside a published framework.$"):
            frameworks.begin_supplement(beside, board, by=moderator, uid=uuid.uuid4())


def test_a_code_of_the_framework_itself_and_too_large_a_short_set_are_named(board, moderator):
    own = own_questions(board, by=moderator, published=False)
    made = save_standard(own, None, standard("ST2"), by=moderator)
    for number in range(14):
        save_criterion(made, None, rated(f"ST2.{number}", tier="core"), by=moderator)

    assert problems_of(own) == [
        "The framework itself uses the code “ST2”. Choose another.",
        "The framework itself uses the code “ST2.1”. Choose another.",
        "The framework itself uses the code “ST2.2”. Choose another.",
        "With the framework’s own, 16 criteria are in the short set; the most is 15.",
    ]


# ---- Choosing them -------------------------------------------------------------------------------------------------


def test_each_board_chooses_for_its_own_part_and_it_is_recorded(shared_round, board, moderator, business_manager):
    own = own_questions(board, by=moderator)
    choose_supplement(part(shared_round, board), own, by=business_manager)
    choose_supplement(part(shared_round, board), own, by=business_manager)

    assert part(shared_round, board).supplement == own
    assert verbs(shared_round) == ["round.supplement_chosen"]
    assert Event.objects.about(shared_round).get().book.key == board.ledger_key


def test_what_cannot_be_asked_is_refused_and_not_recorded(
    shared_round, board, westvale, moderator, business_manager, neighbour
):
    draft = own_questions(board, by=moderator, published=False)
    other = own_questions(board, by=moderator, shared=counting_version(), code="Z1")
    ours, theirs = own_questions(board, by=moderator, code="Q1"), own_questions(westvale, by=neighbour, code="Q1")
    choose_supplement(part(shared_round, westvale), theirs, by=neighbour)
    before = verbs(shared_round)

    for version, sentence in [
        (draft, "Choose questions that your board has published."),
        (theirs, "Choose questions that your board has published."),
        (other, "These questions belong beside another framework."),
        (ours, "Another board of this round uses the code “Q1” too."),
    ]:
        with pytest.raises(Refused, match=f"^{sentence}"):
            choose_supplement(part(shared_round, board), version, by=business_manager)
    assert verbs(shared_round) == before


def test_only_who_runs_the_boards_rounds_chooses_and_only_before_it_opens(
    opened, board, moderator, business_manager, neighbour
):
    for person in (moderator, neighbour):
        with pytest.raises(PermissionDenied):
            choose_supplement(part(opened, board), None, by=person)
    with pytest.raises(Refused, match="^The round has opened."):
        choose_supplement(part(opened, board), None, by=business_manager)


# ---- Asking and answering them -------------------------------------------------------------------------------------


def test_only_the_boards_own_agencies_are_asked_and_each_row_names_its_part(opened, board, police, hospital):
    for agency in (police, hospital):
        local = Answer.objects.filter(evaluation=evaluation_of(opened, agency), round_board__isnull=False)
        assert {(one.criterion.code, one.round_board.board) for one in local} == {("X1.1", board), ("X1.2", board)}
    assert StandardResponse.objects.filter(standard__code="X1").count() == 2


def test_an_agency_of_the_other_board_alone_is_not_asked(
    board, westvale, police, hospital, moderator, business_manager
):
    round_ = RoundFactory(status="planned", boards=[westvale, board], asked=[police])
    Membership.objects.create(agency=police, board=westvale, starts_on=LONG_AGO)
    police.memberships.filter(board=board).update(ends_on=round_.opens_on)
    choose_supplement(part(round_, board), own_questions(board, by=moderator), by=business_manager)
    BoardRoleFactory(board=westvale, person=business_manager, role=Role.BUSINESS_MANAGER)
    open_round(round_, by=fresh(business_manager))

    assert not Answer.objects.filter(round_board__isnull=False).exists()


def test_they_come_last_as_a_section_of_their_own(opened, board, police):
    read = contents.read(evaluation_of(opened, police))

    assert [(one.number, one.standard.code, one.round_board and one.round_board.board) for one in read] == [
        (1, "ST1", None),
        (2, "ST2", None),
        (3, "X1", board),
    ]


def test_the_page_says_whose_questions_they_are_and_takes_the_answers(client, opened, board, lead, police):
    evaluation = evaluation_of(opened, police)
    client.force_login(lead)
    address = reverse("audits:standard", args=[board.slug, evaluation.uid, "X1"])
    assert f"These are {board.name}’s own questions." in " ".join(client.get(address).text.split())

    data = {"version": 0, "seen": "{}", "c1-rating": "A", "c2-count": "3", "c2-total": "5", "save": "stay"}
    client.post(address, data | {"improvements-TOTAL_FORMS": 0, "improvements-INITIAL_FORMS": 0})
    local = evaluation.answers.filter(round_board__isnull=False).order_by("criterion__position")
    assert [(one.code, one.count, one.total) for one in local] == [("A", None, None), (None, 3, 5)]


# ---- Frozen apart, read by that board alone ------------------------------------------------------------------------


@pytest.fixture
def submission(opened, police, signatory):
    """The police's return, signed."""
    evaluation = evaluation_of(opened, police)
    fill(evaluation, {})
    counted = evaluation.answers.get(criterion__code="X1.2")
    counted.rating, counted.count, counted.total, counted.narrative = None, 3, 5, "SECRET of Northmere"
    counted.save()
    SelfEvaluation.objects.filter(pk=evaluation.pk).update(
        status="awaiting_sign_off", handed_over_at=opened.opens_on.isoformat() + "T09:00Z", handed_over_by=signatory
    )
    return SubmissionFactory(evaluation=evaluation_of(opened, police), signed_by=signatory)


def test_the_shared_submission_holds_neither_questions_nor_answers(submission):
    content = json.loads(submission.content)

    assert [one["code"] for one in content["standards"]] == ["ST1", "ST2"]
    assert "SECRET" not in submission.content


def test_the_boards_own_part_is_frozen_whole_under_its_own_hash(submission, board):
    (frozen,) = submission.local_parts.all()
    content = json.loads(frozen.content)

    assert (frozen.round_board.board, frozen.sha256) == (board, sha256_of(frozen.content))
    assert content["board"]["name"] == board.name
    assert content["framework"]["version"] == "local-1"
    (asked,) = content["standards"]
    assert [(one["code"], one["rating"], one["count"]) for one in asked["answers"]] == [
        ("X1.1", "G", None),
        ("X1.2", None, 3),
    ]


def test_the_frozen_part_never_changes_in_the_database(submission):
    for change in ({"content": "{}"}, {"sha256": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LocalPart.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        LocalPart.objects.all().delete()


def test_only_its_board_and_the_agency_read_them(client, submission, board, westvale, moderator, lead, neighbour):
    for person, where, reads in [
        (moderator, board, True),
        (lead, board, True),
        (lead, westvale, False),
        (neighbour, westvale, False),
    ]:
        client.force_login(person)
        page = client.get(reverse("audits:submission", args=[where.slug, submission.uid]))
        assert (page.status_code, "SECRET" in page.text) == (200, reads)
    visible = LocalPart.objects.visible_to
    assert (visible(moderator).count(), visible(lead).count(), visible(neighbour).count()) == (1, 1, 0)


def test_answers_and_evidence_of_own_questions_are_no_other_boards(opened, police, business_manager, neighbour, lead):
    item = EvidenceItemFactory(agency=police)
    evaluation_of(opened, police).answers.get(criterion__code="X1.2").attachments.create(item=item)

    for person, reads in [(business_manager, True), (lead, True), (neighbour, False)]:
        own = Answer.objects.visible_to(person).filter(round_board__isnull=False, agency=police)
        assert (own.count(), EvidenceItem.objects.visible_to(person).contains(item)) == (2 * reads, reads)


def test_who_enters_the_return_for_another_board_sees_no_own_questions(client, opened, westvale, police, neighbour):
    client.force_login(neighbour)
    page = client.get(reverse("audits:check", args=[westvale.slug, evaluation_of(opened, police).uid]))

    assert page.status_code == 200
    assert "Neglect" not in page.text


def test_a_choice_stays_when_the_round_is_changed_unless_its_framework_is(
    shared_round, board, westvale, moderator, business_manager, police
):
    BoardRoleFactory(board=westvale, person=business_manager, role=Role.BUSINESS_MANAGER)
    own = own_questions(board, by=moderator)
    choose_supplement(part(shared_round, board), own, by=business_manager)
    for version, chosen in [(shared_round.framework_version, own), (counting_version(), None)]:
        details = {"code": shared_round.code, "title": "Another", "framework_version": version}
        change_round(shared_round, by=business_manager, asked=[police], sharing=[westvale], **details)
        assert part(shared_round, board).supplement == chosen
