"""Standing items of a group's file that cannot be read: each is named with its line."""

from textwrap import dedent

import pytest

from agencies.group_file import read_group
from agencies.tests.test_import_group import HEAD, TERMS
from lscb_portal.lib.document import FileProblems


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "{title: Audits, every: 2}",
            "“from” is missing: the day from which every second or third meeting is counted.",
        ),
        ("{title: Audits, every: 9, from: 2026-10-01}", "“every” is 9; it should be from 1 to 6."),
        ("{title: Audits, months: [Marsh]}", "“months” cannot be read: “Marsh” is not a month."),
        (
            "{title: A, months: [March], quarter_of: [March]}",
            "say “every”, “months” or “quarter_of”, and only one of them.",
        ),
        ("{title: Audits, purpose: sing}", "“purpose” is “sing”; it should be one of: decide, discuss, assure, note."),
        ("{titel: Audits}", "“title” is missing."),
        ("7", "should be a list of words and values."),
    ],
)
def test_a_standing_item_that_cannot_be_read_is_named_with_its_line(entry, said):
    terms = TERMS.replace("[Risks, Actions]", f"[Risks, {entry}]")

    with pytest.raises(FileProblems) as refusal:
        read_group(dedent(HEAD) + dedent(terms))
    assert any(line.startswith("Line 7:") and said in line for line in refusal.value.problems)
