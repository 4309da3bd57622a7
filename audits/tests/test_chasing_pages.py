"""The tracking page narrowed, the pages of more time, of a word to agencies, and of a nil return."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Board, Membership, Notification
from agencies.roles import Role
from agencies.tests.factories import AgencyFactory, PostFactory
from audits.models import Extension, Nudge, Review, Round, SelfEvaluation
from audits.operations.chasing import extend
from audits.operations.first_look import return_for_revision
from audits.operations.nil_return import declare_nil
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.queries import queries_of
from audits.tracking import track
from lscb_portal.lib.periods import add_working_days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")


@pytest.fixture
def manager(client, business_manager):
    client.force_login(business_manager)
    return client


@pytest.fixture
def evaluation(board, police):
    return SelfEvaluationFactory(agency=police)


def page_of(name, record, board):
    return reverse(f"audits:{name}", args=[board.slug, record.uid])


# ---- Following -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(board, police, hospital, council, probation, lead, signatory, outsider):
    """The police are late and have not opened it, the hospital has more time, the council is in, probation is nil."""
    today = timezone.localdate()
    round_ = RoundFactory(opens_on=today - dt.timedelta(days=50), due_on=today - dt.timedelta(days=2))
    SelfEvaluationFactory(round=round_, agency=police)
    later = SelfEvaluationFactory(round=round_, agency=hospital, ratings={"ST1.1": "A"})
    SelfEvaluation.objects.filter(pk=later.pk).update(
        extended_to=today + dt.timedelta(days=9), first_opened_at=timezone.now(), first_opened_by=outsider
    )
    SubmissionFactory(evaluation=SelfEvaluationFactory(round=round_, agency=council, awaiting=True))
    nil = SelfEvaluationFactory(round=round_, agency=probation)
    person = PostFactory(agency=probation, role=Role.SIGNATORY).person
    declare_nil(nil, by=person, reason="No service here.", reauthenticated_at=timezone.now())
    return round_


def test_each_way_to_narrow_the_page_says_how_many_it_leaves(mixed):
    tracking = track(mixed.round_boards.get())

    assert [(choice.key, choice.number) for choice in tracking.choices] == [
        ("all", 4),
        ("late", 1),
        ("unopened", 1),
        ("not-started", 1),
        ("in-progress", 1),
        ("extended", 1),
        ("in", 1),
        ("nil", 1),
    ]


@pytest.mark.parametrize(
    ("show", "agencies"),
    [
        ("late", ["Police"]),
        ("unopened", ["Police"]),
        ("extended", ["Acute trust"]),
        ("in", ["Children's Services"]),
        ("nil", ["Probation"]),
        ("to-sign", []),
        ("nonsense", ["Acute trust", "Children's Services", "Police", "Probation"]),
    ],
)
def test_the_page_shows_what_was_chosen(mixed, show, agencies):
    lines = track(mixed.round_boards.get(), show).lines

    assert [line.agency.short_name for line in lines] == agencies


def test_a_nil_return_is_in_no_denominator_of_the_figures(mixed):
    figures = {kpi["label"]: (kpi["value"], kpi["note"]) for kpi in track(mixed.round_boards.get()).kpis}

    assert figures == {
        "Submitted": (1, "of 3, and 1 nil"),
        "Awaiting sign-off": (0, "of 3"),
        "In progress": (1, "of 3"),
        "Not started": (1, "1 not opened"),
    }


def test_the_tracking_page_says_it_in_words(manager, board, mixed):
    page = manager.get(page_of("round", mixed, board)).text

    for words in ("Not opened yet", "2 days overdue", "past the final date", "more time, until 27 Nov", "Nil return"):
        assert words in page
    assert "20, 10, 5 and 1 working days before" in page
    assert "No agency is here." in manager.get(page_of("round", mixed, board) + "?show=to-sign").text


def test_a_return_that_was_answered_is_not_called_unopened_though_nobody_noted_it(manager, board, mixed):
    part = mixed.round_boards.get()
    SelfEvaluation.objects.filter(status="in_progress").update(first_opened_at=None, first_opened_by=None)

    assert {line.evaluation.status for line in track(part).every_line if line.is_unopened} == {"not_started"}


def test_a_return_that_was_sent_back_is_back_with_the_agency_and_can_be_chased(manager, board, mixed, moderator):
    review = Review.objects.get(evaluation__agency__short_name="Children's Services")
    return_for_revision(review, reason="Please date the figures.", by=moderator)

    tracking = track(mixed.round_boards.get(), "back")
    assert tracking.kpis[0]["note"] == "of 3, and 1 back with its agency, and 1 nil"
    assert [(line.agency.short_name, line.is_in, line.is_late) for line in tracking.to_write_to] == [
        ("Children's Services", False, False)
    ]
    numbers = {choice.key: choice.number for choice in tracking.choices}
    assert {key: numbers.get(key) for key in ("all", "late", "back", "in", "nil")} == {
        "all": 4,
        "late": 1,
        "back": 1,
        "in": None,
        "nil": 1,
    }
    page = " ".join(manager.get(page_of("round", mixed, board) + "?show=back").text.split())
    assert "0 of 1 returns are moderated, 1 back with its agency." in page
    rounds = " ".join(manager.get(reverse("audits:returns", args=[board.slug])).text.split())
    assert "1 of 3, 1 back with its agency, 1 nil" in rounds
    assert ("Back with the agency</span>" in page, "sent back 18 Nov" in page) == (True, True)
    assert page_of("extend", review.evaluation, board) in page


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("all", "Write to all 2 whose return is not in"),
        ("late", "Write to the one who is late"),
        ("extended", "Write to the one who has more time"),
        ("in", ""),
    ],
)
def test_the_button_that_writes_to_all_says_who_they_are(manager, board, mixed, show, words):
    page = manager.get(page_of("round", mixed, board), {"show": show}).text

    buttons = [" ".join(each.split()) for each in re.findall(r"<button[^>]*>([^<]*Write to[^<]*)</button>", page)]
    assert buttons == (["Write to those ticked", words] if words else [])


def test_with_nobody_ticked_the_page_of_the_round_stays_and_says_so(manager, board, mixed):
    shown, write = page_of("round", mixed, board), page_of("round_nudge", mixed, board)
    assert "Tick at least one agency." not in manager.get(shown).text

    answer = manager.get(write, {"ticked": "late"}, follow=True)

    assert answer.redirect_chain == [(f"{shown}?show=late&none_ticked=1#ticked", 302)]
    assert "Tick at least one agency." in answer.text
    assert [line.agency.short_name for line in answer.context["tracking"].lines] == ["Police"]
    one = SelfEvaluation.objects.get(agency__short_name="Police")
    assert manager.get(write, {"ticked": "late", "to": one.uid}).context["form"]["to"].value() == [str(one.uid)]


def test_forty_agencies_take_no_more_queries_than_four(manager, board):
    counts = []
    for number in (4, 40):
        round_ = RoundFactory()
        for _ in range(number):
            agency = PostFactory().agency
            SelfEvaluationFactory(round=round_, agency=agency, ratings={"ST1.1": "A"})
        pages = [page_of("round", round_, board), page_of("round_nudge", round_, board) + "?show=all"]
        counts.append([queries_of(manager, page) for page in pages])

    assert counts[0] == counts[1]


# ---- More time -----------------------------------------------------------------------------------------------------


def test_giving_more_time_in_the_browser(manager, board, evaluation, lead):
    address = page_of("extend", evaluation, board)
    suggested = add_working_days(evaluation.round.due_on, 5)
    assert f'value="{suggested.isoformat()}"' in manager.get(address).text

    data = {"uid": uuid.uuid4(), "due_on": suggested.isoformat(), "reason": "A fire."}
    answer = manager.post(address, data, follow=True)

    assert answer.redirect_chain == [(page_of("round", evaluation.round, board), 302)]
    assert f"Northmere Police has until {suggested:%A %-d %B %Y}." in answer.text
    assert "A fire." in manager.get(address).text


def test_the_agency_reads_who_gave_it_more_time_and_why_until_the_return_is_in(
    client, board, police, business_manager, lead
):
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True)
    day = add_working_days(evaluation.round.due_on, 5)
    extend(evaluation, by=business_manager, uid=uuid.uuid4(), due_on=day, reason="The station was flooded.")
    said = f"More time, given by {business_manager.name} on 18 November: The station was flooded."
    client.force_login(lead)

    assert said in client.get(page_of("self_evaluation", evaluation, board)).text
    evaluation.refresh_from_db()
    SubmissionFactory(evaluation=evaluation)
    assert "The station was flooded." not in client.get(page_of("self_evaluation", evaluation, board)).text


def test_another_board_of_the_round_does_not_read_why_the_agency_has_more_time(
    client, evaluation, business_manager, stranger
):
    westvale = Board.objects.get(slug="westvale")
    Membership.objects.create(board=westvale, agency=evaluation.agency, starts_on=dt.date(2020, 4, 1))
    part = evaluation.round.round_boards.create(board=westvale)
    Review.objects.create(round_board=part, evaluation=evaluation)
    day = add_working_days(evaluation.round.due_on, 5)
    extend(evaluation, by=business_manager, uid=uuid.uuid4(), due_on=day, reason="The station was flooded.")
    client.force_login(stranger)

    page = client.get(page_of("self_evaluation", evaluation, westvale)).text

    assert f"{day:%A} {day.day} {day:%B %Y}" in page
    assert "The station was flooded." not in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"due_on": "soon"}, "Enter a day, for example 30 November 2026."),
        ({"due_on": "2026-12-25"}, "Friday 25 December 2026 is no working day. Choose another."),
        ({"due_on": "2026-11-02"}, "That day is past."),
        ({"reason": ""}, "Say why the agency gets more time."),
        ({"reason": "x" * 501}, "Use 500 characters or fewer."),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(manager, board, evaluation, changed, sentence):
    data = {"uid": uuid.uuid4(), "due_on": "2027-01-14", "reason": "A fire."} | changed
    page = manager.post(page_of("extend", evaluation, board), data).text

    assert sentence in page
    assert data["reason"] in page
    assert Extension.objects.count() == 0


# ---- A word --------------------------------------------------------------------------------------------------------


def test_a_word_is_looked_at_and_then_sent(manager, board, evaluation, lead, council):
    SelfEvaluationFactory(round=evaluation.round, agency=council)
    address = page_of("round_nudge", evaluation.round, board)
    page = manager.get(address, {"to": str(evaluation.uid)}).text
    assert "Joy Okafor" in page
    assert "Nobody can be told: it has no lead" in page
    assert page.count("checked") == 1

    data = {"uid": uuid.uuid4(), "to": [evaluation.uid], "text": "Please ring me.\nSam"}
    preview = manager.post(address, data | {"preview": "1"}).text
    assert "A message about your return from Northmere Safeguarding Children Board" in preview
    assert "Please ring me." in preview
    assert (Nudge.objects.count(), Notification.objects.count()) == (0, 0)

    again = manager.post(address, data | {"again": "1"}).text
    assert "Please ring me." in again
    sent = manager.post(address, data | {"send": "1"}, follow=True)
    assert "The message is on the page of 1 return, and an e-mail says so." in sent.text
    assert [each.text for each in Nudge.objects.all()] == ["Please ring me.\nSam"]
    assert "you wrote 18 Nov" in sent.text


def test_the_lead_reads_the_word_on_the_returns_page_until_it_is_in(client, board, police, business_manager, lead):
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True)
    part = evaluation.round.round_boards.get()
    Nudge.objects.create(evaluation=evaluation, round_board=part, text="Please ring me.", sent_by=business_manager)
    client.force_login(lead)

    assert "Please ring me." in client.get(page_of("self_evaluation", evaluation, board)).text
    SubmissionFactory(evaluation=evaluation)
    assert "Please ring me." not in client.get(page_of("self_evaluation", evaluation, board)).text


def test_all_that_were_shown_are_ticked(manager, board, evaluation, council, lead):
    SelfEvaluationFactory(round=evaluation.round, agency=council)
    address = page_of("round_nudge", evaluation.round, board)

    assert manager.get(address, {"show": "all"}).text.count("checked") == 2
    assert manager.get(address, {"show": "no-lead"}).text.count("checked") == 1


def test_where_nobody_can_be_told_nothing_can_be_sent(manager, board, evaluation):
    data = {"uid": uuid.uuid4(), "to": [evaluation.uid], "text": "Hello"}
    page = manager.post(page_of("round_nudge", evaluation.round, board), data | {"preview": "1"}).text

    assert "Nobody can be told at Northmere Police." in page
    assert 'name="send"' not in page


def test_a_round_with_nothing_to_wait_for_says_so(manager, board, police):
    round_ = SubmissionFactory(evaluation__agency=police).evaluation.round

    assert "Nobody to write to" in manager.get(page_of("round_nudge", round_, board)).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"to": []}, "Choose at least one agency."), ({"text": ""}, "Write what you want to say.")],
)
def test_a_word_with_a_mistake_is_not_previewed(manager, board, evaluation, lead, changed, sentence):
    data = {"uid": uuid.uuid4(), "to": [evaluation.uid], "text": "Hello", "preview": "1"} | changed

    assert sentence in manager.post(page_of("round_nudge", evaluation.round, board), data).text


def test_the_signatory_is_asked_for_the_password_first(client, board, evaluation, signatory):
    client.force_login(signatory)

    assert "/accounts/reauthenticate/" in client.get(page_of("nil_return", evaluation, board)).url


def test_the_business_unit_enters_a_nil_return(manager, board, evaluation, lead):
    address = page_of("nil_return", evaluation, board)
    assert "Nil return of Northmere Police" in manager.get(address).text
    empty = manager.post(address, {}).text
    for sentence in ("Choose who said it.", "Choose how it came.", "Say why the agency has nothing to answer."):
        assert sentence in empty

    said = {"person": lead.pk, "through": "letter", "reason": "No service here.", "declared": "on"}
    answer = manager.post(address, said, follow=True)
    assert "Northmere Police has made a nil return." in answer.text
    assert "No service here." in answer.text
    assert "Joy Okafor said so by letter; Sam Whitlock entered it." in answer.text


def test_a_return_that_is_in_leads_back_to_its_page(manager, board, police):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation

    assert manager.get(page_of("nil_return", evaluation, board)).url == page_of("self_evaluation", evaluation, board)


@pytest.mark.parametrize(("role", "noted"), [("contributor", True), ("business_manager", False)])
def test_the_first_look_of_the_agency_is_noted(request, client, board, evaluation, role, noted):
    client.force_login(request.getfixturevalue(role))
    client.get(page_of("self_evaluation", evaluation, board))

    assert (SelfEvaluation.objects.get().first_opened_at is not None) is noted


def test_what_the_board_says_when_it_opens_stands_on_the_returns_page(client, board, police, business_manager, lead):
    round_ = RoundFactory(launch_message="We look at supervision this year.", contact=business_manager)
    evaluation = SelfEvaluationFactory(round=round_, agency=police)
    client.force_login(lead)
    page = client.get(page_of("self_evaluation", evaluation, board)).text

    assert "We look at supervision this year." in page
    assert business_manager.email in page


@pytest.mark.parametrize("name", ["extend", "nil_return"])
def test_a_return_of_another_board_is_not_there(client, stranger, evaluation, name):
    client.force_login(stranger)
    board = stranger.board_roles.get().board

    assert client.get(page_of(name, evaluation, board)).status_code == 404
    assert client.post(page_of(name, evaluation, board)).status_code == 404


def test_a_round_of_another_board_cannot_be_written_to(client, stranger, evaluation):
    client.force_login(stranger)

    assert client.get(page_of("round_nudge", evaluation.round, stranger.board_roles.get().board)).status_code == 404


@pytest.mark.parametrize("role", ["lead", "moderator", "administrator", "member"])
def test_who_may_not_chase(request, client, board, evaluation, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(page_of("round_nudge", evaluation.round, board)).status_code == 403
    assert client.get(page_of("extend", evaluation, board)).status_code in (403, 404)


def test_a_planned_round_has_nobody_to_write_to(manager, board):
    planned = RoundFactory(status=Round.Status.PLANNED, asked=[AgencyFactory()])

    assert "Nobody to write to" in manager.get(page_of("round_nudge", planned, board)).text
