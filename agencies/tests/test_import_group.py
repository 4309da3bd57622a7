"""manage.py import_group: a group from a file, every mistake named by its line, all of it or nothing."""

import datetime as dt
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agencies.group_file import read_group
from agencies.models import Event, Group, Seat, SeatRole, User
from agencies.operations.group_import import import_group
from agencies.tests.asserting import denied, verbs
from agencies.tests.factories import GroupFactory, SeatFactory, UserFactory
from lscb_portal.lib.document import FileProblems

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "group.example.yaml"
HEAD = """\
    board: northmere
    group: {slug: executive, name: Partnership Executive, short_name: Executive, kind: task_group, meetings_a_year: 6}
    """
TERMS = """\
    terms:
      purpose: To decide.
      membership: Three partners.
      delegated_authority: Audits.
      standing_items: [Risks, Actions]
      attendance: 80
      agreed_by: Strategic Board
      agreed_on: 2026-09-16
      meeting: September meeting
      minute: SB/2026/31
      review_on: 2028-09-16
    """
QUORUM = """\
    quorum:
      in_force_from: 2026-10-01
      clauses:
        - {kind: at_least, number: 2, of: {agencies: [police, "Children’s Services"]}}
        - kind: slots
          slots:
            - {name: Health, of: {kinds: [nhs_provider]}}
            - {name: Law, of: {agencies: [Northmere Police]}}
      chair_discretion: true
    """


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel(dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def load(tmp_path, police, hospital, council):
    """A function that loads a file made of these parts, and returns what the command printed."""

    def loaded(*parts, **options):
        path = tmp_path / "group.yaml"
        path.write_text("".join(dedent(part) for part in parts), encoding="utf-8")
        out = StringIO()
        call_command("import_group", path, stdout=out, **options)
        return out.getvalue().splitlines()

    return loaded


@pytest.fixture
def problems(load, tmp_path):
    """A function that returns what is wrong with such a file, without its path; nothing of it may be saved."""

    def wrong(*parts):
        events = Event.objects.count()
        with pytest.raises(CommandError) as refusal:
            load(*parts)
        assert Event.objects.count() == events
        assert not Group.objects.filter(slug="executive").exists()
        return [line.strip() for line in str(refusal.value).splitlines()[1:]]

    return wrong


def the_group():
    return Group.objects.get(slug="executive")


def test_a_group_with_terms_and_rule_is_loaded(load, police, council):
    assert load(HEAD, TERMS, QUORUM) == [
        "Partnership Executive: added to Northmere Safeguarding Children Board.",
        "Terms of reference: version 1 entered.",
        "Quorum rule: version 1 entered.",
    ]

    group = the_group()
    terms, rule = group.terms, group.quorum_rule
    assert (group.name, group.short_name, group.kind, group.meetings_a_year) == (
        "Partnership Executive",
        "Executive",
        "task_group",
        6,
    )
    assert (terms.purpose, terms.standing_items, terms.attendance, terms.agreed_on, terms.minute_reference) == (
        "To decide.",
        ["Risks", "Actions"],
        80,
        dt.date(2026, 9, 16),
        "SB/2026/31",
    )
    assert (terms.agreed_meeting, terms.agenda_notice, terms.entered_by) == (
        "September meeting",
        10,
        User.objects.system(),
    )
    assert rule.in_force_from == dt.date(2026, 10, 1)
    assert rule.rule == {
        "clauses": [
            {"kind": "at_least", "number": 2, "of": {"agencies": [str(police.uid), str(council.uid)]}},
            {
                "kind": "slots",
                "slots": [
                    {"name": "Health", "of": {"kinds": ["nhs_provider"]}},
                    {"name": "Law", "of": {"agencies": [str(police.uid)]}},
                ],
            },
        ],
        "count_by": "legal_body",
        "one_person_many_agencies": False,
        "if_inquorate": "note_only",
        "chair_discretion": True,
    }
    assert verbs(group) == ["group.added", "terms_of_reference.agreed", "quorum_rule.set"]


TURNS = """\
      standing_items:
        - Risks
        - {title: Audits, purpose: decide, minutes: 25, lead: The chair, every: 2, from: 2026-10-01}
        - {title: Annual report, quarter_of: [March]}
        - {title: Budget, months: [March, September]}
      closing_items:
        - {title: Close, minutes: 5}
    """


def test_standing_items_have_their_turns_and_a_plain_title_is_every_meeting(load):
    terms = TERMS.replace("      standing_items: [Risks, Actions]\n", TURNS.rstrip(" "))
    load(HEAD, terms)

    found = the_group().terms
    assert found.standing_items == [
        "Risks",
        {
            "title": "Audits",
            "purpose": "decide",
            "minutes": 25,
            "lead": "The chair",
            "every": 2,
            "from": "2026-10-01",
        },
        {"title": "Annual report", "quarters": [1]},
        {"title": "Budget", "months": [3, 9]},
    ]
    assert found.closing_items == ["Close"]
    assert load(HEAD, terms)[1] == "Terms of reference: version 1, unchanged."


def test_the_same_file_twice_changes_nothing(load):
    load(HEAD, TERMS, QUORUM)
    events = Event.objects.count()

    assert load(HEAD, TERMS, QUORUM) == [
        "Partnership Executive: unchanged.",
        "Terms of reference: version 1, unchanged.",
        "Quorum rule: version 1, unchanged.",
    ]
    assert Event.objects.count() == events


def test_what_was_changed_is_the_next_version_and_the_rest_stays(load):
    load(HEAD, TERMS, QUORUM)

    renamed = HEAD.replace("name: Partnership Executive", "name: Executive Group")
    done = load(renamed, TERMS.replace("Audits.", "Audits and reviews."), QUORUM)

    assert done == [
        "Executive Group: name or number of meetings changed.",
        "Terms of reference: version 2 entered.",
        "Quorum rule: version 1, unchanged.",
    ]
    assert [terms.delegated_authority for terms in the_group().terms_of_reference.all()] == [
        "Audits.",
        "Audits and reviews.",
    ]
    assert load(HEAD, QUORUM.replace("number: 2", "number: 1"))[1:] == ["Quorum rule: version 2 entered."]


def test_looking_first_changes_nothing(load):
    events = Event.objects.count()

    assert load(HEAD, TERMS, check=True) == [
        "Nothing was changed. Without --check this would be done:",
        "Partnership Executive: added to Northmere Safeguarding Children Board.",
        "Terms of reference: version 1 entered.",
    ]
    assert (Event.objects.count(), Group.objects.filter(slug="executive").exists()) == (events, False)


def test_the_example_of_the_guide_is_loaded(board):
    out = StringIO()
    call_command("import_group", EXAMPLE, stdout=out)

    assert out.getvalue().splitlines() == [
        "Safeguarding Partnership Executive: added to Northmere Safeguarding Children Board.",
        "Terms of reference: version 1 entered.",
        "Quorum rule: version 1 entered.",
    ]
    assert Group.objects.get(slug="partnership").quorum_rule.rule["if_inquorate"] == "ratify_later"


# Seats ----------------------------------------------------------------------------------------------------------------

SEATS = """\
    seats:
      - {person: ruth@example.org, role: deputy, deputy_for: Clare@example.org, agency: Acute trust}
      - {person: clare@example.org, agency: Acute trust, job_title: Matron, starts_on: 2026-11-01}
      - {person: tom@example.org, role: adviser}
    """


@pytest.fixture
def people(db):
    return [UserFactory(email=f"{name}@example.org", name=name.title()) for name in ("ruth", "clare", "tom")]


def test_seats_are_given_once(load, people, hospital):
    assert load(HEAD, SEATS)[-1] == "Seats: 3 given, 0 as they were."
    assert load(HEAD, SEATS)[-1] == "Seats: 0 given, 3 as they were."

    ruth, clare, tom = (Seat.objects.get(person=person) for person in people)
    assert (ruth.role, ruth.deputy_for, ruth.agency) == (SeatRole.DEPUTY, clare, hospital)
    assert (clare.role, clare.job_title, clare.starts_on) == (SeatRole.MEMBER, "Matron", dt.date(2026, 11, 1))
    assert (tom.role, tom.agency) == (SeatRole.ADVISER, None)
    assert verbs(clare) == ["seat.given"]


def test_a_seat_that_is_refused_undoes_the_whole_file(problems, load, board, people):
    chaired = dedent(SEATS) + "  - {person: tom@example.org, role: chair, agency: Police}\n"
    group = GroupFactory(board=board, slug="other", short_name="Other")
    SeatFactory(group=group, role=SeatRole.CHAIR)
    head = HEAD.replace("slug: executive", "slug: other").replace("kind: task_group", "kind: sub_group")

    with pytest.raises(CommandError, match="chairs Executive. End that seat first."):
        load(head, TERMS, chaired)

    group.refresh_from_db()
    assert (group.short_name, group.terms, group.seats.count()) == ("Other", None, 1)


def test_a_deputy_needs_a_member(load, people):
    alone = "seats:\n  - {person: ruth@example.org, role: deputy, deputy_for: clare@example.org}\n"

    with pytest.raises(CommandError, match="Line 4: Clare has no seat in Executive to stand in for."):
        load(HEAD, alone)
    assert not Group.objects.filter(slug="executive").exists()


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_every_mistake_is_named_with_its_line(problems):
    assert problems(
        """\
        board: northmere
        group:
          slug: exec utive
          name: Executive
          kind: army
          short: E
        terms:
          purpose: To decide.
          membership:
          delegated_authority: Audits.
          agreed_by: Strategic Board
          agreed_on: 2026-02-30
          review_on: soon
          attendance: 101
        quorum:
          clauses:
            - kind: at_least
              number: 0
              of: all
            - kind: slots
              slots:
                - {name: Health, of: {kinds: [navy]}}
            - {kind: at_least, number: 3, of: {agencies: [Police]}}
            - {kind: share, of: all}
          count_by: head
        seats:
          - role: deputy
          - {person: a@example.org, role: king}
        """
    ) == [
        "Line 3: “short_name” is missing.",
        "Line 3: “slug” may hold letters, digits, hyphens and underscores only.",
        "Line 5: “kind” is “army”; it should be one of: strategic, sub_group, task_group.",
        "Line 6: “short” is not a word of this file.",
        "Line 9: “membership” is missing.",
        "Line 12: “agreed_on” should be a day, for example 2026-09-16.",
        "Line 13: “review_on” should be a day, for example 2026-09-16.",
        "Line 14: “attendance” is 101; it should be from 1 to 100.",
        "Line 17: A clause needs a whole number of agencies, 1 or more.",
        "Line 22: “kinds” names “navy”, which is not a kind of agency: la_social_care, la_other, district, "
        "nhs_commissioner, nhs_provider, gp, police, probation, yot, secure, school_college, early_years, cafcass, "
        "fire, vcs, commissioned.",
        "Line 23: A clause asks for 3 agencies and names only 1.",
        "Line 24: A clause is of one of these kinds: at_least, slots, fraction.",
        "Line 25: “count_by” is “head”; it should be one of: legal_body, agency.",
        "Line 27: “person” is missing.",
        "Line 27: “role” is deputy: say whose, by e-mail address, under “deputy_for”.",
        "Line 28: “role” is “king”; it should be one of: chair, vice_chair, member, deputy, adviser, observer.",
    ]


def test_agencies_and_people_who_are_not_there_are_named_with_their_line(problems, people):
    quorum = QUORUM.replace("[police,", "[Navy,").replace("[Northmere Police]", "[Westvale Police]")

    assert problems(HEAD, quorum, SEATS.replace("tom@", "thomas@").replace("Acute trust}", "Army}")) == [
        "Line 6: “Navy” is not the name of an agency of the board.",
        "Line 10: “Westvale Police” is not the name of an agency of the board.",
        "Line 13: “Army” is not the name of an agency of the board.",
        "Line 15: nobody with the address “thomas@example.org” has an account. Invite them first.",
    ]


def test_a_name_that_two_agencies_have_is_asked_for_in_full(problems, police, hospital):
    for agency in (police, hospital):
        agency.short_name = "Trust"
        agency.save()

    (problem,) = problems(HEAD, QUORUM.replace("[police,", "[Trust,"))

    assert problem == "Line 6: “Trust” may be Mere Hospitals NHS Trust or Northmere Police. Write the full name."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("board: [", "This is not YAML"),
        ("- board: northmere", "should be a list of words and values"),
        ("board: &a northmere\ngroup: *a", "stands for another part of the file"),
        ("board: westvale\ngroup: {slug: a, name: A, short_name: A, kind: sub_group}", "there is no board “westvale”"),
        (
            "board: northmere\ngroup: {slug: a, name: A, short_name: A, kind: sub_group}\nquorum: {clauses: []}",
            "Line 3:",
        ),
    ],
)
def test_a_file_that_is_none_is_refused(problems, text, said):
    assert any(said in problem for problem in problems(text))


def test_the_kind_of_a_group_does_not_change(load):
    load(HEAD)

    with pytest.raises(CommandError, match="Executive is a task group, and its kind does not change."):
        load(HEAD.replace("task_group", "strategic"))


def test_a_path_without_a_file_is_said():
    with pytest.raises(CommandError, match="nowhere.yaml cannot be read: No such file or directory."):
        call_command("import_group", "nowhere.yaml")


def test_only_the_portal_and_who_manages_the_board_load_groups(chair, stranger, board):
    from agencies.group_file import look_up

    found = look_up(read_group(dedent(HEAD)))
    for somebody in (chair, stranger):
        with denied():
            import_group(found, by=somebody)


def test_a_file_is_read_whole_or_not_at_all():
    with pytest.raises(FileProblems) as found:
        read_group("quorum: {}")
    assert found.value.problems == [
        "Line 1: “board” is missing.",
        "Line 1: “group” is missing.",
        "Line 1: “clauses” should hold at least one clause.",
    ]
