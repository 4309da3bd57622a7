"""A contributor: answers the standard that the lead gave, and hands it back."""

from playwright.sync_api import expect

from tests.journeys import lead

WORDS = "All 14 supervisors were asked in October; 12 had met each of their staff within six weeks."


def answers_what_was_given(contributor, giver, standard, note):
    """Find the standard with the lead's words on the return's page, confirm what holds, and put the last one anew."""
    lead.opens_the_return(contributor)
    given = contributor.main.get_by_role("listitem").filter(has_text=standard)
    expect(given).to_contain_text(f"Given to you by {giver}: “{note}”")
    contributor.follow(standard, standard)
    lead.confirms_what_was_carried_over(contributor)
    last = contributor.page.locator(".criterion").last
    contributor.fill("Evidence", WORDS, within=last)


def hands_it_back(contributor, standard):
    """From then on the contributor reads it and changes nothing."""
    contributor.press("Save and hand back to the lead")
    contributor.see_text("You have handed standard 9 back. The lead is told.")
    back = contributor.main.get_by_role("listitem").filter(has_text=standard).filter(has_text="You handed it back on")
    expect(back).to_contain_text("Completed")
    contributor.follow(standard, "The answers")
