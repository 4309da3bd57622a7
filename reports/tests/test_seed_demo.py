"""The demonstration, seeded once for all of these tests: what is in it, that its ledger holds, and when it refuses."""

import hashlib
import io
import re
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from agencies.models import Board, Event, Invitation, Kind, LegalBody, Notification, SafetyRecord, Seat, User
from agencies.roles import Role
from agencies.tests.files import kept
from audits.models import (
    Criterion,
    EvidenceItem,
    FrameworkVersion,
    Indicator,
    Moderation,
    Observation,
    Review,
    Round,
    SelfEvaluation,
    Submission,
)
from audits.submitted import standards_of
from audits.tracking import track
from reports.demo.days import Days
from reports.demo.people import PASSWORD, PEOPLE, SIGN_INS
from reports.demo.ratings import LAST_YEAR, THIS_YEAR
from reports.demo.stories.figures import DATA
from reports.demo.words import words
from reports.models import BoardReport
from workplan.models import Action, Decision, Meeting, MinutesApproval, Paper, Poll, PollAnswer, Printout, Reply

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """What the command printed while it seeded; everything is taken back after the last test."""
    output = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", agreed=True, stdout=output)
        yield output.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def northmere(seeded):
    return Board.objects.get(slug="northmere")


@pytest.fixture
def days(seeded):
    return Days(timezone.localdate())


def person(key):
    return User.objects.get(email__startswith=f"{key}@")


# Who ----------------------------------------------------------------------------------------------------------------


def test_two_boards_share_the_police_and_nothing_else(northmere):
    westvale = Board.objects.get(slug="westvale")

    assert northmere.agencies.count() == 15
    assert len(set(northmere.agencies.values_list("kind", flat=True))) == 13
    shared = northmere.agencies.filter(pk__in=westvale.agencies.all())
    assert [agency.name for agency in shared] == ["Wexshire Police"]


def test_three_council_departments_are_one_legal_body(seeded):
    council = LegalBody.objects.get(name="Northmere Council")

    assert set(council.agencies.values_list("kind", flat=True)) == {Kind.LA_SOCIAL_CARE, Kind.LA_OTHER, Kind.YOT}


def test_the_sub_group_has_its_terms_of_reference_and_its_rule(northmere):
    group = northmere.groups.get(slug="qapm")

    assert {item.comes for item in group.terms.template} == {"every meeting", "the first meeting in January to March"}
    assert group.quorum_rule.rule == {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}]}
    assert ("at least three agencies" in group.terms.membership, group.meetings_a_year) == (True, 4)


def test_everybody_on_the_list_can_sign_in(seeded):
    emails = {person.key: person.email for person in PEOPLE}

    for one in SIGN_INS:
        assert authenticate(None, email=emails[one.person], password=PASSWORD) == person(one.person), one.person
        assert emails[one.person] in seeded


def test_the_list_covers_every_role_that_has_pages(northmere):
    roles = set().union(*(person(one.person).roles_at(northmere) for one in SIGN_INS))

    assert roles == set(Role) - {Role.AUDITOR, Role.DATA_OFFICER}


def test_one_person_has_seats_at_both_boards(seeded):
    seats = Seat.objects.current().filter(person=person("joy.okafor"))

    assert sorted(seats.values_list("group__board__slug", flat=True)) == ["northmere", "westvale"]


def test_each_board_has_one_manager_of_its_own(seeded):
    managers = {
        board.slug: list(User.objects.with_board_role(board, Role.BUSINESS_MANAGER).values_list("name", flat=True))
        for board in Board.objects.all()
    }

    assert managers == {"northmere": ["Sam Whitlock"], "westvale": ["Ida Strand"]}


def test_a_moderator_belongs_to_an_agency_that_they_never_judged(seeded):
    rhodri = person("rhodri.tams")

    assert {post.agency.short_name for post in rhodri.posts.all()} == {"Community health"}
    assert not Moderation.objects.filter(moderated_by=rhodri, agency__short_name="Community health").exists()


def test_names_are_welsh_and_polish_too_and_numbers_are_for_fiction(seeded):
    assert set("ŵŷłńâ") <= set("".join(User.objects.values_list("name", flat=True)))
    telephones = User.objects.exclude(telephone="").values_list("telephone", flat=True)
    assert all(re.fullmatch(r"01632 960\d{3}", number) for number in telephones)
    assert len(telephones) == len(PEOPLE)


def test_an_invitation_waits_and_a_call_about_a_child_was_acknowledged(northmere):
    assert [one.state for one in Invitation.objects.all()] == ["waiting"]
    assert [record.acknowledged_by.name for record in SafetyRecord.objects.of_board(northmere)] == ["Sam Whitlock"]


# Returns ------------------------------------------------------------------------------------------------------------


def test_every_criterion_and_standard_has_its_words(seeded):
    versions = FrameworkVersion.objects.published().statutory().filter(framework__code="S11-CORE")
    codes = set(Criterion.objects.filter(standard__version__in=versions).values_list("code", flat=True))

    assert len(codes) == 58
    assert set(words("evidence")["sentences"]) == codes
    assert {code[:4] for code in codes} == set(words("standards")) - {"in_their_words"}


def test_last_years_round_is_reported_with_one_agency_missing(northmere, days):
    last = Round.objects.of_board(northmere).get(due_on=days.last_due)

    assert last.status == Round.Status.REPORTED
    assert Counter(last.evaluations.values_list("status", flat=True)) == {"submitted": 14, "not_started": 1}
    assert last.evaluations.get(status="not_started").agency.short_name == "Voluntary sector"
    assert Counter(Review.objects.filter(round_board__round=last).values_list("status", flat=True)) == {
        Review.Status.CLOSED: 14,
        Review.Status.WAITING: 1,
    }


def test_this_years_round_is_open_with_returns_in_every_state(northmere, days):
    this = Round.objects.of_board(northmere).get(due_on=days.due)
    returns = SelfEvaluation.objects.of_board(northmere).filter(round=this)

    assert this.status == Round.Status.OPEN
    assert sorted(this.boards.values_list("slug", flat=True)) == ["northmere", "westvale"]
    assert Counter(returns.values_list("status", flat=True)) == {
        "submitted": 7,
        "in_progress": 4,
        "awaiting_sign_off": 2,
        "not_started": 2,
    }
    reviews = Review.objects.of_board(northmere).filter(round_board__round=this)
    assert Counter(reviews.values_list("status", flat=True)) == {
        Review.Status.WAITING: 7,
        Review.Status.FIRST_LOOK: 4,
        Review.Status.RETURNED: 1,
        Review.Status.RESUBMITTED: 1,
        Review.Status.MODERATED: 1,
        Review.Status.FED_BACK: 1,
    }


def test_it_is_known_who_opened_a_return_who_was_reminded_and_who_is_late(northmere, days):
    last, this = (track(northmere.round_boards.get(round__due_on=day)).every_line for day in (days.last_due, days.due))
    police = next(line.evaluation for line in this if line.agency.short_name == "Police")

    assert [line.agency.initials for line in this if line.is_unopened] == ["LH", "VS"]
    assert police.first_opened_by == person("joy.okafor")
    assert list(police.reminders.order_by("made_at").values_list("days", flat=True))[:2] == [20, 10]
    assert [line.agency.initials for line in last if line.is_late and line.evaluation.last_reminder] == ["VS"]


def test_the_police_return_lacks_only_a_few_minutes_of_work(northmere, days):
    police = SelfEvaluation.objects.get(round__due_on=days.due, agency__short_name="Police")

    unanswered = [answer.criterion.code for answer in police.answers.unanswered()]
    assert unanswered == ["ST09.3", "ST09.4", "ST12.5", "ST12.6"]
    assert police.reviews.count() == 2


def test_a_standards_rating_is_the_one_that_the_story_tells(seeded, days):
    for due, rows in ((days.last_due, LAST_YEAR), (days.due, THIS_YEAR)):
        for frozen in Submission.objects.filter(evaluation__round__due_on=due):
            told = rows[frozen.evaluation.agency.initials]
            assert "".join(each["rollup"]["rating"] for each in standards_of(frozen)) == told, frozen


def test_moderation_agreed_lowered_and_raised_with_reasons(northmere, days):
    this = Moderation.objects.filter(review__round_board__round__due_on=days.due, review__round_board__board=northmere)
    changes = Counter(
        (one.self_rating.points < one.rating.points) - (one.self_rating.points > one.rating.points) for one in this
    )

    assert (changes[1], changes[-1]) == (1, 1)
    assert changes[0] > 20
    assert this.get(agency__short_name="Acute trust", standard__code="ST09").rating.code == "R"
    assert all(one.reason for one in this)


def test_evidence_is_files_and_links_used_again_the_next_year(seeded):
    files = EvidenceItem.objects.filter(file__isnull=False)

    assert {item.file.name.rpartition(".")[2] for item in files} == {"pdf", "docx", "txt"}
    assert all(kept(item.file) for item in files)
    assert EvidenceItem.objects.exclude(link="").count() > 10
    assert any(item.attachments.count() == 2 for item in EvidenceItem.objects.all())


# Meetings -----------------------------------------------------------------------------------------------------------


def test_meetings_are_in_every_state_that_a_visitor_may_look_at(northmere):
    meetings = Meeting.objects.of_board(northmere).filter(group__slug="qapm")

    assert Counter(meetings.values_list("status", flat=True)) == {
        Meeting.Status.APPROVED: 7,
        Meeting.Status.DRAFT_MINUTES: 1,
        Meeting.Status.CANCELLED: 1,
        Meeting.Status.AGENDA_OPEN: 1,
        Meeting.Status.PLANNED: 1,
    }
    assert Meeting.objects.filter(group__board__slug="westvale", status=Meeting.Status.PAPERS_ISSUED).count() == 1


def test_papers_packs_and_a_poll_of_days_are_ahead(northmere):
    packs = Counter(Printout.objects.exclude(meeting=None).values_list("meeting__status", flat=True))
    assert packs == {Meeting.Status.AGENDA_OPEN: 1, Meeting.Status.PAPERS_ISSUED: 1}
    assert Paper.objects.of_board(northmere).count() == 3
    issued, gathered = sorted(paper.title for paper in Paper.objects.visible_to(person("joy.okafor")))
    assert (issued, gathered[:15]) == ("One answer for two boards", "Service updates")
    assert PollAnswer.objects.filter(option__poll=Poll.objects.of_board(northmere).answerable().get()).count() == 15


def test_one_meeting_could_never_decide_and_one_lost_its_quorum(northmere):
    decisions = Decision.objects.of_board(northmere)
    by_meeting = [
        {decision.quorate for decision in decisions if decision.meeting_id == meeting.pk}
        for meeting in Meeting.objects.of_board(northmere).held().order_by("date")
    ]
    assert by_meeting == [{True}, {True}, {True, False}, {True}, {False}, {True}, {True}, {True}]
    assert decisions.get(by_email__isnull=False).dissent == "Nadia Rahman, Youth justice"


def test_a_meeting_that_could_never_decide_approved_no_minutes(northmere):
    fifth = Meeting.objects.of_board(northmere).held().order_by("date")[4]
    assert "They wait for a meeting that is quorate." in fifth.items.get(position=2).discussion
    assert not MinutesApproval.objects.filter(decision__meeting=fifth).exists()
    assert fifth.items.get(carried_forward__brought_forward__item__is_standing=True).carried_forward.why == "put_off"


def test_the_register_knows_deputies_departures_and_those_who_stayed_away(northmere):
    latest = Meeting.objects.of_board(northmere).held().first()
    lines = {line.name: line for line in latest.attendees.all()}
    assert lines["Clare Pool"].apologies
    assert not lines["Clare Pool"].movements.exists()
    assert [one.kind for one in lines["Ruth Adeyemi"].movements.all()] == ["arrived"]
    assert [one.kind for one in lines["Dr Amara Sesay"].movements.all()] == ["arrived", "left"]
    assert lines["Marcus Thorne"].apologies
    assert latest.items.exclude(late_reason="").count() == 1


def test_the_next_meeting_waits_for_its_chair(northmere, days):
    coming = Meeting.objects.of_board(northmere).get(date=days.next_meeting)
    proposals = Counter(coming.proposals.values_list("status", flat=True))
    assert proposals == {"proposed": 5, "accepted": 2, "declined": 1, "merged": 1}
    assert coming.items.filter(is_standing=True, brought_forward=None).count() == 4
    kinds = [item.brought_forward.kind for item in coming.items.exclude(brought_forward=None)]
    assert kinds == ["minutes", "matters", "actions", "email_decision"]
    assert Counter(coming.replies.values_list("answer", flat=True)) == {
        Reply.Answer.ATTENDING: 4,
        Reply.Answer.REMOTE: 1,
        Reply.Answer.DEPUTY: 1,
        Reply.Answer.APOLOGIES: 1,
    }
    assert coming.replies.get(through="telephone").replied_by.name == "Priya Nair"


def test_actions_are_in_every_state(northmere):
    states = Counter((action.delivery, action.is_overdue()) for action in Action.objects.of_board(northmere))

    assert {state for state, _ in states} == {"delivered", "on_course", "slipping", "not_started"}
    assert sum(number for (_, overdue), number in states.items() if overdue) == 3


# Figures and reports ------------------------------------------------------------------------------------------------


def test_figures_are_published_and_supplied_up_to_the_latest_quarter(northmere, days):
    quarters = [quarter.code for quarter in days.quarters(15)]
    supplied = Indicator.objects.of_board(northmere).filter(code__regex="^[A-Z]")
    assert Indicator.objects.of_board(northmere).count() == 21
    assert supplied.count() == 11
    for indicator in supplied:
        assert list(indicator.observations.values_list("quarter", flat=True)) == quarters
    assert Observation.objects.of_board(northmere).filter(quarter="2025-Q4").count() >= 10
    missing = Observation.objects.of_board(northmere).filter(quarter=quarters[-1], status="not_supplied")
    assert list(missing.values_list("indicator__code", "value")) == [("CP11", None)]


def test_the_published_table_imported_again_changes_nothing(seeded):
    output, table = io.StringIO(), DATA / "bury_key_performance_data.csv"
    call_command("import_observations", table, board="northmere", year="2025", stdout=output)
    figures = "40 quarterly figures (0 new, 0 revised, 40 unchanged)"
    assert f"10 indicators (0 new, 0 changed), {figures}" in output.getvalue()
    assert "all 10 year figures agree" in output.getvalue()


def test_two_reports_are_issued_with_their_files_and_one_is_a_draft(northmere, days):
    reports = BoardReport.objects.of_board(northmere).order_by("quarter")

    assert [(report.quarter, report.status) for report in reports] == [
        (days.latest_quarter.previous.previous.code, BoardReport.Status.ISSUED),
        (days.latest_quarter.previous.code, BoardReport.Status.ISSUED),
        (days.latest_quarter.code, BoardReport.Status.DRAFT),
    ]
    for report in reports.filter(status=BoardReport.Status.ISSUED):
        data = report.pdf.read_bytes()
        assert (data[:5], hashlib.sha256(data).hexdigest()) == (b"%PDF-", report.pdf_sha256)
        assert report.pdf_pages > 5
    draft = reports.last().narratives.exclude(text="").count()
    assert 0 < draft < reports.first().narratives.exclude(text="").count()


def test_a_report_on_a_quarter_with_data_can_be_made_from_the_command_line(seeded, tmp_path):
    file = tmp_path / "report.pdf"
    call_command("build_report", board="northmere", quarter="2025-Q4", output=file, stdout=io.StringIO())
    assert file.read_bytes()[:5] == b"%PDF-"


# Ledger and mail ----------------------------------------------------------------------------------------------------


def test_the_ledger_holds_and_tells_two_years_in_the_order_of_time(northmere, days):
    output = io.StringIO()
    call_command("verify_ledger", stdout=output)

    told = list(Event.objects.of_board(northmere).order_by("number").values_list("at", flat=True))
    assert output.getvalue().endswith("books are unbroken.\n")
    assert told == sorted(told)
    assert timezone.localdate(told[0]) == days.beginning
    assert timezone.localdate(told[-1]) < timezone.localdate()


def test_nobody_is_written_to_about_history_but_a_few_letters_are_still_owed(seeded):
    owed = Counter(Notification.objects.owed().values_list("kind", flat=True))

    assert Notification.objects.filter(sent_at__lt=timezone.now()).count() > 300
    assert owed == {"agencies/invitation": 1, "audits/return_to_sign": 3}


# The command --------------------------------------------------------------------------------------------------------


def test_it_shows_how_far_it_is_and_keeps_the_list_of_sign_ins(seeded, settings):
    kept = (settings.VAR_DIR / "demo-sign-ins.txt").read_text()

    assert len(re.findall(r"^  \w+ to \w+ \d{4}$", seeded, re.MULTILINE)) >= 8
    assert seeded.endswith(f"\n{kept}")
    assert PASSWORD in kept
    assert len(PASSWORD) >= 15


def test_a_second_time_it_says_that_the_data_are_there(seeded):
    output, people = io.StringIO(), User.objects.count()
    call_command("seed_demo", agreed=True, stdout=output)

    assert output.getvalue() == "The demonstration data are already there.\n"
    assert User.objects.count() == people


def test_it_refuses_where_nobody_said_that_this_is_a_demonstration(seeded, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="Only a demonstration is filled"):
        call_command("seed_demo", stdout=io.StringIO())
