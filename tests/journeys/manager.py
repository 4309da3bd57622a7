"""The business manager: plans a round, opens and follows it, and gives the signed report to the Board."""

import datetime as dt

from playwright.sync_api import expect

MESSAGE = "This year we look at how children were heard. Come to the surgery on Tuesdays."
REASON = "The named nurse is away until the middle of the month."
WORD = "The form is open. Begin with the standard you know best."

# The plan of a round --------------------------------------------------------------------------------------------------


def begins_with_a_copy(manager, title):
    """Copy this year's round, a year on, and give it a title of its own."""
    manager.go_to("Self-evaluation", "Self-evaluation")
    manager.follow("Plan a round", "Plan a round")
    manager.main.get_by_role("radio", name="A copy of Section 11 self-evaluation").first.check()
    manager.press("Begin")
    manager.arrive("What is asked")
    manager.fill("Title", title)
    goes_on(manager)
    manager.follow("Change agencies asked", "Agencies asked")


def goes_on(manager, to="Check the round"):
    """Finish a step; where every other is filled in, the check of the whole follows."""
    continue_button(manager).click()
    manager.arrive(to)


def continue_button(manager):
    """The visible one; Enter presses one that stands before the fields."""
    return manager.main.get_by_role("button", name="Continue").and_(manager.page.locator(":not([aria-hidden])"))


def asks_only(manager, agencies):
    """Leave all agencies out but these. Those of the other board wait for its own manager to share the round."""
    for box in manager.main.get_by_role("checkbox").all():
        box.uncheck()
    for agency in agencies:
        manager.tick(agency)
    goes_on(manager)


def makes_it_due_before_it_opens(manager):
    """Mistake a date. The step says so beside the field and keeps what was typed; return the day that was right."""
    manager.follow("Change dates", "Dates")
    due = manager.field("Due")
    right = due.input_value()
    opens = dt.date.fromisoformat(manager.field("Opens").input_value())
    wrong = (opens - dt.timedelta(days=1)).isoformat()
    due.fill(wrong)
    continue_button(manager).click()
    manager.see_error("Due", "Returns cannot be due before the round opens.")
    expect(due).to_have_value(wrong)
    manager.look_closely()
    return wrong, right


def leaves_it_and_comes_back(manager, title):
    """Keep the plan for later, mistake and all, and go on with it from the list of plans."""
    manager.press("Keep it for later")
    manager.see_text("The plan is kept. Go on with it when you like.")
    manager.follow(title, "Check the round")
    manager.see(manager.main.get_by_text("Returns cannot be due before the round opens."))
    expect(manager.main.get_by_role("button", name="Plan the round")).to_have_count(0)
    manager.look_closely()


def mends_the_date(manager, wrong, right):
    manager.follow("Change dates", "Dates")
    expect(manager.field("Due")).to_have_value(wrong)
    manager.fill("Due", right)
    goes_on(manager)


def writes_the_message(manager):
    manager.follow("Change contact and message", "Contact and message")
    manager.fill("Message", MESSAGE)
    goes_on(manager)


def plans_it(manager, title, agencies):
    """Look through the whole and make it a round: nobody is told yet."""
    manager.see(manager.main.get_by_text(f"{len(agencies)} agencies"))
    manager.press("Plan the round")
    manager.arrive(title)
    manager.see_text("The round is planned. Nobody is told until it opens.")
    asked = manager.main.get_by_role("region", name="Agencies to be asked").get_by_role("listitem")
    expect(asked).to_contain_text(sorted(agencies))


def opens_it(manager, title):
    manager.follow("Open the round now", f"Open “{title}” now?")
    manager.see_text("3 agencies will get a return and their leads will be told.")
    manager.press("Open the round")
    manager.see_text(f"{title} is open. The leads of the agencies asked are told.")


# Following it ---------------------------------------------------------------------------------------------------------


def line_of(manager, agency):
    """The agency's line in the table of returns."""
    return manager.main.get_by_role("row").filter(has=manager.page.get_by_role("rowheader", name=agency))


def gives_more_time(manager, agency) -> dt.date:
    """Take the day that is suggested, with a reason; without one the page says so and keeps the day."""
    manager.follow(f"More time for {agency}", f"More time for {agency}")
    day = manager.field("New day").input_value()
    manager.press("Give more time")
    manager.see_error("Reason", "Say why the agency gets more time.")
    expect(manager.field("New day")).to_have_value(day)
    manager.look_closely()
    manager.fill("Reason", REASON)
    manager.press("Give more time")
    until = dt.date.fromisoformat(day)
    manager.see_text(f"{agency} has until {until:%A %-d %B %Y}. Its lead and signatory are told.")
    expect(line_of(manager, agency)).to_contain_text(f"more time, until {until:%-d %b}")
    return until


def writes_to_those_who_have_not_begun(manager, leads):
    """Choose them on the page of the round, write, look at what each will get, and send it."""
    manager.main.get_by_role("link", name="Not started").click()
    manager.press(f"Write to all {len(leads)} who have not started")
    manager.arrive("Write to agencies")
    manager.fill("Message", WORD)
    manager.press("Look at it first")
    manager.arrive("Look at the message")
    manager.see(manager.main.get_by_role("region", name="On the return’s page").get_by_text(WORD))
    mail = manager.main.get_by_role("region", name="By e-mail")
    expect(mail).to_contain_text("There is a message for you about")
    expect(mail).not_to_contain_text(WORD)
    told = manager.main.get_by_role("region", name="To", exact=True).get_by_role("listitem")
    expect(told).to_contain_text([lead for _, lead in sorted(leads.items())])
    manager.look_closely()
    manager.press("Send it")
    manager.see_text(f"The message is on the page of {len(leads)} returns, and an e-mail says so.")
    for agency in leads:
        expect(line_of(manager, agency)).to_contain_text("you wrote")


# The report -----------------------------------------------------------------------------------------------------------


def issues_the_report(manager):
    """Find the report that is signed off and issue it."""
    manager.go_to("Reports", "Reports to the Strategic Board")
    manager.main.get_by_role("row").filter(has_text="Signed off").get_by_role("link").first.click()
    manager.follow("Issue to the", "Issue the report to the")
    manager.press("Issue the report")
    manager.see_text("The report is issued.")
