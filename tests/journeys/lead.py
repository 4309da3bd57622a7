"""The agency lead: answers what is still open in the return and hands it over."""

from playwright.sync_api import expect

EVIDENCE = "A dip sample of 30 records in October found supervision recorded in 28."
STANDARDS = 12
CONFIRM = "Confirm all of this standard"
UNANSWERED = ".criterion:not(:has(input[type=radio]:checked))"


def opens_the_return(lead):
    """From the home page, by what is to be done next."""
    lead.follow("Answer Police’s return", "Section 11 self-evaluation")


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
