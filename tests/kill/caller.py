"""A signed-in person without a browser: reads a page, fills in its form and sends it, as a browser would."""

import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from lxml import html

PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.05
# What a caller meets when the web server is killed: nobody listens, or the answer breaks off.
CUT_OFF = (OSError, HTTPException)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, where it leads, and the page."""

    status: int
    location: str
    body: str

    def form(self, button: str) -> dict[str, str]:
        """Return the fields of the form that has this button, as they stand in the page, with the button pressed.

        `button` is "name=value", or "" for a button without a name. The token against forgery is among the fields.
        """
        name, _, value = button.partition("=")
        which = f'@name="{name}" and @value="{value}"' if name else "not(@name)"
        (found,) = html.fromstring(self.body).xpath(f'//main//form[.//button[@type="submit"][{which}]]')
        # A text area's first line end belongs to the markup, not to the text.
        fields = {field: text.removeprefix("\n") for field, text in found.form_values()}
        return fields | ({name: value} if name else {})


class Caller:
    """One person's way to the portal on this machine, with the cookies of their session.

    Once `called_off` is set nothing more is asked.
    """

    def __init__(self, port: int, cookies: dict[str, str]):
        self.port, self.cookies = port, dict(cookies)
        self.called_off = threading.Event()

    def read(self, path: str) -> Answer:
        """Open a page, however long the portal takes to come back."""
        answer = self.insist("GET", path)
        assert answer.status == 200, f"{answer.status} {answer.location} at {path}"
        return answer

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, again and again until an answer arrives whole."""
        return self.insist("POST", path, fields)

    def insist(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.called_off.is_set():
            try:
                return self.ask(method, path, fields)
            except CUT_OFF:
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE_SECONDS)
        raise RuntimeError("It was called off.")

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        """Ask once, on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, fields and urlencode(fields), self.headers(fields))
            response = connection.getresponse()
            body = response.read().decode()
        finally:
            connection.close()
        self.keep(response.headers.get_all("Set-Cookie", []))
        return Answer(response.status, response.headers.get("Location", ""), body)

    def headers(self, fields) -> dict[str, str]:
        """Return the headers of a request. Cookies marked Secure are sent too: nobody listens on this machine."""
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        return cookies | ({"Content-Type": "application/x-www-form-urlencoded"} if fields else {})

    def keep(self, lines: list[str]) -> None:
        for line in lines:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
