"""Somebody of a small voluntary organisation, who answers the short set on a telephone."""

from playwright.sync_api import expect

STANDARD = "Listening to children"
ASKED = ["ST03.2"]
EVIDENCE = "Nine of our eleven groups asked their young people in the autumn; four changed their hours."
IMPACT = "The evening group now begins at six, as they asked."


def opens_the_short_set(volunteer):
    """From the home page; the return says how much is asked and why."""
    volunteer.follow("Answer Voluntary sector’s return", "Section 11 self-evaluation")
    volunteer.see_text("15 criteria: the short set for small organisations")


def opens_the_standard(volunteer):
    """Only what the short set has of it is asked."""
    volunteer.follow(STANDARD, STANDARD)
    expect(volunteer.page.locator(".criterion__c")).to_have_text(ASKED)


def answers_it(volunteer):
    volunteer.choose("Green")
    volunteer.fill("Evidence", EVIDENCE)
    volunteer.fill("Impact on children", IMPACT)


def comes_back_to_what_was_typed(volunteer):
    """With scripts it is saved while they type, and without when they press the button."""
    if volunteer.scripts:
        expect(volunteer.page.locator("#save-status")).to_contain_text("Draft saved at")
        volunteer.page.reload()
        volunteer.arrive(STANDARD)
    else:
        saves_and_leaves(volunteer)
        volunteer.follow(STANDARD, STANDARD)
    expect(volunteer.main.get_by_role("radio", name="Green", exact=True)).to_be_checked()
    expect(volunteer.field("Evidence")).to_have_value(EVIDENCE)
    expect(volunteer.field("Impact on children")).to_have_value(IMPACT)


def saves_and_leaves(volunteer):
    """The return's page counts it as complete."""
    volunteer.press("Save and return later")
    volunteer.arrive("Section 11 self-evaluation")
    line = volunteer.main.get_by_role("listitem").filter(has_text=STANDARD)
    expect(line).to_contain_text("1 of 1 answered")
    expect(line).to_contain_text("Completed")
