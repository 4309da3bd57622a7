"""The agency lead: answers a return, alone or with others, in the portal or in a workbook, and hands it over."""

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.workbook import Workbook

EVIDENCE = "A dip sample of 30 records in October found supervision recorded in 28."
STANDARDS = 12
CONFIRM = "Confirm all of this standard"
UNANSWERED = ".criterion:not(:has(input[type=radio]:checked))"


def opens_the_return(lead):
    """From the home page, by what is to be done next."""
    lead.follow("return: Section 11 self-evaluation", "Section 11 self-evaluation")


def completes_the_return(lead):
    """Answer standard after standard until none is left."""
    go_on = lead.main.get_by_role("link", name="Continue", exact=True)
    for _ in range(STANDARDS):
        if go_on.count():
            go_on.click()
            lead.see(lead.page.locator("#standard-form"))
            confirms_what_was_carried_over(lead)
            answers_what_is_open(lead)
            lead.press("Save and return later")
            lead.arrive("Section 11 self-evaluation")
            lead.see_text("Saved.")
    expect(go_on).to_have_count(0)


def confirms_what_was_carried_over(lead):
    """Say of last year's answers on the page that they still hold, all at once."""
    if lead.main.get_by_role("button", name=CONFIRM).count():
        lead.press(CONFIRM)
        expect(lead.main.get_by_role("button", name=CONFIRM)).to_have_count(0)


def answers_what_is_open(lead):
    """Rate every criterion of the page that has no rating, and say how one knows."""
    lead.arrive("")
    lead.turn_narrow()
    was_open = lead.page.locator(UNANSWERED).count()
    while lead.page.locator(UNANSWERED).count():
        code = lead.page.locator(UNANSWERED).first.get_attribute("id")
        criterion = lead.page.locator(f"[id='{code}']")
        lead.choose("Green", within=criterion)
        lead.fill("Evidence", EVIDENCE, within=criterion)
    if was_open and lead.scripts:
        expect(lead.page.locator("#save-status")).to_contain_text("Draft saved at")


def hands_it_over(lead):
    """Check the answers and hand the return to the signatory; from then on it cannot be changed."""
    lead.follow("Check answers", "Check the answers")
    lead.turn_narrow()
    lead.press("Hand to the signatory")
    lead.see_text("Awaiting sign-off")
    expect(lead.main.get_by_role("link", name="Continue", exact=True)).to_have_count(0)


# A new round ----------------------------------------------------------------------------------------------------------


def reads_what_the_board_says(lead, title, until, reason, word, message):
    """The new round on the home page, and on its own the day that holds for this agency, and the board's words."""
    lead.main.get_by_role("link", name=f"return: {title}").click()
    lead.arrive(title)
    dates = lead.main.get_by_role("region", name="Dates")
    expect(dates).to_contain_text(f"{until:%A %-d %B %Y}")
    expect(dates).to_contain_text(f"More time, given by Sam Whitlock on {timezone.localdate():%-d %B}: {reason}")
    lead.see(lead.main.get_by_text(word))
    lead.see(lead.main.get_by_role("region", name="From the board").get_by_text(message))
    lead.look_closely()


# Shared with a contributor --------------------------------------------------------------------------------------------


def gives_a_standard(lead, person, standard, note):
    """Give it to a contributor, who must be chosen; the table of who has what says so."""
    lead.follow("Who answers what", "Who answers what")
    lead.tick(standard)
    lead.fill("What you would like of them", note)
    lead.press("Give the standards")
    lead.see_error("Contributor", "Choose a contributor.")
    expect(lead.main.get_by_role("checkbox", name=standard)).to_be_checked()
    lead.look_closely()
    lead.field("Contributor").select_option(label=person)
    lead.press("Give the standards")
    lead.see_text(f"1 standard given to {person}, who is told.")
    row = lead.main.get_by_role("row").filter(has=lead.page.get_by_role("rowheader", name=standard))
    expect(row).to_contain_text(f"{person} since {timezone.localdate():%-d %b %Y}: “{note}”")


def sees_what_came_back(lead, person, standard, words):
    """The standard is complete on the return's page; its last answer says what the contributor wrote."""
    lead.come_back()
    opens_the_return(lead)
    line = lead.main.get_by_role("listitem").filter(has_text=standard)
    expect(line).to_contain_text(f"{person} handed it back on {timezone.localdate():%-d %B}")
    expect(line).to_contain_text("Completed")
    lead.follow(standard, standard)
    last = lead.page.locator(".criterion").last
    expect(lead.field("Evidence", within=last)).to_have_value(words)


def attaches_from_the_library(lead, title):
    """Put what the agency holds already beside the last answer of the page."""
    last = lead.page.locator(".criterion").last
    code = last.get_attribute("id")
    lead.press(f"Add a file or link to {code}")
    lead.arrive("Add a file or link")
    lead.press("Use this one")
    lead.see_error("Evidence your agency already holds", "Choose an item of evidence.")
    lead.look_closely()
    wanted = lead.main.get_by_role("option").filter(has_text=title).first
    lead.field("Evidence your agency already holds").select_option(value=wanted.get_attribute("value"))
    lead.press("Use this one")
    lead.see_text(f"“{title}” was added to {code}.")
    lead.see(last.get_by_role("link", name=title))


# Away from the portal -------------------------------------------------------------------------------------------------


def goes_offline(lead):
    opens_the_return(lead)
    lead.follow("Work offline in Excel", "Work offline in Excel")


def takes_the_workbook(lead, path) -> Workbook:
    """Download the return as it is now to `path`."""
    with lead.page.expect_download() as waiting:
        lead.main.get_by_role("link", name="Download the workbook").click()
    waiting.value.save_as(path)
    return Workbook(path)


def brings_it_back(lead, book):
    lead.field("The workbook you filled in").set_input_files(book.path)
    lead.press("Read the workbook")


def is_told_of_the_cell(lead, name, problem):
    """The one problem is named by its cell."""
    lead.arrive("Work offline in Excel")
    lead.see(lead.main.get_by_role("heading", name=f"“{name}” was not taken: 1 problem"))
    expect(lead.main.get_by_role("alert").get_by_role("listitem")).to_have_text([problem])
    lead.look_closely()


def sees_the_changes(lead, changes):
    """(where, before, after) of each line; nothing is saved yet."""
    lead.arrive("What the workbook changes")
    lead.see_text("Nothing is saved yet.")
    lines = lead.page.locator(".offline__line")
    expect(lines).to_have_count(len(changes))
    for line, (place, before, after) in zip(lines.all(), changes, strict=True):
        expect(line.locator(".govuk-hint")).to_have_text(f"{place}.")
        expect(line.locator(".differ__one").first).to_contain_text(before)
        expect(line.locator(".differ__one").last).to_contain_text(after)
    lead.look_closely()


def saves_the_changes(lead):
    lead.press("Save these changes")
    lead.arrive("Section 11 self-evaluation")
    lead.see_text("What the workbook changed is saved.")


def finds_it_saved(lead, standard, code, words):
    """What was written in the workbook stands on the page."""
    lead.follow(standard, standard)
    expect(lead.field("Evidence", within=lead.page.locator(f"[id='{code}']"))).to_have_value(words)


# Sent back ------------------------------------------------------------------------------------------------------------


def reads_why_it_came_back(lead, reason):
    """The reason, above the standards, from the home page on."""
    lead.follow("Mend", "Section 11 self-evaluation")
    lead.see_text("sent the return back on")
    lead.see(lead.main.get_by_text(reason))
    lead.see_text("Its comments stand beside the answers they are about.")
    lead.look_closely()


def mends_what_was_asked(lead, standard, code, comment, words):
    """The comment stands beside the answer it is about, and beside no other."""
    lead.follow(standard, standard)
    lead.see(lead.page.locator(f"[id='{code}']").get_by_text(comment))
    expect(lead.main.get_by_text(comment)).to_have_count(1)
    lead.look_closely()
    lead.fill("Evidence", words, within=lead.page.locator(f"[id='{code}']"))
    lead.press("Save and return later")
    lead.see_text("Saved.")
