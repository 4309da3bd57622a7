"""What a version, a review and a check must say."""

import datetime as dt

import pytest

from audits.policy_rules import audit_faults, months_fault, review_faults, same_policy, version_faults

TODAY = dt.date(2026, 11, 18)


def on(days):
    return TODAY + dt.timedelta(days=days)


VERSION = {
    "approved_on": on(-10),
    "in_force_on": on(-5),
    "review_due_on": on(700),
    "respond_by": on(56),
    "upload": None,
    "link": "https://example.org",
}


def test_a_version_with_its_days_and_one_text_is_fine():
    assert version_faults(VERSION, TODAY) == {}
    assert version_faults(VERSION | {"upload": "a file", "link": ""}, TODAY) == {}


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("approved_on", on(1), "The day it was approved cannot be in the future."),
        ("approved_on", dt.date(1, 1, 1), "The day it was approved is more than 30 years ago."),
        ("in_force_on", on(-11), "It cannot be in force before it was approved."),
        ("in_force_on", dt.date(9999, 12, 31), "The day it comes into force is more than 10 years ahead."),
        ("respond_by", on(-1), "The day reviews are due is past."),
        ("review_due_on", on(-1), "The day the policy is looked at again is past."),
        ("review_due_on", on(5000), "The day the policy is looked at again is more than 10 years ahead."),
    ],
)
def test_what_is_wrong_with_a_day_is_said_of_it(name, value, fault):
    assert version_faults(VERSION | {"in_force_on": on(2), name: value}, TODAY) == {name: fault}


@pytest.mark.parametrize("changed", [{"link": ""}, {"upload": "a file"}])
def test_a_version_has_one_text(changed):
    fault = "Give the text as a file or as a link, one of the two."

    assert version_faults(VERSION | changed, TODAY) == {"upload": fault}


REVIEW = {
    "outcome": "adopted",
    "words": "",
    "action": "",
    "action_lead": "",
    "action_due_on": None,
    "reviewed_on": on(-1),
    "dissemination": "",
    "disseminated_on": None,
}
GAP = {
    "outcome": "gap",
    "words": "Nights.",
    "action": "Train them",
    "action_lead": "Head of Custody",
    "action_due_on": on(30),
}


def test_each_outcome_with_what_it_needs_is_fine():
    assert review_faults(REVIEW, on(-10), TODAY) == {}
    assert review_faults(REVIEW | {"outcome": "no_change"}, on(-10), TODAY) == {}
    assert review_faults(REVIEW | {"outcome": "amended", "words": "Section 2."}, on(-10), TODAY) == {}
    assert review_faults(REVIEW | {"outcome": "not_applicable", "words": "No children."}, on(-10), TODAY) == {}
    assert review_faults(REVIEW | GAP, on(-10), TODAY) == {}
    assert review_faults(REVIEW | {"dissemination": "Briefing", "disseminated_on": on(-1)}, on(-10), TODAY) == {}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"outcome": "amended"}, {"words": "Say what was amended."}),
        ({"outcome": "not_applicable"}, {"words": "Say why it does not apply to your agency."}),
        (
            {"outcome": "gap"},
            {
                "words": "Say what the gap is.",
                "action": "Say what will be done about the gap.",
                "action_lead": "Say who leads the action.",
                "action_due_on": "Enter the day the action is due.",
            },
        ),
        (GAP | {"action_due_on": on(-1)}, {"action_due_on": "The day the action is due is past."}),
        ({"reviewed_on": on(1)}, {"reviewed_on": "The day of the review cannot be in the future."}),
        (
            {"reviewed_on": on(-11)},
            {"reviewed_on": "This version was approved on 8 November 2026; it cannot be reviewed before."},
        ),
        ({"dissemination": "Briefing"}, {"disseminated_on": "Enter the day staff were told."}),
        ({"disseminated_on": on(-1)}, {"dissemination": "Say how staff were told."}),
        (
            {"dissemination": "Briefing", "disseminated_on": on(1)},
            {"disseminated_on": "The day staff were told cannot be in the future."},
        ),
    ],
)
def test_what_is_missing_from_a_review_is_said_of_its_part(changed, faults):
    assert review_faults(REVIEW | changed, on(-10), TODAY) == faults


CHECK = {"audited_on": on(-1), "next_due_on": on(365), "sample": 26, "complied": 23}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, {}),
        ({"complied": 0}, {}),
        ({"complied": 26}, {}),
        ({"complied": 27}, {"complied": "No more can comply than were looked at."}),
        ({"complied": -1}, {"complied": "No more can comply than were looked at."}),
        ({"sample": 0}, {"sample": "The sample is a whole number from 1 to 30,000."}),
        ({"sample": 30_001}, {"sample": "The sample is a whole number from 1 to 30,000."}),
        ({"audited_on": on(1)}, {"audited_on": "The day of the check cannot be in the future."}),
        ({"next_due_on": on(-1)}, {"next_due_on": "The day of the next check is past."}),
    ],
)
def test_a_check_counts_what_can_be_counted(changed, faults):
    assert audit_faults(CHECK | changed, TODAY) == faults


def test_reviews_are_one_to_sixty_months_apart():
    assert [months for months in (0, 1, 60, 61) if months_fault(months)] == [0, 61]


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Complaints", True),
        ("complaints  POLICY", True),
        ("Complaints policy and procedure", True),
        ("P07", True),
        ("p07", True),
        ("Complaint", False),
        ("P0", False),
        ("", False),
        ("Policy", False),
    ],
)
def test_a_criterion_names_a_policy_by_code_or_title(name, same):
    assert same_policy(name, code="P07", title="Complaints policy") is same
