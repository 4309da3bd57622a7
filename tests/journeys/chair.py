"""The chair of the sub-group: builds the agenda, runs the meeting, and stands by the report."""

import time

from django.utils import timezone
from playwright.sync_api import TimeoutError, expect

from lscb_portal.lib.periods import Quarter

DECISION = "Custody reports reach the front door within 24 hours from January."
ACTION = "Bring the custody figures to the next meeting"
WORDS = "Custody reports now reach the front door within a day."
PATIENCE_SECONDS = 60
NOW_AND_THEN_MS = 2000


# The agenda -----------------------------------------------------------------------------------------------------------


def builds_the_agenda(chair):
    """Answer every proposal, put the items in order, and agree the agenda."""
    chair.follow("Build the agenda", "Build the agenda")
    chair.turn_narrow()
    declines_the_last_proposal(chair)
    accepts_the_rest(chair)
    moves_the_last_item_up(chair)
    agrees(chair)


def declines_the_last_proposal(chair):
    """Say no to one of them, with a reason."""
    chair.main.get_by_role("link", name="Decline").last.click()
    chair.arrive("Decline")
    chair.fill("Reason", "It was decided in September.")
    chair.press("Decline")
    chair.see_text("is declined.")


def accepts_the_first(chair):
    """Accept the proposal that stands first; one fewer waits then."""
    waiting = chair.page.locator(".prop")
    before = waiting.count()
    chair.press("Accept")
    expect(waiting).to_have_count(before - 1)
    # Between two pages there are no proposals at all: the agenda below them says that the new page is there.
    expect(chair.page.locator("#plan .item__t").first).to_be_visible()
    expect(waiting).to_have_count(before - 1)


def accepts_the_rest(chair):
    while chair.page.locator(".prop").count():
        accepts_the_first(chair)


def moves_the_last_item_up(chair):
    items = chair.page.locator("#plan .item__t")
    before = items.all_inner_texts()
    chair.press(f"Move {before[-1]} up")
    expect(items).to_have_text([*before[:-2], before[-1], before[-2]])


def agrees(chair):
    chair.follow("Agree the agenda", "Agree this agenda?")
    chair.press("Agree the agenda")
    chair.see_text("Agenda agreed")


# The meeting ----------------------------------------------------------------------------------------------------------


def opens_the_meeting(chair):
    """Open it from the page of the meeting; the register is empty and the meeting not quorate."""
    chair.go_to("Meetings", "Meetings")
    chair.main.get_by_role("row").filter(has_text="Agenda agreed").first.get_by_role("link").first.click()
    chair.see(chair.main.get_by_role("link", name="Open the meeting"))
    chair.follow("Open the meeting", "Open the meeting?")
    chair.press("Open the meeting")
    chair.arrive("In session")
    sees_quorum(chair, "Not quorate", "0 of 3")


def welcomes(chair, name):
    """Tap somebody into the register."""
    chair.page.locator(".tap").filter(has_text=name).first.click()
    expect(chair.page.locator(".tap").filter(has_text=name).first).to_have_attribute("aria-pressed", "true")


def sees_quorum(chair, word, count):
    """Read the quorum: the word, and how many agencies are there of how many needed."""
    expect(chair.page.locator("#q-h")).to_contain_text(word)
    expect(chair.page.locator("#clock .clock__q")).to_contain_text(count)


def welcomes_until_quorate(chair):
    """Two people of one agency count once; the third agency makes the meeting quorate."""
    welcomes(chair, "Helen Marsh")
    welcomes(chair, "Laura Whitcombe")
    sees_quorum(chair, "Not quorate", "1 of 3")
    welcomes(chair, "Amara Sesay")
    sees_quorum(chair, "Not quorate", "2 of 3")
    welcomes(chair, "Clare Pool")
    sees_quorum(chair, "Quorate", "3 of 3")
    chair.arrive("In session")
    chair.turn_narrow()


def goes_to_item(chair, number):
    """Take up the first item, close it, take up the second, and so on."""
    chair.press("Take item 1 now")
    for following in range(2, number + 1):
        chair.press(f"Close item, go to {following}")
        chair.see(chair.page.get_by_role("button", name=f"Close item, go to {following + 1}"))


def minutes_the_item(chair):
    """Write what is said, record a decision and an action."""
    chair.fill("What is said", "Police reported on custody. Members asked how children were heard.")
    chair.press("Save the words")
    # "Saved" may be said by the page that is about to go, of what it saved by itself; this, by the one that comes.
    chair.see_text("The words are saved.")
    records_a_decision(chair)
    gives_an_action(chair)
    chair.arrive("In session")


def records_a_decision(chair):
    form = chair.page.locator("#decision-form")
    chair.fill("Wording", DECISION, within=form)
    chair.choose("Agreed", within=form)
    expect(chair.page.locator("#stamp")).to_contain_text("Will be stamped: quorate")
    chair.press("Record decision")
    expect(chair.page.locator("#taken")).to_contain_text(DECISION)


def gives_an_action(chair):
    form = chair.page.locator("#action-form")
    chair.fill("What will be done", ACTION, within=form)
    form.get_by_label("Who").select_option(label="Joy Okafor")
    form.get_by_label("Due", exact=True).select_option(index=0)
    chair.press("Add action")
    expect(chair.page.locator("#given")).to_contain_text(ACTION)


def closes_the_meeting(chair):
    """Close it; what was captured is there as draft minutes."""
    chair.follow("Close the meeting", "Close the meeting?")
    chair.press("Close the meeting")
    chair.arrive("Minutes of")
    chair.see_text(DECISION)
    chair.see_text(ACTION)
    chair.turn_narrow()


# The report -----------------------------------------------------------------------------------------------------------


def this_quarter() -> str:
    """Return the running quarter in words."""
    return Quarter.of(timezone.localdate()).label


def builds_the_report(chair):
    """Freeze this quarter's figures, write a line, and ask for the PDF; the worker makes it."""
    chair.go_to("Reports", "Reports to the Strategic Board")
    chair.follow("Begin a report", "Begin a report")
    chair.page.get_by_label("Quarter").select_option(label=this_quarter())
    chair.press("Freeze the figures and begin")
    chair.arrive(this_quarter())
    chair.turn_narrow()
    writes_a_line(chair)
    chair.press("Make the PDF")
    waits_for_the_pdf(chair)


def writes_a_line(chair):
    chair.page.locator("textarea").first.fill(WORDS)
    chair.press("Save")
    chair.see_text("is saved.")


def waits_for_the_pdf(chair):
    """The page looks again by itself; without scripts one follows a link now and then."""
    finished = chair.page.get_by_role("link", name="Read and sign off")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not chair.scripts and time.monotonic() < deadline:
        try:
            finished.wait_for(timeout=NOW_AND_THEN_MS)
            break
        except TimeoutError:
            chair.follow("Look again", this_quarter())
    chair.see(finished)


def signs_the_report_off(chair):
    """Give the password again and sign the very file."""
    chair.follow("Read and sign off", "Is it you?")
    chair.give_password()
    chair.arrive("Sign off the report")
    chair.tick("I have read the report and its figures, and I sign the declaration")
    chair.press("Sign off")
    chair.see_text("The report is signed off.")
