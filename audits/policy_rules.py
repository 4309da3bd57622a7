"""What a version, a review and a check must say to be kept: plain rules, asked by the form and again by the operation.

Each takes the values by name and returns {name of the value: what is wrong with it, in a sentence}; a value that is
missing because the form could not read it is left to the form.
"""

import datetime as dt

LONGEST_MEMORY = dt.timedelta(days=365 * 30)
FARTHEST_AHEAD = dt.timedelta(days=365 * 10)
MOST_MONTHS = 60
LARGEST_SAMPLE = 30_000


def version_faults(details: dict, today: dt.date) -> dict[str, str]:
    """What is wrong with a version's days, and with its text: a file or a link, one of the two."""
    approved, in_force = details.get("approved_on"), details.get("in_force_on")
    faults = {
        "approved_on": _past(approved, today, "The day it was approved"),
        "in_force_on": _ahead(in_force, today - LONGEST_MEMORY, today, "The day it comes into force"),
        "review_due_on": _ahead(details.get("review_due_on"), today, today, "The day the policy is looked at again"),
        "respond_by": _ahead(details.get("respond_by"), today, today, "The day reviews are due"),
    }
    if approved and in_force and in_force < approved:
        faults["in_force_on"] = "It cannot be in force before it was approved."
    if bool(details.get("upload")) == bool(details.get("link")):
        faults["upload"] = "Give the text as a file or as a link, one of the two."
    return _found(faults)


def review_faults(details: dict, approved_on: dt.date, today: dt.date) -> dict[str, str]:
    """What is missing from a review for its outcome, and what is wrong with its days."""
    reviewed, told = details.get("reviewed_on"), details.get("disseminated_on")
    faults = {
        "reviewed_on": _past(reviewed, today, "The day of the review"),
        "disseminated_on": _past(told, today, "The day staff were told"),
    }
    if reviewed and reviewed < approved_on:
        faults["reviewed_on"] = f"This version was approved on {_day(approved_on)}; it cannot be reviewed before."
    if told and not details.get("dissemination"):
        faults["dissemination"] = "Say how staff were told."
    if details.get("dissemination") and told is None and "disseminated_on" in details:
        faults["disseminated_on"] = "Enter the day staff were told."
    return _found(faults | _outcome_faults(details, today))


NEEDS_WORDS = {
    "amended": "Say what was amended.",
    "not_applicable": "Say why it does not apply to your agency.",
    "gap": "Say what the gap is.",
}


def _outcome_faults(details, today):
    outcome = details.get("outcome")
    faults = {}
    if outcome in NEEDS_WORDS and not details.get("words"):
        faults["words"] = NEEDS_WORDS[outcome]
    if outcome != "gap":
        return faults
    faults["action_due_on"] = _ahead(details.get("action_due_on"), today, today, "The day the action is due")
    for name, sentence in {
        "action": "Say what will be done about the gap.",
        "action_lead": "Say who leads the action.",
        "action_due_on": "Enter the day the action is due.",
    }.items():
        if not details.get(name) and name in details:
            faults[name] = sentence
    return faults


def audit_faults(details: dict, today: dt.date) -> dict[str, str]:
    """What is wrong with an adherence check's counts and days."""
    audited, following = details.get("audited_on"), details.get("next_due_on")
    sample, complied = details.get("sample"), details.get("complied")
    faults = {
        "audited_on": _past(audited, today, "The day of the check"),
        "next_due_on": _ahead(following, today, today, "The day of the next check"),
    }
    if sample is not None and not 1 <= sample <= LARGEST_SAMPLE:
        faults["sample"] = f"The sample is a whole number from 1 to {LARGEST_SAMPLE:,}."
    elif sample is not None and complied is not None and not 0 <= complied <= sample:
        faults["complied"] = "No more can comply than were looked at."
    return _found(faults)


def months_fault(months) -> str:
    """What is wrong with the months between two reviews, or nothing."""
    return "" if 1 <= months <= MOST_MONTHS else f"Reviews are 1 to {MOST_MONTHS} months apart."


def _past(day, today, what):
    if day and day > today:
        return f"{what} cannot be in the future."
    return f"{what} is more than 30 years ago." if day and day < today - LONGEST_MEMORY else ""


def _ahead(day, earliest, today, what):
    if day and day < earliest:
        return f"{what} is past." if earliest == today else f"{what} is more than 30 years ago."
    return f"{what} is more than 10 years ahead." if day and day > today + FARTHEST_AHEAD else ""


def _found(faults):
    return {name: sentence for name, sentence in faults.items() if sentence}


def _day(day):
    return f"{day.day} {day:%B %Y}"


def same_policy(name: str, code: str, title: str) -> bool:
    """Whether a criterion's linked policy (a code or a title, as the framework has it) means the policy of that code
    and title. Capitals, spaces and a closing "policy" or "procedure" do not matter."""
    wanted = _plain(name)
    return bool(wanted) and wanted in (_plain(code), _plain(title))


def _plain(name):
    words = " ".join(name.casefold().split())
    for ending in (" policy and procedure", " policy", " procedures", " procedure"):
        words = words.removesuffix(ending)
    return words
