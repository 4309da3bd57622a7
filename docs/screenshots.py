"""Make the pictures of docs/screens/ from a fresh demonstration: `make screenshots`.

Each page is taken as its person sees it, on a desk (1280 px) and on a telephone (390 px), and the report's PDF as a
sheet of its pages. It takes about three minutes.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
import openpyxl
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from docs import scenes_of_meetings
from tests import demonstration

SCREENS = Path(__file__).resolve().parent / "screens"
WIDTHS = {1280: 1500, 390: 1700}  # px, each with the most that is shown of a long page
MARGIN = 24
# A date field shows its day as the browser's own language writes it, and a browser on a build machine speaks American.
DAY_BEFORE_MONTH = """
for (const field of document.querySelectorAll("input[type=date]")) {
  field.dataset.day = field.value;
  field.style.width = `${field.offsetWidth}px`;
  field.type = "text";
  field.value = field.dataset.day.split("-").reverse().join("/");
}
"""
AS_IT_WAS = """
for (const field of document.querySelectorAll("input[data-day]")) {
  field.type = "date";
  field.value = field.dataset.day;
  field.style.width = "";
}
"""
COLOURS = 256
MOST_BYTES = 250_000
SHEET_PAGES, SHEET_COLUMNS, SHEET_WIDTH = 10, 5, 1280


class Camera:
    """Takes pictures of the pages that people of the demonstration have before them."""

    def __init__(self, browser, address, folder):
        self.browser, self.address, self.folder = browser, address, folder

    def sit_down(self, key):
        """Return a person of the demonstration, signed in at a page of their own."""
        from tests.journeys.person import Person

        context = self.browser.new_context(
            base_url=self.address, viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce"
        )
        person = Person(context.new_page(), key, scripts=False, faults=[])
        person.sign_in()
        return person

    def take(self, name, person, afresh=True, part=None):
        """Picture the page at every width, read afresh: without what the last press said.

        What was only answered to a form, and has no address of its own, is taken as it stands. With `part`, a CSS
        selector, the picture shows that part of the page alone.
        """
        page = person.page
        if afresh:
            page.reload()
        page.evaluate(DAY_BEFORE_MONTH)
        before = page.viewport_size
        for width, longest in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("scrollTo(0, 0)")
            height = min(longest, page.evaluate("document.documentElement.scrollHeight"))
            clip = with_margin(page.locator(part).bounding_box(), width) if part else {"width": width, "height": height}
            clip = {"x": 0, "y": 0} | clip
            path = self.folder / f"{name}-{width}.png"
            page.screenshot(path=path, full_page=True, clip=clip)
            make_small(path)
        page.set_viewport_size(before)
        page.evaluate(AS_IT_WAS)


def with_margin(box, width):
    """A box of the page with some of what is around it, as far as the page is wide."""
    left, right = max(0, box["x"] - MARGIN), min(width, box["x"] + box["width"] + MARGIN)
    return {"x": left, "y": box["y"] - MARGIN, "width": right - left, "height": box["height"] + 2 * MARGIN}


def make_small(path):
    """Bring a picture down to a palette, and to fewer colours still where that is not small enough.

    Colours are chosen to cover the picture's range: a rating keeps its own, however small its place.
    """
    picture = Image.open(path).convert("RGB")
    for colours in (COLOURS, COLOURS // 4, COLOURS // 16):
        picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=1).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{path.name} has {path.stat().st_size} bytes, more than {MOST_BYTES}.")


# Who sees what ------------------------------------------------------------------------------------------------------


def the_lead(camera):
    """A return: what is left, one standard, who answers what, the check before it is handed over."""
    lead = camera.sit_down("joy.okafor")
    camera.take("home-lead", lead)
    lead.follow("Answer Police’s return", "Section 11 self-evaluation")
    camera.take("return", lead)
    lead.follow("Who answers what", "Who answers what")
    camera.take("sharing", lead)
    lead.page.go_back()
    lead.follow("Continue", "")
    camera.take("standard", lead)
    camera.take("carried", lead, part="[id='ST09.3']")
    lead.follow("Check answers", "Check the answers")
    camera.take("check", lead)
    lead.page.go_back()
    lead.page.go_back()
    lead.follow("Work offline in Excel", "Work offline in Excel")
    bring_back_a_workbook(lead)
    camera.take("offline", lead, afresh=False)


def bring_back_a_workbook(lead):
    """Take the return's workbook, change three cells of the sheet of criteria, and send it; nothing is saved yet."""
    address = lead.main.get_by_role("link", name="Download the workbook").get_attribute("href")
    book = openpyxl.load_workbook(io.BytesIO(lead.page.request.get(address).body()))
    sheet = book["Criteria"]
    rows = {row[1].value: {head.value: cell for head, cell in zip(sheet[1], row, strict=True)} for row in sheet}
    rows["ST09.2"]["Evidence"].value = "Supervision took place as planned for 231 of 270 officers and staff (86%)."
    rows["ST09.3"]["Confirm"].value = "yes"
    rows["ST12.5"]["Rating"].value = "Green"
    filled = io.BytesIO()
    book.save(filled)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    workbook = {"name": "return.xlsx", "mimeType": kind, "buffer": filled.getvalue()}
    lead.page.locator("input[type=file]").set_input_files(workbook)
    lead.press("Read the workbook")
    lead.arrive("What the workbook changes")


def the_leads_other_pages(camera):
    """What the agency holds and keeps to: evidence, policies; and last year's return beside the others."""
    lead = camera.sit_down("joy.okafor")
    lead.go_to("Self-evaluation", "Self-evaluation")
    lead.follow("Evidence", "Evidence of Wexshire Police")
    camera.take("evidence", lead)
    lead.go_to("Policies", "Policies")
    lead.follow("Policies of Wexshire Police", "Policies of Wexshire Police")
    camera.take("policies-agency", lead)
    lead.go_to("Self-evaluation", "Self-evaluation")
    lead.follow("Section 11 self-evaluation 2025", "Section 11 self-evaluation 2025")
    lead.follow("Your agency and the others", "Your agency and the others")
    camera.take("others", lead)


def the_contributor(camera):
    """A return of which one was given some standards."""
    contributor = camera.sit_down("mina.farrow")
    contributor.go_to("Self-evaluation", "Self-evaluation")
    contributor.follow("Section 11 self-evaluation 2026", "Section 11 self-evaluation 2026")
    camera.take("contributor", contributor)


def the_signatory(camera):
    """What is signed, and under which words."""
    signatory = camera.sit_down("irene.stokell")
    signatory.follow("Read and sign", "The answers")
    signatory.follow("Go to the signature", "Is it you?")
    signatory.give_password()
    signatory.arrive("Sign Probation Service, Wexshire’s return")
    camera.take("sign", signatory)


def the_moderator(camera):
    """The first look, the workspace where answers are judged, a challenge, the panel, a letter, and the matrix."""
    moderator = camera.sit_down("bethan.pryce")
    moderator.follow("Moderate", "")
    camera.take("judging", moderator)
    moderator.follow("Mere Valley Mental Health Trust", "Mere Valley Mental Health Trust")
    camera.take("moderation-agency", moderator)
    moderator.page.go_back()
    moderator.follow(re.compile("Supervision"), "Supervision")
    camera.take("moderation", moderator)
    moderator.page.go_back()
    moderator.follow("Read and comment on Wexshire Fire", "First look: Wexshire Fire and Rescue")
    moderator.follow(re.compile("^10. Induction"), "Induction")
    camera.take("first-look", moderator)
    moderator.go_to("Self-evaluation", "Self-evaluation")
    moderator.follow("Moderation of Section 11 self-evaluation 2026", "Moderation")
    moderator.follow("Panel meeting", "Panel meeting")
    camera.take("panel", moderator)
    moderator.follow("Open the challenge", "Challenge about")
    camera.take("challenge", moderator)
    moderator.go_to("Self-evaluation", "Self-evaluation")
    moderator.follow("Moderation of Section 11 self-evaluation 2026", "Moderation")
    moderator.follow("Letter to Mere Community Health", "Feedback to Mere Community Health")
    camera.take("letter", moderator)
    moderator.go_to("Self-evaluation", "Self-evaluation")
    moderator.follow("Matrix", "")
    camera.take("matrix", moderator)
    moderator.follow("By criterion", "Agencies by criterion")
    camera.take("criteria", moderator)


def the_second_moderator(camera):
    """The desk of somebody who judges unseen."""
    second = camera.sit_down("rhodri.tams")
    second.go_to("Self-evaluation", "Self-evaluation")
    second.follow("Moderation of Section 11 self-evaluation 2026", "Moderation")
    second.follow("standard 9, Supervision", "Supervision")
    camera.take("second", second)


def the_officer(camera):
    """What agencies will be asked next: a draft, one of its standards, and what earlier criteria became."""
    officer = camera.sit_down("bethan.pryce")
    officer.go_to("Self-evaluation", "Self-evaluation")
    officer.follow("Frameworks", "Frameworks")
    officer.follow(re.compile("version 3.0"), "")
    camera.take("framework", officer)
    officer.follow("Change ST09", "9. Supervision")
    camera.take("framework-standard", officer)
    officer.page.go_back()
    officer.follow("From version 2.0 to this one", "From version 2.0 to version 3.0")
    officer.follow("To settle", "From version 2.0 to version 3.0")
    camera.take("mapping", officer)


def the_analyst(camera):
    """The builder of the report to the Board."""
    analyst = camera.sit_down("tom.hughes")
    analyst.go_to("Reports", "Reports")
    analyst.follow(re.compile("^QAPM"), "Quarterly report")
    camera.take("builder", analyst)


def the_manager(camera):
    """Next year's round being planned, how far each agency's return is, policies, people, and the ledger."""
    manager = camera.sit_down("sam.whitlock")
    manager.go_to("Self-evaluation", "Self-evaluation")
    manager.follow("Plan a round", "Plan a round")
    manager.press("Begin")
    manager.arrive("What is asked")
    manager.press("Continue")
    # Last year's agencies are taken over, so that step is done.
    manager.arrive("Check the round")
    manager.page.goto(manager.page.url.replace("/check/", "/dates/"))
    manager.arrive("Dates")
    with manager.page.expect_navigation():  # the page it leads to has the same heading
        manager.press("Suggest the others")
    manager.arrive("Dates")
    camera.take("plan-dates", manager, afresh=False)
    manager.press("Continue")
    manager.arrive("Check the round")
    camera.take("plan-check", manager)
    manager.go_to("Self-evaluation", "Self-evaluation")
    manager.follow("Section 11 self-evaluation 2026", "")
    camera.take("round", manager)
    looks_at_a_message(manager)
    camera.take("message", manager, afresh=False)
    manager.go_to("Policies", "Policies")
    camera.take("policies", manager)
    manager.page.goto("/b/northmere/board/people/")
    camera.take("people", manager)
    manager.page.goto("/b/northmere/board/ledger/")
    camera.take("ledger", manager)


def looks_at_a_message(manager):
    """Write to the agencies that have not begun, and look at it before it goes; nothing is sent."""
    manager.follow(re.compile("^Not started"), "")
    manager.press(re.compile("^Write to all"))
    manager.arrive("Write to agencies")
    manager.fill("Message", "We can sit down with you for an hour this week and begin together. Ring me.")
    manager.press("Look at it first")
    manager.arrive("Look at the message")


def the_board_member(camera):
    """The library, a report on the page, and its PDF."""
    from tests.journeys import board_member

    member = camera.sit_down("grace.mbeki")
    pdf = board_member.downloads_the_newest_report(member)
    camera.take("library", member)
    member.follow("Read on the page", "")
    camera.take("report", member)
    make_sheet(pdf, camera.folder / "report-pdf.png")


def the_chair(camera):
    """The agenda while it is built, and a meeting in session. Comes last: it moves the demonstration on."""
    from tests.journeys import chair

    helen = camera.sit_down("helen.marsh")
    camera.take("home-chair", helen)
    helen.follow("Build the agenda", "Build the agenda")
    chair.accepts_the_first(helen)
    camera.take("agenda", helen)
    chair.declines_the_last_proposal(helen)
    chair.accepts_the_rest(helen)
    chair.agrees(helen)
    chair.opens_the_meeting(helen)
    chair.welcomes_until_quorate(helen)
    for name in ("Łukasz Kamiński", "Joy Okafor", "Paulo Reis"):
        chair.welcomes(helen, name)
    chair.goes_to_item(helen, 6)
    chair.minutes_the_item(helen)
    camera.take("chairing", helen)


def make_sheet(pdf: bytes, path: Path):
    """Lay the first pages of a PDF out side by side."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-png", "-r", "60", "-l", str(SHEET_PAGES), "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        pages = [Image.open(each).convert("RGB") for each in sorted(Path(folder).glob("page*.png"))]
    gap = 12
    wide = (SHEET_WIDTH - gap) // SHEET_COLUMNS - gap
    high = round(wide * pages[0].height / pages[0].width)
    rows = -(-len(pages) // SHEET_COLUMNS)
    sheet = Image.new("RGB", (SHEET_WIDTH, rows * (high + gap) + gap), "#e6e1da")
    for number, page in enumerate(pages):
        row, column = divmod(number, SHEET_COLUMNS)
        page = ImageOps.pad(page, (wide, high), color="#e6e1da")  # a broad page keeps its shape
        sheet.paste(page, (gap + column * (wide + gap), gap + row * (high + gap)))
    sheet.save(path)
    make_small(path)


# In this order: the last one moves the demonstration on.
SCENES = (
    the_lead,
    the_leads_other_pages,
    the_contributor,
    the_signatory,
    *scenes_of_meetings.SCENES,
    the_moderator,
    the_second_moderator,
    the_officer,
    the_analyst,
    the_manager,
    the_board_member,
    the_chair,
)

# Running --------------------------------------------------------------------------------------------------------------


def photograph(address: str, folder: Path):
    """Take every picture of the demonstration at `address`."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        camera = Camera(browser, address, folder)
        for scene in SCENES:
            print(f"{scene.__doc__.splitlines()[0]}", flush=True)
            scene(camera)
        browser.close()


def main():
    """Fill a demonstration in a temporary folder, run it on a spare port, and take the pictures."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="portal-screens-") as name:
        folder = Path(name)
        os.environ.update(demonstration.environment(folder), DJANGO_SETTINGS_MODULE="docs.daytime")
        django.setup()
        print("Making the demonstration", flush=True)
        with demonstration.running(demonstration.fill(folder)) as portal:
            photograph(portal.address, SCREENS)
    print(f"{len(list(SCREENS.glob('*.png')))} pictures in {SCREENS}")


if __name__ == "__main__":
    sys.exit(main())
