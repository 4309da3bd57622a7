"""manage.py quorum: would these make a quorum? The rules that boards have, and what is said of what is not known."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.tests.factories import AgencyFactory, GroupFactory, LegalBodyFactory, QuorumRuleFactory, SeatFactory


def at_least(number, of):
    return {"clauses": [{"kind": "at_least", "number": number, "of": of}]}


PARTNERS = {
    "clauses": [
        {
            "kind": "slots",
            "slots": [
                {"name": "Council", "of": {"kinds": ["la_social_care"]}},
                {"name": "Police", "of": {"kinds": ["police"]}},
                {"name": "Health", "of": {"kinds": ["nhs_commissioner", "nhs_provider"]}},
            ],
        }
    ]
}


def run(present, group="qapm", **options):
    """The exit status and the lines that the command prints."""
    out = StringIO()
    try:
        call_command("quorum", group=group, present=present, stdout=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def refusal(present, group="qapm", **options):
    """The exit status and the sentence with which the command ends."""
    with pytest.raises(CommandError) as refused:
        call_command("quorum", group=group, present=present, **options)
    return refused.value.returncode, str(refused.value)


@pytest.fixture
def seated(group, police, hospital, council, probation):
    """The four agencies have a seat each; police and council are statutory partners."""
    for agency in (police, hospital, council, probation):
        SeatFactory(group=group, agency=agency)
    return group


def test_at_least_three_agencies(seated):
    assert run("Police, acute trust, Probation") == (
        0,
        [
            "Quorate",
            "  met: At least 3 agencies must be there. 3 agencies here, 3 needed.",
            "  Without any one of these there is no quorum: Acute trust, Police, Probation.",
        ],
    )
    assert run("Police, Probation") == (
        1,
        [
            "Not quorate",
            "  not met: At least 3 agencies must be there. 2 agencies here, 3 needed. "
            "One more is needed: Acute trust or Children's Services.",
        ],
    )


def test_at_least_three_statutory_agencies(seated, hospital):
    QuorumRuleFactory(group=seated, version=2, rule=at_least(3, {"statutory": True}))

    status, lines = run("Police, Children’s Services, Probation")
    assert status == 1
    assert "not met: At least 3 statutory partners must be there. 2 statutory partners here, 3 needed." in lines[1]
    hospital.is_statutory_partner = True
    hospital.save()
    assert run("Police, Children’s Services, Acute trust")[0] == 0


def test_three_partners_where_another_health_trust_may_fill_the_health_seat(seated):
    QuorumRuleFactory(group=seated, version=2, rule=PARTNERS)
    SeatFactory(group=seated, agency=AgencyFactory(name="Mere Integrated Care Board", kind="nhs_commissioner"))

    status, lines = run("Police, Children's Services, Probation")
    assert status == 1
    assert lines[1].endswith("One more is needed: Acute trust or Mere Integrated Care Board.")
    assert "2 of 3 places filled: Council and Police; nobody for Health." in lines[1]
    for health in ("Acute trust", "Mere Integrated Care Board"):
        assert run(f"Police, Children's Services, {health}")[0] == 0


def test_the_chairs_discretion_does_not_make_a_quorum(seated):
    QuorumRuleFactory(group=seated, version=2, rule=at_least(3, {"all": True}) | {"chair_discretion": True})

    assert run("Police")[0] == 1


def test_departments_of_one_council_count_once(seated, council):
    SeatFactory(group=seated, agency=AgencyFactory(name="Housing", legal_body=council.legal_body))

    status, lines = run("Housing, Children's Services, Police")

    assert status == 1
    assert "Children's Services and Housing are one legal body and count once." in lines[1]


def test_a_name_may_hold_a_comma(seated):
    SeatFactory(group=seated, agency=AgencyFactory(name="Probation Service, Wexshire", legal_body=LegalBodyFactory()))

    assert run("Police, Probation Service, Wexshire, Acute trust")[0] == 0


def test_an_agency_named_twice_counts_once(seated):
    assert run("Police, Northmere Police, POLICE")[0] == 1


def test_an_agency_without_a_seat_is_counted_and_named(group, police, hospital, council):
    assert run("Police, Acute trust, Children's Services") == (
        0,
        [
            "Quorate",
            "  met: At least 3 agencies must be there. 3 agencies here, 3 needed.",
            "  Without any one of these there is no quorum: Acute trust, Children's Services, Police.",
            "  Northmere Police has no seat in QAPM; it is counted as if it had one.",
            "  Mere Hospitals NHS Trust has no seat in QAPM; it is counted as if it had one.",
            "  Northmere Children's Services has no seat in QAPM; it is counted as if it had one.",
        ],
    )


def test_another_day_has_its_own_rule_and_seats(seated):
    QuorumRuleFactory(group=seated, version=2, rule=at_least(1, {"all": True}), in_force_from="2030-01-01")

    assert [run("Police", on=day)[0] for day in ("2026-11-18", "2030-01-01")] == [1, 0]


def test_what_is_not_known_is_said_and_ends_with_2(seated, stranger):
    assert refusal("Police, Navy") == (
        2,
        "“Navy” is not the name of an agency of the board. The agencies are: Mere Hospitals NHS Trust, "
        "Northmere Children's Services, Northmere Police, Northmere Probation.",
    )
    assert refusal("Police", group="qpam") == (2, "There is no group “qpam”. The groups are: qapm.")
    assert refusal("Police", board="nowhere") == (
        2,
        "There is no board “nowhere”. The boards are: northmere, westvale.",
    )
    assert refusal("Police", on="tomorrow") == (2, "“tomorrow” is not a day. Write it as 2026-11-18.")
    assert refusal("Police", on="2019-01-01") == (
        2,
        "QAPM of Northmere Safeguarding Children Board has no quorum rule on 1 January 2019.",
    )


def test_a_word_that_several_boards_use_needs_the_board(seated, stranger):
    GroupFactory(board=stranger.board_roles.get().board, slug="qapm")

    assert refusal("Police") == (2, "Several boards have a group “qapm”: northmere, westvale. Say which with --board.")
    assert run("Police", board="northmere")[0] == 1
