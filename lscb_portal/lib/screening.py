"""What in a free text may tell who a child or another person is: names, dates of birth, numbers, addresses.

    screen("Ring Mrs Okoye on 01632 960123")    [Finding(NAME, 5, 14), Finding(TELEPHONE, 18, 30)]
    marked(text, findings)                      the text in pieces, each with the kind of what it may be, or None

It warns and never decides: names are guessed from lists, and numbers count only where their check digit is right. No
Django here.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from lscb_portal.lib.screening_words import (
    ALSO_SURNAMES,
    ALSO_WORDS,
    CALLED,
    FIRST_NAMES,
    KNOWN,
    NAMED_AFTER,
    NAMED_PLACES,
    NOT_SURNAMES,
    PERSONS,
    POSTCODE_AREAS,
    ROYALS,
    TITLES,
)


class Kind(StrEnum):
    """What something looks like."""

    NAME = "name"
    DATE_OF_BIRTH = "date of birth"
    NHS_NUMBER = "NHS number"
    UPN = "unique pupil number"
    POSTCODE = "postcode"
    TELEPHONE = "telephone number"
    EMAIL = "e-mail address"


class Finding(NamedTuple):
    """Something that looks like an identifier: text[start:end]."""

    kind: Kind
    start: int
    end: int


def screen(text: str) -> list[Finding]:
    """What looks like an identifier, in the order of the text; where two overlap, the one found by the surer rule."""
    kept: list[Finding] = []
    for finding in _all(text):
        if all(finding.end <= other.start or finding.start >= other.end for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)


def _all(text) -> Iterator[Finding]:
    """Every finding, the surest rules first."""
    for kind, pattern, holds in PATTERNS:
        yield from (Finding(kind, *match.span()) for match in pattern.finditer(text) if holds(match[0]))
    names = list(names_in(text))
    yield from _births(text, names)
    yield from names


def marked(text: str, findings) -> list[tuple[str, Kind | None]]:
    """The text in pieces: (words, what they look like, or None for what lies between)."""
    pieces, at = [], 0
    for kind, start, end in findings:
        if start > at:
            pieces.append((text[at:start], None))
        pieces.append((text[start:end], kind))
        at = end
    return pieces + ([(text[at:], None)] if at < len(text) else [])


# Numbers and addresses ------------------------------------------------------------------------------------------------

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
NHS_NUMBER = re.compile(r"(?<![\w-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w-])")
UPN = re.compile(r"(?<!\w)[A-Z]\d{11}[\dA-Z](?!\w)", re.IGNORECASE)
TELEPHONE = re.compile(r"(?<![\w+])(?:\(0\d{2,5}\)|0\d{2,5}|\+44[ -]?(?:\(0\)[ -]?)?\d{2,4})(?:[ -]?\d){4,8}(?!\w)")
POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?!\w)", re.IGNORECASE)
ORDINAL = re.compile(r"\d(?:st|nd|rd|th)")
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def is_nhs_number(text: str) -> bool:
    """Whether ten digits are an NHS number: the tenth is the check digit, by modulus 11 (NHS Data Dictionary)."""
    digits = [int(each) for each in text if each.isdigit()]
    if len(digits) != 10:
        return False
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == digits[9]


def is_upn(text: str) -> bool:
    """Whether thirteen characters are a unique pupil number: the first is the check letter (DfE, UPN guide).

    A temporary one ends with a letter, which counts as its place among the letters used.
    """
    letter, rest = text[0].upper(), text[1:].upper()
    if len(rest) != 12 or not rest[:11].isdecimal() or rest[11] not in UPN_LETTERS + "0123456789":
        return False
    values = [int(each) if each.isdecimal() else UPN_LETTERS.index(each) for each in rest]
    total = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return UPN_LETTERS[total % 23] == letter


def _is_telephone(text):
    """A British number has nine or ten digits behind its 0 or its +44."""
    digits = "".join(each for each in text.replace("(0)", "") if each.isdigit())
    national = digits[2:] if text.startswith("+44") else digits[1:]
    return len(national) in (9, 10) and national[0] != "0"


def _is_postcode(text):
    """It begins with an area that there is, and does not end like "2nd"."""
    return re.match("[a-z]+", text.lower())[0] in POSTCODE_AREAS and not ORDINAL.fullmatch(text[-3:])


def _is_email(text):
    """The pattern says it all."""
    return True


PATTERNS = (
    (Kind.EMAIL, EMAIL, _is_email),
    (Kind.NHS_NUMBER, NHS_NUMBER, is_nhs_number),
    (Kind.UPN, UPN, is_upn),
    (Kind.TELEPHONE, TELEPHONE, _is_telephone),
    (Kind.POSTCODE, POSTCODE, _is_postcode),
)


# Dates of birth -------------------------------------------------------------------------------------------------------

MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|{DAY}(?: of)? {MONTH},? \d{{4}}|{MONTH} {DAY},? \d{{4}}|{MONTH} \d{{4}})(?!\w)",
    re.IGNORECASE,
)
BEFORE = re.compile(
    r"(?:\bborn(?: on)?(?: the)?|\bd\.? ?o\.? ?b\.?|\bdate of birth|\bbirth ?date|\bbirthday|\bb\.)"
    r"(?: (?:is|was|of|on|in|being))?[\s:=,(–-]*\Z",
    re.IGNORECASE,
)
AFTER = re.compile(r"\A[\s,(]*(?:is (?:his|her|their) (?:birthday|date of birth)|\(?d\.?o\.?b\b)", re.IGNORECASE)
REACH = 30


def _births(text, names):
    """Dates that are said to be somebody's birth, and dates in brackets or behind a comma right after a name."""
    ends = {name.end for name in names}
    for match in DATE.finditer(text):
        start, end = match.span()
        said = BEFORE.search(text[max(0, start - REACH) : start]) or AFTER.search(text[end : end + REACH])
        behind_a_name = any(text[:start].endswith(gap) and start - len(gap) in ends for gap in (" (", ", "))
        if said or behind_a_name:
            yield Finding(Kind.DATE_OF_BIRTH, start, end)


# Names ----------------------------------------------------------------------------------------------------------------

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"[’']s?\Z")
GAP = re.compile(r"\.? ")
MOST_NAMES = 4
STROKES = str.maketrans("łøđðæ", "lodda")


def plain(word: str) -> str:
    """A word as the lists have it: in small letters, without accents."""
    letters = unicodedata.normalize("NFKD", word.casefold().translate(STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Word(NamedTuple):
    """A word of the text, as it stands and as it is looked up: without "’s", in small letters, without accents."""

    text: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        return plain(POSSESSIVE.sub("", self.text))

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.is_capital

    @property
    def name_end(self) -> int:
        """Where the name ends: before "’s"."""
        return self.start + len(POSSESSIVE.sub("", self.text))


def names_in(text: str) -> Iterator[Finding]:
    """Names of people: behind a title, behind a word such as "son", or beginning with a common first name."""
    tokens = [Word(match[0], match.start(), match.end()) for match in WORD.finditer(text)]
    at = 0
    while at < len(tokens):
        last = _name_from(text, tokens, at)
        if last is None:
            at += 1
            continue
        first = at if tokens[at].is_capital else at + 1
        yield Finding(Kind.NAME, tokens[first].start, tokens[last].name_end)
        at = last + 1


def _name_from(text, tokens, at):
    """The index of the last word of the name that begins at `at` (or just behind it); None where none does."""
    word = tokens[at]
    if word.bare in TITLES and word.is_capital:
        return _surname_after(text, tokens, at)
    if word.text in PERSONS or (word.text in CALLED and _speaks_of_a_person(tokens, at)):
        return _called(text, tokens, at)
    if word.is_capital and word.bare.partition("-")[0] in FIRST_NAMES and not _is_saint_or_royal(tokens, at):
        return _with_surname(text, tokens, at)
    return None


def _next(text, tokens, at):
    """The word right behind, on the same line with a blank or a full stop and a blank between; else None."""
    if at + 1 < len(tokens) and GAP.fullmatch(text[tokens[at].end : tokens[at + 1].start]):
        return tokens[at + 1]
    return None


def _may_be_surname(word, doubtful=True):
    """Whether a word may be a surname; with `doubtful`, also where it is as much another word."""
    if word is None or not word.is_capital or word.is_initial or word.bare in NOT_SURNAMES:
        return False
    return doubtful or word.bare not in ALSO_SURNAMES


def _run(text, tokens, at, doubtful=True):
    """The last index of the capitalised words behind `at` that may be surnames or initials."""
    last = at
    while last - at < MOST_NAMES and (word := _next(text, tokens, last)):
        joined = text[tokens[last].end] == " " or tokens[last].is_initial
        if not (word.is_initial or (joined and _may_be_surname(word, doubtful))):
            break
        last += 1
    while last > at and tokens[last].is_initial:
        last -= 1
    return last


def _surname_after(text, tokens, at):
    """Behind a title stands a surname, with initials or first names before it."""
    last = at
    while (word := _next(text, tokens, last)) and word.is_initial:
        last += 1
    if not _may_be_surname(_next(text, tokens, last)):
        return None
    last = _run(text, tokens, last + 1)
    return None if _is_known(text, tokens[at], tokens[last]) else last


def _speaks_of_a_person(tokens, at):
    return any(word.text in PERSONS for word in tokens[max(0, at - 3) : at])


def _called(text, tokens, at):
    """Behind "son" or "a boy called" stands a name, whatever it is."""
    word = _next(text, tokens, at)
    if word is None or text[tokens[at].end] == "." or (word.text.isupper() and not word.is_initial):
        return None
    if word.is_initial or word.bare in TITLES:
        return _surname_after(text, tokens, at if word.is_initial else at + 1)
    return _run(text, tokens, at + 1) if _may_be_surname(word) else None


def _is_saint_or_royal(tokens, at):
    return at > 0 and (tokens[at - 1].text in ("St", "Saint") or tokens[at - 1].bare in ROYALS)


def _with_surname(text, tokens, at):
    """A first name with a surname behind it, or a first name that is no other word."""
    word, after = tokens[at], _next(text, tokens, at)
    if _is_possessive(word):
        named_after = after is not None and after.bare in NAMED_AFTER
        return None if named_after or word.bare in ALSO_WORDS else at
    last = _run(text, tokens, at, doubtful=word.bare not in ALSO_WORDS)
    if last > at:
        return None if _is_known(text, word, tokens[last]) or _names_a_place(text, tokens, last) else last
    institution = after is not None and after.is_capital and after.bare in NOT_SURNAMES
    return None if institution or word.bare in ALSO_WORDS else at


def _names_a_place(text, tokens, last):
    """Whether what follows says that a place, a law or an award bears the name."""
    after = _next(text, tokens, last)
    return (after is not None and after.is_capital and after.bare in NAMED_PLACES) or tokens[last].bare in NAMED_PLACES


def _is_possessive(word):
    return bool(POSSESSIVE.search(word.text))


def _is_known(text, first, last):
    found = text[first.start : last.name_end].casefold()
    return any(found.startswith(known) for known in KNOWN)
