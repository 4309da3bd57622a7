"""Those who work on while the portal is killed. Each remembers what they sent and what was acknowledged."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.kill.caller import Caller

SAVES_A_PAGE = 20
TWICE_EVERY = 10


def caller_for(person, port) -> Caller:
    """Return the way to the portal of a person who has signed in."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return Caller(port, {name: client.cookies[name].value})


def text_of(number: int) -> str:
    return f"Text {number}"


def number_in(text: str) -> int:
    """Return which of an author's texts this is; 0 when none has been written."""
    return int(text.removeprefix("Text ") or 0)


class Author:
    """Fills in the pages of a return nobody else writes, each save with the next text in two fields of the page."""

    def __init__(self, caller, evaluation, board):
        self.caller, self.evaluation = caller, evaluation
        codes = evaluation.responses.values_list("standard__code", flat=True)
        self.pages = {code: reverse("audits:standard", args=[board.slug, evaluation.uid, code]) for code in codes}
        self.sent = dict.fromkeys(self.pages, 0)
        self.acknowledged = dict.fromkeys(self.pages, 0)

    @property
    def receipts(self) -> int:
        """How many saves were acknowledged."""
        return sum(self.acknowledged.values())

    def work(self, saves):
        """Save that many times, opening the next page every now and then."""
        codes = list(self.pages)
        for number in range(saves):
            if number % SAVES_A_PAGE == 0:
                code = codes[number // SAVES_A_PAGE % len(codes)]
                fields = self.caller.read(self.pages[code]).form("save=stay")
            self.save(code, fields)

    def save(self, code, fields):
        """Press Save, and count the text as safe once the portal leads back to the page."""
        self.sent[code] += 1
        text = text_of(self.sent[code])
        answer = self.caller.send(self.pages[code], fields | {"c1-narrative": text, "impact": text})
        assert (answer.status, answer.location) == (302, self.pages[code]), f"{answer.status} {answer.location}"
        self.acknowledged[code] = self.sent[code]


class Proposer:
    """Proposes one item after another for a meeting, now and then with a double click."""

    def __init__(self, caller, person, meeting):
        self.caller, self.person = caller, person
        self.page = reverse("workplan:propose", args=[meeting.group.board.slug, meeting.uid])
        self.sent, self.acknowledged, self.doubled = {}, set(), set()

    @property
    def receipts(self) -> int:
        """How many proposals were acknowledged."""
        return len(self.acknowledged)

    def work(self, proposals):
        """Propose that many items."""
        for number in range(1, proposals + 1):
            fields = self.caller.read(self.page).form("")
            fields |= {
                "title": f"Item {number}",
                "why": "We saw it in an audit.",
                "purpose": "discuss",
                "minutes": "10",
            }
            self.propose(fields, clicks=2 if number % TWICE_EVERY == 0 else 1)

    def propose(self, fields, clicks):
        """Press the button, twice at the same moment for a double click."""
        self.sent[fields["uid"]] = fields["title"]
        with ThreadPoolExecutor(clicks) as fingers:
            answers = list(fingers.map(lambda _: self.caller.send(self.page, fields), range(clicks)))
        assert {answer.status for answer in answers} == {302}, answers
        self.acknowledged.add(fields["uid"])
        if clicks > 1:
            self.doubled.add(fields["uid"])


class Minuter:
    """Writes the minutes of items that nobody else writes, in turns, each save with the next text."""

    def __init__(self, caller, items, board):
        self.caller, self.items = caller, items
        self.pages = [reverse("workplan:discussion", args=[board.slug, item.uid]) for item in items]
        self.sent = [0] * len(items)
        self.acknowledged = [0] * len(items)

    @property
    def receipts(self) -> int:
        """How many saves were acknowledged."""
        return sum(self.acknowledged)

    def work(self, saves):
        """Save that many times; the page of an item is read once, and its version counted on as the page does."""
        forms = [self.caller.read(page).form("") for page in self.pages]
        for number in range(saves):
            self.save(number % len(self.items), forms)

    def save(self, at, forms):
        """Press Save, and count the text as safe once the portal leads back."""
        version, self.sent[at] = self.sent[at], self.sent[at] + 1
        words = {"text": text_of(self.sent[at]), "version": str(version)}
        answer = self.caller.send(self.pages[at], forms[at] | words)
        assert answer.status == 302, f"{answer.status} {answer.location} at {self.pages[at]}"
        self.acknowledged[at] = self.sent[at]


class Voter:
    """Answers a decision by e-mail, and changes their mind again and again."""

    def __init__(self, caller, asked):
        self.caller, self.asked = caller, asked
        question = asked.email_decision
        self.page = question.get_absolute_url()
        self.to = reverse("workplan:email_answer", args=[question.group.board.slug, question.uid, asked.uid])
        self.receipts = self.sent = 0

    def work(self, answers):
        """Answer that many times."""
        fields = self.caller.read(self.page).form("")
        for number in range(answers):
            self.sent = number + 1
            given = {"answer": "agree", "words": text_of(self.sent), "seen": str(number)}
            answer = self.caller.send(self.to, fields | given)
            assert (answer.status, answer.location) == (302, self.page), f"{answer.status} {answer.location}"
            self.receipts = self.sent
