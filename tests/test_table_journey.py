"""A meeting as its people go through it: chair and minute-taker at once, a member who prepares, a deputy who comes.

Each is told once as most people work and once without scripts.
"""

import pytest
from playwright.sync_api import expect

from agencies.tests.factories import PostFactory, UserFactory
from workplan.models import Action, Decision, PaperNote, Proposal, Reply
from workplan.operations.clearance import restrict
from workplan.operations.pack import issue_papers
from workplan.operations.reply import reply
from workplan.operations.session import open_meeting, start_item
from workplan.tests.factories import ActionFactory, ItemFactory, MeetingFactory, agreed, here, line
from workplan.tests.pages import address
from workplan.tests.papers import bring

pytestmark = pytest.mark.browser

BRIEF = "Ask about nights and weekends."
NOTE = "Compare with the audit of last spring."


# Chair and minute-taker -----------------------------------------------------------------------------------------------


class Screen:
    """One of the two screens at the table. Without scripts it is looked at anew before it is read."""

    def __init__(self, page, meeting, scripts):
        self.page, self.meeting, self.scripts = page, meeting, scripts

    def look_at(self, item):
        self.page.goto(f"{address('chairing', self.meeting)}?item={item.uid}")

    def write(self, words):
        """Write what is said, and save it: by itself, or by the button."""
        self.page.fill("#discussion-text", words)
        if not self.scripts:
            self.page.get_by_role("button", name="Save the words").click()

    def is_saved(self):
        told = self.page.locator("#discussion-status") if self.scripts else self.page.locator("main")
        expect(told).to_contain_text("Saved at" if self.scripts else "The words are saved.")

    def tap(self, person):
        before = self.register(person).get_attribute("aria-pressed")
        self.register(person).click()
        expect(self.register(person)).to_have_attribute("aria-pressed", "false" if before == "true" else "true")

    def register(self, person):
        return self.page.locator(f"#tap-{line(self.meeting, person).uid}")

    def sees(self, part, words):
        if not self.scripts:
            self.page.reload()
        expect(self.page.locator(part)).to_contain_text(words)

    def decide(self, wording, outcome):
        self.page.fill("#decision_wording", wording)
        self.page.get_by_role("radio", name=outcome, exact=True).check()
        self.page.click("#record")
        expect(self.page.locator("#taken")).to_contain_text(wording)

    def give(self, title):
        self.page.fill("#action_title", title)
        self.page.locator("#action_owner").select_option(index=1)
        self.page.click("#add-action")
        expect(self.page.locator("#given")).to_contain_text(title)


def test_chair_and_minute_taker_work_at_once_and_no_word_is_lost(
    enter, session, chair, administrator, constable, adviser, scripts
):
    first, second = session.items.all()
    start_item(first, by=chair)
    path = address("chairing", session)
    leading, writing = (
        Screen(enter(person, path, java_script_enabled=scripts), session, scripts) for person in (chair, administrator)
    )

    # On the same item: whoever comes second compares, and keeps both.
    writing.write("Police reported on custody.")
    writing.is_saved()
    leading.write("The chair asked how children were heard.")
    expect(leading.page.locator(".theirs")).to_have_text("Police reported on custody.")
    leading.page.get_by_role("button", name="Keep both, theirs first").click()
    both = "Police reported on custody.\n\nThe chair asked how children were heard."
    expect(leading.page.locator("#discussion-text")).to_have_value(both)

    # The register, from both sides.
    writing.tap(adviser)
    leading.tap(constable)
    leading.sees("#q-h", "Not quorate")
    writing.sees("#q-h", "Not quorate")
    writing.tap(constable)
    leading.sees("#q-h", "Quorate, at risk")

    # A decision and an action for the same item, and words on different items.
    writing.look_at(second)
    writing.write("Learning will be taken in January.")
    leading.decide("Custody reports arrive within a day.", "Agreed")
    writing.is_saved()
    writing.look_at(first)
    writing.give("Sample the records")
    leading.sees("#given", "Sample the records")
    writing.sees("#taken", "Custody reports arrive within a day.")

    assert [item.discussion for item in session.items.all()] == [both, "Learning will be taken in January."]
    assert [(each.wording, each.quorate) for each in Decision.objects.all()] == [
        ("Custody reports arrive within a day.", True)
    ]
    assert [each.title for each in Action.objects.all()] == ["Sample the records"]
    moves = [list(line(session, who).movements.values_list("kind", flat=True)) for who in (constable, adviser)]
    assert moves == [["arrived", "left", "arrived"], ["arrived"]]


# A member and a deputy ------------------------------------------------------------------------------------------------


@pytest.fixture
def colleague(hospital):
    """Somebody of the member's agency, with an account and no seat."""
    return PostFactory(person=UserFactory(name="Ruth Adeyemi"), agency=hospital, role="contributor").person


@pytest.fixture
def issued(transactional_db, group, chair, member, constable, colleague):
    """A meeting whose papers are with the members; its second item is for the chair alone."""
    meeting = MeetingFactory(group=group)
    custody, kestrel = (
        ItemFactory(meeting=meeting, title=title, position=at) for at, title in ((1, "Custody"), (2, "K"))
    )
    agreed(meeting, chair)
    bring(custody, chair, title="Audit of custody", text="In 36 of 40 records the discussion was held.")
    bring(kestrel, chair, title="Kestrel", text="The kestrel hovers.")
    restrict(kestrel, [], by=chair)
    return issue_papers(meeting, by=chair)


def reads_the_paper(page, scripts):
    """Open the paper from the page where one prepares, read it, and note something that nobody else reads."""
    expect(page.get_by_text("Kestrel")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="Audit of custody").first.click()
    expect(page.get_by_text("In 36 of 40 records the discussion was held.")).to_be_visible()
    page.locator("#notes textarea").fill(NOTE)
    if not scripts:
        page.get_by_role("button", name="Save the note").click()
    expect(page.locator("#notes .savebar__s").first).to_contain_text("Saved" if not scripts else "Saved at")


def test_a_member_prepares(enter, issued, member, colleague, scripts):
    action = ActionFactory(owner=member)
    page = enter(member, address("prepare", issued), java_script_enabled=scripts)

    page.get_by_role("radio", name="Send a deputy").check()
    page.get_by_label("Who comes for you?").select_option(label=colleague.name)
    page.get_by_label("What should they know?").fill(BRIEF)
    page.get_by_role("button", name="Send my reply").click()
    expect(page.get_by_role("button", name="Change my reply")).to_be_visible()

    mine = page.locator(".progress-line")
    mine.get_by_role("radio", name="On course").check()
    mine.get_by_label("What has been done since?").fill("Forty records are drawn.")
    mine.get_by_role("button", name="Note it").click()
    expect(page.get_by_text(f"Noted on {action.reference}.")).to_be_visible()

    reads_the_paper(page, scripts)

    page.goto(address("propose", issued))
    page.get_by_label("Title").fill("Nights and weekends")
    page.get_by_label("Why now?").fill("The figures fell.")
    page.get_by_role("radio", name="Assure").check()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Nights and weekends").first).to_be_visible()

    assert Reply.objects.get().answer == Reply.Answer.DEPUTY
    assert [deputy.brief for deputy in issued.deputies.standing()] == [BRIEF]
    assert [update.note for update in action.updates.all()] == ["Forty records are drawn."]
    assert [note.words for note in PaperNote.objects.all()] == [NOTE]
    assert Proposal.objects.get().proposed_by == member


def test_a_deputy_comes_instead_and_opens_that_meeting_alone(
    enter, issued, group, chair, member, constable, colleague, scripts
):
    other = MeetingFactory(group=group)
    reply(issued, member.seats.get(), answer=Reply.Answer.DEPUTY, deputy=colleague, brief=BRIEF, by=member)
    hidden = issued.items.get(position=2).papers.get()
    page = enter(colleague, address("prepare", issued), java_script_enabled=scripts)

    expect(page.get_by_text(f"You stand in for {member.name}, Acute trust.")).to_be_visible()
    expect(page.get_by_text(BRIEF)).to_be_visible()
    expect(page.locator("#reply")).to_have_count(0)
    reads_the_paper(page, scripts)
    wanted = {
        address("papers", issued): 200,
        address("meeting", other): 404,
        address("paper", hidden): 404,
        address("replies", issued): 403,
        address("chairing", issued): 403,
        address("agenda", issued): 403,
    }
    assert {path: page.request.get(path).status for path in wanted} == wanted

    here(open_meeting(issued, by=chair), chair, constable)
    leading = Screen(enter(chair, address("chairing", issued), java_script_enabled=scripts), issued, scripts)
    expect(leading.register(colleague)).to_contain_text(f"for {member.name}")
    leading.sees("#q-h", "Not quorate")
    leading.tap(colleague)
    leading.sees("#q-h", "Quorate")
    assert not line(issued, member).movements.exists()
