"""Somebody at a browser, who reads headings, follows links and presses buttons by their words."""

import re

from playwright.sync_api import expect

from reports.demo.people import PASSWORD, PEOPLE
from tests.journeys.looking import PHONE, SMALL_PHONE, at_width, axe_faults, overflow_faults

PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


class Person:
    """A person of the demonstration at a page of their own. Wherever they arrive they look closely; `faults` grows.

    `on_arrival` are the looks they take at every page; pages that others look at anyway need none.
    """

    def __init__(self, page, key, *, scripts, faults, on_arrival=(axe_faults,)):
        self.page, self.scripts, self.faults = page, scripts, faults
        self.on_arrival = on_arrival
        self.name, self.email = next((each.name, each.email) for each in PEOPLE if each.key == key)
        page.set_default_timeout(PATIENCE_MS)

    def sign_in(self):
        """Sign in at the front door; the home page opens."""
        self.page.goto("/")
        self.arrive("Sign in")
        self.fill("E-mail address", self.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        self.see_text(self.name)

    def come_back(self):
        """Go to the home page, signed in as before."""
        self.page.goto("/")
        self.see_text(self.name)

    def give_password(self):
        """Answer the question whether it is really them."""
        self.arrive("Is it you?")
        self.fill("Password", PASSWORD)
        self.press("Go on")

    def arrive(self, heading):
        """Wait for the page with that main heading and look at it closely."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        self.look(*self.on_arrival)

    def look(self, *looks):
        """Take these looks at the page; axe sees nothing where scripts are off."""
        for each in looks:
            if self.scripts or each is not axe_faults:
                self.faults += each(self.page)

    def look_closely(self):
        """Look at what came of pressing something: no walk over the links finds it."""
        self.look(axe_faults, overflow_faults)

    def turn_narrow(self):
        """Look at the page as on a telephone."""
        looks = (axe_faults, overflow_faults) if self.scripts else (overflow_faults,)
        self.faults += at_width(self.page, PHONE, *looks)
        self.faults += at_width(self.page, SMALL_PHONE, overflow_faults)

    @property
    def main(self):
        return self.page.get_by_role("main")

    def follow(self, words, heading):
        """Follow the first link of the page with these words to the page with that heading."""
        self.main.get_by_role("link", name=words).first.click()
        self.arrive(heading)

    def go_to(self, menu, heading):
        """Choose from the menu."""
        self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=menu, exact=True).click()
        self.arrive(heading)

    def press(self, words, within=None, exactly=False):
        """Press the first button with these words."""
        (within or self.main).get_by_role("button", name=words, exact=exactly).first.click()

    def fill(self, label, words, within=None):
        """Write into the first field whose label begins so."""
        self.field(label, within).fill(words)

    def field(self, label, within=None):
        """The first field whose label begins so."""
        return (within or self.main).get_by_label(re.compile(f"^{label}")).first

    def tick(self, label):
        self.main.get_by_label(label).check()

    def choose(self, label, within=None):
        """Choose the radio with that label."""
        (within or self.main).get_by_role("radio", name=label, exact=True).check()

    def see(self, what):
        """Wait until a part of the page is there."""
        expect(what).to_be_visible()

    def see_error(self, label, sentence):
        """Wait until a field says to those who see and those who listen what is wrong, and the summary leads to it."""
        expect(self.field(label)).to_have_accessible_description(re.compile(re.escape(sentence)))
        self.see(self.main.get_by_role("alert").get_by_role("link", name=sentence))

    def see_text(self, words):
        """Wait until the page says these words."""
        expect(self.page.get_by_text(words).first).to_be_visible()
